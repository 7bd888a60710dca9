from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.registry import RegistryFileRefused, import_file


class Command(BaseCommand):
    """Takes in the public .gov registry, which approvers see as evidence."""

    help = "Replace the .gov registry with a CSV file: domain,registry_type,organization,suborganization,city,state."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as text:
                count = import_file(text)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        except RegistryFileRefused as refused:
            raise CommandError(f"Nothing was imported.\n{refused}") from None
        self.stdout.write(f"{count:,} registry rows were imported.")
