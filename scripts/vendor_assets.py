"""Fetch the third-party browser assets the portal ships, at pinned versions, and write them into the tree.

Run by hand after changing a version; the result is committed, so nothing is fetched at build or run time:

    python scripts/vendor_assets.py

Needs `npm` on the path and the Python packages fontTools and brotli (only for this script). Every package
is checked against the integrity value below before a byte of it is used.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from uswds_css import prune

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
TEST_VENDOR = ROOT / "tests" / "vendor"
LICENCES = ROOT / "scripts" / "licences"

FONT_NOTICE = """Copyright (c) 2015, Impallari Type (www.impallari.com).
Modified by the U.S. Web Design System; that part is in the public domain (CC0 1.0)."""

# Basic Latin, Latin-1 and the punctuation the portal writes; anything else falls back to the system font.
FONT_UNICODES = (
    "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+2013-2014,U+2018-201A,U+201C-201E,"
    "U+2022,U+2026,U+2039-203A,U+2190-2193,U+2212,U+2713"
)
# Symbols of the icon sprite that templates may name with the icon tag.
ICONS = (ROOT / "scripts" / "icons.txt").read_text(encoding="utf-8").split()
SOURCE_MAP = re.compile(r"\n?/[/*][#@] ?sourceMappingURL=\S+(?: \*/)?")


@dataclass(frozen=True)
class Package:
    """One pinned npm package: `integrity` is the registry's own sha512 value."""

    name: str
    version: str
    integrity: str
    licence_file: str

    @property
    def spec(self) -> str:
        return f"{self.name}@{self.version}"


USWDS = Package(
    "@uswds/uswds",
    "3.14.0",
    "sha512-kwZ50TqGszxj3+MQhm+c84hI0y8rIKoc7ZLKbuHg+8rTkFisp9lXOMRD2wclyyuYZahpADxMvaPong7bwL7cew==",
    "LICENSE.md",
)
HTMX = Package(
    "htmx.org",
    "4.0.1",
    "sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
    "LICENSE",
)
TUS = Package(
    "tus-js-client",
    "4.3.1",
    "sha512-ZLeYmjrkaU1fUsKbIi8JML52uAocjEZtBx4DKjRrqzrZa0O4MYwT6db+oqePlspV+FxXJAyFBc/L5gwUi2OFsg==",
    "LICENSE",
)
AXE = Package(
    "axe-core",
    "4.14.1",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    "LICENSE",
)


def fetch(package: Package, into: Path) -> Path:
    """Download, verify and unpack one package; return the folder of its files."""
    target = into / package.name.replace("/", "_")
    target.mkdir()
    subprocess.run(["npm", "pack", package.spec, "--silent", "--pack-destination", target], check=True)
    archive = next(target.glob("*.tgz"))
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.integrity:
        sys.exit(f"{package.spec}: integrity is {digest}, expected {package.integrity}. Nothing was changed.")
    # Not tarfile: the system's Python 3.11.2 on Debian 12 has no filter that keeps members inside the folder.
    subprocess.run(["tar", "-xzf", archive, "-C", target], check=True)
    return target / "package"


def without_source_map(path: Path) -> bytes:
    """The file's text without its sourceMappingURL comment, which would break hashed static file names."""
    return SOURCE_MAP.sub("", path.read_text(encoding="utf-8")).encode()


def write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    print(f"{len(data):>9,}  {target.relative_to(ROOT)}")


def vendor_uswds(source: Path) -> None:
    """The rules of the components we use, and only the images those rules name."""
    css = prune((source / "dist/css/uswds.min.css").read_text(encoding="utf-8"))
    write(VENDOR / "uswds/css/uswds.css", css.encode())
    for name in sorted(set(re.findall(r'url\("?\.\./([^)"#?]+)', css))):
        write(VENDOR / "uswds" / name, (source / "dist" / name).read_bytes())


def vendor_icons(source: Path) -> None:
    """The sprite, cut down to the symbols in ICONS; an unknown name stops the run."""
    sprite = (source / "dist/img/sprite.svg").read_text(encoding="utf-8")
    symbols = dict(re.findall(r'(?s)<symbol id="([^"]+)"(.*?</symbol>)', sprite))
    body = "\n".join(f'<symbol id="{name}"{symbols[name]}' for name in ICONS)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'
    write(VENDOR / "uswds/img/icons.svg", svg.encode())


def vendor_fonts(source: Path) -> None:
    """Two weights of Public Sans, cut down to the characters the portal uses."""
    for weight in ("Regular", "SemiBold"):
        target = VENDOR / f"public-sans/public-sans-{weight.lower()}.woff2"
        target.parent.mkdir(parents=True, exist_ok=True)
        font = source / f"dist/fonts/public-sans/PublicSans-{weight}.ttf"
        subprocess.run(
            [
                *(sys.executable, "-m", "fontTools.subset", str(font)),
                *(f"--unicodes={FONT_UNICODES}", "--layout-features=kern,liga,tnum,mark,mkmk,ccmp"),
                *("--flavor=woff2", "--no-hinting", "--desubroutinize", f"--output-file={target}"),
            ],
            check=True,
        )
        print(f"{target.stat().st_size:>9,}  {target.relative_to(ROOT)}")


def write_licences(folders: dict[Package, Path]) -> None:
    """One file with the licence of everything shipped under static/vendor and tests/vendor."""
    parts = ["# Licences of vendored assets\n\nWritten by `scripts/vendor_assets.py`.\n"]
    for package, folder in folders.items():
        text = (folder / package.licence_file).read_text(encoding="utf-8").strip()
        parts.append(f"\n## {package.name} {package.version}\n\n```text\n{text}\n```\n")
    font = (LICENCES / "OFL-1.1.txt").read_text(encoding="utf-8").strip()
    title = f"## Public Sans 1.008 (subset of the file in {USWDS.spec})"
    parts.append(f"\n{title}\n\n```text\n{FONT_NOTICE}\n\n{font}\n```\n")
    write(VENDOR / "LICENSES.md", "".join(parts).encode())


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        folders = {package: fetch(package, Path(scratch)) for package in (USWDS, HTMX, TUS, AXE)}
        vendor_uswds(folders[USWDS])
        vendor_icons(folders[USWDS])
        vendor_fonts(folders[USWDS])
        write(VENDOR / "htmx/htmx.min.js", without_source_map(folders[HTMX] / "dist/htmx.min.js"))
        write(VENDOR / "tus/tus.min.js", without_source_map(folders[TUS] / "dist/tus.min.js"))
        write(TEST_VENDOR / "axe.min.js", without_source_map(folders[AXE] / "axe.min.js"))
        write_licences(folders)


if __name__ == "__main__":
    main()
