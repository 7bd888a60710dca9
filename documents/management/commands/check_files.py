from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clearinghouse.lib.wording import counted, file_size
from documents import fixity
from documents.models import DocumentVersion, FileCheck
from documents.storage import StorageUnavailable

ANY_NUMBER = 10**12
AT_ONCE = 500


class Command(BaseCommand):
    """Reads all stored files now, which the worker does over a month; see docs/operate.md."""

    help = (
        "Read every stored file and compare it with its size and SHA-256. Names those that are missing or damaged; "
        "the exit code is then 1, and 2 when file storage doesn't respond."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wrong", action="store_true", help="only those that were wrong when they were last read")

    def handle(self, *args: Any, **options: Any) -> None:
        versions = fixity.to_check().select_related("document", "status")
        if options["wrong"]:
            versions = versions.filter(file_check__wrong_since__isnull=False)
        files, size, wrong = 0, 0, 0
        for version in versions.iterator(AT_ONCE):
            try:
                outcome = fixity.check(version)
            except StorageUnavailable:
                raise CommandError(
                    f"File storage doesn't respond. {_counted(files)} read before.", returncode=2
                ) from None
            files, size = files + 1, size + version.size
            if outcome and outcome != FileCheck.Outcome.INTACT:
                wrong += 1
                self.stdout.write(f"{outcome.label}: {version.storage_name}: {_described(version)}")
        self.stdout.write(f"Read {_counted(files)}, {file_size(size)}.")
        if wrong:
            raise CommandError(
                f"{_counted(wrong)} missing or damaged. Restore from a backup, then run check_files --wrong.",
                returncode=1,
            )
        self.stdout.write("No file is missing or damaged.")


def _counted(files: int) -> str:
    return counted(files, "file", cap=ANY_NUMBER)


def _described(version: DocumentVersion) -> str:
    return f"version {version.status.number} of “{version.document.title}” ({version.document.key})"
