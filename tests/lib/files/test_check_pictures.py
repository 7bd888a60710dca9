import io
import struct
import zlib

import pytest
from PIL import Image

from tests.lib.files.samples import picture, sample
from tests.lib.files.stopwatch import spent_seconds


def png_of_size(width: int, height: int) -> bytes:
    """A few bytes that promise a picture of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def photographed_at_a_place() -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (39.0, 44.0, 21.0), 3: "W", 4: (104.0, 59.0, 5.0)}
    output = io.BytesIO()
    Image.new("RGB", (20, 20)).save(output, "JPEG", exif=exif)
    return output.getvalue()


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (6325, 6325)])
def test_check_refuses_a_pixel_flood_before_decoding(check_in_child, size):
    started = spent_seconds()

    result = check_in_child(png_of_size(*size), "sample.png")

    assert result.code in {"too-many-pixels", "broken"}
    assert spent_seconds() - started < 2


@pytest.mark.parametrize(
    ("data", "extension", "code"),
    [
        (sample("png") + b"<html><script>alert(1)</script>", "png", "polyglot"),
        (sample("png") + b"something else", "png", "polyglot"),
        (sample("png").replace(b"IDAT", b"tEXt<script >", 1), "png", "polyglot"),
        (sample("png")[:8] + b"<p>Sample page</p>", "png", "broken"),
        (sample("jpg").replace(b"JFIF", b"<?php", 1), "jpg", "polyglot"),
        (sample("jpg")[:2] + b"\xff\xd9", "jpg", "broken"),
        (b"GIF89a" + bytes(40), "png", "type-mismatch"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "png", "type-mismatch"),
        (sample("jpg")[:600] + b"%PDF-1.4", "jpg", "polyglot"),
    ],
)
def test_check_refuses_pictures_that_are_more_or_less(check_here, data, extension, code):
    assert check_here(data, f"sample.{extension}").code == code


def test_check_flags_a_picture_that_tells_its_place(check_here):
    assert check_here(photographed_at_a_place(), "sample.jpg").flags == ("gps-location",)


def test_check_accepts_a_large_photograph(check_in_child):
    assert check_in_child(picture("JPEG", (6000, 4000)), "sample.jpg").accepted
