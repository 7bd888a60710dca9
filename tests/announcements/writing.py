"""What tests of announcements start from: a draft, a sent one, and the emails as they would go out now."""

from accounts import mail
from accounts.models import Audience, OutboxMail, User
from announcements import actions
from announcements.actions import AnnouncementDetails
from announcements.emails import ANNOUNCEMENT
from announcements.models import Announcement
from announcements.reach import reach_of

TITLE, TEXT = "Funding notice", "Uptime data is **due** in March.\n\n- Bring it\n- Check it"


def draft(by: User, *to: Audience, title: str = TITLE, text: str = TEXT, **more: object) -> Announcement:
    """A draft to these audiences."""
    return actions.start(by=by, details=AnnouncementDetails(title, text, to), **more)  # type: ignore[arg-type]


def sent(by: User, *to: Audience, **more: object) -> Announcement:
    """Sent, before any email is written."""
    made = draft(by, *to, **more)
    people = reach_of(to).people
    return actions.send(announcement=made, by=by, revision=made.revision, people=people)


def posted() -> list[str]:
    """To whom emails are in the outbox."""
    return sorted(OutboxMail.objects.filter(check_name=ANNOUNCEMENT).values_list("to", flat=True))


def told() -> dict[str, mail.Written]:
    """What would go out now, by address."""
    rows = OutboxMail.objects.filter(check_name=ANNOUNCEMENT, sent_at=None, abandoned_at=None).select_related("person")
    return {row.to: written for row in rows if (written := mail.written_now(row))}
