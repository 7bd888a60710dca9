"""Pictures of pages: drawn once in a bounded child process, kept in storage beside the originals.

They are reached only through views that check the version's permission, and never by their name.
"""

from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.render import RenderFailure, render_page
from documents.files import local_copy
from documents.models import DocumentVersion

READER_WIDTH, THUMBNAIL_WIDTH = 1100, 240
PICTURED = ("pdf", "png", "jpg")


def has_pictures(version: DocumentVersion) -> bool:
    """Whether pages of this file type can be drawn."""
    return version.file_type in PICTURED


def picture_name(version: DocumentVersion, number: int, width: int) -> str:
    """Where the picture is kept: below the random name of its original, so it is as hard to guess."""
    return f"pictures/{version.storage_name.rsplit('/', 1)[-1]}/{number}-{width}.webp"


def page_picture(version: DocumentVersion, number: int, width: int) -> bytes | None:
    """A page as WebP; None when the page cannot be drawn. Raises FileUnavailable when the original is away."""
    name = picture_name(version, number, width)
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            return file.read()
    with local_copy(version) as path:
        drawn = render_page(path, number, width, Limits())
    if isinstance(drawn, RenderFailure):
        return None
    with suppress(FileExistsError):  # somebody else asked for it at the same moment
        default_storage.save(name, ContentFile(drawn))
    return drawn
