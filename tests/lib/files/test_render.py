import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.render import render_page, render_pages
from clearinghouse.lib.files.results import RenderFailure
from tests.lib.files.samples import pdf, picture, sample

WORDS = "The agency buys charging ports along the corridor and pays for uptime.\n"


@pytest.fixture
def upload(tmp_path: Path):
    def write(data: bytes) -> Path:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return path

    return write


def opened(drawn: bytes | RenderFailure) -> Image.Image:
    assert isinstance(drawn, bytes)
    return Image.open(io.BytesIO(drawn))


def test_render_page_draws_a_page_as_webp(upload):
    drawn = render_page(upload(pdf("Heading|" + WORDS * 45)), 1, 1100, Limits())

    image = opened(drawn)
    assert (image.format, image.size) == ("WEBP", (1100, 1424))
    assert 10_000 < len(drawn) < 175_000


@pytest.mark.parametrize("number", [0, 3, -1, 10**9])
def test_render_page_knows_which_pages_there_are(upload, number):
    drawn = render_page(upload(sample("pdf")), number, 400, Limits())

    assert drawn == RenderFailure("no-page", "We can’t show this page. Download the file to see it.")


@pytest.mark.parametrize("data", [b"%PDF-1.4 broken", b"garbage", b"", sample("docx")])
def test_render_page_fails_with_a_sentence(upload, data):
    drawn = render_page(upload(data), 1, 400, Limits())

    assert drawn == RenderFailure("failed", "This page is too complex to show here. Download the file to see it.")


@pytest.mark.parametrize(
    ("kind", "size", "expected"), [("PNG", (800, 400), (400, 200)), ("JPEG", (200, 100), (200, 100))]
)
def test_render_page_shrinks_pictures_and_never_enlarges(upload, kind, size, expected):
    assert opened(render_page(upload(picture(kind, size)), 1, 400, Limits())).size == expected


def test_render_page_draws_transparent_pictures_on_white(upload):
    output = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(output, "PNG")

    image = opened(render_page(upload(output.getvalue()), 1, 20, Limits()))

    assert image.convert("RGB").getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(("mode", "pixel"), [("I;16", 32768), ("L", 128), ("1", 255), ("P", 1), ("LA", (128, 255))])
def test_render_page_draws_every_kind_of_pixel(upload, mode, pixel):
    output = io.BytesIO()
    Image.new(mode, (20, 20), pixel).save(output, "PNG")

    assert opened(render_page(upload(output.getvalue()), 1, 20, Limits())).size == (20, 20)


def test_render_page_turns_photographs_upright(upload):
    exif = Image.Exif()
    exif[0x0112] = 6
    output = io.BytesIO()
    Image.new("RGB", (40, 20)).save(output, "JPEG", exif=exif)

    assert opened(render_page(upload(output.getvalue()), 1, 400, Limits())).size == (20, 40)


def test_render_page_bounds_monstrous_pages(upload):
    output = io.BytesIO()
    sheet = canvas.Canvas(output, pagesize=(10, 14400))
    sheet.drawString(0, 0, "Sample")
    sheet.save()

    image = opened(render_page(upload(output.getvalue()), 1, 10**9, Limits(render_width=600)))

    assert image.height <= 2400


def test_render_pages_draws_many_in_few_children(upload):
    path = upload(pdf(*(f"Page {number}|Sample" for number in range(1, 8))))

    drawn = list(render_pages(path, [7, 1, 2, 9, 3], 300, Limits(render_pages_per_child=2)))

    assert [(number, isinstance(result, bytes)) for number, result in drawn] == [
        (7, True),
        (1, True),
        (2, True),
        (9, False),
        (3, True),
    ]
