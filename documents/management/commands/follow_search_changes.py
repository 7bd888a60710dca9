import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.finding.index import folder
from documents.finding.index.following import Follower


class Command(BaseCommand):
    """Keeps this host's search index; see docs/operate.md."""

    help = (
        "Keep the search index of this host up to date until stopped. One process on each host that serves pages. It "
        "makes the index when there is none, and mends it when it is damaged."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        try:
            Follower(stopping).run()
        except folder.Taken:
            raise CommandError("Another process keeps the search index of this host already.") from None
        except OSError as error:
            raise CommandError(f"The folder of the search index can’t be used: {error}") from None
