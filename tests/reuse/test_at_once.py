"""Uses and published years with two at once and a killed process: each is there exactly once, and whole."""

from pathlib import Path

import pytest
from django.utils import timezone

from accounts.editing import EditConflict
from accounts.models import AuditEvent, OutboxMail
from documents.models import Document
from reuse.actions import UseDetails, change_use, record_use
from reuse.models import ReportYear, Use
from reuse.report.publishing import publish
from tests import library
from tests.accounts.at_once import at_once
from tests.cast import Cast, agency
from tests.workers import killed_at

PUBLISH = """
from accounts.models import User
from reuse.report.publishing import publish
publish(slug="{slug}", by=User.objects.get(email="{email}"))
"""


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    return cast


@pytest.fixture
def paper(cast: Cast) -> Document:
    """Vermont's, for all members."""
    return library.document(cast.vermont, "Fast charging RFP")


def last_year() -> str:
    return f"{timezone.localdate().year - 1}"


def test_form_sent_three_times_at_once_records_one_use(cast: Cast, paper: Document) -> None:
    def record() -> Use:
        details = UseDetails("For our second RFP.")
        return record_use(document=paper, agency=agency("CO", "DOT"), by=cast.colorado, details=details, once="token")

    made = at_once([record] * 3)

    assert [one for one in made if isinstance(one, Use)] == [Use.objects.get()] * 3
    assert AuditEvent.objects.filter(action="reuse.added").count() == 1
    assert [mail.to for mail in OutboxMail.objects.all()] == [cast.vermont.email]


def test_of_two_who_change_a_use_at_once_one_is_told(cast: Cast, paper: Document) -> None:
    details = UseDetails("For our second RFP.")
    made = record_use(document=paper, agency=agency("CO", "DOT"), by=cast.colorado, details=details, once="token")

    outcomes = at_once(
        [
            lambda: change_use(use=made, by=cast.colorado, details=UseDetails("One"), revision=1),
            lambda: change_use(use=made, by=cast.administrator, details=UseDetails("Other"), revision=1),
        ]
    )

    (saved,) = [outcome for outcome in outcomes if isinstance(outcome, Use)]
    assert [type(outcome) for outcome in outcomes if outcome is not saved] == [EditConflict]
    assert (Use.objects.get().purpose, Use.objects.get().revision) == (saved.purpose, 2)


def test_year_published_by_two_at_once_is_kept_once(cast: Cast, paper: Document) -> None:
    publishers = [cast.administrator, cast.second_administrator]

    made = at_once([lambda by=by: publish(slug=last_year(), by=by) for by in publishers])

    assert made == [ReportYear.objects.get()] * 2
    assert AuditEvent.objects.filter(action="report.published").count() == 1


@pytest.mark.parametrize("statement", ['INSERT INTO "reuse_reportyear"', 'INSERT INTO "accounts_auditevent"'])
def test_year_whose_publishing_was_killed_is_published_whole_the_next_time(
    cast: Cast, paper: Document, tmp_path: Path, statement: str
) -> None:
    killed_at(statement, PUBLISH.format(slug=last_year(), email=cast.administrator.email), tmp_path)
    before = ReportYear.objects.count()

    publish(slug=last_year(), by=cast.administrator)

    assert (before, ReportYear.objects.count()) == (0, 1)
    assert AuditEvent.objects.filter(action="report.published").count() == 1
