"""Writing to a member through the portal, and taking the directory away as a file."""

import hashlib
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from contacts.models import Mailbox
from directory.emails import email_message, is_there
from directory.entries import BY_NAME, Wanted, directory_for, entry_of, for_entries, narrowed, shared_mailboxes
from directory.models import DirectMessage
from workinggroups.models import GroupMembership

COLUMNS = (
    "Name", "Position", "Agency", "Type of agency", "State", "Second agency", "Role", "Working groups", "Email",
    "Phone",
)  # fmt: skip
DAY = timedelta(days=1)
A_DAY, TO_ONE_PERSON = 20, 3  # messages that one person may send within 24 hours
KEPT_FOR = timedelta(days=90)


class MessageRefused(Exception):
    """The message cannot be sent; the exception's text is a sentence for the person."""


@dataclass(frozen=True)
class Draft:
    """What somebody typed. `once` is of the form: sent twice, it is one message."""

    subject: str
    text: str
    shares_address: bool = False
    once: str = ""


@transaction.atomic
def send_message(*, by: User, to: User, draft: Draft, answers: DirectMessage | None = None) -> DirectMessage:
    """Email a member through the portal; neither is shown the other's address unless the sender agrees.

    Raises MessageRefused. A second submit of the same form returns the first message.
    """
    locked(by)  # of two submits the second waits here and finds the first
    if not _may_write(by, to, answers):
        raise PermissionDenied("You can write only to people in your directory.")
    once = hashlib.sha256(f"{by.pk}\x1f{to.pk}\x1f{draft.once or draft.text}".encode()).hexdigest()
    there = DirectMessage.objects.filter(once=once).first()
    if there is not None:
        return there
    _check_limits(by, to)
    made = DirectMessage.objects.create(sender=by, recipient=to, subject=one_line(draft.subject, 120), once=once)
    write_event("person.written_to", by=by, about=to, sentence=f"{by} wrote to {to} through the directory.")
    email_message(made, clean_text(draft.text, 5000), by.email if draft.shares_address else "")
    return made


def _may_write(by: User, to: User, answers: DirectMessage | None) -> bool:
    if answers is not None:
        # Whoever wrote first may be answered, also if they are not listed.
        return (answers.sender_id, answers.recipient_id) == (to.pk, by.pk) and is_there(by) and is_there(to)
    forget_standing(by)
    return by.pk != to.pk and directory_for(by).filter(pk=to.pk).exists()


def _check_limits(by: User, to: User) -> None:
    recent = DirectMessage.objects.filter(sender=by, sent_at__gt=timezone.now() - DAY)
    if recent.filter(recipient=to).count() >= TO_ONE_PERSON:
        raise MessageRefused(f"You already wrote to {to} {TO_ONE_PERSON} times in the past day. Try again tomorrow.")
    if recent.count() >= A_DAY:
        raise MessageRefused(f"You already sent {A_DAY} messages in the past day. Try again tomorrow.")


def forget_old_messages() -> int:
    """Delete who wrote to whom after 90 days; returns how many."""
    return DirectMessage.objects.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()[0]


@transaction.atomic
def export_directory(*, by: User, wanted: Wanted | None = None) -> list[tuple[str, ...]]:
    """Rows under COLUMNS: what the page of people shows, in its order, with what each person's page adds.

    Administrators only, and the activity log tells of it. Five queries.
    """
    forget_standing(by)
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can export the directory.")
    wanted = wanted or Wanted()
    places = GroupMembership.objects.current().select_related("group").order_by("group__position", "group")
    people = for_entries(narrowed(directory_for(by), wanted))
    people = people.prefetch_related(Prefetch("group_memberships", places, to_attr="places"))
    rows = [_row(person) for person in people.order_by(*BY_NAME)]
    sentence = f"{by} exported the directory of members: {len(rows)} {'person' if len(rows) == 1 else 'people'}."
    write_event("directory.exported", by=by, about=by, sentence=sentence, detail={"people": len(rows)})
    mailboxes = [_row_of_mailbox(mailbox) for mailbox in ([] if wanted != Wanted() else shared_mailboxes())]
    return [*rows, *mailboxes]


def _row(person: User) -> tuple[str, ...]:
    entry = entry_of(person)
    groups = "; ".join(place.group.name for place in person.places)  # type: ignore[attr-defined]
    return (
        entry.name, entry.title, entry.agency, entry.kind, entry.state_name, entry.also, entry.post, groups,
        entry.email, entry.phone,
    )  # fmt: skip


def _row_of_mailbox(mailbox: Mailbox) -> tuple[str, ...]:
    role = "Contact or shared mailbox"
    return mailbox.name, mailbox.answers, mailbox.organization, "", "", "", role, "", mailbox.email, ""
