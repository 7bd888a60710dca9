"""What a web process loads when it starts: every process holds it for as long as it runs."""

import os
import subprocess
import sys

# Parsers, writers and comparers: the first takes 15 MB, all of them 60.
HEAVY = ("openpyxl", "docx", "lxml", "pikepdf", "PIL", "pypdfium2", "pypdfium2_raw", "pyproj", "shapefile", "rapidfuzz")


def test_web_process_starts_without_what_few_requests_need() -> None:
    program = f"import sys, clearinghouse.wsgi; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    started = subprocess.run([sys.executable, "-c", program], env=os.environ, capture_output=True, text=True)

    assert (started.stdout.split(), started.returncode) == ([], 0), started.stderr
