"""What many tests start from, each built on the one before; made once a run, see tests/databases.py."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import make_cast
from tests.security.canary import plant
from tests.security.scene import set_scene

# By the name of the fixture that gives it.
LAYERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "cast": lambda made: make_cast(),
    "scene": lambda made: set_scene(made["cast"]),
    "canaries": lambda made: plant(made["scene"]),
}


def layer_of(item: pytest.Item) -> str | None:
    """The layer whose database the test runs in. Tests that commit start from reference data alone."""
    names = getattr(item, "fixturenames", ())
    marker = item.get_closest_marker("django_db")
    commits = marker is not None and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))
    if commits or {"transactional_db", "live_server"} & {*names}:
        return None
    return next((name for name in reversed(LAYERS) if name in names), None)
