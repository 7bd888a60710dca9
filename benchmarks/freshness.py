"""How long after its text is stored a page is found, while a process follows the changes as in production."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import connection

from accounts.models import User
from benchmarks.people import ORDINARY
from clearinghouse.lib.keys import random_key
from documents.finding.filters import Filters
from documents.finding.index.following import Follower
from documents.finding.search import search_pages
from documents.models import Document, Page

TIMES, POLL_SECONDS, MOST_SECONDS = 5, 0.01, 60.0


def seconds_until_found() -> list[float]:
    """For some pages, one after the other; their texts are put back."""
    user = User.objects.get(email=ORDINARY)
    documents = Document.objects.visible_to(user).published().newest()
    pages = Page.objects.filter(document__in=documents.values("pk")[:TIMES], is_current=True, number=1)
    with following():
        return [_seconds(user, page) for page in pages.order_by("pk")]


@contextmanager
def following() -> Iterator[None]:
    """A follower of its own for the block."""
    stopping = Event()

    def follow() -> None:
        try:
            Follower(stopping).run()
        finally:
            connection.close()

    thread = Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def _seconds(user: User, page: Page) -> float:
    word = f"zq{random_key()}"
    Page.objects.filter(pk=page.pk).update(text=f"{page.text} {word}")
    started = time.perf_counter()
    try:
        while not search_pages(user, f'"{word}"', Filters()).hits:
            if time.perf_counter() - started > MOST_SECONDS:
                raise RuntimeError(f"Page {page.pk} was not found within {MOST_SECONDS:.0f} seconds.")
            time.sleep(POLL_SECONDS)
        return time.perf_counter() - started
    finally:
        Page.objects.filter(pk=page.pk).update(text=page.text)
