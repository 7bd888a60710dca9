"""Requests for documents with two workers, a killed one, and one form sent twice at once: each counts exactly once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMail
from contacts.models import Route
from gaps.actions import AlreadySo, Answer, answer, ask, expire_due, remind_due
from gaps.models import Asker, DocumentRequest
from gaps.models.request import EXPIRES_AFTER
from tests.accounts.at_once import at_once
from tests.cast import Cast
from tests.gaps.test_requests import wanted
from tests.workers import killed_at

REMIND = "from gaps.actions import remind_due; remind_due()"
EXPIRE = "from gaps.actions import expire_due; expire_due()"


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    Route.objects.create(state_id="VT", person=cast.vermont)
    return cast


def told(check: str) -> list[str]:
    return sorted(OutboxMail.objects.filter(check_name=check).values_list("to", flat=True))


def made_ago(made: DocumentRequest, ago: timedelta) -> None:
    """So long ago; what was posted then is gone."""
    moment = timezone.now() - ago
    DocumentRequest.objects.filter(pk=made.pk).update(asked_at=moment, waiting_since=moment)
    OutboxMail.objects.all().delete()


def test_form_sent_three_times_at_once_asks_once(cast: Cast) -> None:
    made = at_once([lambda: ask(by=cast.colorado, wanted=wanted(once="token"))] * 3)

    assert {one.pk for one in made if isinstance(one, DocumentRequest)} == {DocumentRequest.objects.get().pk}
    assert (len(made), Asker.objects.count(), told("gaps.responder")) == (3, 1, [cast.vermont.email])
    assert AuditEvent.objects.filter(action="document_request.asked").count() == 1


def test_two_who_ask_for_the_same_at_once_make_one_request(cast: Cast) -> None:
    at_once([lambda: ask(by=cast.colorado, wanted=wanted()), lambda: ask(by=cast.new_hampshire, wanted=wanted())])

    assert DocumentRequest.objects.get().askers.count() == 2
    assert told("gaps.responder") == [cast.vermont.email]


def test_workers_at_once_remind_once(cast: Cast) -> None:
    made_ago(ask(by=cast.colorado, wanted=wanted()), timedelta(days=8))

    at_once([remind_due] * 3)

    assert (DocumentRequest.objects.get().reminders, told("gaps.responder")) == (1, [cast.vermont.email])


@pytest.mark.parametrize("statement", ['UPDATE "gaps_documentrequest"', 'INSERT INTO "accounts_outboxmail"'])
def test_a_worker_killed_while_it_reminds_is_followed_by_one_that_does(
    cast: Cast, tmp_path: Path, statement: str
) -> None:
    made_ago(ask(by=cast.colorado, wanted=wanted()), timedelta(days=8))

    killed_at(statement, REMIND, tmp_path)
    before = told("gaps.responder")
    remind_due()

    assert (before, told("gaps.responder")) == ([], [cast.vermont.email])
    assert DocumentRequest.objects.get().reminders == 1


def test_workers_at_once_expire_once(cast: Cast) -> None:
    made_ago(ask(by=cast.colorado, wanted=wanted()), EXPIRES_AFTER + timedelta(days=1))

    expired = at_once([expire_due] * 3)

    assert sorted(number for number in expired if isinstance(number, int)) == [0, 0, 1]
    assert AuditEvent.objects.filter(action="document_request.ended").count() == 1
    assert told("gaps.asker") == [cast.colorado.email]


@pytest.mark.parametrize(
    "statement",
    ['UPDATE "gaps_documentrequest"', 'INSERT INTO "accounts_auditevent"', 'INSERT INTO "accounts_outboxmail"'],
)
def test_a_worker_killed_while_it_expires_is_followed_by_one_that_does(
    cast: Cast, tmp_path: Path, statement: str
) -> None:
    made_ago(ask(by=cast.colorado, wanted=wanted()), EXPIRES_AFTER + timedelta(days=1))

    killed_at(statement, EXPIRE, tmp_path)
    before = DocumentRequest.objects.get().status
    expire_due()

    assert (before, DocumentRequest.objects.get().status) == ("open", "expired")
    assert AuditEvent.objects.filter(action="document_request.ended").count() == 1
    assert told("gaps.asker") == [cast.colorado.email]


def test_request_answered_in_the_second_it_expires_ends_once(cast: Cast) -> None:
    made = ask(by=cast.colorado, wanted=wanted())
    made_ago(made, EXPIRES_AFTER + timedelta(days=1))
    none = Answer("none", text="We have none.")

    outcome, expired = at_once([lambda: answer(request=made, by=cast.vermont, given=none), expire_due])

    ended = DocumentRequest.objects.get()
    assert (ended.status, type(outcome) is AlreadySo) == (("expired", True) if expired else ("none", False))
    assert AuditEvent.objects.filter(action="document_request.ended").count() == 1
    assert told("gaps.asker") == [cast.colorado.email]
