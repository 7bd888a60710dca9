"""What the page of a pair shows one person, and its rows in a file."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.frozen import dataclass
from directory.entries import directory_for
from documents.finding.rows import document_row
from documents.models import Document
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
class PairPage:
    """Everything inside a pair that the person may see; `opens` says whether goals are among it."""

    opens: bool
    is_partner: bool
    partners: list[PairPartner]
    has_others: bool  # partners whom the reader's directory doesn't show
    goals: list[tuple[Goal, str]]  # each with its owner's name
    milestones: list[Milestone]
    chart: Chart | None
    documents: list[Any]
    meetings: list[Meeting]


def pair_page(pair: Pair, user: Viewer, *, edits: bool) -> PairPage:
    """Read with a constant number of queries."""
    partners = list(pair.partners.current().for_names())
    opens = edits or Pair.objects.filter(sees_inside(user, ""), pk=pair.pk).exists()
    goals = list(goals_of(pair, user)) if opens else []
    people = {*(partner.person_id for partner in partners), *(goal.owner_id for goal in goals if goal.owner_id)}
    known = people if edits else _found_by(user, people)
    shown = [partner for partner in partners if partner.person_id in known]
    documents = Document.objects.visible_to(user).published().filter(workforce_pairs=pair).for_rows().newest()
    meetings = Meeting.objects.visible_to(user).filter(workforce_pairs=pair).order_by("-starts_at", "-pk")
    return PairPage(
        opens=opens,
        is_partner=any(partner.person_id == user.pk for partner in partners),
        partners=shown,
        has_others=len(partners) > len(shown),
        goals=[(goal, owner_name(goal, known)) for goal in goals],
        milestones=list(milestones_of(pair, user)) if opens else [],
        chart=chart_of(list(trained_of(pair, user))) if opens else None,
        documents=[document_row(document) for document in documents[:MOST_THINGS]],
        meetings=list(meetings[:MOST_THINGS]),
    )


def _found_by(user: Viewer, people: Collection[int]) -> set[int]:
    """SECURITY: cities must not learn who works on what in a state, but where they work on it together."""
    found = directory_for(user).filter(pk__in=people).values_list("pk", flat=True)
    return {*found, standing_of(user).user_id or 0}


def owner_name(goal: Goal, known: Collection[int]) -> str:
    """Whose goal it is; not the name of somebody whom the reader may not find. Empty where it is nobody's yet."""
    if goal.owner is None:
        return ""
    return str(goal.owner) if goal.owner_id in known else NOT_IN_DIRECTORY


def goals_of(pair: Pair, user: Viewer) -> QuerySet[Goal]:
    """By the day they are due; those without one last."""
    rows = Goal.objects.visible_to(user).filter(pair=pair).select_related("owner")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def milestones_of(pair: Pair, user: Viewer) -> QuerySet[Milestone]:
    """By the day they are due."""
    rows = Milestone.objects.visible_to(user).filter(pair=pair)
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def trained_of(pair: Pair, user: Viewer) -> QuerySet[PairYear]:
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
