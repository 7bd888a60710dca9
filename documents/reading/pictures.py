"""Pictures of pages and where their words stand: made once in a bounded child process, kept beside the originals.

They are reached only through views that check the version's permission, and never by their name. Those of an office
file are drawn from the PDF that was printed of it, which is kept in the same place and served to nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.render import RenderFailure, render_page_with_words
from clearinghouse.lib.files.word_boxes import WordBox, as_json, read_boxes
from documents.files import local_copy, one_at_a_time, working_file
from documents.models import DocumentVersion, Page
from documents.reading import bundles
from documents.storage import verified_storage

READER_WIDTH, THUMBNAIL_WIDTH = 1100, 240
LARGER_WIDTHS = (1650, 2200)  # for large windows and zoom
PICTURED = ("pdf", "png", "jpg")


def has_pictures(version: DocumentVersion) -> bool:
    """Whether pages of this version can be drawn: those of the file, or of the PDF that was printed of it."""
    return version.file_type in PICTURED or version.status.is_printed


def is_drawn(page: Page) -> bool:
    """Whether this page can be drawn: one of such a version, or of a PDF or a picture within a ZIP."""
    assert page.version is not None
    return has_pictures(page.version) or bundles.is_drawn(page.version, page.heading)


def picture_name(version: DocumentVersion, number: int, width: int) -> str:
    """Where the picture of a page is kept."""
    return f"{folder_of(version)}/{number}-{width}.webp"


def printed_name(version: DocumentVersion) -> str:
    """Where the PDF is kept that was printed of an office file."""
    return f"{folder_of(version)}/printed.pdf"


def folder_of(version: DocumentVersion) -> str:
    """What is drawn or made of a version is kept here: below the random name of its original, so as hard to guess."""
    return f"pictures/{version.storage_name.rsplit('/', 1)[-1]}"


def keep_printed(version: DocumentVersion, pdf: bytes) -> None:
    """Keep the PDF of an office file instead of an earlier one, and of the pictures drawn from that."""
    forget(version)
    default_storage.save(printed_name(version), ContentFile(pdf))


def forget(version: DocumentVersion) -> None:
    """Remove the PDF and all pictures; they can be made again."""
    storage = verified_storage()
    for number in range(1, (version.status.page_count or 0) + 1):
        for width in (READER_WIDTH, THUMBNAIL_WIDTH, *LARGER_WIDTHS):
            storage.delete(picture_name(version, number, width))
        storage.delete(words_name(version, number))
    storage.delete(printed_name(version))


@contextmanager
def drawable_copy(version: DocumentVersion) -> Iterator[Path]:
    """The file whose pages are drawn, on this machine. Raises FileUnavailable when it is away."""
    if not version.status.is_printed:
        with local_copy(version) as path:
            yield path
        return
    kept = verified_storage().local_path(printed_name(version))
    if kept is not None:
        yield kept
        return
    with working_file(".pdf") as copy:
        for chunk in verified_storage().stream(printed_name(version)).chunks:
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def page_picture(version: DocumentVersion, number: int, width: int) -> bytes | RenderFailure | None:
    """A page as WebP, or why it cannot be drawn, which is tried anew each time; None for a file without pictures.

    Raises FileUnavailable when the original is away.
    """
    name = picture_name(version, number, width)
    if not default_storage.exists(name):
        with one_at_a_time(f"drawing-{version.key}-{number}"):
            if not default_storage.exists(name):
                return _draw(version, number, width)[0]
    with default_storage.open(name) as file:
        return file.read()


def page_words(version: DocumentVersion, number: int) -> list[WordBox]:
    """Where the words of a page stand on its picture; of a scan, what was recognized.

    Found while the picture is drawn, so that a page that has its picture is not opened again. Raises FileUnavailable.
    """
    known = _kept_words(version, number)
    if known is not None:
        return known
    with one_at_a_time(f"drawing-{version.key}-{number}"):
        known = _kept_words(version, number)
        return _draw(version, number, READER_WIDTH)[1] if known is None else known


def keep_first(version: DocumentVersion, picture: bytes, words: list[WordBox]) -> None:
    """Keep the thumbnail that was drawn while the file was read."""
    _keep(words_name(version, 1), as_json(words))
    _keep(picture_name(version, 1, THUMBNAIL_WIDTH), picture)


def has_first(version: DocumentVersion) -> bool:
    """Whether the thumbnail is there."""
    return default_storage.exists(picture_name(version, 1, THUMBNAIL_WIDTH))


def keep_recognized_words(version: DocumentVersion, number: int, words: list[WordBox]) -> None:
    """Keep where the words of a scanned page stand; its drawing knows of none."""
    _keep(words_name(version, number, "recognized"), as_json(words))


def words_name(version: DocumentVersion, number: int, source: str = "words") -> str:
    """Where the places of a page's words are kept: of the file itself, or those that were recognized."""
    return f"{folder_of(version)}/{number}-{source}.json"


def _kept_words(version: DocumentVersion, number: int) -> list[WordBox] | None:
    for name in (words_name(version, number, source) for source in ("recognized", "words")):
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                return read_boxes(file.read())
    return None


def _draw(version: DocumentVersion, number: int, width: int) -> tuple[bytes | RenderFailure | None, list[WordBox]]:
    part = None if has_pictures(version) else bundles.part_of(version, number)
    if part is None and not has_pictures(version):
        return None, []
    inner, member = (part.number, part.member) if part else (number, "")
    with drawable_copy(version) as path:
        drawn, words = render_page_with_words(path, inner, width, Limits(), member=member)
    if isinstance(drawn, RenderFailure):
        return drawn, []
    _keep(words_name(version, number), as_json(words))
    _keep(picture_name(version, number, width), drawn)
    return drawn, words


def _keep(name: str, content: bytes) -> None:
    with suppress(FileExistsError):  # somebody else asked for it at the same moment
        default_storage.save(name, ContentFile(content))
