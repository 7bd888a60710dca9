"""Telling readers by email that a document was shared with them: who, how many, and once for each version."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import Audience, AuditEvent, Preferences, User
from clearinghouse.lib.wording import counted
from documents import emails
from documents.models import Document, ReaderNotice
from documents.permissions import can
from documents.sharing import grants

TOLD = "document.readers_told"
MOST_PEOPLE = 200
TIMES_A_DAY = 20  # each may write to so many people
S = Document.Sharing
# Wider ones are news for the documents list; an email to every member for each document would be switched off.
MAY_BE_TOLD = (S.AGENCY, S.STATE, S.REGION, S.SELECTED)


def people_to_tell(
    document: Document, by: User | None, chosen: Sequence[Audience], people: Sequence[User]
) -> QuerySet[User]:
    """Those reached who want such email and were not told of this version; not who shares it, nor its author."""
    told = ReaderNotice.objects.filter(document=document, version=document.current_version_id, person=OuterRef("pk"))
    unwilling = Preferences.objects.filter(user=OuterRef("pk"), wants_shared=False)
    reached = grants.reached(chosen, people).filter(~Exists(told), ~Exists(unwilling))
    return reached.exclude(pk__in=[document.owner_id, by.pk if by else 0]).order_by("pk")


def why_not(sharing: str, people: int, by: User) -> str:
    """Why nobody can be told by email now; empty when they can."""
    if sharing not in MAY_BE_TOLD:
        return "You can email people only if you share with an agency, a state, a region, or people you choose."
    if people > MOST_PEOPLE:
        return f"This would email {people:,} people. You can email at most {MOST_PEOPLE} at a time."
    since = timezone.now() - timedelta(days=1)
    if AuditEvent.objects.filter(action=TOLD, actor_id=by.pk, happened_at__gt=since).count() >= TIMES_A_DAY:
        return f"You’ve emailed people about {TIMES_A_DAY} documents today. Try again tomorrow, or share without email."
    return ""


def tell_readers(document: Document, by: User) -> int:
    """Email those who can see a shared document; how many. Call inside the transaction that holds the document."""
    chosen, named = grants.audiences_of(document), grants.people_of(document)
    people = list(people_to_tell(document, by, chosen, named)[: MOST_PEOPLE + 1])
    if not people or why_not(document.sharing, len(people), by):
        return 0
    version = document.current_version_id
    ReaderNotice.objects.bulk_create(
        ReaderNotice(document=document, version_id=version, person=person) for person in people
    )
    for person in people:
        emails.notify_shared(document, person, by)
    write_event(
        TOLD, by=by, about=document, sentence=f"Emailed {counted(len(people), 'person,people')} about the document."
    )
    return len(people)


def tell_when_shared(document: Document) -> None:
    """What somebody asked for, maybe while the file was still being checked, if they may still change the document."""
    teller = document.teller
    if teller is None:
        return
    document.teller = None
    document.save(update_fields=["teller"])
    if can(teller, "change", document):
        tell_readers(document, teller)
