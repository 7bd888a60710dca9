"""The sample library, which a layer of the database holds."""

from typing import Any

import pytest

from tests.documents.starts import load_samples


@pytest.fixture
def samples(layers: dict[str, Any]) -> str:
    """What the command said that loaded the samples."""
    return str(layers.get("samples") or load_samples("--once"))
