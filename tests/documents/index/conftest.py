"""What tests of the index start from."""

from pathlib import Path

import pytest


@pytest.fixture
def home(settings: object, tmp_path: Path) -> Path:
    """A folder for indexes of the test's own, which no one has made yet."""
    settings.SEARCH_DIR = tmp_path / "search"  # type: ignore[attr-defined]
    return tmp_path / "search"
