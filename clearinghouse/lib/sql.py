"""Functions and triggers of the database, each written once in an app's `sql` folder and read by its migrations."""

from pathlib import Path


def read_sql(migration: str, name: str) -> str:
    """The text of a file in the `sql` folder of the migration's app: read_sql(__file__, "readers.sql").

    The file holds what is true now. A migration that changes a function reads the file again; what ran before on
    an old database stands there already, and a new one gets today's text from the start.
    """
    return (Path(migration).parent.parent / "sql" / name).read_text(encoding="utf-8")
