"""Pieces of pages that are drawn once for the same values."""

from typing import Any

import pytest
from django.utils import timezone

from clearinghouse.lib import drawn as drawing
from clearinghouse.lib.drawn import drawn
from clearinghouse.lib.recent import Recent

ROW = "states/offices.html"


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was drawn, by the values it was given."""
    found: list[dict[str, Any]] = []

    def render(template: str, values: dict[str, Any]) -> str:
        found.append(values)
        return f"{template} {values}"

    monkeypatch.setattr(drawing, "render_to_string", render)
    monkeypatch.setattr(drawing, "_kept", Recent(10))
    return found


def test_same_values_are_drawn_once(rendered: list[dict[str, Any]]) -> None:
    first, again, other = drawn(ROW, offices=("A",)), drawn(ROW, offices=("A",)), drawn(ROW, offices=("B",))

    assert (first, len(rendered)) == (again, 2)
    assert first != other


def test_each_time_zone_has_its_own(rendered: list[dict[str, Any]]) -> None:
    for zone in ("America/New_York", "Pacific/Guam"):
        with timezone.override(zone):
            drawn(ROW, offices=("A",))

    assert len(rendered) == 2


def test_what_changes_cannot_be_kept() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        drawn(ROW, offices=["A"])  # type: ignore[arg-type]
