from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clearinghouse.lib.wording import counted
from workforce import clause_search


class Command(BaseCommand):
    """Notes what shared documents ask of workers where nobody has looked yet; see docs/operate.md."""

    help = (
        "Look through shared documents for what they ask of workers, where that was not done for the words of now. "
        "The worker does the same by itself, 200 documents at a time. Stop it at any time; run it again and it goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write(f"{counted(clause_search.forgotten().count(), 'document', 1_000_000)} to look through.")
            return
        done = 0
        while found := clause_search.find_forgotten():
            done += found
        self.stdout.write(f"Looked through {counted(done, 'document', 1_000_000)}.")
