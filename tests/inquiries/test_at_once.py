"""Two workers, a killed one, two editors, and an answer in the second of the close: each counts exactly once."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db import connection, transaction

from accounts.editing import EditConflict
from accounts.models import AuditEvent, OutboxMail
from clearinghouse.lib.zones import portal_today
from contacts.models import Route
from inquiries import emails
from inquiries.actions import InquiryRefused, answering, rounds
from inquiries.models import Inquiry, Response, ResponseStatus
from tests.accounts.at_once import at_once
from tests.cast import Cast
from tests.inquiries.builders import answered, draft, field, response, sent
from tests.workers import killed_at, wait_until

REMIND = "from inquiries.emails import remind_due; remind_due()"
CLOSE = "from inquiries.actions.rounds import close_due; close_due()"


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    return cast


@pytest.fixture
def made(cast: Cast) -> Inquiry:
    """Colorado asks Vermont and New Hampshire, due in a week."""
    Route.objects.create(state_id="VT", person=cast.vermont)
    Route.objects.create(state_id="NH", person=cast.new_hampshire)
    due = portal_today() + timedelta(days=7)
    return sent(cast.colorado, cast.administrator, states=("VT", "NH"), closes_on=due)


def told(why: str) -> list[str]:
    """To whom such a mail is in the outbox."""
    return sorted(OutboxMail.objects.filter(check_name=why).values_list("to", flat=True))


def lines(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


def over(made: Inquiry) -> None:
    Inquiry.objects.filter(pk=made.pk).update(closes_on=portal_today() - timedelta(days=1))


def is_waited_for() -> bool:
    """Whether a connection to this database waits for a row that another one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction goes on seeing what it saw first
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def test_workers_at_once_remind_each_person_once(cast: Cast, made: Inquiry) -> None:
    at_once([emails.remind_due] * 3)

    assert told(emails.REMINDED) == sorted([cast.vermont.email, cast.new_hampshire.email])


@pytest.mark.parametrize("nth", [1, 2])
def test_a_worker_killed_while_it_reminds_leaves_nobody_out(
    cast: Cast, made: Inquiry, tmp_path: Path, nth: int
) -> None:
    killed_at('INSERT INTO "accounts_outboxmail"', REMIND, tmp_path, nth=nth)
    before = len(told(emails.REMINDED))

    emails.remind_due()

    assert before == nth - 1
    assert told(emails.REMINDED) == sorted([cast.vermont.email, cast.new_hampshire.email])


def test_workers_at_once_close_a_round_once(cast: Cast, made: Inquiry) -> None:
    over(made)

    at_once([rounds.close_due] * 3)

    assert (lines("inquiry.closed"), told(emails.CLOSED)) == (1, [cast.colorado.email])


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE "inquiries_inquiry"',
        'INSERT INTO "accounts_auditevent"',
        'INSERT INTO "accounts_outboxmail"',
    ],
)
def test_a_worker_killed_while_it_closes_leaves_it_open_for_the_next(
    cast: Cast, made: Inquiry, tmp_path: Path, statement: str
) -> None:
    over(made)

    killed_at(statement, CLOSE, tmp_path)
    status = Inquiry.objects.get().status
    rounds.close_due()  # waits until the database has noticed

    assert (status, Inquiry.objects.get().status) == ("open", "closed")
    assert (lines("inquiry.closed"), told(emails.CLOSED)) == (1, [cast.colorado.email])


def in_turn(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """The first holds its transaction open until the second one waits for it."""
    holds = Event()

    def slowly() -> object:
        with transaction.atomic():
            done = first()
            holds.set()
            wait_until(is_waited_for)
        return done

    def meanwhile() -> object:
        assert holds.wait(60)
        return second()

    return list(at_once([slowly, meanwhile]))


def test_answer_that_came_first_counts_though_the_round_closes_in_that_second(cast: Cast, made: Inquiry) -> None:
    over(made)

    given, closed = in_turn(lambda: answered(made, "VT", cast.vermont), lambda: rounds.close(inquiry=made, by=None))

    assert isinstance(given, Response)
    assert isinstance(closed, Inquiry)
    assert (response(made, "VT").status, Inquiry.objects.get().status) == (ResponseStatus.SUBMITTED, "closed")


def test_answer_behind_the_close_waits_is_told_and_stays_a_draft(cast: Cast, made: Inquiry) -> None:
    current = response(made, "VT")
    answering.save_draft(
        response=current, by=cast.vermont, answers={field(made).ident: "So far"}, sharing="answered",
        revision=current.revision,
    )  # fmt: skip
    over(made)

    closed, refused = in_turn(
        lambda: rounds.close(inquiry=made, by=None), lambda: answered(made, "VT", cast.vermont, "Too late")
    )

    assert isinstance(refused, InquiryRefused)
    assert str(refused) == answering.CLOSED
    kept = response(made, "VT")
    assert (kept.status, kept.answers) == (ResponseStatus.DRAFT, {field(made).ident: "So far"})
    assert isinstance(closed, Inquiry)


def test_of_two_editors_at_once_one_is_told(cast: Cast, made: Inquiry) -> None:
    opened = response(made, "VT")

    def saves(name: str) -> Response:
        return answering.save_draft(
            response=opened, by=getattr(cast, name), answers={field(made).ident: name}, sharing="answered",
            revision=opened.revision,
        )  # fmt: skip

    outcomes = at_once([lambda: saves("vermont"), lambda: saves("vermont_editor")])

    (conflict,) = [outcome for outcome in outcomes if isinstance(outcome, EditConflict)]
    (saved,) = [outcome for outcome in outcomes if isinstance(outcome, Response)]
    kept = response(made, "VT")
    assert kept.answers == saved.answers == conflict.current.answers
    assert kept.revision == opened.revision + 1


def test_answer_submitted_three_times_at_once_is_submitted_once(cast: Cast, made: Inquiry) -> None:
    opened = response(made, "VT")
    values = {"answers": {field(made).ident: "Ours"}, "sharing": "answered", "revision": opened.revision}

    outcomes = at_once([lambda: answering.submit(response=opened, by=cast.vermont, **values)] * 3)

    assert {type(outcome) for outcome in outcomes} == {Response}
    assert lines("inquiry.answered") == 1
    assert response(made, "VT").revision == opened.revision + 1


def test_round_released_by_two_at_once_reaches_each_state_once(cast: Cast, made: Inquiry) -> None:
    waiting = draft(cast.vermont, states=("NH", "CO"), title="Second round")
    rounds.ask_for_release(inquiry=waiting, by=cast.vermont)
    waiting.refresh_from_db()
    asked = len(told(emails.ASKED))

    outcomes = at_once(
        [
            lambda: rounds.release(inquiry=waiting, by=cast.administrator, revision=waiting.revision),
            lambda: rounds.release(inquiry=waiting, by=cast.second_administrator, revision=waiting.revision),
        ]
    )

    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, InquiryRefused)]
    assert str(refused) == "This was released already."
    assert (waiting.responses.count(), len(told(emails.ASKED)) - asked) == (2, 1)
