"""The search index of a library: made once, and kept as long as its database."""

import json
import time
from pathlib import Path

from django.db import connection

from documents.finding.index import changes, folder, reading, rebuilding

MEGABYTE = 1_000_000
KEPT = "made.json"  # beside the index
TEXT = """
SELECT sum(octet_length(p.heading) + octet_length(p.text))
FROM documents_page p JOIN documents_document d ON d.id = p.document_id
WHERE p.is_current AND d.status = 'published'
"""


def index_once() -> dict[str, float]:
    """{"pages", "seconds", "megabytes", "of_text"} of the database's index, which is made unless it lies there."""
    named = folder.current()
    found = reading.open_index()
    position = found.position if found is not None else None
    if named is not None and named.is_of_today and position is not None and position.history == changes.history():
        return dict(json.loads((named.path / KEPT).read_text()))
    started = time.perf_counter()
    named = rebuilding.rebuild()
    seconds = time.perf_counter() - started
    found = reading.open_index()
    pages = found.pages if found is not None else 0
    size = size_of(named.path)
    made = {
        "pages": pages,
        "seconds": seconds,
        "megabytes": size / MEGABYTE,
        "of_text": size / max(1, text_bytes()),
    }
    (named.path / KEPT).write_text(json.dumps(made))
    return made


def text_bytes() -> int:
    """Bytes of the texts and headings that the index is of."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(TEXT)
        return int(cursor.fetchone()[0] or 0)


def size_of(path: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(file.stat().st_size for file in path.iterdir() if file.is_file())
