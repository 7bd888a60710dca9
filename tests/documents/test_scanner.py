"""The scanner's client, on a real clamd where there is one, and the fake that other tests use beside it."""

import io
import os
import socket
import threading
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

import pytest

from documents.files import FileUnavailable
from documents.intake.scanner import ClamdScanner, NoScanner, ScanResult, Verdict, configured_scanner, read_verdict
from tests.documents.scanners import EICAR, STREAM_LIMIT, FakeScanner


def pieces(content: bytes, size: int = 64 * 1024) -> Iterable[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


def zipped(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


@pytest.fixture(params=["clamd", "fake"])
def scanner(request: pytest.FixtureRequest) -> object:
    """The fake must say what the real one says."""
    if request.param == "fake":
        return FakeScanner()
    return ClamdScanner(request.getfixturevalue("clamd"))


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (b"Port uptime shall exceed 97 percent.", Verdict.CLEAN),
        (EICAR, Verdict.INFECTED),
        (b"words before " + EICAR, Verdict.INFECTED),
        (os.urandom(STREAM_LIMIT + 1), Verdict.UNSCANNABLE),
    ],
    ids=["clean", "virus", "virus inside", "beyond the stream limit"],
)
def test_verdicts_of_clamd_and_fake_agree(scanner, content: bytes, verdict: Verdict) -> None:
    assert scanner.scan(pieces(content)).verdict == verdict
    assert scanner.answers() is True


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (zipped(("a.txt", EICAR)), Verdict.INFECTED),
        (zipped(("inner.zip", zipped(("a.txt", EICAR)))), Verdict.INFECTED),
        (b"\0" * (1024 * 1024 + 1) + EICAR, Verdict.UNSCANNABLE),
    ],
    ids=["zip", "zip in zip", "behind padding"],
)
def test_clamd_finds_what_is_hidden_or_says_it_did_not_look(clamd: str, content: bytes, verdict: Verdict) -> None:
    assert ClamdScanner(clamd).scan(pieces(content)).verdict == verdict


@pytest.mark.parametrize("size", [STREAM_LIMIT - 1, STREAM_LIMIT, STREAM_LIMIT + 1])
def test_clamd_at_its_limit_never_calls_an_unseen_file_clean(clamd: str, size: int) -> None:
    assert ClamdScanner(clamd).scan(pieces(b"a" * size)).verdict == Verdict.UNSCANNABLE


def test_clamd_over_tcp() -> None:
    with clamd_that_says(b"stream: OK\0") as port:
        assert ClamdScanner(f"127.0.0.1:{port}").scan([b"words"]).verdict == Verdict.CLEAN


@contextmanager
def clamd_that_says(answer: bytes, *, reads: bool = True) -> Iterator[int]:
    """A server on loopback that takes one file and gives this answer."""

    def serve() -> None:
        with suppress(OSError), server.accept()[0] as connection:
            while reads and not connection.recv(1 << 16).endswith(b"\0\0\0\0"):
                pass
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def test_scanner_that_refuses_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    scanner = ClamdScanner(f"127.0.0.1:{port}")

    assert (scanner.scan([b"words"]).verdict, scanner.answers()) == (Verdict.UNAVAILABLE, False)


def test_scanner_without_a_socket_is_unavailable() -> None:
    assert ClamdScanner("/nowhere/clamd.sock").scan([b"words"]).verdict == Verdict.UNAVAILABLE


def test_scanner_that_never_answers_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        scanner = ClamdScanner(f"127.0.0.1:{server.getsockname()[1]}", answer_seconds=0.2)
        assert scanner.scan([b"words"]).verdict == Verdict.UNAVAILABLE


def test_scanner_that_hangs_up_early_did_not_scan() -> None:
    with clamd_that_says(b"", reads=False) as port:
        result = ClamdScanner(f"127.0.0.1:{port}").scan(pieces(b"a" * 50_000_000))

    assert result.verdict == Verdict.UNSCANNABLE


def test_misspelled_address_is_unavailable() -> None:
    result = ClamdScanner("clamav").scan([b"words"])

    assert result.verdict == Verdict.UNAVAILABLE
    assert "host:port" in result.detail


def test_damaged_file_is_not_given_a_verdict() -> None:
    def damaged() -> Iterator[bytes]:
        yield b"first piece"
        raise FileUnavailable("gone")

    with clamd_that_says(b"stream: OK\0") as port, pytest.raises(FileUnavailable):
        ClamdScanner(f"127.0.0.1:{port}").scan(damaged())


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ("stream: OK", ScanResult(Verdict.CLEAN)),
        ("stream: Win.Test.EICAR_HDB-1 FOUND", ScanResult(Verdict.INFECTED, "Win.Test.EICAR_HDB-1")),
        (
            "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND",
            ScanResult(Verdict.UNSCANNABLE, "Heuristics.Limits.Exceeded.MaxFileSize"),
        ),
        ("stream: Heuristics.Encrypted.Zip FOUND", ScanResult(Verdict.ENCRYPTED, "Heuristics.Encrypted.Zip")),
        ("INSTREAM size limit exceeded. ERROR", ScanResult(Verdict.UNSCANNABLE, "INSTREAM size limit exceeded. ERROR")),
        ("", ScanResult(Verdict.UNAVAILABLE, "an empty answer")),
        ("stream: OK OK", ScanResult(Verdict.UNSCANNABLE, "stream: OK OK")),
    ],
)
def test_answers_mean(answer: str, result: ScanResult) -> None:
    assert read_verdict(answer) == result


def test_without_a_scanner_the_file_is_read_and_the_verdict_says_so(settings) -> None:
    settings.CLAMD_ADDRESS = ""
    read: list[bytes] = []

    result = configured_scanner().scan(chunk for chunk in [b"a", b"b"] if read.append(chunk) is None)

    assert (result.verdict, read) == (Verdict.NOT_CONFIGURED, [b"a", b"b"])
    assert NoScanner().answers() is False


def test_settings_name_the_scanner(settings) -> None:
    settings.CLAMD_ADDRESS = "clamav:3310"

    scanner = configured_scanner()

    assert isinstance(scanner, ClamdScanner)
    assert scanner.address == "clamav:3310"
