"""Who sees how accessible a document is, and what they read."""

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from clearinghouse.lib.files.accessibility.rules import Check, Outcome, Rule, by_hand, failed, passed
from documents.models import AccessibilityReport, Document
from documents.reading import accessibility
from tests import library, moving
from tests.cast import Cast
from tests.security.scene import PDF

pytestmark = pytest.mark.django_db

CHECKS = [passed(Rule.TAGS, 1), failed(Rule.ALT_TEXT, ["page 2", "page 7"], total=5), by_hand(Rule.READING_ORDER)]


def checked(owner: User, title: str, checks: list[Check] = CHECKS, **fields: object) -> Document:
    document = library.document(owner, title, file_type="pdf", **fields)
    assert document.current_version is not None
    accessibility.keep(document.current_version, checks)
    return document


def page_of(document: Document) -> str:
    return reverse("documents:accessibility", args=[document.key])


def test_the_report_names_what_to_fix_where_and_how(client: Client, cast: Cast) -> None:
    document = checked(cast.vermont, "Sample plan")
    client.force_login(cast.vermont)
    page = client.get(page_of(document)).content.decode()
    assert "1 of 2 checks passed (50%)" in " ".join(page.split())
    names = ("Alternative text", "Reading order", "Tags tell a screen reader")
    assert sorted(names, key=page.index) == list(names)
    assert "2 of 5:" in page
    assert "page 2, page 7" in page
    assert "Prepare for accessibility" in page


def test_colleagues_and_administrators_see_it_and_other_readers_do_not(client: Client, cast: Cast) -> None:
    document = checked(cast.vermont_editor, "Sample plan", sharing_choice="all_members")
    seen = {}
    for person in (cast.vermont_editor, cast.vermont, cast.administrator, cast.vermont_energy, cast.colorado):
        client.force_login(person)
        seen[person.pk] = client.get(page_of(document)).status_code
    assert list(seen.values()) == [200, 200, 200, 404, 404]


def test_who_leaves_or_moves_sees_neither_report_nor_list(client: Client, cast: Cast) -> None:
    document = checked(cast.vermont, "Sample plan", sharing_choice="all_members")
    other = cast.colorado.memberships.get().agency
    for person in (moving.move(cast, cast.vermont, other), moving.leave(cast, cast.vermont_editor)):
        client.force_login(person)
        page = client.get(page_of(document))
        assert page.status_code in (302, 404)
        assert not AccessibilityReport.objects.visible_to(person).exists()


def test_the_list_holds_the_agencys_own_and_the_worst_come_first(client: Client, cast: Cast) -> None:
    checked(cast.vermont, "Good plan", [passed(Rule.TAGS), passed(Rule.TITLE)])
    checked(cast.vermont_editor, "Poor plan", [failed(Rule.TAGS), passed(Rule.TITLE)])
    checked(cast.vermont_editor, "Plan of one person", [failed(Rule.TAGS)], sharing_choice="me")
    checked(cast.colorado, "Plan of another state", [failed(Rule.TAGS)])
    client.force_login(cast.vermont)
    rows = client.get(reverse("documents:accessibility_overview")).context["rows"]
    assert [row[0]["text"] for row in rows] == ["Poor plan", "Good plan"]


def test_a_states_score_counts_what_the_person_may_open(client: Client, cast: Cast) -> None:
    checked(cast.vermont, "Open", [passed(Rule.TAGS), passed(Rule.TITLE), failed(Rule.LANGUAGE)])
    checked(cast.vermont, "Closed", [failed(Rule.TAGS)], sharing_choice="agency")
    expected = {cast.vermont: (2, 2, 4), cast.colorado: (1, 2, 3)}
    for person, numbers in expected.items():
        (score,) = accessibility.state_scores(User.objects.get(pk=person.pk))
        assert (score.state.pk, (score.documents, score.passed, score.judged)) == ("VT", numbers)


def test_an_old_version_no_longer_counts(cast: Cast) -> None:
    document = checked(cast.vermont, "Sample plan")
    library.add_version(document, file_type="pdf", content=b"Other words.")
    assert not AccessibilityReport.objects.visible_to(cast.vermont).exists()


@pytest.mark.parametrize(
    ("file_type", "sentence"),
    [("pdf", "hasn’t been checked yet"), ("csv", "This is another type of file.")],
)
def test_a_file_without_a_report_says_why(client: Client, cast: Cast, file_type: str, sentence: str) -> None:
    document = library.document(cast.vermont, file_type=file_type)
    client.force_login(cast.vermont)
    assert sentence in client.get(page_of(document)).content.decode()


@pytest.mark.parametrize(("file_type", "count"), [("pdf", 1), ("docx", 1), ("csv", 0), ("png", 0)])
def test_a_ready_file_of_a_type_with_rules_is_checked(cast: Cast, file_type: str, count: int) -> None:
    version = library.document(cast.vermont, file_type=file_type).current_version
    assert version is not None
    accessibility.queue_check(version, [])
    jobs = ProcrastinateJob.objects.filter(task_name="documents.tasks.check_accessibility")
    assert [job.args for job in jobs] == [{"version_id": version.pk}] * count


def test_checking_twice_keeps_one_report(cast: Cast) -> None:
    version = library.document(cast.vermont, file_type="pdf", content=PDF).current_version
    assert version is not None
    for _ in range(2):
        accessibility.check(version.pk)
    report = AccessibilityReport.objects.get()
    assert [Rule(rule) for rule, *_ in report.checks][:3] == [Rule.TAGS, Rule.LANGUAGE, Rule.TITLE]
    assert {Outcome(check[1]) for check in report.checks[:3]} == {Outcome.FAILED}


@pytest.mark.parametrize(
    ("passed", "judged", "shown"),
    [(2, 3, 67), (1, 3, 33), (5, 8, 63), (199, 200, 99), (1, 300, 1), (0, 3, 0), (3, 3, 100), (0, 0, 0)],
)
def test_a_score_is_rounded_and_only_all_is_100(passed: int, judged: int, shown: int) -> None:
    assert accessibility.percent(passed, judged) == shown
