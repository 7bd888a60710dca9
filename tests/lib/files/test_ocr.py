import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from clearinghouse.lib.files import ocr
from clearinghouse.lib.files.limits import Limits

needs_tesseract = pytest.mark.skipif(not ocr.is_available(), reason="Tesseract is not installed")


def scan(tmp_path: Path, kind: str, text: str) -> Path:
    image = Image.new("L", (1400, 300), "white")
    ImageDraw.Draw(image).text((60, 100), text, fill="black", font=ImageFont.load_default(60))
    output = io.BytesIO()
    image.save(output, kind, resolution=200)
    path = tmp_path / "scan"
    path.write_bytes(output.getvalue())
    return path


@needs_tesseract
@pytest.mark.parametrize("kind", ["PDF", "PNG"])
def test_recognize_page_reads_a_scan(tmp_path, kind):
    path = scan(tmp_path, kind, "Sample uptime 97 percent")

    found = ocr.recognize_page(path, 1, Limits())

    assert found.text == "Sample uptime 97 percent"
    assert [word.text for word in found.words] == ["Sample", "uptime", "97", "percent"]
    assert [word.left for word in found.words] == sorted(word.left for word in found.words)
    assert all(0 < word.left < word.right < 10_000 and 0 < word.top < word.bottom < 10_000 for word in found.words)


@needs_tesseract
def test_recognize_page_sees_nothing_where_there_is_no_page(tmp_path):
    assert ocr.recognize_page(scan(tmp_path, "PDF", "Sample"), 5, Limits()) == ocr.Recognized("", [])


@needs_tesseract
def test_recognize_page_gives_up_in_time(tmp_path):
    assert ocr.recognize_page(scan(tmp_path, "PNG", "Sample"), 1, Limits(ocr_seconds=0.001)) is None


def test_recognize_page_does_without_tesseract(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert (ocr.is_available(), ocr.recognize_page(scan(tmp_path, "PNG", "Sample"), 1, Limits())) == (False, None)


@pytest.mark.parametrize(
    ("text", "worth"), [("", True), ("12 / 3 | 4", True), ("A page with a sentence of its own.", False)]
)
def test_is_worth_trying_on_pages_without_text(text, worth):
    assert ocr.is_worth_trying(text) is worth
