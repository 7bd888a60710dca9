from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.returns import mailbox


class Command(BaseCommand):
    """Reads the bounce mailbox now, as the worker does every five minutes."""

    help = "Read the mailbox to which mail servers send what they could not deliver."

    def handle(self, *args: Any, **options: Any) -> None:
        if not mailbox.is_set_up():
            raise CommandError("No mailbox is set up. Set CLEARINGHOUSE_BOUNCE_IMAP_HOST; see docs/operate.md.")
        try:
            found = mailbox.read()
        except mailbox.MailboxUnavailable as problem:
            raise CommandError(f"The mailbox could not be read. {problem}") from None
        self.stdout.write(
            f"Emails read: {found.mails}. Reports in them: {found.reports}, of which new: {found.counted}."
        )
