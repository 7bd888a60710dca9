from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents.intake.importing import COLUMNS, ManifestError, import_manifest


class Command(BaseCommand):
    """Brings many documents at once; see documents/samples/manifest.csv for an example."""

    help = (
        "Share the files that a CSV file lists. Its columns: "
        + ", ".join(COLUMNS)
        + ". Paths start at the manifest's folder. Stop and start it as you like: it makes no doubles."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("manifest", type=Path, metavar="MANIFEST.csv")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        bad = 0
        try:
            for outcome in import_manifest(options["manifest"], dry_run=options["dry_run"]):
                bad += outcome.is_bad
                self.stdout.write(str(outcome))
        except ManifestError as error:
            raise CommandError(str(error)) from error
        if bad:
            raise CommandError(f"{bad} rows were refused; mend them and run this again.", returncode=1)
