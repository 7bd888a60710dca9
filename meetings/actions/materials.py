"""What belongs to a meeting: its speakers as of the day, and documents of the repository."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from documents.intake.destinations import Destination
from documents.models import Document
from meetings.actions.records import LISTED, UNLISTED, bump, edited_meanwhile, locked_for_change, note
from meetings.emails import record_notices
from meetings.models import Meeting, MeetingDocument, Speaker
from meetings.sharing import circles_of

SPEAKERS = "meeting.speakers_changed"


@dataclass(frozen=True)
class Talk:
    """Somebody who speaks, as of the day."""

    name: str
    title: str = ""
    organization: str = ""
    bio: str = ""
    notes: str = ""

    def fields(self) -> dict[str, str]:
        """By the speaker's field names, as it is kept."""
        return {
            "name": one_line(self.name, 120),
            "title": one_line(self.title, 160),
            "organization": one_line(self.organization, 160),
            "bio": clean_text(self.bio, 3000),
            "notes": clean_text(self.notes, 3000),
        }


@transaction.atomic
def set_speakers(*, meeting: Meeting, by: User, talks: list[Talk], revision: int) -> Meeting:
    """Who speaks, in this order. Raises EditConflict and PermissionDenied."""
    row = locked_for_change(meeting, by)
    wanted = [fields for fields in (talk.fields() for talk in talks) if fields["name"]]
    stands = list(row.speakers.order_by("position", "pk").values("name", "title", "organization", "bio", "notes"))
    if stands == wanted:
        return row
    if row.revision != revision:
        raise edited_meanwhile(row, revision)
    row.speakers.all().delete()
    for position, fields in enumerate(wanted):
        Speaker.objects.create(meeting=row, position=position, **fields)
    bump(row, [])
    names = joined([fields["name"] for fields in wanted]) or "no one"
    note(SPEAKERS, row, by, f"{by} changed the speakers of “{row.title}”: {names}.")
    return row


@transaction.atomic
def add_document(*, meeting: Meeting, by: User, document: Document, role: str) -> MeetingDocument:
    """List a document that the person may see. It opens the document to nobody; a second click changes nothing.

    The first slides after the meeting are told to those who want to know.
    """
    row = locked_for_change(meeting, by)
    # SECURITY: nobody lists what they do not see, whatever key a form sends.
    if not Document.objects.visible_to(by).published().filter(pk=document.pk).exists():
        raise PermissionDenied("This document isn’t shared with you.")
    listed, is_new = MeetingDocument.objects.get_or_create(
        meeting=row, document=document, role=role, defaults={"added_by": by}
    )
    if not is_new:
        return listed
    label = MeetingDocument.Role(role).label.lower()
    note(LISTED, row, by, f"{by} listed “{document.title}” for “{row.title}” as {label}.")
    if (
        role == MeetingDocument.Role.SLIDES
        and row.starts_at <= timezone.now()
        and row.status != Meeting.Status.CANCELLED
    ):
        record_notices.of_slides(row)
    return listed


def upload_destination(user: User, key: str) -> Destination | None:
    """The meeting that slides are uploaded for, for those who may change it."""
    meeting = Meeting.objects.editable_by(user).select_related("group", "parent").filter(key=key).first()
    if meeting is None:
        return None
    audience_id = min(circles_of(meeting), default=None)
    return Destination(meeting.key, meeting.title, meeting.get_absolute_url(), audience_id, kind_slug="slides")


def list_slides(document: Document, key: str) -> None:
    """List what was uploaded for a meeting, as its slides. Who may no longer change the meeting lists nothing."""
    meeting = Meeting.objects.editable_by(document.owner).filter(key=key).first()
    if meeting is not None and Document.objects.visible_to(document.owner).filter(pk=document.pk).exists():
        add_document(meeting=meeting, by=document.owner, document=document, role=MeetingDocument.Role.SLIDES)


@transaction.atomic
def remove_document(*, listed: MeetingDocument, by: User) -> None:
    """Take a document off a meeting; the document stays where it is."""
    row = locked_for_change(listed.meeting, by)
    note(UNLISTED, row, by, f"{by} removed “{listed.document.title}” from “{row.title}”.")
    listed.delete()
