from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clearinghouse.lib.csv_file import FileRefused
from clearinghouse.lib.files.text import decode
from clearinghouse.lib.import_plan import LARGE, Plan
from clearinghouse.lib.wording import counted
from states.actions import RowPlan, import_facts, plan_of
from states.fact_file import COLUMNS


class Command(BaseCommand):
    """Takes in NEVI funding and corridor miles by state, each number with its source."""

    help = (
        "Add and correct NEVI funding and corridor miles from a CSV file. Its columns: "
        + ", ".join(COLUMNS)
        + ". You can run it again: the same file changes nothing the second time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen without changing anything")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            text = decode(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        if text is None or "\0" in text:
            raise CommandError(f"{file} is not a text file. Save your spreadsheet as CSV.")
        try:
            plan = plan_of(text) if dry_run else import_facts(text=text, by=None)
        except FileRefused as refused:
            raise CommandError(f"Nothing was imported.\n{refused}") from None
        self._tell(plan, is_done=not dry_run)
        if plan.refused:
            rows = counted(len(plan.refused), "row", LARGE)
            raise CommandError(f"{rows} refused. Correct the file, then run this command again.", returncode=1)

    def _tell(self, plan: Plan[RowPlan], *, is_done: bool) -> None:
        for row in plan.added:
            assert row.fact is not None  # it was read
            self.stdout.write(f"Row {row.number}: {'added' if is_done else 'new'}: {row.title}: {row.fact.amount}")
        for row in plan.changed:
            changes = "; ".join(f"{each.name}: {each.before} → {each.after}" for each in row.differences)
            self.stdout.write(f"Row {row.number}: {'changed' if is_done else 'would change'}: {row.title}: {changes}")
        for row in plan.refused:
            self.stdout.write(f"Row {row.number}: left out: {row.refusal}")
        if plan.unknown:
            self.stdout.write(f"Columns we don’t know: {', '.join(plan.unknown)}.")
        counts = f"{len(plan.added)} added, {len(plan.changed)} changed, {len(plan.same)} already the same"
        self.stdout.write(
            f"{'Done' if is_done else 'Nothing has changed yet'}: {counts}, {len(plan.refused)} left out."
        )
