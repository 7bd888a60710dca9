"""Whether the files of an index are whole, by the checksums that tantivy keeps at their ends."""

import json
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

from documents.finding.index.folder import META

CHUNK = 1 << 20
MAGIC = 1337  # at the end of each of tantivy's files, after the footer and its length
# What a segment cannot do without; which files it has besides depends on its fields.
NEEDED = ("idx", "term", "fast", "store", "fieldnorm", "pos")


def faults(folder: Path) -> list[str]:
    """The files that are missing or damaged, by name; it reads all of them."""
    try:
        segments = json.loads((folder / META).read_text(encoding="utf-8"))["segments"]
        needed = [f"{segment['segment_id'].replace('-', '')}.{part}" for segment in segments for part in NEEDED]
        needed += [
            f"{segment['segment_id'].replace('-', '')}.{segment['deletes']['opstamp']}.del"
            for segment in segments
            if segment["deletes"]
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [META]
    return [name for name in needed if not is_whole(folder / name)]


def is_whole(path: Path) -> bool:
    """Whether a file has the bytes that its footer was computed from."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - 8))
            length, magic = struct.unpack("<II", file.read(8))
            body = size - 8 - length
            if magic != MAGIC or body < 0:
                return False
            file.seek(body)
            expected = json.loads(file.read(length))["crc"]
            return _checksum(file, body) == expected
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return False


def _checksum(file: BinaryIO, size: int) -> int:
    file.seek(0)
    found = 0
    while size:
        chunk = file.read(min(CHUNK, size))
        if not chunk:
            raise ValueError("the file ends too early")
        found = zlib.crc32(chunk, found)
        size -= len(chunk)
    return found
