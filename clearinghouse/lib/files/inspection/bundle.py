"""ZIP uploads: every file inside is checked like an upload of its own, within one budget for all."""

import re
import tempfile
import zipfile
from collections.abc import Callable
from typing import BinaryIO, cast

from clearinghouse.lib.files.inspection import signatures
from clearinghouse.lib.files.inspection.archive import Budget, open_archive, read_chunks, read_entry
from clearinghouse.lib.files.layers.model import MapFile
from clearinghouse.lib.files.limits import MB, Limits
from clearinghouse.lib.files.names import extension
from clearinghouse.lib.files.refusals import (
    Refused,
    broken,
    is_refused_in_zip,
    macros,
    mismatch,
    program,
    too_large,
    unaccepted_extension,
)
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.files.types import BY_EXTENSION, JPG, PDF, PNG, SHAPEFILE, ZIP, FileType
from clearinghouse.lib.frozen import dataclass

NAME = 80  # characters of a member's name in the headings of its pages
_IN_MEMORY = 8 * MB
_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_BESIDE_SHAPES = {
    *("shx", "dbf", "prj", "cpg", "qpj", "qix", "qmd", "sbn", "sbx", "fbn", "fbx", "ain", "aih", "atx", "ixs", "mxs"),
}
# What runs by itself when somebody opens it: programs, scripts, pages with scripts, and what leads to them.
_DANGEROUS = {
    *("exe", "dll", "msi", "msix", "scr", "com", "pif", "cpl", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse"),
    *("wsf", "wsh", "hta", "html", "htm", "xhtml", "mht", "mhtml", "svg", "svgz", "jar", "apk", "app", "dmg", "pkg"),
    *("deb", "rpm", "sh", "bash", "command", "lnk", "url", "webloc", "desktop", "scf", "inf", "reg", "iso", "img"),
    *("vhd", "vhdx", "xll", "chm", "swf", "php"),
}
_MAC_FOLDER = "__MACOSX/"
_MAC_NOTE = b"\x00\x05\x16\x07"
_MAC_VIEW = b"\x00\x00\x00\x01Bud1"
_DEBRIS: dict[str, tuple[bytes, ...]] = {
    ".ds_store": (_MAC_VIEW,), "thumbs.db": (b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff"), "desktop.ini": (b"",),
}  # fmt: skip


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


@dataclass(frozen=True)
class Member:
    """A file in a ZIP. Without a type it is not read; `part_of` names the shapefile to which it belongs."""

    info: zipfile.ZipInfo
    file_type: FileType | None
    part_of: str = ""


def inspect(stream: BinaryIO, limits: Limits, nest: Nest, inspect_member: InspectMember) -> set[str]:
    """Refuse the whole ZIP when one file in it is refused, else the flags of all its files."""
    if nest.depth > limits.zip_depth:
        raise Refused("zip-depth", "The ZIP files are nested too deeply. Unzip the inner ones, then upload again.")
    flags: set[str] = set()
    with open_archive(stream, nest.budget) as archive:
        for member in members_of(archive):
            try:
                if member.file_type is SHAPEFILE:
                    shapefile_of(archive, member.info, limits)
                elif member.file_type is None:
                    _refuse_program(archive, member.info)
                else:
                    with unpacked(archive, member.info, limits) as inside:
                        flags |= inspect_member(inside, member.file_type, nest.deeper())
            except Refused as refusal:
                raise refusal.inside(member.info.filename) from refusal
    return flags


def members_of(archive: zipfile.ZipFile) -> list[Member]:
    """The files of a ZIP with the type of each by its name; folders and what systems add by themselves left out."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.filename == "[Content_Types].xml" for info in infos):
        raise mismatch(ZIP.article, "an Office document")
    infos = [info for info in infos if not _is_debris(archive, info)]
    layers = {_stem(info): info.filename for info in infos if extension(info.filename) == "shp"}
    members = [_member(info, layers) for info in infos]
    if not members:
        raise Refused("zip-empty", "This ZIP file contains no files. Create it again, then upload the new one.")
    if not any(member.file_type for member in members):
        first = members[0].info.filename
        raise unaccepted_extension(extension(first)).inside(first)
    return members


def accepted_members(archive: zipfile.ZipFile) -> list[tuple[zipfile.ZipInfo, FileType]]:
    """The files that are read, with the type of each."""
    return [(member.info, member.file_type) for member in members_of(archive) if member.file_type]


def shapefile_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> MapFile:
    """The layer of a .shp and the files of its name beside it."""
    from clearinghouse.lib.files.layers import shapefile  # slow to import, and rarely needed

    beside = {
        extension(other.filename): other
        for other in archive.infolist()
        if _stem(other) == _stem(info) and other != info
    }
    parts = {name: beside[name] for name in ("shx", "dbf", "prj", "cpg") if name in beside}
    for part in (info, *parts.values()):
        if part.file_size > limits.shapefile_bytes:
            raise too_large(limits.shapefile_bytes)
    rest = {name: read_entry(archive, part) for name, part in parts.items()}
    return shapefile.load(shapefile.Parts(read_entry(archive, info), **rest), limits)


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


def _member(info: zipfile.ZipInfo, layers: dict[str, str]) -> Member:
    ending = extension(info.filename)
    if ending == "shp":
        return Member(info, SHAPEFILE)
    if _stem(info) in layers and (ending in _BESIDE_SHAPES or info.filename.lower().endswith(".shp.xml")):
        return Member(info, None, layers[_stem(info)])
    if ending in _DANGEROUS or is_refused_in_zip(ending):
        raise unaccepted_extension(ending).inside(info.filename)
    return Member(info, BY_EXTENSION.get(ending))


def _stem(info: zipfile.ZipInfo) -> str:
    """The path without what comes after the name's first dot, in small letters: that of a shapefile's parts."""
    folder, slash, name = info.filename.rpartition("/")
    stem = re.sub(r"(\.shp)?\.[^.]*$", "", name, flags=re.IGNORECASE)
    return f"{folder}{slash}{stem}".casefold()


def _refuse_program(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """A file that is not read must not be a program under another name, nor an old office file with macros."""
    kind, tail = "", b""
    for place, chunk in enumerate(read_chunks(archive, info)):
        if not place:
            kind = signatures.kind(chunk)
        if kind in ("program", "archive"):
            raise program() if kind == "program" else unaccepted_extension("rar")
        if kind == "ole" and _OLE_MACROS in tail + chunk:
            raise macros()
        tail = chunk[-len(_OLE_MACROS) :]


def _is_debris(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """What macOS, Windows and Office add by themselves: known by name and first bytes, small, of no use to anyone."""
    last = info.filename.rsplit("/", 1)[-1].lower()
    is_of_mac = info.filename.startswith(_MAC_FOLDER) or last == ".ds_store"
    starts = _DEBRIS.get(last, (_MAC_NOTE, _MAC_VIEW) if is_of_mac or last.startswith("._") else None)
    if last.startswith("~$"):
        starts = (b"",)
    if starts is None or info.file_size > MB:
        return False
    start = next(iter(read_chunks(archive, info)), b"")
    if start.startswith(starts) and signatures.kind(start) != "program":
        return True
    if is_of_mac:
        raise broken(ZIP.article).inside(info.filename)
    return False
