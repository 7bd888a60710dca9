"""The same office file is printed once a process: LibreOffice takes two seconds, and many tests bring the same ones.

How it prints has tests of its own, in tests/lib/files/test_office.py, which print every time.
"""

import zipfile
from pathlib import Path

import pytest

from clearinghouse.lib.files import office
from clearinghouse.lib.files.conversion import PRINTED
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.types import FileType

_printed: dict[str, bytes] = {}
_convert = office._convert


def print_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on a file that LibreOffice printed before gets the pages that it got then."""
    monkeypatch.setattr(office, "_convert", _convert_once)


def _convert_once(path: Path, file_type: FileType, limits: Limits, program: Path, folder: Path) -> str:
    key = _key(path, program)
    if key in _printed:
        (folder / PRINTED).write_bytes(_printed[key])
        return ""
    failure = _convert(path, file_type, limits, program, folder)
    if not failure and (folder / PRINTED).is_file():
        _printed[key] = (folder / PRINTED).read_bytes()
    return failure


def _key(path: Path, program: Path) -> str:
    """Of what is in the file, whenever it was zipped, and of who prints it."""
    with zipfile.ZipFile(path) as file:
        parts = [(part.filename, part.CRC, part.file_size) for part in file.infolist()]
    return repr((str(program), parts))
