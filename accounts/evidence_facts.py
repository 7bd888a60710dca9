"""Reads from the database what accounts.evidence weighs: a constant number of queries for any number of requests."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import CharField, Exists, F, Func, QuerySet, Subquery, Value
from django.utils import timezone

from accounts.addresses import TAG, mailbox_of, parse_address
from accounts.evidence import Facts, registered_name, state_of_note
from accounts.models import (
    AgencyDomain,
    DomainNote,
    JoinInvitation,
    Membership,
    MembershipRequest,
    RegistryDomain,
    RegistryImport,
    Vouch,
)
from accounts.models.membership import Tier
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.statements import Statement, together


@dataclass(frozen=True)
class Guess:
    """Where an address may belong: fills a form in advance, proves nothing."""

    state_code: str = ""
    agency_id: int | None = None


# What apps above know of addresses, such as who invited them: addresses → a sentence for each it knows.
VOUCHED: Slot[Callable[[set[str]], Mapping[str, str]]] = Slot()


def read_facts(requests: Sequence[MembershipRequest], *, guests_only: bool = False) -> Facts:
    """All that is known around these requests; `guests_only` leaves out requests to be a state's member."""
    addresses = [parse_address(request.email) for request in requests]
    names = {registered_name(address.ascii_domain) for address in addresses}
    domains, notes, registry_rows = together(DOMAINS.asked(), NOTES.asked(), REGISTRY.asked())
    as_of, is_shipped, count, *holds_types = next(iter(registry_rows), (None, False, 0, False))
    return Facts(
        domains=_by_domain(domains),
        notes=tuple(notes),
        registry=RegistryDomain.objects.in_bulk(sorted(names)),
        registry_is_imported=bool(registry_rows),
        registry_is_whole=all(holds_types),
        registry_as_of=as_of,
        registry_is_shipped=bool(is_shipped),
        registry_names=count or 0,
        colleagues=_colleagues((request.agency_id for request in requests if request.agency_id), guests_only),
        serving=_serving(requests),
        vouched=_vouched(requests),
        vouches=_vouches(requests),
        invitations=_invitations(requests),
        declined=_declined({mailbox_of(request.email) for request in requests}, guests_only),
    )


def guess_place(email: str) -> Guess:
    """The state, and the agency where only one uses the domain."""
    address = parse_address(email)
    domains, notes = together(DOMAINS.asked(), NOTES.asked())
    facts = Facts(domains=_by_domain(domains), notes=tuple(notes))
    name, rows = facts.rows_for(address.ascii_domain)
    day = timezone.localdate()
    rows = [row for row in rows if row.is_valid_on(day)]
    notes = [note for note in facts.notes_on(address) if note.weight != DomainNote.Weight.AGAINST]
    agencies = {row.agency_id: row.agency for row in rows}
    states = {agency.state_id for agency in agencies.values() if agency.state_id}
    if len(states) == 1:
        state_wide = any(note.category == "state_wide" and note.pattern == name for note in notes)
        return Guess(states.pop(), next(iter(agencies)) if len(agencies) == 1 and not state_wide else None)
    return Guess(next((state for note in notes if (state := state_of_note(note, address))), ""))


def _agency_domains() -> QuerySet[AgencyDomain]:
    return AgencyDomain.objects.select_related("agency__state").order_by("pk")


def _notes() -> QuerySet[DomainNote]:
    return DomainNote.objects.order_by("pk")


def _registry_date() -> QuerySet[RegistryDomain, Any]:
    """One row if the list is there, with its date if that is known, and whether it holds each type of government."""
    imports = RegistryImport.objects.filter(imported_at__isnull=False).order_by("-imported_at", "-pk")
    rows = RegistryDomain.objects.all()
    holds = {f"has_{name}": Exists(rows.filter(registry_type__istartswith=name)) for name in RegistryDomain.TYPES}
    about = {name: Subquery(imports.values(name)[:1]) for name in ("as_of", "is_shipped", "names")}
    return rows.annotate(**about, **holds).order_by("pk").values_list(*about, *holds)[:1]


DOMAINS, NOTES, REGISTRY = Statement(_agency_domains), Statement(_notes), Statement(_registry_date)


def _by_domain(rows: Iterable[AgencyDomain]) -> dict[str, list[AgencyDomain]]:
    found: dict[str, list[AgencyDomain]] = defaultdict(list)
    for row in rows:
        found[row.domain].append(row)
    return dict(found)


def _colleagues(agency_ids: Iterable[int], guests_only: bool) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    members = Membership.objects.current().filter(agency__in=set(agency_ids), user__is_active=True)
    if guests_only:
        members = members.filter(tier=Tier.GUEST)
    for agency_id, name in members.order_by("user__name", "pk").values_list("agency_id", "user__name"):
        found[agency_id].append(name)
    return found


def _serving(requests: Sequence[MembershipRequest]) -> dict[int, list[Membership]]:
    """By person, the memberships of those who ask to serve another agency as well."""
    found: dict[int, list[Membership]] = defaultdict(list)
    people = {request.user_id for request in requests if request.is_further}
    if people:
        rows = Membership.objects.not_ended().filter(user__in=people).select_related("agency")
        for row in rows.main_first():
            found[row.user_id].append(row)
    return found


def _vouched(requests: Sequence[MembershipRequest]) -> dict[str, str]:
    """By address, what apps above know of guests."""
    emails = {request.email.lower() for request in requests if request.tier == Tier.GUEST}
    return {email: sentence for vouch in VOUCHED for email, sentence in vouch(emails).items()} if emails else {}


def _vouches(requests: Sequence[MembershipRequest]) -> dict[int, list[Vouch]]:
    """By request, what EV leads said who are leads of that agency still."""
    found: dict[int, list[Vouch]] = defaultdict(list)
    rows = Vouch.objects.filter(
        # SECURITY: one filter(), so that all of it is asked of one membership.
        request__in=[request.pk for request in requests if request.pk],
        by__memberships__agency=F("request__agency"),
        by__memberships__ended_at=None,
        by__memberships__suspended_at=None,
        by__memberships__role=Membership.Role.EDITOR,
        by__memberships__tier=Tier.MEMBER,
        by__is_active=True,
        by__approved_email="",
    )
    for row in rows.select_related("by", "request__agency").order_by("pk"):
        found[row.request_id].append(row)
    return found


def _invitations(requests: Sequence[MembershipRequest]) -> dict[str, list[JoinInvitation]]:
    """By address, the invitations to join for a state's agency that nobody took back."""
    found: dict[str, list[JoinInvitation]] = defaultdict(list)
    emails = {request.email.lower() for request in requests if request.tier == Tier.MEMBER}
    rows = JoinInvitation.objects.filter(email__in=emails, withdrawn_at=None).select_related("invited_by", "agency")
    for row in rows.order_by("pk"):
        found[row.email].append(row)
    return found


def _declined(mailboxes: set[str], guests_only: bool) -> dict[str, list[MembershipRequest]]:
    """Earlier declined requests by mailbox, newest first; with or without a +tag it is the same mailbox."""
    found: dict[str, list[MembershipRequest]] = defaultdict(list)
    mailbox = Func(F("email"), Value(TAG), Value("@"), function="REGEXP_REPLACE", output_field=CharField())
    rows = (
        MembershipRequest.objects.filter(status=MembershipRequest.Status.DECLINED)
        .annotate(mailbox=mailbox)
        .filter(mailbox__in=mailboxes)
    )
    if guests_only:
        rows = rows.filter(tier=Tier.GUEST)
    for row in rows.order_by("-decided_at", "-pk"):
        found[mailbox_of(row.email)].append(row)
    return found
