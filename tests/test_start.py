"""What a web process loads when it starts: every process holds it for as long as it runs."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

# Parsers, writers and comparers: the first takes 15 MB, all of them 60. What passkeys need takes a twentieth of the
# start's time, and so does what draws Markdown.
HEAVY = (
    *("openpyxl", "docx", "lxml", "pikepdf", "PIL", "pypdfium2", "pypdfium2_raw", "pyproj", "shapefile", "rapidfuzz"),
    *("icalendar", "qrcode", "boto3", "botocore", "requests", "fido2", "markdown_it"),
    *("onelogin", "xmlsec", "jwt"),
)


def test_web_process_starts_without_what_few_requests_need() -> None:
    program = f"import sys, clearinghouse.wsgi; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    started = subprocess.run([sys.executable, "-c", program], env=os.environ, capture_output=True, text=True)

    assert (started.stdout.split(), started.returncode) == ([], 0), started.stderr


def test_frozen_dataclasses_are_those_that_are_cheap_to_make() -> None:
    ours = "from clearinghouse.lib.frozen import dataclass\n"
    apps = [file.parent for file in Path(settings.BASE_DIR).glob("*/apps.py")]
    files = [file for app in apps for file in app.rglob("*.py")]
    texts = {file: file.read_text() for file in files if file.name != "frozen.py"}

    assert [file for file, text in texts.items() if "\n@dataclass(frozen=True)" in text and ours not in text] == []
