"""Two workers at the same moment, one that is killed, and a transaction that commits late: told once, and told."""

from pathlib import Path
from threading import Event

import pytest
from django.db import transaction

from accounts import digests, mail
from accounts.models import OutboxMail
from documents.models import Document, GainedReaders, SearchNews
from documents.saved.watching import look_at_gains
from documents.sharing import grants
from tests import library
from tests.accounts.at_once import at_once
from tests.cast import Cast
from tests.documents.alerts import digest_mails, titles, watch
from tests.workers import killed_at, wait_until

PEOPLE = ("colorado", "new_hampshire", "vermont_energy", "group_member")
LOOK = "from documents.saved.watching import look_at_gains; look_at_gains()"
WRITE = "from accounts.digests import write_due; write_due()"


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    return cast


def plans(cast: Cast, many: int) -> None:
    for number in range(many):
        with transaction.atomic():
            library.document(cast.vermont, f"Plan {number}", pages=["Snow removal in winter."])


def watchers(cast: Cast) -> None:
    for name in PEOPLE:
        watch(getattr(cast, name), "winter")
        watch(getattr(cast, name), "snow")


def listed(cast: Cast) -> dict[str, list[list[str]]]:
    """By person, the documents of each of their mails."""
    return {
        name: [
            titles(written.body)
            for row in digest_mails(getattr(cast, name))
            if (written := mail.written_now(row)) is not None
        ]
        for name in PEOPLE
    }


def test_workers_at_once_tell_each_person_once(cast: Cast) -> None:
    watchers(cast)
    plans(cast, 3)

    at_once([look_at_gains] * 3)
    written = at_once([digests.write_due] * 3)

    all_of_both = [["Plan 2", "Plan 1", "Plan 0"] * 2]
    assert SearchNews.objects.count() == len(PEOPLE) * 2 * 3
    assert GainedReaders.objects.count() == 0
    assert sum(number for number in written if isinstance(number, int)) == len(PEOPLE)
    assert listed(cast) == dict.fromkeys(PEOPLE, all_of_both)


@pytest.mark.parametrize("statement", ['INSERT INTO "documents_searchnews"', 'DELETE FROM "documents_gainedreaders"'])
def test_a_worker_killed_while_it_looks_loses_nothing(statement: str, cast: Cast, tmp_path: Path) -> None:
    watchers(cast)
    plans(cast, 2)

    killed_at(statement, LOOK, tmp_path)
    wait_until(lambda: bool(look_at_gains()))  # until the database has noticed, it holds the notes

    assert GainedReaders.objects.count() == 0
    assert SearchNews.objects.count() == len(PEOPLE) * 2 * 2


@pytest.mark.parametrize("statement", ['UPDATE "documents_searchnews"', 'INSERT INTO "accounts_outboxmail"'])
def test_a_worker_killed_while_it_writes_loses_nothing(statement: str, cast: Cast, tmp_path: Path) -> None:
    watchers(cast)
    plans(cast, 2)
    look_at_gains()

    killed_at(statement, WRITE, tmp_path)
    wait_until(lambda: bool(digests.write_due()) or not SearchNews.objects.filter(digest="").exists())
    wait_until(lambda: not digests.write_due() and not SearchNews.objects.filter(digest="").exists())

    assert listed(cast) == {name: [["Plan 1", "Plan 0"] * 2] for name in PEOPLE}
    assert OutboxMail.objects.filter(check_name=digests.DIGEST).count() == len(PEOPLE)


def test_a_transaction_that_commits_late_is_seen(cast: Cast) -> None:
    """What is looked at meanwhile does not stand for it."""
    watch(cast.colorado, "winter")
    with transaction.atomic():
        made = library.document(cast.vermont, "Late", pages=["Winter."], sharing_choice="agency")
    look_at_gains()
    plans(cast, 1)
    noted, looked = Event(), Event()

    def share_slowly() -> None:
        with transaction.atomic():
            document = Document.objects.get(pk=made.pk)
            document.sharing = "all_members"
            document.save(update_fields=["sharing"])
            grants.apply_sharing(document)
            noted.set()
            assert looked.wait(60)

    def look_meanwhile() -> int:
        assert noted.wait(60)
        seen = look_at_gains()
        looked.set()
        return seen

    assert at_once([share_slowly, look_meanwhile]) == [None, 1]
    assert look_at_gains() == 1

    found = SearchNews.objects.order_by("pk").values_list("document__title", flat=True)
    assert list(found) == ["Plan 0", "Late"]
