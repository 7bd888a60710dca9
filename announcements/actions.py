"""Writing, sending and withdrawing announcements. Only administrators do."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.editing import edited
from accounts.mail import post_to_person, take_back
from accounts.models import Audience, User
from accounts.standing import forget_standing, standing_of
from announcements.emails import ANNOUNCEMENT, TRY, UNSUBSCRIBE, key_of_try, prefix_of, thread_of
from announcements.models import Announcement, Status
from announcements.reach import Reach, emailed_of, people_in, reach_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.jobs import task_named
from clearinghouse.lib.locking import locked

ADMINISTRATORS_ONLY = "Only administrators can write and send announcements."
BATCH = 200  # people to whom emails are written in one transaction


class AnnouncementRefused(Exception):
    """It can't be done. str() is a sentence for the person."""


class ReachChanged(Exception):
    """More or fewer people are in the audiences than the sender was shown; `reach` says how many now."""

    def __init__(self, reach: Reach) -> None:
        super().__init__("The number of people changed since you opened this page. Check it, then send.")
        self.reach = reach


@dataclass(frozen=True)
class AnnouncementDetails:
    """What is said, and to whom."""

    title: str
    text: str
    audiences: Sequence[Audience]

    def keys(self) -> set[int]:
        """Of the audiences."""
        return {audience.pk for audience in self.audiences}


@transaction.atomic
def start(*, by: User, details: AnnouncementDetails, corrects: Announcement | None = None) -> Announcement:
    """Keep a new draft."""
    _check(by)
    made = Announcement.objects.create(title=details.title, text=details.text, corrects=corrects, made_by=by)
    made.audiences.set(details.audiences)
    write_event("announcement.started", by=by, about=made, sentence=f"{by} wrote a draft of the announcement {made}.")
    return made


@transaction.atomic
def change(*, announcement: Announcement, by: User, details: AnnouncementDetails, revision: int) -> Announcement:
    """Change a draft; the same again changes nothing. Raises EditConflict, AnnouncementRefused."""
    current = _locked_draft(announcement, by)
    same_audiences = set(current.audiences.values_list("pk", flat=True)) == details.keys()
    said = {"title": details.title, "text": details.text}
    if edited(current, said, revision=revision, is_same=same_audiences):
        current.audiences.set(details.audiences)
        sentence = f"{by} changed the draft of the announcement {current}."
        detail = {"revision": current.revision}
        write_event("announcement.changed", by=by, about=current, sentence=sentence, detail=detail)
    return current


@transaction.atomic
def discard(*, announcement: Announcement, by: User) -> None:
    """Delete a draft. Raises AnnouncementRefused."""
    current = _locked_draft(announcement, by)
    sentence = f"{by} deleted the draft of the announcement {current}."
    write_event("announcement.deleted", by=by, about=current, sentence=sentence)
    current.delete()


@transaction.atomic
def send(*, announcement: Announcement, by: User, revision: int, people: int) -> Announcement:
    """Send a draft once, as it stood in this revision and to as many people as the sender was shown.

    Members read it at once; a job writes the emails. Raises ReachChanged, AnnouncementRefused.
    """
    current = _locked_draft(announcement, by)
    if current.revision != revision:
        raise AnnouncementRefused("Someone changed this draft since you opened the page. Read it again, then send.")
    reach = reach_of(current.audiences.all())
    if not reach.people:
        raise AnnouncementRefused("No one is in this audience, so there’s no one to send it to.")
    if reach.people != people:
        raise ReachChanged(reach)
    current.status, current.sent_at = Status.SENT, timezone.now()
    current.people, current.states = reach.people, reach.states
    current.save(update_fields=["status", "sent_at", "people", "states"])
    sentence = f"{by} sent the announcement {current} to {reach.people} people in {reach.states} states."
    write_event("announcement.sent", by=by, about=current, sentence=sentence)
    task_named("announcements.tasks.write_emails").defer(announcement_id=current.pk)
    return current


@transaction.atomic
def withdraw(*, announcement: Announcement, by: User) -> int:
    """Take a sent one from its readers; returns how many emails it kept from going out. Again it changes nothing."""
    _check(by)
    current = locked(announcement)
    if current.status == Status.DRAFT:
        raise AnnouncementRefused("This is a draft. Only administrators can see it.")
    if current.status == Status.WITHDRAWN:
        return 0
    current.status, current.withdrawn_at = Status.WITHDRAWN, timezone.now()
    current.save(update_fields=["status", "withdrawn_at"])
    kept = take_back(prefix_of(current))
    write_event("announcement.withdrawn", by=by, about=current, sentence=f"{by} withdrew the announcement {current}.")
    return kept


def try_on_oneself(*, announcement: Announcement, by: User) -> None:
    """Send the draft as an email to the administrator who asks; each revision once."""
    _check(by)
    post_to_person(
        by,
        subject=announcement.title,
        body="",
        dedupe_key=f"announcement-try-{announcement.key}-{announcement.revision}-{by.pk}",
        check=(TRY, key_of_try(announcement)),
    )


@transaction.atomic
def write_some_emails(announcement_id: int) -> bool:
    """Write the emails to the next people in line; whether there may be more. Safe beside itself and after a crash.

    How far it has come is kept in the same transaction as the emails, and each email has a key of its own.
    """
    # Of two workers the second finds the row held, and leaves it to the first.
    rows = Announcement.objects.select_for_update(skip_locked=True).sent()
    current = rows.filter(pk=announcement_id, posted_at=None).first()
    if current is None:
        return False
    # SECURITY: who is in the audiences now; whether each still is, is asked once more when their email goes out.
    people = people_in(current.audiences.all()).filter(pk__gt=current.posted_until)
    last = people.values_list("pk", flat=True)[BATCH - 1 : BATCH].first()
    for person in emailed_of(people.filter(pk__lte=last) if last else people):
        post_to_person(
            person,
            subject="An announcement from NASEO",
            body="",
            dedupe_key=f"{prefix_of(current)}{person.pk}",
            check=(ANNOUNCEMENT, current.key),
            unsubscribe=UNSUBSCRIBE,
            thread=thread_of(current),
        )
    if last:
        current.posted_until = last
    else:
        current.posted_at = timezone.now()
    current.save(update_fields=["posted_until", "posted_at"])
    return bool(last)


def _check(by: User) -> None:
    """SECURITY: asked of the database in the transaction that acts, not of what the page read."""
    forget_standing(by)
    if not standing_of(by).is_administrator:
        raise PermissionDenied(ADMINISTRATORS_ONLY)


def _locked_draft(announcement: Announcement, by: User) -> Announcement:
    _check(by)
    current = locked(announcement)
    if not current.is_draft:
        raise AnnouncementRefused("This was sent already, so it can’t be changed. You can write a correction.")
    return current
