"""An edit of a row: the same again changes nothing, and after somebody else's edit it is a conflict."""

import pytest

from accounts.audit import write_event
from accounts.editing import EditConflict, edited
from reuse.models import Use
from tests import library
from tests.cast import Cast, agency
from tests.security.scene_reuse import use


@pytest.fixture
def row(cast: Cast) -> Use:
    return use(library.document(cast.vermont), agency("CO", "DOT"))


def kept(row: Use) -> tuple[str, str, int]:
    """As the database has it."""
    return Use.objects.values_list("purpose", "sections", "revision").get(pk=row.pk)


def test_edit_writes_its_values_and_counts(row: Use) -> None:
    assert edited(row, {"purpose": "Ours", "sections": "page 2"}, revision=1) is True

    assert kept(row) == ("Ours", "page 2", 2)


@pytest.mark.parametrize("revision", [1, 7])
def test_edit_that_says_what_is_there_changes_nothing_whatever_it_started_from(row: Use, revision: int) -> None:
    assert edited(row, {"purpose": row.purpose}, revision=revision) is False

    assert kept(row)[2] == 1


def test_edit_of_what_stands_beside_the_row_counts_too(row: Use) -> None:
    assert edited(row, {"purpose": row.purpose}, revision=1, is_same=False) is True

    assert kept(row)[2] == 2


def test_edit_after_somebody_elses_is_a_conflict_that_names_theirs(cast: Cast, row: Use) -> None:
    edited(row, {"purpose": "Theirs"}, revision=1)
    write_event("reuse.changed", by=cast.colorado, about=row, sentence="Colorado changed it.", detail={"revision": 2})

    with pytest.raises(EditConflict) as raised:
        edited(row, {"purpose": "Mine"}, revision=1)

    assert (raised.value.current, [event.sentence for event in raised.value.events]) == (row, ["Colorado changed it."])
    assert kept(row)[0] == "Theirs"
