from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from documents.intake import sweeping


class Command(BaseCommand):
    """Lists stored files older than a day that belong to no version; the worker removes them every night."""

    help = "List stored files that don't belong to any document, or remove them with --remove."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="remove them instead of listing them")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self.stdout.write(f"Removed {sweeping.remove_orphans()} files.")
            return
        names = list(sweeping.orphans())
        for name in names:
            self.stdout.write(name)
        self.stdout.write(f"{len(names)} files don't belong to any document. To remove them, run sweep_files --remove.")
