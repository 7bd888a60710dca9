from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clearinghouse.lib.files import office
from clearinghouse.lib.files.types import FILE_TYPES
from clearinghouse.lib.wording import counted
from documents.intake import reading_again


class Command(BaseCommand):
    """Queues files that an older release read; see docs/operate.md."""

    help = (
        "Read files again that an older release read. The worker does it, one file at a time, behind everything else. "
        "Files, sharing and details stay as they are. Stop it at any time; run it again and it goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="also files that this release has read")
        parser.add_argument("--type", action="append", choices=sorted(FILE_TYPES), help="only files of this type")
        parser.add_argument("--document", default="", help="only the files of the document with this key")
        parser.add_argument("--without-pictures", action="store_true", help="only office files without page images")
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["without_pictures"]:
            if not office.is_available():
                raise CommandError("LibreOffice isn't installed here. Install it, then run this command again.")
            versions = reading_again.without_pictures()
        else:
            versions = reading_again.to_read(again=options["all"], file_types=options["type"], key=options["document"])
        if options["dry_run"]:
            self.stdout.write(f"{counted(versions.count(), 'file')} to read again.")
            return
        self.stdout.write(f"Queued {counted(reading_again.queue(versions), 'file')}.")
