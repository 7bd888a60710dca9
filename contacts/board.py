"""Where every cell leads, and which lead nowhere but to the general fallback."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Region, State
from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from contacts.routing import Answering, RouteBook, RoutingKey, specificity
from documents.models import Topic
from workinggroups.models import WorkingGroup


@dataclass(frozen=True)
class BoardCell:
    """One cell. level: covered, backup (somebody stands in), general (only the general route), or uncovered."""

    words: str
    level: str
    why: str
    url: str


LEVELS = {
    "covered": "Its own assignment",
    "backup": "The backup answers",
    "general": "Only the general contact",
    "uncovered": "No one: goes to the general queue",
}


def cell_for(answering: Answering, user: Viewer, url: str) -> BoardCell:
    """Where the cell leads, in words."""
    words = answering.name_for(user) if answering.acting else "General queue"
    if answering.acting is None:
        level, why = "uncovered", answering.sentence_for(user) or "No assignment matches."
    elif answering.reason:
        level, why = "backup", answering.sentence_for(user)
    elif answering.route is not None and specificity(answering.route)[0] == 0:
        level, why = "general", LEVELS["general"]
    else:
        level, why = "covered", answering.route.cell_words if answering.route else ""
    return BoardCell(words, level, why, url)


def new_url(**cell: object) -> str:
    """The form for a new route, with its cell filled in."""
    return f"{reverse('contacts:add_route')}?{urlencode(cell)}"


def topics_by_region(
    book: RouteBook, topics: list[Topic], regions: list[Region], user: Viewer
) -> list[tuple[Topic, list[BoardCell]]]:
    """A row for each topic: first in any region, then in each."""
    rows = []
    for topic in topics:
        places: list[Region | None] = [None, *regions]
        cells: list[BoardCell] = []
        for region in places:
            key = RoutingKey([topic.pk], [region.pk] if region else [])
            url = new_url(topic=topic.pk, region=region.pk) if region else new_url(topic=topic.pk)
            cell = cell_for(book.answering(key), user, url)
            # The words that explain a cell stand once in a row.
            is_said = bool(cells) and (cells[0].words, cells[0].why) == (cell.words, cell.why)
            cells.append(replace(cell, why="") if is_said else cell)
        rows.append((topic, cells))
    return rows


def states_in(book: RouteBook, states: Iterable[State], user: Viewer) -> list[tuple[State, BoardCell]]:
    """Where each state's questions lead; read the states with their regions."""
    return [
        (
            state,
            cell_for(
                book.answering(RoutingKey((), [region.pk for region in state.regions.all()], state.pk)),
                user,
                new_url(state=state.pk),
            ),
        )
        for state in states
    ]


def groups_in(book: RouteBook, groups: list[WorkingGroup], user: Viewer) -> list[tuple[WorkingGroup, BoardCell]]:
    """Where each group's questions lead; read the groups with their topics."""
    rows = []
    for group in groups:
        topics = [topic.pk for topic in group.topics.all()]
        regions = [group.region_id] if group.region_id else []
        found = book.answering(RoutingKey(topics, regions, None, group.pk))
        rows.append((group, cell_for(found, user, new_url(group=group.pk))))
    return rows
