"""The page about a state writes itself: everything in one round trip, each part as far as a person may see it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Region, State
from accounts.standing import Viewer
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.us_map import outline_of
from documents.finding.rows import DocumentRow
from gaps.state_page import asking_of
from states import layers, library, people, program, said, training

OWN_SCHEME = "naseo"


@dataclass(frozen=True)
class Happening:
    """Something that happened last."""

    at: datetime
    what: str
    title: str
    url: str


def profile_url(state: str) -> str:
    """The address of a state's page."""
    return address_of("states:profile", state.lower())


def profile_of(code: str, user: Viewer, chosen: Sequence[str] = ()) -> dict[str, Any]:
    """What the page of this state shows this person, with the chosen layers on its map; 404 where it is no state."""
    state = State(pk=code)
    parts: dict[str, Part[Any]] = {
        "state": Part((_state.asked(state=code),), lambda rows: next(iter(rows), None)),
        "regions": regions_of(code),
        "program": program.program_of(code, user),
        "miles": program.miles_of(code, user),
        "library": library.library_of(code, user),
        "newest": library.newest_of(code, user),
        "map": layers.map_of(code, user, chosen),
        "offices": people.offices_of(code),
        "answerer": people.answerer_of(state, user),
        "groups": people.groups_of(code, user),
        "calls": said.calls_of(code, user),
        "answers": said.answers_of(code, user),
        "training": training.training_of(code, user),
        "asking": asking_of(code, user),
    }
    read = read_parts(parts)
    if read["state"] is None:
        raise Http404
    outline = outline_of(code)
    return {**read, "outline": outline, "last": _last(read["newest"], read["calls"], read["answers"].newest)}


def regions_of(state: str) -> Part[list[tuple[str, str]]]:
    """The regions it is in, by name with their address name; NASEO's first."""
    return Part(
        (_regions.asked(state=state),),
        lambda rows: [
            (region_name(*of_scheme), slug) for slug, *of_scheme in sorted(rows, key=lambda row: row[2] != OWN_SCHEME)
        ],
    )


def region_name(name: str, scheme: str, scheme_name: str) -> str:
    """A region's name; of another scheme than NASEO's with that of the scheme."""
    return name if scheme in (OWN_SCHEME, "custom") else f"{name} ({scheme_name})"


@Statement
def _state(state: str) -> QuerySet[State]:
    return State.objects.filter(pk=state)


@Statement
def _regions(state: str) -> QuerySet[Region, tuple[str, str, str, str]]:
    regions = Region.objects.filter(states=state).order_by("scheme_id", "pk")
    return regions.values_list("slug", "name", "scheme__slug", "scheme__name")


def _last(
    newest: list[DocumentRow], calls: Sequence[said.Call], answers: Sequence[said.Answer]
) -> tuple[Happening, ...]:
    """The newest of each kind, the newest first."""
    found = [
        *(Happening(row.shared_at, "Document shared", row.title, row.url) for row in newest[:1] if row.shared_at),
        *(Happening(call.starts_at, "Spoke at a meeting", call.title, call.url) for call in calls[:1]),
        *(Happening(one.published_at, "Answer published", one.question, one.url) for one in answers[:1]),
    ]
    return tuple(sorted(found, key=lambda happening: happening.at, reverse=True))
