"""Who can see what stands in the EV Workforce Collaborative's space."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.seeing import (
    Circle,
    Kind,
    Seen,
    administrators,
    approved,
    deciders_on_guests,
    holders_of,
    person,
    who_work_at,
)
from accounts.standing import Viewer
from workforce.models import Pair, PairPartner, Pathway, Provider, Resource, SpaceAdministrator
from workforce.models.entered import Entered
from workforce.models.pair import sees_inside

SPACE = "Everyone in the EV Workforce Collaborative: state members, cities, and administrators"
CARERS = "Who takes care of the Collaborative"


def _describe_resource(resource: Resource, viewer: Viewer) -> Seen:
    readers = approved()
    words, because = SPACE, "because it’s in the hub"
    if resource.document is not None:
        readers = readers.filter(pk__in=holders_of(resource.document.reader_keys))
        words, because = "Readers of the document", "because it’s in the hub, and they can see the document"
    circles = []
    if resource.status == Resource.Status.LISTED:
        circles.append(Circle(words, because, readers))
    carers, own = deciders_on_guests(), person(resource.suggested_by_id)
    circles.append(Circle(CARERS, "because they decide what the hub shows", readers.filter(pk__in=carers)))
    circles.append(
        Circle("The person who suggested it", "because the suggestion is theirs", readers.filter(pk__in=own))
    )
    return Seen(resource.title, "resource", resource.get_absolute_url(), circles)


def _describe_entered(thing: Entered, viewer: Viewer) -> Seen:
    if thing.removed_at is None:
        circles = [Circle(SPACE, "because it’s on the list", approved())]
    else:
        checked = approved().filter(approved_email="")
        posts = SpaceAdministrator.objects.current().values("person")
        why = "because they can put it back on the list"
        circles = [
            Circle("Administrators", why, administrators()),
            Circle("Administrators of the Collaborative", why, checked.filter(pk__in=posts)),
            Circle("People of the agency that entered it", why, checked.filter(pk__in=who_work_at(thing.agency_id))),
        ]
    return Seen(str(thing), "entry", thing.get_absolute_url(), circles)  # type: ignore[attr-defined]


def _describe_pair(pair: Pair, viewer: Viewer) -> Seen:
    if pair.closed_at is None:
        circles = [Circle(SPACE, "because everyone in the space knows which pairs there are", approved())]
    else:
        partners = approved().filter(pk__in=PairPartner.objects.current().filter(pair=pair).values("person"))
        circles = [
            Circle(CARERS, "because they manage every pair", deciders_on_guests()),
            Circle("Partners of the pair", "because they belong to it", partners),
        ]
    return Seen(pair.name, "pair", pair.get_absolute_url(), circles)


def _describe_inside(pair: Pair, viewer: Viewer) -> Seen:
    partners = approved().filter(pk__in=PairPartner.objects.current().filter(pair=pair).values("person"))
    circles = [
        Circle(CARERS, "because they help every pair", deciders_on_guests()),
        Circle("Partners of the pair", "because they belong to it", partners),
    ]
    if pair.goals_sharing == Pair.GoalsSharing.SPACE and pair.closed_at is None:
        circles.append(Circle(SPACE, "because the partners opened their goals", approved()))
    return Seen(f"Goals of {pair}", "pair’s goals", pair.get_absolute_url(), circles)


def _inside(viewer: Viewer) -> QuerySet[Pair]:
    return Pair.objects.visible_to(viewer).filter(sees_inside(viewer, ""))


def _resources(viewer: Viewer) -> QuerySet[Resource]:
    return Resource.objects.visible_to(viewer).select_related("document")


def seeable() -> Sequence[Kind]:
    """Resources, pathways, providers, pairs, and what stands inside these."""
    return (
        Kind("resource", _resources, _describe_resource),
        Kind("pathway", Pathway.objects.visible_to, _describe_entered),
        Kind("provider", Provider.objects.visible_to, _describe_entered),
        Kind("pair", Pair.objects.visible_to, _describe_pair),
        Kind("goals", _inside, _describe_inside),
    )
