from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.registry import RegistryFileRefused, import_file


class Command(BaseCommand):
    """Takes in the public .gov registry, which approvers see as evidence."""

    help = "Replace the portal’s list of .gov domains with the public CSV file of CISA, current-full.csv."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as-of", type=date.fromisoformat, help="The date of the list, 2026-11-20; else today.")

    def handle(self, *args: Any, file: Path, as_of: date | None, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as text:
                count = import_file(text, as_of=as_of)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        except RegistryFileRefused as refused:
            raise CommandError(f"Nothing was imported.\n{refused}") from None
        self.stdout.write(f"{count:,} registry rows were imported.")
