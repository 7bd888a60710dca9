"""What a comparison reads: of all its states at once, as far as a person may see it, kept apart by state."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, F, QuerySet, Sum

from accounts.models import Region
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.among import Among, texts
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.statements import Statement
from contacts.models import Entry
from documents.models import Document
from states.models import CorridorMiles, Funding
from states.people import placed, sees_rosters
from states.profile import OWN_SCHEME, region_name
from states.program import IS_PLAN
from states.said import offices, speakers_for, written_names
from workforce.models import TrainedYear
from workforce.provider_numbers import listed_for
from workinggroups.models import WorkingGroup

T = TypeVar("T")


@dataclass(frozen=True)
class Plan:
    """A NEVI plan, or an update to one."""

    title: str
    url: str
    dated_on: date | None


@dataclass(frozen=True)
class Known:
    """What was read about one state. `documents` are counts by type, `training` is None for whom it is closed."""

    regions: list[str]
    amounts: dict[int, tuple[int, bool]]  # by fiscal year, each with whether it is an estimate
    miles: tuple[int, date] | None
    plan: Plan | None
    documents: dict[int, int]
    groups: list[str]
    meetings: int
    answers: int
    providers: int
    trained: tuple[int, int] | None  # the newest year with a number, and the number


def read(states: tuple[str, ...], user: Viewer) -> dict[str, Known]:
    """By the code of the state; everything in one round trip, with as many statements for five as for two."""
    shows_people, shows_training = sees_rosters(user), standing_of(user).is_approved
    parts: dict[str, Part[Any]] = {
        "regions": Part((_regions.asked(states=states),), _region_names),
        "amounts": Part((_amounts.asked(user, states=states),), _lists),
        "miles": Part((_miles.asked(user, states=states),), _lists),
        "plans": Part((_plans.asked(user, states=states),), _lists),
        "documents": Part((_documents.asked(user, states=states),), _lists),
        "of_region": Part((_groups_of_region.asked(states=states),), _lists),
        "groups": Part((_groups.asked(user, states=states),) if shows_people else (), lambda *rows: _lists(*rows)),
        "meetings": Part((_names.asked(states=states), _speakers.asked(user, states=states)), _meetings),
        "answers": Part((_answers.asked(user, states=states),), dict),
        "providers": Part(
            (_providers.asked(user, states=states),) if shows_training else (), lambda *rows: dict(*rows)
        ),
        "trained": Part((_trained.asked(user, states=states),) if shows_training else (), lambda *rows: _lists(*rows)),
    }
    found = read_parts(parts)
    return {
        state: Known(
            regions=[name for (name,) in found["regions"][state]],
            amounts={year: (amount, is_estimate) for year, amount, is_estimate in found["amounts"][state]},
            miles=next(iter(found["miles"][state]), None),
            plan=next((_plan(*row) for row in found["plans"][state]), None),
            documents=dict(found["documents"][state]),
            groups=list(dict.fromkeys(name for (name,) in [*found["of_region"][state], *found["groups"][state]])),
            meetings=found["meetings"].get(state, 0),
            answers=found["answers"].get(state, 0),
            providers=found["providers"].get(state, 0),
            trained=next(iter(found["trained"][state]), None),
        )
        for state in states
    }


@Statement
def _regions(states: tuple[str, ...]) -> QuerySet[Region, tuple[str, ...]]:
    regions = Region.objects.filter(Among("regionstate__state", texts(states))).order_by("scheme_id", "pk")
    return regions.values_list("regionstate__state", "name", "scheme__slug", "scheme__name")


@StatementFor
def _amounts(user: Viewer, states: tuple[str, ...]) -> QuerySet[Funding, tuple[Any, ...]]:
    funding = Funding.objects.visible_to(user).filter(Among("state", texts(states))).order_by("state", "fiscal_year")
    return funding.values_list("state", "fiscal_year", "amount", "is_estimate")


@StatementFor
def _miles(user: Viewer, states: tuple[str, ...]) -> QuerySet[CorridorMiles, tuple[Any, ...]]:
    miles = CorridorMiles.objects.visible_to(user).filter(Among("state", texts(states)))
    return miles.order_by("state", "-as_of").distinct("state").values_list("state", "miles", "as_of")


@StatementFor.planned_anew
def _plans(user: Viewer, states: tuple[str, ...]) -> QuerySet[Document, tuple[Any, ...]]:
    plans = Document.objects.visible_to(user).published().filter(IS_PLAN, Among("state", texts(states)))
    newest = plans.order_by("state", F("dated_on").desc(nulls_last=True), "-key").distinct("state")
    return newest.values_list("state", "key", "title", "dated_on")


@StatementFor.planned_anew
def _documents(user: Viewer, states: tuple[str, ...]) -> QuerySet[Any, tuple[str, int, int]]:
    documents = Document.objects.visible_to(user).published().filter(Among("state", texts(states))).order_by()
    return documents.values("state", "kind").annotate(found=Count("pk")).values_list("state", "kind", "found")


@Statement
def _groups_of_region(states: tuple[str, ...]) -> QuerySet[WorkingGroup, tuple[str, str]]:
    groups = WorkingGroup.objects.filter(Among("region__states", texts(states)), closed_at=None)
    return groups.in_order().values_list("region__states", "name")


@StatementFor
def _groups(user: Viewer, states: tuple[str, ...]) -> QuerySet[Any, tuple[Any, ...]]:
    """Those with people of the state, in NASEO's order; one of its region that comes again is known already."""
    places = placed(user, Among("work__agency__state", texts(states))).order_by("group__position", "group")
    return places.distinct("group__position", "group", "work__agency__state").values_list(
        "work__agency__state", "group__name"
    )


@Statement
def _names(states: tuple[str, ...]) -> QuerySet[Any, Any]:
    return written_names(offices().filter(Among("state", texts(states))), "state")


@StatementFor
def _speakers(user: Viewer, states: tuple[str, ...]) -> QuerySet[Any, tuple[str, int]]:
    names = written_names(offices().filter(Among("state", texts(states))))
    return speakers_for(user, names).order_by().values_list("of", "meeting").distinct()


@StatementFor
def _answers(user: Viewer, states: tuple[str, ...]) -> QuerySet[Any, tuple[str, int]]:
    entries = Entry.objects.visible_to(user).published().filter(Among("state", texts(states))).order_by()
    return entries.values("state").annotate(found=Count("pk")).values_list("state", "found")


@StatementFor
def _providers(user: Viewer, states: tuple[str, ...]) -> QuerySet[Any, tuple[str, int]]:
    providers = listed_for(user).filter(Among("state", texts(states))).order_by()
    return providers.values("state").annotate(found=Count("pk")).values_list("state", "found")


@StatementFor
def _trained(user: Viewer, states: tuple[str, ...]) -> QuerySet[Any, tuple[str, int, int]]:
    """The newest year of a state first."""
    providers = listed_for(user).filter(Among("state", texts(states)))
    years = TrainedYear.objects.filter(provider__in=providers).order_by("provider__state", "-year")
    return (
        years.values("provider__state", "year")
        .annotate(people_of_all=Sum("people"))
        .values_list("provider__state", "year", "people_of_all")
    )


def _lists(rows: Iterable[tuple[Any, ...]] = ()) -> defaultdict[str, list[Any]]:
    """Rows by the state that they begin with."""
    found = defaultdict[str, list[Any]](list)
    for state, *row in rows:
        found[state].append(tuple(row))
    return found


def _region_names(rows: list[tuple[str, str, str, str]]) -> defaultdict[str, list[Any]]:
    """NASEO's first."""
    in_order = sorted(rows, key=lambda row: row[2] != OWN_SCHEME)
    return _lists((state, region_name(*of_scheme)) for state, *of_scheme in in_order)


def _meetings(names: list[dict[str, str]], spoken: list[tuple[str, int]]) -> dict[str, int]:
    """At how many meetings somebody of each state spoke."""
    states = _lists((name["written"], name["state"]) for name in names)
    meetings = defaultdict[str, set[int]](set)
    for name, meeting in spoken:
        for (state,) in states[name]:
            meetings[state].add(meeting)
    return {state: len(found) for state, found in meetings.items()}


def _plan(key: str, title: str, dated_on: date | None) -> Plan:
    return Plan(title, address_of("documents:detail", key), dated_on)
