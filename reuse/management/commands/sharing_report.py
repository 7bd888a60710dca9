"""`manage.py sharing_report --from 2026-01-01 --to 2026-12-31 --csv`: the numbers that the page of the report shows."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import State
from clearinghouse.lib.spreadsheet import csv_lines
from reuse.report.building import report_of, table_of
from reuse.report.periods import Period


class Command(BaseCommand):
    """What sharing did in a period, as administrators see it."""

    help = "Print what sharing did in a period, by state, with the numbers that the page /reuse/report/ shows."

    def add_arguments(self, parser: CommandParser) -> None:
        """From, to, and of which state."""
        parser.add_argument(
            "--from", dest="first", required=True, type=date.fromisoformat, help="first day: 2026-01-01"
        )
        parser.add_argument("--to", dest="last", required=True, type=date.fromisoformat, help="last day: 2026-12-31")
        parser.add_argument("--state", default="", help="one state alone, by its postal code: VT")
        parser.add_argument("--csv", action="store_true", help="as CSV; otherwise in columns")

    def handle(self, *args: Any, first: date, last: date, state: str, csv: bool, **options: Any) -> None:
        """Print it."""
        if last < first:
            raise CommandError("--to is before --from.")
        code = state.upper()
        if code and not State.objects.filter(pk=code).exists():
            raise CommandError(f"There is no state “{state}”. Use its postal code: VT")
        found = report_of(Period(first, last)).only(states=[code] if code else None, is_administrator=True)
        head, rows = table_of(found)
        if csv:
            self.stdout.write("".join(csv_lines(head, rows)), ending="")
            return
        widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
        for row in (head, *rows):
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
