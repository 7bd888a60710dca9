from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clearinghouse.lib.wording import counted
from documents.intake.importing import COLUMNS, ManifestError, import_manifest


class Command(BaseCommand):
    """Brings many documents at once; see documents/samples/manifest.csv for an example."""

    help = (
        "Share the files listed in a CSV file. Its columns: "
        + ", ".join(COLUMNS)
        + ". Paths are relative to the manifest's folder. You can run it again: it doesn't make duplicates."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("manifest", type=Path, metavar="MANIFEST.csv")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen without changing anything")

    def handle(self, *args: Any, **options: Any) -> None:
        bad = 0
        try:
            for outcome in import_manifest(options["manifest"], dry_run=options["dry_run"]):
                bad += outcome.is_bad
                self.stdout.write(str(outcome))
        except ManifestError as error:
            raise CommandError(str(error)) from error
        if bad:
            raise CommandError(
                f"{counted(bad, 'row')} refused. Correct the manifest, then run this command again.", returncode=1
            )
