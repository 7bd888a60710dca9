"""Opens ZIP containers (ZIP uploads and Office documents) without trusting a single number in them."""

import re
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from clearinghouse.lib.files.inspection.member_names import true_name
from clearinghouse.lib.files.limits import MB
from clearinghouse.lib.files.refusals import Refused, broken, encrypted, incomplete
from clearinghouse.lib.files.text import one_line

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 65535
_DIRECTORY_BYTES_PER_ENTRY = 1024
_RATIO_COUNTS_FROM = MB  # small runs of one byte compress a thousandfold and harm nobody
_ENCRYPTION_FLAGS = 0x1 | 0x40 | 0x2000
_SIZES_FOLLOW_DATA = 0x8
_UTF8_NAME = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_CHUNK = 1 << 16
_MAKE_NEW = "Create it again, then upload the new copy."


@dataclass
class Budget:
    """What a container and all that is nested in it may still hold. `ratio` 0 means that none is asked for."""

    entries: int
    unpacked_bytes: int
    ratio: int
    what: str

    def spend(self, entries: int, unpacked_bytes: int) -> None:
        """Take away what one container declares; refuse when it is more than is left."""
        self.entries -= entries
        self.unpacked_bytes -= unpacked_bytes
        if self.entries < 0:
            raise Refused("zip-entries", f"{self.what} contains too many files. Split it, then upload the parts.")
        if self.unpacked_bytes < 0:
            raise Refused("zip-size", f"{self.what} is too large when unzipped. Split it, then upload the parts.")


def open_archive(stream: BinaryIO, budget: Budget) -> zipfile.ZipFile:
    """A ZIP whose directory is sound: sizes within `budget`, no overlap, no odd names, no links, no encryption.

    The name of each entry is its true one, with forward slashes.
    """
    directory_start = _directory_start(stream, budget)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, struct.error) as error:
        raise broken(_article(budget)) from error
    infos = archive.infolist()
    budget.spend(len(infos), sum(info.file_size for info in infos))
    names: set[str] = set()
    for info in infos:
        info.filename, _ = true_name(info)
        _check_entry(info, budget, names)
    _check_ratio(sum(i.file_size for i in infos), sum(i.compress_size for i in infos), budget)
    _check_layout(stream, infos, directory_start, budget)
    return archive


def read_chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, what: str = "a ZIP file") -> Iterator[bytes]:
    """The unpacked bytes of one entry, checked against its declared size and CRC; damage is a refusal."""
    try:
        size = 0
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                size += len(chunk)
                yield chunk
    except Refused:
        raise
    except (MemoryError, GeneratorExit):
        raise
    except Exception as error:  # zlib.error, BadZipFile, EOFError and more
        raise broken(what) from error
    if size != info.file_size:
        raise broken(what)


def read_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, what: str = "a ZIP file") -> bytes:
    """All unpacked bytes of one entry."""
    return b"".join(read_chunks(archive, info, what))


def _directory_start(stream: BinaryIO, budget: Budget) -> int:
    """Where the directory begins. It must be the last thing in the file and of a plausible size."""
    end = stream.seek(0, 2)
    tail_start = max(0, end - _END.size - _LONGEST_COMMENT)
    stream.seek(tail_start)
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise incomplete(_article(budget))
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(tail, at)
    position = tail_start + at
    if position + _END.size + comment != end or disk or first_disk or here != count:
        raise broken(_article(budget))
    position, size, start = _with_zip64(stream, position, size, start, budget)
    if start + size != position:
        raise broken(_article(budget))
    if size > max(budget.entries, 1) * _DIRECTORY_BYTES_PER_ENTRY:
        budget.spend(budget.entries + 1, 0)
    return start


def _with_zip64(stream: BinaryIO, position: int, size: int, start: int, budget: Budget) -> tuple[int, int, int]:
    """The same numbers from the 64-bit record where there is one; both must agree unless one is left open."""
    if position < _END64_LOCATOR.size:
        return position, size, start
    stream.seek(position - _END64_LOCATOR.size)
    signature, _, offset, _ = _END64_LOCATOR.unpack(stream.read(_END64_LOCATOR.size))
    if signature != b"PK\x06\x07":
        return position, size, start
    stream.seek(offset)
    record = stream.read(_END64.size)
    if len(record) < _END64.size or record[:4] != b"PK\x06\x06":
        raise broken(_article(budget))
    *_, size64, start64 = _END64.unpack(record)
    if size not in (size64, 0xFFFFFFFF) or start not in (start64, 0xFFFFFFFF):
        raise broken(_article(budget))
    return offset, size64, start64


def _check_entry(info: zipfile.ZipInfo, budget: Budget, names: set[str]) -> None:
    name = info.filename
    shown = one_line(name, 80)
    if info.flag_bits & _ENCRYPTION_FLAGS:
        raise encrypted(budget.what)
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        raise Refused("zip-path", f"{budget.what} contains an unsafe path (“{shown}”). {_MAKE_NEW}")
    if not name or any(unicodedata.category(c) == "Cc" for c in name + info.orig_filename):
        raise Refused("zip-path", f"{budget.what} contains a file without a valid name. {_MAKE_NEW}")
    mode = info.external_attr >> 16
    if info.create_system == 3 and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused(
            "zip-link", f"{budget.what} contains a link (“{shown}”). Add the file itself, then upload it again."
        )
    folded = unicodedata.normalize("NFC", name).casefold()
    if folded in names:
        raise Refused("zip-duplicate", f"{budget.what} contains “{shown}” twice. {_MAKE_NEW}")
    names.add(folded)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(
            "zip-method", f"{budget.what} uses an unusual compression method. Use standard ZIP compression instead."
        )
    _check_ratio(info.file_size, info.compress_size, budget)


def _check_ratio(unpacked: int, packed: int, budget: Budget) -> None:
    if budget.ratio and unpacked > _RATIO_COUNTS_FROM and unpacked > budget.ratio * packed:
        raise Refused(
            "zip-ratio",
            f"{budget.what} unzips to more than {budget.ratio} times its size. Upload the files one by one.",
        )


def _check_layout(stream: BinaryIO, infos: list[zipfile.ZipInfo], directory_start: int, budget: Budget) -> None:
    """Entries lie one behind the other from byte 0, and each is headed as the directory says."""
    free_from = 0
    ordered = sorted(infos, key=lambda info: info.header_offset)
    if ordered and ordered[0].header_offset != 0:
        raise broken(_article(budget))
    for info in ordered:
        if info.header_offset < free_from:
            raise Refused("zip-overlap", f"{budget.what} contains overlapping files. {_MAKE_NEW}")
        free_from = _end_of_entry(stream, info, budget)
    if free_from > directory_start:
        raise Refused("zip-overlap", f"{budget.what} contains overlapping files. {_MAKE_NEW}")


def _end_of_entry(stream: BinaryIO, info: zipfile.ZipInfo, budget: Budget) -> int:
    stream.seek(info.header_offset)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size:
        raise broken(_article(budget))
    signature, _, flags, method, _, _, _, packed, _, name_size, extra_size = _LOCAL.unpack(header)
    name = stream.read(name_size)
    expected = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437")
    same_size = flags & _SIZES_FOLLOW_DATA or packed in (info.compress_size, 0xFFFFFFFF)
    if signature != b"PK\x03\x04" or name != expected or method != info.compress_type or not same_size:
        raise broken(_article(budget))
    if flags & _ENCRYPTION_FLAGS:
        raise encrypted(budget.what)
    return int(info.header_offset + _LOCAL.size + name_size + extra_size + info.compress_size)


def _article(budget: Budget) -> str:
    """ "This ZIP file" as "a ZIP file"."""
    label = budget.what.removeprefix("This ")
    return f"an {label}" if label[0] in "AE" else f"a {label}"
