"""What the home page shows: the public, people who wait, guests, members and administrators see each their own."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from accounts.models import Audience, Membership, MembershipRequest
from accounts.standing import Viewer, standing_of
from documents.finding.filters import Filters
from documents.finding.listing import list_documents
from documents.finding.rows import document_row
from documents.models import Family
from meetings.event_querysets import events_on_the_mind_of
from portal import calls, geography, whom_to_ask
from portal.publications import public_documents
from portal.unfinished import unfinished_of
from portal.waiting import age_in_words, waits_for
from workinggroups.models import WorkingGroup

NEWEST = 8
NEWEST_PUBLIC = 3
KINDS_NAMED = 6
EVENTS_NAMED = 10


@dataclass(frozen=True)
class Shelf:
    """A family of documents with the kinds it is best known for."""

    name: str
    kinds: list[str]
    has_more: bool


@dataclass
class Circles:
    """Where a member stands, as their home names it."""

    agency: str = ""
    state_code: str = ""
    state_name: str = ""
    regions: list[tuple[str, str]] = field(default_factory=list)  # slug, name
    groups: list[WorkingGroup] = field(default_factory=list)


@dataclass(frozen=True)
class Shortcut:
    """A door to a shelf."""

    label: str
    url: str


@dataclass(frozen=True)
class Waiting:
    """Requests without a decision, and how long the oldest has waited, in words."""

    count: int
    oldest: str


def public_home(user: Viewer) -> dict[str, Any]:
    """What the Clearinghouse is and holds, and how to join; six queries besides the standing."""
    regions = geography.regions_of(geography.schemes(linked=False))
    newest = public_documents(user).publications().for_rows()[:NEWEST_PUBLIC]
    return {
        "map_states": geography.region_map(regions),
        "regions": regions,
        "shelves": shelves(),
        "topical_groups": WorkingGroup.objects.filter(kind=WorkingGroup.Kind.TOPICAL).in_order(),
        "rows": [document_row(document) for document in newest],
        "events": calls.next_calls(user, most=calls.NEXT_PUBLIC),
        "contact": whom_to_ask.general_contact(user),
    }


def shelves() -> list[Shelf]:
    """Every family with its first kinds, in the order NASEO gave them."""
    families = Family.objects.order_by("position", "pk").prefetch_related("kinds")
    found = []
    for family in families:
        names = [kind.name for kind in sorted(family.kinds.all(), key=lambda kind: (kind.position, kind.pk))]
        found.append(Shelf(family.name, names[:KINDS_NAMED], len(names) > KINDS_NAMED))
    return found


def newcomer_home(user: Viewer) -> dict[str, Any]:
    """Where the request of somebody stands who has an account and no membership."""
    user_id = standing_of(user).user_id
    requests = MembershipRequest.objects.visible_to(user).filter(user_id=user_id).select_related("agency")
    request = requests.order_by("-requested_at", "-pk").first()
    newest = list_documents(user, Filters(), size=NEWEST_PUBLIC).rows
    return {
        "my_events": list(events_on_the_mind_of(user)[:EVENTS_NAMED]),
        "request_made": request,
        "steps": request_steps(request),
        "rows": [document_row(document) for document in newest],
        "contact": whom_to_ask.general_contact(user),
    }


def request_steps(request: MembershipRequest | None) -> list[dict[str, str]]:
    """How far somebody has come on the way in, for components/status_steps.html."""
    labels = ("Account made", "Agency named", "NASEO decides", "Open")
    states = ("done", "current", "waiting", "waiting")
    if request and request.status == MembershipRequest.Status.WAITING:
        states = ("done", "done", "current", "waiting")
    elif request and request.status == MembershipRequest.Status.DECLINED:
        states = ("done", "done", "failed", "waiting")
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def member_home(user: Viewer) -> dict[str, Any]:
    """What is new, unfinished and waiting for a member, guest or administrator; at most twelve queries."""
    standing = standing_of(user)
    newest = list_documents(user, Filters(), size=NEWEST)
    circles = circles_of(user)
    my_events = list(events_on_the_mind_of(user)[:EVENTS_NAMED])
    named = {event.get_absolute_url() for event in my_events}
    context = {
        "my_events": my_events,
        "rows": [document_row(document) for document in newest.rows],
        "unfinished": unfinished_of(user),
        "todo": waits_for(user),
        "action_items": calls.action_items(user),
        "calls": [call for call in calls.next_calls(user) if call.url not in named],
        "summaries": calls.new_summaries(user),
        "circles": circles,
        "shortcuts": shortcuts(circles, is_guest=standing.is_guest and not standing.is_member),
    }
    if standing.is_guest and not standing.is_member and not standing.is_administrator:
        context["contact"], context["workforce_contact"] = whom_to_ask.general_and_workforce(user)
    else:
        context["contact"] = whom_to_ask.general_contact(user)
    if standing.is_administrator:
        context["waiting"] = waiting = waiting_requests(user)
        # The account menu shows the same number; so it is not counted twice.
        context["waiting_requests"] = waiting.count
    return context


def circles_of(user: Viewer) -> Circles:
    """The person's agency, state, regions and working groups; one query."""
    standing = standing_of(user)
    circles = Circles()
    if standing.is_guest and not standing.is_member:
        membership = Membership.objects.current().filter(user_id=standing.user_id).select_related("agency").first()
        circles.agency = membership.agency.name if membership else ""
        return circles
    rows = Audience.objects.filter(pk__in=standing.reader_keys)
    for audience in rows.select_related("agency", "state", "region__scheme", "working_group").order_by("pk"):
        _add(circles, audience)
    circles.groups.sort(key=lambda group: (group.position, group.pk))
    return circles


def _add(circles: Circles, audience: Audience) -> None:
    if audience.agency:
        circles.agency = audience.agency.name
    if audience.state:
        circles.state_code, circles.state_name = audience.state.pk, audience.state.name
    if audience.region and audience.region.scheme.slug == geography.MAP_SCHEME:
        circles.regions.append((audience.region.slug, audience.region.name))
    if audience.kind == Audience.Kind.WORKING_GROUP and hasattr(audience, "working_group"):
        circles.groups.append(audience.working_group)


def shortcuts(circles: Circles, *, is_guest: bool) -> list[Shortcut]:
    """The shelves a person opens most."""
    if is_guest:
        return [
            Shortcut("Workforce and training", geography.shelf_url("topic", "workforce-and-training")),
            Shortcut("Position descriptions", geography.shelf_url("kind", "position-description")),
            Shortcut("Everything shared with me", reverse("documents:browse")),
        ]
    own = [Shortcut(circles.state_name, geography.shelf_url("state", circles.state_code))] if circles.state_code else []
    own += [Shortcut(f"{name} region", geography.shelf_url("region", slug)) for slug, name in circles.regions]
    return [
        *own,
        Shortcut("Requests for proposals (RFPs)", geography.shelf_url("kind", "rfp")),
        Shortcut("Contracts and agreements", geography.shelf_url("family", "contracts-and-agreements")),
        Shortcut("Plans and roadmaps", geography.shelf_url("family", "plans-and-roadmaps")),
        Shortcut("Staffing and budget", geography.shelf_url("family", "staffing-and-budget")),
    ]


def waiting_requests(user: Viewer) -> Waiting:
    """What an administrator has to decide; one query."""
    waiting = MembershipRequest.objects.visible_to(user).waiting()
    row = waiting.aggregate(count=Count("pk"), oldest=Min("requested_at"))
    return Waiting(row["count"], age_in_words(row["oldest"]) if row["oldest"] else "")
