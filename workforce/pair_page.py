"""What the page of a pair shows one person, and its rows in a file."""

from typing import Any

from django.db.models import F, QuerySet

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from directory.entries import directory_for
from documents.finding.rows import document_row
from documents.models import Document
from meetings.models import Meeting
from workforce.chart import Chart, chart_of
from workforce.models import Goal, Milestone, Pair, PairPartner, PairYear
from workforce.models.pair import sees_inside

MOST_THINGS = 50
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
    hidden_partners: int
    goals: list[Goal]
    milestones: list[Milestone]
    chart: Chart | None
    documents: list[Any]
    meetings: list[Meeting]


def pair_page(pair: Pair, user: Viewer, *, edits: bool) -> PairPage:
    """Read with a constant number of queries."""
    partners = list(pair.partners.current().for_names())
    shown = partners if edits else _found_by(user, partners)
    opens = edits or Pair.objects.filter(sees_inside(user, ""), pk=pair.pk).exists()
    documents = Document.objects.visible_to(user).published().filter(workforce_pairs=pair).for_rows().newest()
    meetings = Meeting.objects.visible_to(user).filter(workforce_pairs=pair).order_by("-starts_at", "-pk")
    return PairPage(
        opens=opens,
        is_partner=any(partner.person_id == user.pk for partner in partners),
        partners=shown,
        hidden_partners=len(partners) - len(shown),
        goals=list(goals_of(pair, user)) if opens else [],
        milestones=list(milestones_of(pair, user)) if opens else [],
        chart=chart_of(list(trained_of(pair, user))) if opens else None,
        documents=[document_row(document) for document in documents[:MOST_THINGS]],
        meetings=list(meetings[:MOST_THINGS]),
    )


def _found_by(user: Viewer, partners: list[PairPartner]) -> list[PairPartner]:
    """SECURITY: cities must not learn who works on what in a state, but where they work on it together."""
    found = directory_for(user).filter(pk__in=[partner.person_id for partner in partners]).values_list("pk", flat=True)
    known = {*found, user.pk}
    return [partner for partner in partners if partner.person_id in known]


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
    for goal in Goal.objects.visible_to(user).filter(pair__in=heads).select_related("owner").order_by("pk"):
        facts = (goal.title, goal.measure, goal.target, goal.due_on or "", goal.owner or "")
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
