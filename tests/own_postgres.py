"""A PostgreSQL of a test's own, for tests that kill it, stop it or change its roles."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devserver import embedded_postgres


@contextmanager
def own_postgres() -> Iterator[Path]:
    """Point the embedded PostgreSQL at an empty folder, which is stopped and removed at the end."""
    # Not pytest's tmp_path: as root the server runs as nobody, who may not enter it.
    folder = Path(tempfile.mkdtemp(prefix="clearinghouse-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("CLEARINGHOUSE_PG_DIR", str(folder / "pg"))
        patch.setenv("CLEARINGHOUSE_PG_FAST", "1")
        try:
            yield folder
        finally:
            for fast in ("0", "1"):
                os.environ["CLEARINGHOUSE_PG_FAST"] = fast
                embedded_postgres.stop()
            shutil.rmtree(folder)
