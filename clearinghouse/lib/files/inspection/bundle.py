"""ZIP uploads: every file inside is checked like an upload of its own, within one budget for all."""

import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, cast

from clearinghouse.lib.files.inspection.archive import Budget, open_archive, read_chunks
from clearinghouse.lib.files.limits import MB, Limits
from clearinghouse.lib.files.names import extension
from clearinghouse.lib.files.refusals import Refused, broken, mismatch, too_large, unaccepted_extension
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.files.types import BY_EXTENSION, JPG, PDF, PNG, ZIP, FileType

NAME = 80  # characters of a member's name in the headings of its pages
_IN_MEMORY = 8 * MB
_MAC_FOLDER = "__MACOSX/"
_MAC_NOTE = b"\x00\x05\x16\x07"
_MAC_VIEW = b"\x00\x00\x00\x01Bud1"


@dataclass(frozen=True)
class Nest:
    """How deep a ZIP lies in other ZIPs, counted from 1, and the budget that all of them share."""

    depth: int
    budget: Budget

    @classmethod
    def outermost(cls, limits: Limits) -> "Nest":
        return cls(1, Budget(limits.zip_entries, limits.zip_unpacked_bytes, limits.zip_ratio, "This ZIP file"))

    def deeper(self) -> "Nest":
        return Nest(self.depth + 1, self.budget)


InspectMember = Callable[[BinaryIO, FileType, Nest], set[str]]


def inspect(stream: BinaryIO, limits: Limits, nest: Nest, inspect_member: InspectMember) -> set[str]:
    """Refuse the whole ZIP when one file in it is refused, else the flags of all its files."""
    if nest.depth > limits.zip_depth:
        raise Refused("zip-depth", "The ZIP files are nested too deeply. Unzip the inner ones, then upload again.")
    flags: set[str] = set()
    with open_archive(stream, nest.budget) as archive:
        members = accepted_members(archive)
        for info, file_type in members:
            try:
                with unpacked(archive, info, limits) as member:
                    flags |= inspect_member(member, file_type, nest.deeper())
            except Refused as refusal:
                raise refusal.inside(info.filename) from refusal
    return flags


def accepted_members(archive: zipfile.ZipFile) -> list[tuple[zipfile.ZipInfo, FileType]]:
    """The files of a ZIP with the type of each by its name; folders and macOS notes left out."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.filename == "[Content_Types].xml" for info in infos):
        raise mismatch(ZIP.article, "an Office document")
    members = [(info, _type_by_name(info)) for info in infos if not _is_mac_note(archive, info)]
    if not members:
        raise Refused("zip-empty", "This ZIP file contains no files. Create it again, then upload the new one.")
    return members


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> BinaryIO:
    """One file of a ZIP as a temporary file without a name."""
    if info.file_size > limits.file_bytes:
        raise too_large(limits.file_bytes)
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the caller closes it)
    for chunk in read_chunks(archive, info):
        target.write(chunk)
    target.seek(0)
    return cast(BinaryIO, target)


def drawable_member(stream: BinaryIO, name: str, limits: Limits) -> BinaryIO | None:
    """The one PDF or picture of this name, as pages are headed with it; None where there is none, or more than one."""
    with open_archive(stream, Nest.outermost(limits).budget) as archive:
        named = [(info, kind) for info, kind in accepted_members(archive) if one_line(info.filename, NAME) == name]
        if len(named) != 1 or named[0][1] not in (PDF, PNG, JPG):
            return None
        return unpacked(archive, named[0][0], limits)


def _type_by_name(info: zipfile.ZipInfo) -> FileType:
    ending = extension(info.filename)
    if ending not in BY_EXTENSION:
        raise unaccepted_extension(ending).inside(info.filename)
    return BY_EXTENSION[ending]


def _is_mac_note(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """What macOS adds to the ZIPs it makes: known by name and first bytes, small, and of no use to anyone."""
    last = info.filename.rsplit("/", 1)[-1]
    if not (info.filename.startswith(_MAC_FOLDER) or last == ".DS_Store") or info.file_size > MB:
        return False
    start = next(iter(read_chunks(archive, info)), b"")
    if not start.startswith((_MAC_NOTE, _MAC_VIEW)):
        raise broken(ZIP.article).inside(info.filename)
    return True
