"""What the home page shows: the public, people who wait, guests, members and administrators see each their own."""

from dataclasses import field
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, QuerySet, Value
from django.urls import reverse

from accounts import suspension_words
from accounts.models import Audience, Membership, MembershipRequest, User
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor, reader_keys_of
from clearinghouse.lib.among import Among
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.wording import age_in_words
from clearinghouse.lib.zones import ZONES_OF_STATE, zone_and_city
from documents.finding.filters import Filters
from documents.finding.listing import list_documents
from documents.finding.rows import document_row
from documents.models import Family
from following.home import follows_of, fresh_for
from meetings.rows import group_url
from portal import calls, geography, whom_to_ask
from portal.unfinished import unfinished_of
from portal.waiting import document_requests, inquiries, join_requests, open_campaigns, questions
from publications.listing import public_documents
from workinggroups.models import WorkingGroup

NEWEST = 8
NEWEST_PUBLIC = 3
KINDS_NAMED = 6


@dataclass(frozen=True)
class FamilyEntry:
    """A family of documents with the kinds it is best known for."""

    name: str
    kinds: list[str]
    has_more: bool


@dataclass(frozen=True)
class GroupLink:
    """A working group of the person."""

    name: str
    url: str


@dataclass
class Circles:
    """Where a member stands, as their home names it."""

    agency: str = ""
    state_code: str = ""
    state_name: str = ""
    regions: list[tuple[str, str]] = field(default_factory=list)  # slug, name
    groups: list[GroupLink] = field(default_factory=list)


@dataclass(frozen=True)
class Shortcut:
    """A link to the documents list, narrowed by one filter."""

    label: str
    url: str


NO_MOMENT = Value(None, output_field=DateTimeField())


@dataclass(frozen=True)
class ZoneQuestion:
    """The zone in which times are shown, and others of the person's state: name and label."""

    current: str
    label: str
    others: list[tuple[str, str]]


@dataclass(frozen=True)
class Waiting:
    """Requests without a decision, how long the oldest has waited, in words, and new addresses to check."""

    count: int
    oldest: str
    addresses: int


def public_home(user: Viewer) -> dict[str, Any]:
    """What the Clearinghouse is and holds, and how to join; six queries besides the standing."""
    regions = geography.regions_of(geography.schemes())
    newest = public_documents(user).publications().for_rows()[:NEWEST_PUBLIC]
    return {
        "map_states": geography.region_map(regions),
        "regions": regions,
        "families": families(),
        "topical_groups": WorkingGroup.objects.filter(kind=WorkingGroup.Kind.TOPICAL).in_order(),
        "rows": [document_row(document) for document in newest],
        "events": calls.next_calls(user, most=calls.NEXT_PUBLIC).alone(),
        "contact": whom_to_ask.general_contact(user).alone(),
    }


def families() -> list[FamilyEntry]:
    """Every family with its first kinds, in the order NASEO gave them."""
    rows = Family.objects.order_by("position", "pk").prefetch_related("kinds")
    found = []
    for family in rows:
        names = [kind.name for kind in sorted(family.kinds.all(), key=lambda kind: (kind.position, kind.pk))]
        found.append(FamilyEntry(family.name, names[:KINDS_NAMED], len(names) > KINDS_NAMED))
    return found


def newcomer_home(user: Viewer) -> dict[str, Any]:
    """Where the request of somebody stands who has an account and no membership."""
    user_id = standing_of(user).user_id
    requests = MembershipRequest.objects.visible_to(user).filter(user_id=user_id)
    requests = requests.select_related("agency", "membership__user")
    request = requests.order_by("-requested_at", "-pk").first()
    newest = list_documents(user, Filters(), size=NEWEST_PUBLIC).rows
    return {
        **read_parts({"my_events": calls.my_events(user), "open_campaigns": open_campaigns(user)}),
        "request_made": request,
        "why_suspended": _why_suspended(request),
        "steps": request_steps(request),
        "rows": [document_row(document) for document in newest],
        "contact": whom_to_ask.general_contact(user).alone(),
    }


def _why_suspended(request: MembershipRequest | None) -> str:
    """Why the membership that came of this request gives no access now; empty where it ended or there is none."""
    membership: Membership | None = getattr(request, "membership", None)
    return suspension_words.to_person(membership) if membership and not membership.ended_at else ""


def request_steps(request: MembershipRequest | None) -> list[dict[str, str]]:
    """How far somebody has come on the way in, for components/status_steps.html."""
    labels = ("Account created", "Request sent", "NASEO decides", "Access granted")
    states = ("done", "current", "waiting", "waiting")
    spoken = "" if request else "next step"
    if request and request.status == MembershipRequest.Status.WAITING:
        states = ("done", "done", "current", "waiting")
    elif request and request.status == MembershipRequest.Status.DECLINED:
        states = ("done", "done", "failed", "waiting")
    return [
        {"label": label, "state": state, "spoken": spoken if state == "current" else ""}
        for label, state in zip(labels, states, strict=True)
    ]


def member_home(user: Viewer) -> dict[str, Any]:
    """What is new, unfinished and waiting for a member, guest or administrator.

    Besides the documents, one round trip asks for all of it.
    """
    standing = standing_of(user)
    newest = list_documents(user, Filters(), size=NEWEST)
    read = read_parts(parts_of_home(user))
    named = {event.url for event in read["my_events"]}
    context = {
        **read,
        "rows": [document_row(document) for document in newest.rows],
        "news": fresh_for(user, read["follows"]),
        "todo": [*read["join_requests"], *read["inquiries"], *read["questions"], *read["document_requests"]],
        "calls": [call for call in read["calls"] if call.url not in named],
        "shortcuts": shortcuts(read["circles"], is_guest=standing.is_guest and not standing.is_member),
    }
    context["zone_question"] = zone_question(user, read["circles"].state_code)
    if standing.is_guest and not standing.is_member and not standing.is_administrator:
        context["contact"], context["workforce_contact"] = whom_to_ask.general_and_workforce(user)
    if standing.is_administrator:
        context["waiting"] = waiting = waiting_requests(user)
        # The account menu shows the same number; so it is not counted twice.
        context["waiting_requests"] = waiting.count + waiting.addresses
    return context


def zone_question(user: Viewer, state_code: str) -> ZoneQuestion | None:
    """Whether times are shown as the person wants them; None for who has said so."""
    if getattr(user, "time_zone_confirmed", True):
        return None
    current = getattr(user, "time_zone", "") or settings.TIME_ZONE
    others = [zone for zone in ZONES_OF_STATE.get(state_code, ()) if zone != current]
    return ZoneQuestion(current, zone_and_city(current), [(zone, zone_and_city(zone)) for zone in others])


def parts_of_home(user: Viewer) -> dict[str, Part[Any]]:
    """The pieces of a member's home by their names in its template."""
    return {
        "circles": circles_of(user),
        "my_events": calls.my_events(user),
        "unfinished": unfinished_of(user),
        "join_requests": join_requests(user),
        "inquiries": inquiries(user),
        "questions": questions(user),
        "open_campaigns": open_campaigns(user),
        "document_requests": document_requests(user),
        "action_items": calls.action_items(user),
        "follows": follows_of(user),
        "calls": calls.next_calls(user),
        "summaries": calls.new_summaries(user),
        "contact": whom_to_ask.general_contact(user),
    }


@StatementFor
def _guest_agency(user: Viewer) -> QuerySet[Any, Any]:
    memberships = Membership.objects.current().filter(user_id=standing_of(user).user_id)
    return memberships.main_first().values_list("agency__name", flat=True)[:1]


@StatementFor
def _audiences(user: Viewer) -> QuerySet[Any, Any]:
    rows = Audience.objects.filter(Among("pk", reader_keys_of(user))).order_by("working_group__position", "pk")
    return rows.values_list(
        "agency__name", "state", "state__name", "region__slug", "region__name", "region__scheme__slug",
        "working_group__slug", "working_group__name", named=True,
    )  # fmt: skip


def circles_of(user: Viewer) -> Part[Circles]:
    """The person's agency, state, regions and working groups; of a guest the agency alone."""
    standing = standing_of(user)
    if standing.is_guest and not standing.is_member:
        return Part((_guest_agency.asked(user),), lambda rows: Circles(agency=rows[0] if rows else ""))
    return Part((_audiences.asked(user),), _circles)


def _circles(rows: list[Any]) -> Circles:
    circles = Circles()
    for row in rows:
        circles.agency = row.agency__name or circles.agency
        if row.state:
            circles.state_code, circles.state_name = row.state, row.state__name
        if row.region__scheme__slug == geography.MAP_SCHEME:
            circles.regions.append((row.region__slug, row.region__name))
        if row.working_group__slug:
            circles.groups.append(GroupLink(row.working_group__name, group_url(row.working_group__slug)))
    return circles


def shortcuts(circles: Circles, *, is_guest: bool) -> list[Shortcut]:
    """Narrowed documents lists that a person opens most."""
    if is_guest:
        return [
            Shortcut("Workforce and training", geography.documents_url("topic", "workforce-and-training")),
            Shortcut("Position descriptions", geography.documents_url("kind", "position-description")),
            Shortcut("Everything shared with me", reverse("documents:browse")),
        ]
    code = circles.state_code
    own = [Shortcut(circles.state_name, geography.documents_url("state", code))] if code else []
    own += [Shortcut(f"{name} region", geography.documents_url("region", slug)) for slug, name in circles.regions]
    return [
        *own,
        Shortcut("Requests for proposals (RFPs)", geography.documents_url("kind", "rfp")),
        Shortcut("Contracts and agreements", geography.documents_url("family", "contracts-and-agreements")),
        Shortcut("Plans and roadmaps", geography.documents_url("family", "plans-and-roadmaps")),
        Shortcut("Staffing and budget", geography.documents_url("family", "staffing-and-budget")),
    ]


def waiting_requests(user: Viewer) -> Waiting:
    """What an administrator has to decide; one query."""
    requests = MembershipRequest.objects.visible_to(user).to_decide().values_list("requested_at")
    # A moment for each; the addresses' stay out of the age of the oldest request.
    addresses = User.objects.with_unchecked_address().annotate(moment=NO_MOMENT).values_list("moment")
    moments = [moment for (moment,) in requests.union(addresses, all=True)]
    asked = [moment for moment in moments if moment is not None]
    return Waiting(len(asked), age_in_words(min(asked)) if asked else "", len(moments) - len(asked))
