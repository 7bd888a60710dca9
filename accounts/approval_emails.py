"""What administrators are told of what waits for their approval: right away or each morning, as each of them chose."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.deciding import GUEST, can_decide, deciders, decides_on_guests
from accounts.mail import Written, may_send, post_to_person, written_when_sent
from accounts.models import Membership, MembershipRequest, OutboxMail, User
from accounts.models.membership import MembershipRequestQuerySet
from accounts.models.preferences import ApprovalEmails
from accounts.standing import standing_of
from accounts.suspension_words import to_administrator
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.wording import counted
from clearinghouse.lib.working_days import is_working_day, working_days_before

REQUEST = "accounts.request_waits"
ADDRESS = "accounts.address_waits"
DIGEST = "accounts.approvals_digest"
REMINDER = "accounts.approvals_reminder"
REMIND_AFTER = 3  # working days


def notify_request(request: MembershipRequest) -> None:
    """Somebody asks to join: to the administrators who want to know right away."""
    for person in _deciders(ApprovalEmails.NOW, tier=request.tier, except_for=request.user_id):
        post_to_person(
            person,
            subject=f"{request.name} asked to join for {request.agency or request.new_agency_name}",
            body=_text("request", queue_at(request), person=person, request=request),
            dedupe_key=f"membership-request-{request.pk}-asked-{person.pk}",
            check=(REQUEST, str(request.pk)),
            thread=f"membership-request-{request.pk}",
        )


def queue_at(request: MembershipRequest) -> str:
    """The queue, opened at the request. Looking decides nothing."""
    return f"{reverse('accounts:queue')}?request={request.pk}#asked"


def notify_address_waits(changed: User) -> None:
    """A member has a new address: to the administrators who want to know right away."""
    membership = changed.memberships.not_ended().select_related("agency").main_first().first()
    for person in _deciders(ApprovalEmails.NOW, except_for=changed.pk):
        link = reverse("accounts:address", args=[changed.pk])
        post_to_person(
            person,
            subject=f"Check the new email address of {changed}",
            body=_text("address", link, person=person, changed=changed, membership=membership),
            check=(ADDRESS, str(changed.pk)),
        )


def notify_suspended(membership: Membership) -> None:
    """A membership is suspended until an administrator looks: to those who want to know right away."""
    changed, why = membership.user, to_administrator(membership)
    for person in _deciders(ApprovalEmails.NOW, except_for=changed.pk):
        link = reverse("accounts:address", args=[changed.pk])
        post_to_person(
            person,
            subject=f"Access of {changed} is paused until you decide",
            body=_text("suspended", link, person=person, changed=changed, membership=membership, why=why),
            check=(ADDRESS, str(changed.pk)),
        )


def post_digests() -> None:
    """One mail a day to each administrator who chose that, when something new waits."""
    for person in _deciders(ApprovalEmails.DAILY, tier=GUEST):
        requests, addresses = waiting_for(person)
        since = _last_digest(person)
        new = [request for request in requests if since is None or request.requested_at > since]
        changed = [row for row in addresses if since is None or row.waiting_since > since]  # type: ignore[attr-defined]
        if new or changed:
            post_digest(person, new, changed, len(requests) + len(addresses))


def post_reminders(now: datetime | None = None) -> int:
    """One mail to each who wants to be told, when requests have waited too long; again after as long. How many mails.

    Nobody is told on a day when nobody works.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    if not is_working_day(today):
        return 0
    before = working_days_before(now, REMIND_AFTER)
    due = overdue(MembershipRequest.objects.all(), before).filter(Q(reminded_at=None) | Q(reminded_at__lt=before))
    with transaction.atomic():
        rows = list(due.select_for_update(of=("self",), skip_locked=True))
        MembershipRequest.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
        return sum(_remind(person, rows, today) for person in _who_want_mail())


def _remind(person: User, rows: list[MembershipRequest], today: date) -> bool:
    if not any(can_decide(person, row) and row.user_id != person.pk for row in rows):
        return False
    post_to_person(
        person,
        subject="Requests to join are waiting",
        body="",
        dedupe_key=f"approvals-reminder-{person.pk}-{today.isoformat()}",
        check=(REMINDER, today.isoformat()),
    )
    return True


def _who_want_mail() -> QuerySet[User]:
    return deciders(GUEST).exclude(preferences__approval_emails=ApprovalEmails.OFF).order_by("pk")


def overdue(requests: MembershipRequestQuerySet, before: datetime) -> MembershipRequestQuerySet:
    """Those that somebody should have decided by now."""
    return requests.to_decide().filter(requested_at__lt=before)


@written_when_sent(REMINDER)
def write_reminder(person: User, key: str) -> Written | None:
    """What waits too long for this person, at the moment when the mail is sent."""
    preferences = getattr(person, "preferences", None)
    if preferences is not None and preferences.approval_emails == ApprovalEmails.OFF:
        return None
    before = working_days_before(timezone.now(), REMIND_AFTER)
    mine = overdue(MembershipRequest.objects.to_decide_by(person), before).exclude(user=person)
    rows = list(mine.select_related("agency", "state").order_by("requested_at", "pk")[:50])
    return reminder_of(person, rows) if rows else None


def reminder_of(person: User, rows: list[MembershipRequest]) -> Written:
    """The reminder of these requests."""
    subject = f"{counted(len(rows), 'request')} to join waiting more than {REMIND_AFTER} working days"
    return Written(subject, _text("reminder", reverse("accounts:queue"), person=person, requests=rows))


def waiting_for(person: User) -> tuple[list[MembershipRequest], list[User]]:
    """The requests and the new addresses that this administrator may decide on, oldest first."""
    requests = MembershipRequest.objects.to_decide_by(person).to_decide().exclude(user=person)
    addresses = User.objects.to_look_at().exclude(pk=person.pk)
    if not standing_of(person).is_administrator:
        addresses = addresses.none()
    rows = requests.select_related("agency", "state").order_by("requested_at", "pk")
    return list(rows), list(addresses.order_by("waiting_since", "pk"))


def post_digest(person: User, requests: list[MembershipRequest], addresses: list[User], waiting: int) -> None:
    """One mail about these."""
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
    waiting = User.objects.to_look_at().filter(pk=int(key))
    return standing_of(person).is_administrator and _wants(person, ApprovalEmails.NOW) and waiting.exists()


@may_send(DIGEST)
def _something_waits(person: User, key: str) -> bool:
    return _wants(person, ApprovalEmails.DAILY) and any(waiting_for(person))


def _text(name: str, path: str, **context: object) -> str:
    links = {"link": absolute_url(path), "preferences": absolute_url(reverse("accounts:preferences"))}
    return render_to_string(f"accounts/mail/approval_{name}.txt", {**context, **links})
