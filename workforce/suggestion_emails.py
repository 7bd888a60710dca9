"""Who takes care of the space is told of suggested resources: right away or each morning, as each of them chose.

The emails are put into words when they are sent, by what still waits then and what their reader may see.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.deciding import GUEST, deciders, decides_on_guests
from accounts.mail import Written, post_to_person, written_when_sent
from accounts.models import OutboxMail, User
from accounts.models.preferences import ApprovalEmails
from accounts.standing import forget_standing
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.wording import counted
from workforce.models import Resource
from workforce.posts import people_who_take_care

NOW, DIGEST = "workforce.suggestion", "workforce.suggestions"
MOST_NAMED = 20


def notify_suggested(resource: Resource) -> None:
    """Somebody suggests a resource: once to each who takes care of the space and wants to know right away."""
    for person in _carers(ApprovalEmails.NOW).exclude(pk=resource.suggested_by_id or 0).order_by("pk"):
        post_to_person(
            person,
            subject="A suggested resource",
            body="",
            dedupe_key=f"{NOW}-{resource.pk}-{person.pk}",
            check=(NOW, resource.key),
        )


def post_digests() -> None:
    """One email a day to each who chose that, when something was suggested since the last one."""
    for person in _carers(ApprovalEmails.DAILY).order_by("pk"):
        newest = _waiting_for(person).order_by("-suggested_at").values_list("suggested_at", flat=True).first()
        told = OutboxMail.objects.filter(dedupe_key__startswith=_digest_key(person)).order_by("-created_at")
        since = told.values_list("created_at", flat=True).first()
        if newest is not None and (since is None or newest > since):
            post_to_person(
                person,
                subject="Suggested resources",
                body="",
                dedupe_key=f"{_digest_key(person)}{timezone.localdate().isoformat()}",
                check=(DIGEST, ""),
            )


def _digest_key(person: User) -> str:
    return f"{DIGEST}-{person.pk}-"


def _carers(frequency: ApprovalEmails) -> QuerySet[User]:
    """The administrators of the space, or the portal's where none is named, who want to be told like this."""
    named = User.objects.filter(pk__in=people_who_take_care(), is_active=True)
    people = named if named.exists() else deciders(GUEST)
    wants = Q(preferences__approval_emails=frequency)
    return people.filter(wants | Q(preferences=None) if frequency == ApprovalEmails.NOW else wants)


def _waiting_for(person: User) -> QuerySet[Resource]:
    """What the person decides on now and did not suggest."""
    forget_standing(person)
    if not person.is_active or not decides_on_guests(person):
        return Resource.objects.none()
    return Resource.objects.visible_to(person).waiting().exclude(suggested_by=person)


def _still_wants(person: User, frequency: ApprovalEmails) -> bool:
    preferences = getattr(person, "preferences", None)
    return (preferences.approval_emails if preferences else ApprovalEmails.NOW) == frequency


@written_when_sent(NOW)
def write_one(person: User, key: str) -> Written | None:
    """Of one suggestion; None once it is decided on."""
    found = _waiting_for(person).select_related("suggested_by").filter(key=key).first()
    if found is None or not _still_wants(person, ApprovalEmails.NOW):
        return None
    return Written(f"{found.suggested_by} suggested a resource: {found.title}"[:200], _text(person, [found], 1))


@written_when_sent(DIGEST)
def write_digest(person: User, key: str) -> Written | None:
    """Of all that wait, the oldest first."""
    rows = list(_waiting_for(person).select_related("suggested_by").order_by("suggested_at", "pk")[:1000])
    return digest_of(person, rows) if rows and _still_wants(person, ApprovalEmails.DAILY) else None


def digest_of(person: User, rows: list[Resource]) -> Written:
    """The email about these."""
    text = _text(person, rows[:MOST_NAMED], len(rows))
    return Written(f"{counted(len(rows), 'suggested resource')} to decide on", text)


def _text(person: User, rows: Iterable[Resource], count: int) -> str:
    named = [(row, absolute_url(row.get_absolute_url())) for row in rows]
    context = {
        "person": person,
        "lines": named,
        "more": count - len(named),
        "list_url": absolute_url(reverse("workforce:resources")),
        "preferences_url": absolute_url(reverse("accounts:preferences")),
    }
    return render_to_string("workforce/mail/suggested.txt", context)
