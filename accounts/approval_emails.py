"""What administrators are told of what waits for their approval: right away or each morning, as each of them chose."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.deciding import GUEST, deciders, decides_on_guests
from accounts.mail import may_send, post_to_person
from accounts.models import MembershipRequest, OutboxMail, User
from accounts.models.preferences import ApprovalEmails
from accounts.standing import standing_of
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.wording import counted

REQUEST = "accounts.request_waits"
ADDRESS = "accounts.address_waits"
DIGEST = "accounts.approvals_digest"


def notify_request(request: MembershipRequest) -> None:
    """Somebody asks to join: to the administrators who want to know right away."""
    for person in _deciders(ApprovalEmails.NOW, tier=request.tier, except_for=request.user_id):
        post_to_person(
            person,
            subject=f"{request.name} asked to join for {request.agency or request.new_agency_name}",
            body=_text("request", reverse("accounts:decision", args=[request.pk]), person=person, request=request),
            dedupe_key=f"membership-request-{request.pk}-asked-{person.pk}",
            check=(REQUEST, str(request.pk)),
        )


def notify_address_waits(changed: User) -> None:
    """A member has a new address: to the administrators who want to know right away."""
    membership = changed.memberships.current().select_related("agency").first()
    for person in _deciders(ApprovalEmails.NOW, except_for=changed.pk):
        link = reverse("accounts:address", args=[changed.pk])
        post_to_person(
            person,
            subject=f"Check the new email address of {changed}",
            body=_text("address", link, person=person, changed=changed, membership=membership),
            check=(ADDRESS, str(changed.pk)),
        )


def post_digests() -> None:
    """One mail a day to each administrator who chose that, when something new waits."""
    for person in _deciders(ApprovalEmails.DAILY, tier=GUEST):
        requests, addresses = waiting_for(person)
        since = _last_digest(person)
        new = [request for request in requests if since is None or request.requested_at > since]
        changed = [row for row in addresses if since is None or (row.email_changed_at or since) > since]
        if new or changed:
            _post_digest(person, new, changed, len(requests) + len(addresses))


def waiting_for(person: User) -> tuple[list[MembershipRequest], list[User]]:
    """The requests and the new addresses that this administrator may decide on, oldest first."""
    requests = MembershipRequest.objects.to_decide_by(person).to_decide().exclude(user=person)
    addresses = User.objects.with_unchecked_address().exclude(pk=person.pk)
    if not standing_of(person).is_administrator:
        addresses = addresses.none()
    rows = requests.select_related("agency", "state").order_by("requested_at", "pk")
    return list(rows), list(addresses.order_by("email_changed_at", "pk"))


def _post_digest(person: User, requests: list[MembershipRequest], addresses: list[User], waiting: int) -> None:
    text = _text(
        "digest", reverse("accounts:queue"), person=person, requests=requests, addresses=addresses, waiting=waiting
    )
    post_to_person(
        person,
        subject=f"{counted(len(requests) + len(addresses), 'new request')} to approve",
        body=text,
        dedupe_key=f"{_digest_key(person)}{timezone.localdate().isoformat()}",
        check=(DIGEST, ""),
    )


def _digest_key(person: User) -> str:
    return f"approvals-digest-{person.pk}-"


def _last_digest(person: User) -> datetime | None:
    sent = OutboxMail.objects.filter(dedupe_key__startswith=_digest_key(person)).order_by("-created_at")
    return sent.values_list("created_at", flat=True).first()


def _deciders(frequency: ApprovalEmails, *, tier: str = "", except_for: int = 0) -> QuerySet[User]:
    wants = Q(preferences__approval_emails=frequency)
    if frequency == ApprovalEmails.NOW:
        wants |= Q(preferences=None)
    people = deciders(tier).filter(wants)
    return people.exclude(pk=except_for).order_by("pk")


def _wants(person: User, frequency: ApprovalEmails) -> bool:
    """Still somebody who decides, and who still wants to be told like this."""
    preferences = getattr(person, "preferences", None)
    chosen = preferences.approval_emails if preferences else ApprovalEmails.NOW
    return decides_on_guests(person) and chosen == frequency


@may_send(REQUEST)
def _request_waits(person: User, key: str) -> bool:
    waiting = MembershipRequest.objects.to_decide_by(person).to_decide().filter(pk=int(key))
    return _wants(person, ApprovalEmails.NOW) and waiting.exists()


@may_send(ADDRESS)
def _address_waits(person: User, key: str) -> bool:
    waiting = User.objects.with_unchecked_address().filter(pk=int(key))
    return standing_of(person).is_administrator and _wants(person, ApprovalEmails.NOW) and waiting.exists()


@may_send(DIGEST)
def _something_waits(person: User, key: str) -> bool:
    return _wants(person, ApprovalEmails.DAILY) and any(waiting_for(person))


def _text(name: str, path: str, **context: object) -> str:
    links = {"link": absolute_url(path), "preferences": absolute_url(reverse("accounts:preferences"))}
    return render_to_string(f"accounts/mail/approval_{name}.txt", {**context, **links})
