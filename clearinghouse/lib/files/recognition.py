"""The `recognize` operation, in the child process: one page drawn large and read by Tesseract."""

import io
import subprocess
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image

from clearinghouse.lib.files import word_boxes
from clearinghouse.lib.files.drawing import MOST_PIXELS, Pages
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.text import clean_text


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"page": 1, "program": "/usr/bin/tesseract", "data": ""} → {"text": "…", "words": [["Uptime", 12, …], …]}."""
    picture = Pages(stream, limits).draw(arguments["page"], dots_per_inch=limits.ocr_dots_per_inch)
    if picture is None:
        return {"text": "", "words": []}
    grey = _grey(picture)
    results = Path(tempfile.mkdtemp()) / "page"
    dots = str(limits.ocr_dots_per_inch)
    subprocess.run(  # noqa: S603 (nothing in the list comes from the file)
        [arguments["program"], "stdin", str(results), "-l", "eng", "--dpi", dots, "txt", "tsv"],
        input=_png(grey),
        capture_output=True,
        timeout=limits.ocr_seconds,
        check=True,
        env=_environment(arguments["data"]),
        cwd="/",
    )
    text, table = (results.with_suffix(ending).read_text("utf-8", "replace") for ending in (".txt", ".tsv"))
    return {
        "text": clean_text(text, limits.page_characters),
        "words": [list(word) for word in word_boxes.of_tesseract(table, *grey.size)],
    }


def _grey(picture: Image.Image) -> Image.Image:
    grey = picture.convert("L")  # Tesseract needs some 20 bytes for each pixel
    if grey.width * grey.height > MOST_PIXELS:
        grey.thumbnail((int(MOST_PIXELS**0.5), int(MOST_PIXELS**0.5)))
    return grey


def _png(grey: Image.Image) -> bytes:
    output = io.BytesIO()
    grey.save(output, "PNG", compress_level=1)
    return output.getvalue()


def _environment(data_folder: str) -> dict[str, str]:
    """One thread: the processor time of all threads counts against the limit, and each takes memory."""
    found = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8", "TMPDIR": tempfile.gettempdir()}
    return found | ({"TESSDATA_PREFIX": data_folder} if data_folder else {})
