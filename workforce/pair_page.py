"""What the page of a pair shows one person, and its rows in a file."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Agency
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.among import Among, numbers
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.statements import Statement
from directory.entries import directory_for
from documents.finding.listing import LISTED, ListedDocument
from documents.finding.rows import document_row
from documents.models import Document
from documents.reused import reused
from meetings.models import Meeting
from workforce.chart import Chart, chart_of
from workforce.models import Goal, Milestone, Pair, PairPartner, PairYear
from workforce.models.pair import sees_inside

MOST_THINGS = 50
NOT_IN_DIRECTORY = "Not in your directory"
COLUMNS = (
    *("Pair", "State", "Cities and counties", "What", "Goal, milestone, or year", "Measure", "Target", "Due"),
    *("Owner", "Progress", "Notes", "People to train", "People trained"),
)


@dataclass(frozen=True)
class GoalRow:
    """A goal as its table shows it, with its owner's name as far as the reader may know it."""

    key: str
    title: str
    measure: str
    target: str
    due_on: date | None
    owner: str
    status: str
    tone: str
    progress: str


@dataclass(frozen=True)
class Step:
    """A milestone."""

    key: str
    title: str
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True)
class PairPage:
    """Everything inside a pair that the person may see; `opens` says whether goals are among it."""

    opens: bool
    is_partner: bool
    partners: list[PairPartner]
    has_others: bool  # partners whom the reader's directory doesn't show
    goals: tuple[GoalRow, ...]
    milestones: tuple[Step, ...]
    chart: Chart | None
    documents: list[Any]
    meetings: list[Meeting]


def pair_page(pair: Pair, user: Viewer) -> PairPage:
    """Of a pair that seen_pair() read; two round trips."""
    read = read_parts(
        {
            "partners": Part((_partners.asked(pair=pair.pk),), list),
            "goals": Part((_goals.asked(user, pair=pair.pk),), list),
            "milestones": Part((_milestones.asked(user, pair=pair.pk),), list),
            "years": Part((_years.asked(user, pair=pair.pk),), list),
            "documents": Part((_documents.asked(user, pair=pair.pk),), list),
            "meetings": Part((_meetings.asked(user, pair=pair.pk),), list),
        }
    )
    partners, goals = read["partners"], read["goals"] if pair.opens else []  # type: ignore[attr-defined]
    people = {*(partner.person_id for partner in partners), *(goal.owner_id for goal in goals if goal.owner_id)}
    known = people if pair.edits else _found_by(user, people)  # type: ignore[attr-defined]
    shown = [partner for partner in partners if partner.person_id in known]
    return PairPage(
        opens=pair.opens,  # type: ignore[attr-defined]
        is_partner=any(partner.person_id == user.pk for partner in partners),
        partners=shown,
        has_others=len(partners) > len(shown),
        goals=tuple(_goal(goal, known) for goal in goals),
        milestones=tuple(Step(*row) for row in read["milestones"]) if pair.opens else (),  # type: ignore[attr-defined]
        chart=chart_of(read["years"]) if pair.opens else None,  # type: ignore[attr-defined]
        documents=[document_row(ListedDocument._make(row)) for row in read["documents"]],
        meetings=read["meetings"],
    )


def seen_pair(key: str, user: Viewer) -> Pair | None:
    """The pair, if the person sees it, with `edits`, `opens` (whether they see its goals), and `city_names`."""
    return next(iter(_pair.rows(user, key=key)), None)


@StatementFor.of_deciders
def _pair(user: Viewer, key: str) -> QuerySet[Pair]:
    same = Pair.objects.filter(pk=OuterRef("pk"))
    cities = Agency.objects.filter(workforce_pairs=OuterRef("pk")).order_by("name", "pk")
    return (
        Pair.objects.visible_to(user)
        .filter(key=key)
        .select_related("state")
        .annotate(
            edits=Exists(Pair.objects.editable_by(user).filter(pk=OuterRef("pk"))),
            opened=Exists(same.filter(sees_inside(user, ""))),
            opens=Q(edits=True) | Q(opened=True),
            city_names=ArraySubquery(cities.values("name")),
        )
    )


@Statement
def _partners(pair: int) -> QuerySet[PairPartner]:
    return PairPartner.objects.filter(pair=pair).current().for_names()


@StatementFor.of_deciders
def _goals(user: Viewer, pair: int) -> QuerySet[Goal]:
    return goals_of(pair, user)


@StatementFor.of_deciders
def _milestones(user: Viewer, pair: int) -> QuerySet[Milestone, tuple[Any, ...]]:
    return milestones_of(pair, user).values_list("key", "title", "due_on", "done_on")


@StatementFor.of_deciders
def _years(user: Viewer, pair: int) -> QuerySet[PairYear]:
    return trained_of(pair, user)


@StatementFor
def _documents(user: Viewer, pair: int) -> QuerySet[Document, tuple[Any, ...]]:
    documents = Document.objects.visible_to(user).published().filter(workforce_pairs=pair)
    return documents.newest().values_list(*LISTED, reused())[:MOST_THINGS]


@StatementFor
def _meetings(user: Viewer, pair: int) -> QuerySet[Meeting]:
    meetings = Meeting.objects.visible_to(user).filter(workforce_pairs=pair)
    return meetings.only("key", "title", "starts_at").order_by("-starts_at", "-pk")[:MOST_THINGS]


@StatementFor
def _listed(user: Viewer, people: tuple[int, ...]) -> QuerySet[Any, int]:
    return directory_for(user).filter(Among("pk", numbers(people))).values_list("pk", flat=True)


def _found_by(user: Viewer, people: Collection[int]) -> set[int]:
    """SECURITY: cities must not learn who works on what in a state, but where they work on it together."""
    return {*_listed.rows(user, people=tuple(people)), standing_of(user).user_id or 0}


def _goal(goal: Goal, known: Collection[int]) -> GoalRow:
    return GoalRow(
        *(goal.key, goal.title, goal.measure, goal.target, goal.due_on, owner_name(goal, known)),
        *(goal.get_status_display(), goal.tone, goal.progress),
    )


def owner_name(goal: Goal, known: Collection[int]) -> str:
    """Whose goal it is; not the name of somebody whom the reader may not find. Empty where it is nobody's yet."""
    if goal.owner is None:
        return ""
    return str(goal.owner) if goal.owner_id in known else NOT_IN_DIRECTORY


def goals_of(pair: Pair | int, user: Viewer) -> QuerySet[Goal]:
    """By the day they are due; those without one last."""
    rows = Goal.objects.visible_to(user).filter(pair=pair).select_related("owner")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def milestones_of(pair: Pair | int, user: Viewer) -> QuerySet[Milestone]:
    """By the day they are due."""
    rows = Milestone.objects.visible_to(user).filter(pair=pair)
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def trained_of(pair: Pair | int, user: Viewer) -> QuerySet[PairYear]:
    """By year."""
    return PairYear.objects.visible_to(user).filter(pair=pair).order_by("year")


def lines(user: Viewer) -> list[tuple[object, ...]]:
    """Rows under COLUMNS of all pairs the person sees: a line for each, and for each goal, milestone and year."""
    pairs = Pair.objects.visible_to(user).open().select_related("state").prefetch_related("cities")
    rows: dict[int, list[tuple[object, ...]]] = {}
    heads: dict[int, tuple[object, ...]] = {}
    for pair in pairs.order_by("name", "pk"):
        heads[pair.pk] = (pair.name, pair.state.name, "; ".join(sorted(str(city) for city in pair.cities.all())))
        rows[pair.pk] = [(*heads[pair.pk], "Pair", *[""] * 9)]
    goals = list(Goal.objects.visible_to(user).filter(pair__in=heads).select_related("owner").order_by("pk"))
    theirs = set(Pair.objects.editable_by(user).filter(pk__in=heads).values_list("pk", flat=True))
    found = _found_by(user, {goal.owner_id for goal in goals if goal.owner_id})
    for goal in goals:
        known = {goal.owner_id or 0} if goal.pair_id in theirs else found
        facts = (goal.title, goal.measure, goal.target, goal.due_on or "", owner_name(goal, known))
        rows[goal.pair_id].append(
            (*heads[goal.pair_id], "Goal", *facts, goal.get_status_display(), goal.progress, "", "")
        )
    for step in Milestone.objects.visible_to(user).filter(pair__in=heads).order_by("pk"):
        done = f"Done {step.done_on}" if step.done_on else "Open"
        cells = (step.title, "", "", step.due_on or "", "", done, "", "", "")
        rows[step.pair_id].append((*heads[step.pair_id], "Milestone", *cells))
    for year in PairYear.objects.visible_to(user).filter(pair__in=heads).order_by("year", "pk"):
        numbers = ["" if number is None else number for number in (year.goal, year.trained)]
        rows[year.pair_id].append((*heads[year.pair_id], "People trained", year.year, *[""] * 6, *numbers))
    return [cells for lines_of_pair in rows.values() for cells in lines_of_pair]
