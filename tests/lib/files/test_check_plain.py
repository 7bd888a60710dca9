import pytest

from tests.lib.files.samples import sample


@pytest.mark.parametrize(
    "data",
    [
        "Ünïcode text".encode(),
        "Ünïcode text".encode("utf-8-sig"),
        "Ünïcode text".encode("utf-16"),
        "Smart – “quotes”".encode("cp1252"),
        b"MZ is how this text begins",
        b"BM is how this text begins",
        b"a < b and c > d",
        b"Name,Formula\nSample,=A1+B1\n",
        b"Name,Note\nSample,- Yes | No!\n- either|or, or else!\n",
        b"{ not json, just braces }",
        b"page one\x0cpage two",
    ],
)
@pytest.mark.parametrize("extension", ["txt", "csv"])
def test_check_accepts_text(check_here, data, extension):
    result = check_here(data, f"sample.{extension}")

    assert (result.sentence, result.accepted) == ("", True)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"text\x00with NUL", "not-text"),
        (bytes(range(1, 32)) * 20, "not-text"),
        (b"\x81\x8d\x8f", "not-text"),
        (b"<html><body>page</body></html>", "type-mismatch"),
        (b"\xef\xbb\xbf \n<!-- note --><!DOCTYPE html>", "type-mismatch"),
        ("<html>".encode("utf-16"), "type-mismatch"),
        (b"<?xml version='1.0'?><x/>", "type-mismatch"),
        (b"<svg onload=alert(1)>", "type-mismatch"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "type-mismatch"),
        (b"{\\rtf1 sample}", "type-mismatch"),
        (b"#!/bin/sh\nrm -rf /\n", "type-mismatch"),
        (b"text first\n%PDF-1.4\n1 0 obj\n%%EOF", "polyglot"),
        (sample("geojson"), "type-mismatch"),
    ],
)
@pytest.mark.parametrize("extension", ["txt", "csv"])
def test_check_refuses_what_is_not_plain_text(check_here, data, code, extension):
    assert check_here(data, f"sample.{extension}").code == code


@pytest.mark.parametrize(
    "cell", ["=cmd|'/C calc'!A0", "+cmd|' /C calc'!A0", "@SUM(cmd|'/c calc'!A1)", '"=cmd|x!a"', "-2+3+cmd|'x'!a"]
)
def test_check_refuses_a_table_that_starts_programs(check_here, cell):
    result = check_here(f"Site,Note\nSample,{cell}\n".encode(), "sample.csv")

    assert result.code == "dde"


def test_check_reads_a_long_hostile_line_in_time(check_in_child):
    result = check_in_child(b"=" * 3_000_000 + b"|" * 3_000_000, "sample.csv")

    assert result.accepted
