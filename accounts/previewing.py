"""Every email that the portal can send, shown with sample people and things.

Each app lists its emails in `mail_previews`, which is read when somebody first asks. A preview makes sample rows, calls
the function that writes the email in earnest, and is rolled back: what is shown can't differ from what is sent.
"""

from collections.abc import Callable

from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules

from accounts.mail import Attachment, written_now
from accounts.mail_message import Written, message_of
from accounts.models import OutboxMail, User
from accounts.sample_rows import DOMAIN, SampleRows
from clearinghouse.lib.frozen import dataclass

# Makes what the email is about and has it written. Of several to sample people, the one to whom it returns is shown.
Maker = Callable[[SampleRows], User | None]


@dataclass(frozen=True)
class Preview:
    """One email: what administrators read of it, and how it comes about."""

    key: str
    room: str
    name: str
    to: str
    when: str
    make: Maker


@dataclass(frozen=True)
class Shown:
    """What would be sent."""

    written: Written
    sender: str
    to: str
    reply_to: str
    list_id: str
    can_turn_off: bool
    attachment: Attachment | None


_previews: dict[str, Preview] = {}


def previews_of(room: str) -> Callable[..., Callable[[Maker], Maker]]:
    """A decorator for the functions that make the emails of one room of the portal."""

    def preview(key: str, name: str, *, to: str, when: str) -> Callable[[Maker], Maker]:
        def declare(make: Maker) -> Maker:
            if key in _previews and _previews[key].make.__qualname__ != make.__qualname__:
                raise ValueError(f"Two previews have the key {key}: choose another one.")
            _previews[key] = Preview(key, room, name, to, when, make)
            return make

        return declare

    return preview


def all_previews() -> list[Preview]:
    """In the order of the apps, and in each as its module lists them."""
    autodiscover_modules("mail_previews")
    return list(_previews.values())


def preview_named(key: str) -> Preview | None:
    """The preview with this key."""
    return next((preview for preview in all_previews() if preview.key == key), None)


def show(preview: Preview) -> Shown:
    """The email as it would go out now.

    SECURITY: all of it happens in a transaction that never commits, with its jobs and emails: nothing is sent and
    nothing kept. Only an email to a sample person is shown, so that no real person's name or address is.
    """
    with transaction.atomic():
        _one_at_a_time()
        try:
            shown = _shown(_mail_of(preview))
        finally:
            transaction.set_rollback(True)
    return shown


def _one_at_a_time() -> None:
    """All make rows of the same names, which would wait for each other in a circle: a page and its frame already do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('accounts.previewing'))")


def _mail_of(preview: Preview) -> OutboxMail:
    person = preview.make(SampleRows())
    mails = OutboxMail.objects.filter(to__endswith=f"@{DOMAIN}").order_by("-pk")
    if person is not None:
        mails = mails.filter(to=person.email)
    mail = mails.first()
    if mail is None:
        raise LookupError(f"The preview {preview.key} wrote no email to a sample person.")
    return mail


def _shown(mail: OutboxMail) -> Shown:
    written = written_now(mail)
    if written is None:
        raise LookupError(f"Nothing is left to tell in the preview “{mail.check_name}”.")
    sent = message_of(mail, written).message()
    attachment = Attachment(mail.attachment_name, mail.attachment_type, mail.attachment) if mail.attachment else None
    return Shown(
        written=written,
        sender=str(sent["From"]),
        to=str(sent["To"]),
        reply_to=str(sent.get("Reply-To", "")),
        list_id=str(sent.get("List-Id", "")),
        can_turn_off="List-Unsubscribe" in sent,
        attachment=attachment,
    )
