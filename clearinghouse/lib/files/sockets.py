"""The sockets of LibreOffice, which it puts beside everybody's temporary files whatever it is told.

Each is named after the folder of its profile. A child may make one there but remove none, because it could then remove
other people's files too: whoever removes the folder removes the sockets.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PLACES = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 (the program's own choice)
PROFILES = ("profile-1", "profile-2", "profile-3")  # one for each start, because each needs a socket of its own


def remove_sockets(folder: Path) -> None:
    """Remove what LibreOffice left that had its profile in this folder."""
    for path in sockets_of(folder):
        with suppress(OSError):
            path.unlink()


def sockets_of(folder: Path) -> Iterator[Path]:
    """All that there may be."""
    for profile in PROFILES:
        address = (folder.resolve() / profile).as_uri().encode("utf-16-le")
        digest = hashlib.md5(address, usedforsecurity=False).digest()
        name = "".join(f"{byte:x}" for byte in digest)  # a byte below 16 has one digit
        yield from (place / f"OSL_PIPE_SingleOfficeIPC_{name}" for place in PLACES)
