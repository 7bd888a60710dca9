from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clearinghouse.lib.wording import counted
from documents.finding.index import folder, reading, rebuilding


class Command(BaseCommand):
    """Makes this host's search index anew; see docs/operate.md."""

    help = (
        "Make the search index of this host anew, beside the one in use, then switch to it. People can search and "
        "share documents meanwhile. It is needed only if the system page says so and nothing mends it by itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            named = rebuilding.rebuild(tell=self._tell)
        except folder.Taken:
            raise CommandError("The search index is being rebuilt already. Wait until that is done.") from None
        except OSError as error:
            raise CommandError(f"The search index could not be written: {error}") from None
        with suppress(folder.Taken), folder.held("following"):
            rebuilding.remove_others()
        found = reading.FolderSource().open()
        if found is None or found.name != named.name:
            raise CommandError("The new search index can’t be read. Check the disk, then run this command again.")
        self.stdout.write(f"The search index is rebuilt: {counted(found.pages, 'page', cap=found.pages)}.")

    def _tell(self, progress: rebuilding.Progress) -> None:
        if self.stdout.isatty():
            self.stdout.write(
                f"\r{progress.documents:,} of {counted(progress.of, 'document', cap=progress.of)}", ending=""
            )
