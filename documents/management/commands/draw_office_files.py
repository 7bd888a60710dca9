from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clearinghouse.lib.files import office
from clearinghouse.lib.wording import counted
from documents.intake import printing


class Command(BaseCommand):
    """Queues office files that were uploaded while LibreOffice was not installed; see docs/operate.md."""

    help = "Make page images for Word documents and slides that have none. The worker does it, one file at a time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="also those that have page images already")

    def handle(self, *args: Any, **options: Any) -> None:
        if not office.is_available():
            raise CommandError("LibreOffice isn't installed here. Install it, then run this command again.")
        count = printing.queue(printing.without_pictures(again=options["again"]))
        self.stdout.write(f"Queued {counted(count, 'file')}.")
