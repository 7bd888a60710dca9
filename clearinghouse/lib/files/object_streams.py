"""What the compressed object streams of a PDF hold, as bytes, for those who look for a name in it."""

import re
import zlib
from collections.abc import Iterator

from clearinghouse.lib.files.limits import MB

UNPACKED_BYTES = 64 * MB  # of all streams together
_STREAM_BYTES = 8 * MB
_OBJECT_STREAM = re.compile(rb"/ObjStm\b.{0,600}?stream\r?\n", re.DOTALL)


def unpacked_objects(data: bytes) -> Iterator[bytes]:
    """One stream after the other, as far as we unpack them."""
    left = UNPACKED_BYTES
    for match in _OBJECT_STREAM.finditer(data):
        unpacked = _inflated(data[match.end() : match.end() + 4 * MB], min(left, _STREAM_BYTES))
        left -= len(unpacked)
        yield unpacked
        if left <= 0:
            return


def _inflated(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, max(most, 1))
    except zlib.error:
        return b""
