"""Publishing an answer for others, changing it, taking it back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.editing import edited
from accounts.models import Audience, State, User
from clearinghouse.lib.files.text import clean_markdown, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from contacts.models import Entry, Question
from contacts.permissions import audiences_for, can
from documents.models import Topic


@dataclass(frozen=True)
class EntryDetails:
    """A question and its answer as others read them. `names_asker` counts only with the asker's consent."""

    question: str
    answer: str
    audience: Audience
    topic: Topic | None = None
    state: State | None = None
    names_asker: bool = False


def publishable(question: Question, by: User) -> None:
    """Refuse who may not publish an answer to this question."""
    if not can(by, "publish", question):
        raise PermissionDenied("Only administrators and the group’s leads can publish answers.")


@transaction.atomic
def publish(*, question: Question, by: User, details: EntryDetails) -> Entry:
    """Publish an answer; a question has one entry, so a second time returns it."""
    current = locked(question)
    publishable(current, by)
    if details.audience not in audiences_for(by, current):
        raise PermissionDenied("You can’t publish this answer for that audience.")
    there = Entry.objects.filter(origin=current).first()
    if there is not None:
        return there
    made = Entry.objects.create(origin=current, published_by=by, **_fields(details, current))
    sentence = f"{by} published an answer for {details.audience.label}: {made.question}"
    write_event("entry.published", by=by, about=made, sentence=sentence)
    return made


@transaction.atomic
def change_entry(*, entry: Entry, by: User, details: EntryDetails, revision: int) -> Entry:
    """Change a published answer. Raises EditConflict when somebody else did meanwhile."""
    current = _locked_for_change(entry, by)
    if details.audience != current.audience and details.audience not in audiences_for(by, current.origin):
        raise PermissionDenied("You can’t publish this answer for that audience.")
    fields = _fields(details, current.origin)
    if not edited(current, fields, revision=revision):
        return current
    current.revised_at, current.revised_by = timezone.now(), by
    current.save(update_fields=["revised_at", "revised_by"])
    write_event("entry.changed", by=by, about=current, sentence=f"{by} changed a published answer: {current.question}")
    return current


@transaction.atomic
def withdraw(*, entry: Entry, by: User) -> None:
    """Withdraw a published answer; a second time changes nothing."""
    current = _locked_for_change(entry, by)
    if current.withdrawn_at is None:
        current.withdrawn_at = timezone.now()
        current.save(update_fields=["withdrawn_at"])
        write_event(
            "entry.withdrawn", by=by, about=current, sentence=f"{by} withdrew a published answer: {current.question}"
        )


@transaction.atomic
def restore(*, entry: Entry, by: User) -> None:
    """Put a withdrawn entry back; a second time changes nothing."""
    current = _locked_for_change(entry, by)
    if current.withdrawn_at is not None:
        current.withdrawn_at = None
        current.save(update_fields=["withdrawn_at"])
        write_event("entry.restored", by=by, about=current, sentence=f"{by} republished an answer: {current.question}")


def _locked_for_change(entry: Entry, by: User) -> Entry:
    if not Entry.objects.editable_by(by).filter(pk=entry.pk).exists():
        raise PermissionDenied("Only people who manage this answer can change it.")
    return locked(entry)


def _fields(details: EntryDetails, origin: Question | None) -> dict[str, object]:
    # SECURITY: the name stands only where the asker agreed, whatever a form sends.
    named = details.names_asker and origin is not None and origin.agrees_to_name
    return {
        "question": one_line(details.question, 300),
        "answer": clean_markdown(details.answer, 20_000),
        "audience": details.audience,
        "topic": details.topic,
        "state": details.state,
        "asked_by": origin.asker_name if named and origin is not None else "",
    }
