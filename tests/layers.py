"""What many tests start from, each built on the one below; made once a run, see tests/databases.py."""

import pytest

from benchmarks import people
from tests.benchmarks.invented import make_library
from tests.cast import make_cast
from tests.databases import Layer
from tests.documents import starts
from tests.security.canary import plant
from tests.security.scene import set_scene

# By the name of the fixture that gives it, after the one it is built on.
LAYERS = {
    "cast": Layer(None, lambda made: make_cast()),
    "scene": Layer("cast", lambda made: set_scene(made["cast"])),
    "canaries": Layer("scene", lambda made: plant(made["scene"])),
    "forty_documents": Layer("cast", lambda made: starts.forty_documents(made["cast"])),
    "invented_people": Layer(None, lambda made: people.make_people()),
    "invented_library": Layer("invented_people", lambda made: make_library()),
    "samples": Layer(None, lambda made: starts.load_samples("--once")),
    "samples_read": Layer("samples", lambda made: starts.load_samples("--once", "--process")),
}


def layer_of(item: pytest.Item) -> str | None:
    """The layer that the test starts from."""
    names = getattr(item, "fixturenames", ())
    return next((name for name in reversed(LAYERS) if name in names), None)


def commits(item: pytest.Item) -> bool:
    """Whether others see what the test writes, so that nothing rolls it back."""
    marker = item.get_closest_marker("django_db")
    is_marked = marker is not None and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))
    return bool(is_marked or {"transactional_db", "live_server"} & {*getattr(item, "fixturenames", ())})
