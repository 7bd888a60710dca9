"""Measure the morning in which every member gets a digest: `python -m benchmarks.digests`.

The 240 members of an invented library each follow their state and twelve groups; the newest documents were shared just
now. One process writes the digests of all and puts them into words, as the worker does; told is what that takes for
5,000 members. Everything is rolled back.
"""

import argparse
import json
import os
import secrets
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks import database, stopping
from benchmarks.libraries import Amounts, Libraries
from benchmarks.processor import seconds_of
from benchmarks.report import commit
from benchmarks.runs import say
from benchmarks.sides import this_side

MEMBERS = 5_000
FRESH, CALLS = 200, 40  # documents and calls of the day
GOAL = 180  # seconds on one core


@dataclass(frozen=True)
class Morning:
    """What it took: seconds of the processor, the database's included, and the statements that word one digest."""

    people: int
    news: int
    digests: int
    written: float
    worded: float
    statements: int


def measure() -> Morning:
    """Inside the portal, on the library's database."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from accounts import digests, mail
    from accounts.models import Membership, OutboxMail, User
    from documents.models import Document
    from following.collecting import collect
    from following.models import News, NewsKind, Reader

    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend: int = cursor.fetchone()[0]

    def processor() -> float:
        return time.process_time() + seconds_of(backend)

    with transaction.atomic():
        newest = Document.objects.published().order_by("-shared_at").values("pk")[:FRESH]
        Document.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).update(shared_at=now)
        collect(now)
        # Of a year of calls that were made with the library, those of a busy day.
        planned = News.objects.filter(kind=NewsKind.PLANNED).order_by("pk")
        planned.filter(pk__in=list(planned.values_list("pk", flat=True)[CALLS:])).delete()
        news = News.objects.count()
        people = list(User.objects.filter(pk__in=Membership.objects.current().values("user")))
        # All were told three days ago, and it is the next working morning everywhere.
        Reader.objects.bulk_create(
            Reader(person=person, **dict.fromkeys(("daily_at", "weekly_at", "now_at"), now - timedelta(days=3)))
            for person in people
        )
        # Once before: a worker has its statements and addresses, and 5,000 people share what making them takes.
        warm_up = transaction.savepoint()
        digests.write_due(now + timedelta(days=3))
        for row in OutboxMail.objects.filter(check_name=digests.DIGEST).select_related("person")[:20]:
            mail.written_now(row)
        transaction.savepoint_rollback(warm_up)
        begun = processor()
        digests.write_due(now + timedelta(days=3))
        written = processor() - begun
        rows = list(OutboxMail.objects.filter(check_name=digests.DIGEST).select_related("person"))
        begun = processor()
        worded = [mail.written_now(row) for row in rows]
        wording = processor() - begun
        with CaptureQueriesContext(connection) as caught:
            mail.written_now(rows[0])
        transaction.set_rollback(True)
    return Morning(len(people), news, sum(one is not None for one in worded), written, wording, len(caught))


def main() -> None:
    """Run and say what it took."""
    stopping.listen()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digests", description="Every member's digest.")
    parser.add_argument("--documents", type=int, default=10_000, help="in the library")
    parser.add_argument("--texts", type=int, default=2000, help="different page texts")
    parser.add_argument("--folder", type=Path, default=Path(".local", "bench"), help="for files and logs")
    parser.add_argument("--keep", action="store_true", help="keep the databases; the next run loads nothing")
    options = parser.parse_args()
    os.environ["CLEARINGHOUSE_SECRET_KEY"] = secrets.token_urlsafe(50)
    folder = options.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with database.own_server():
        tree = this_side(folder)
        libraries = Libraries(tree, Amounts(options.texts, 1_000_000))
        try:
            say(f"{options.documents:,} documents: loading …")
            libraries.prepare(tree)
            found = Morning(**json.loads(tree.inside(libraries.of(tree, options.documents), "digests")))
        finally:
            if not options.keep:
                libraries.drop()
    whole = (found.written + found.worded) / found.people * MEMBERS
    say(
        f"\n{commit()}, {options.documents:,} documents, {found.news} pieces of news\n\n"
        f"{found.people} people, {found.digests} digests: written in {found.written:.1f} s, put into words in "
        f"{found.worded:.1f} s of the processor, database included, {found.statements} statements to word one.\n"
        f"For {MEMBERS:,} members {whole:.0f} s (goal {GOAL})."
    )


def print_measured() -> None:
    """For benchmarks.inside."""
    json.dump(asdict(measure()), sys.stdout)


if __name__ == "__main__":
    main()
