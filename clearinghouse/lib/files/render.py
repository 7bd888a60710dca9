"""Draws pages as WebP pictures, so that page 50 opens without downloading the file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from clearinghouse.lib.files.limits import MB, Limits
from clearinghouse.lib.files.results import RenderFailure
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.word_boxes import LARGEST_ANSWER, WordBox, read_boxes
from clearinghouse.lib.files.workspace import private_folder, read_left

_LARGEST_PICTURE = 8 * MB
_NO_PAGE = RenderFailure("no-page", "We can’t show this page. Download the file to see it.")
_FAILED = RenderFailure("failed", "This page is too complex to show here. Download the file to see it.")


def render_page(path: Path, page_number: int, width_px: int, limits: Limits) -> bytes | RenderFailure:
    """Page `page_number` (from 1) of a PDF, or a picture as its page 1, as a WebP at most `width_px` wide."""
    return next(render_pages(path, [page_number], width_px, limits))[1]


def render_page_with_words(
    path: Path, page_number: int, width_px: int, limits: Limits, *, member: str = ""
) -> tuple[bytes | RenderFailure, list[WordBox]]:
    """The same, and where the page's words stand on it; one child for both. `member` names a file within a ZIP."""
    with private_folder() as folder:
        arguments = {"pages": [page_number], "width": width_px, "folder": str(folder), "words": True, "member": member}
        answer = run_child("render", path, arguments, limits, folder=folder)
        absent = _FAILED if isinstance(answer, ChildFailure) or "code" in answer else _NO_PAGE
        words = read_left(folder / f"{page_number}.json", LARGEST_ANSWER)
        return _picture(folder / f"{page_number}.webp") or absent, read_boxes(words)


def drawn_first_page(folder: Path) -> tuple[bytes | None, list[WordBox]]:
    """What a child that had more to do drew into the folder: the first page, and where its words stand."""
    return _picture(folder / "1.webp"), read_boxes(read_left(folder / "1.json", LARGEST_ANSWER))


def render_pages(
    path: Path, page_numbers: Sequence[int], width_px: int, limits: Limits
) -> Iterator[tuple[int, bytes | RenderFailure]]:
    """Each page number with its picture or why there is none, in the order asked, many pages to one child."""
    size = limits.render_pages_per_child
    for start in range(0, len(page_numbers), size):
        yield from _render_batch(path, page_numbers[start : start + size], width_px, limits)


def _render_batch(
    path: Path, numbers: Sequence[int], width_px: int, limits: Limits
) -> Iterator[tuple[int, bytes | RenderFailure]]:
    with private_folder() as folder:
        arguments = {"pages": list(numbers), "width": width_px, "folder": str(folder)}
        answer = run_child("render", path, arguments, limits, folder=folder)
        # A child that was stopped half-way leaves the pages it had finished.
        absent = _FAILED if isinstance(answer, ChildFailure) or "code" in answer else _NO_PAGE
        for number in numbers:
            yield number, _picture(folder / f"{number}.webp") or absent


def _picture(path: Path) -> bytes | None:
    """The bytes of a finished picture; nothing that is no picture or too large."""
    data = read_left(path, _LARGEST_PICTURE)
    is_whole = data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) <= _LARGEST_PICTURE
    return data if is_whole else None
