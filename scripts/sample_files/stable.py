"""Makes ZIP-based files the same, byte for byte, every time they are written."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def write_zip(target: Path, entries: Mapping[str, bytes], on: date) -> None:
    """A ZIP whose entries keep the given order and all carry the date `on`."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name, (on.year, on.month, on.day, 12, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)


def write_package(
    target: Path, package: io.BytesIO, on: date, change: Callable[[str, bytes], bytes] = lambda _name, part: part
) -> None:
    """Stores an office package with fixed dates; `change` may rewrite single parts."""
    with zipfile.ZipFile(package) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    stamp = rb"\g<1>" + on.isoformat().encode() + rb"T12:00:00Z\g<2>"
    parts["docProps/core.xml"] = _MODIFIED.sub(stamp, parts["docProps/core.xml"])
    write_zip(target, parts, on)
