"""News of published answers, and of what is a person's own: requests, questions about documents, and their readers."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Audience, User
from contacts.actions.published_answers import EntryDetails, change_entry, withdraw
from contacts.models import Entry, Question
from documents.models import Opening
from following.actions.following import FollowRefused, follow
from following.collecting import collect
from following.models import News
from tests import library, pages
from tests.cast import Cast, agency, request_for
from tests.following.news import headings, read, set_clock
from workinggroups.models import JoinRequest, WorkingGroup

SignIn = Callable[[User | None], Client]


def published_answer(cast: Cast) -> Entry:
    """For all members."""
    audience = Audience.objects.get(kind=Audience.Kind.ALL_MEMBERS)
    return Entry.objects.create(
        question="What is uptime?", answer="The share of hours.", audience=audience, published_by=cast.administrator
    )


def test_answer_is_followed_and_its_change_is_told_once_to_others(cast: Cast, sign_in: SignIn) -> None:
    entry = published_answer(cast)
    page = sign_in(cast.vermont).get(entry.get_absolute_url())
    assert pages.texts(page, ".follow__button") == ["Follow What is uptime?"]
    follow(by=cast.vermont, kind="answer", target=entry.key)
    assert read(cast.vermont) == [("Question answered", "What is uptime?")]
    assert headings(cast.vermont) == ["What is uptime?"]

    for number, answer in enumerate(("97 percent.", "98 percent."), start=1):
        details = EntryDetails("What is uptime?", answer, entry.audience)
        change_entry(entry=entry, by=cast.administrator, details=details, revision=number)
        collect()
    assert read(cast.vermont) == [("Answer changed", "What is uptime?"), ("Question answered", "What is uptime?")]
    follow(by=cast.administrator, kind="answer", target=entry.key)
    assert read(cast.administrator) == []

    withdraw(entry=entry, by=cast.administrator)
    assert read(cast.vermont) == []
    with pytest.raises(FollowRefused):
        follow(by=cast.new_hampshire, kind="answer", target=entry.key)


def test_decision_on_a_request_is_news_of_who_asked_alone(cast: Cast) -> None:
    group = WorkingGroup.objects.filter(kind=WorkingGroup.Kind.TOPICAL).order_by("pk")[0]
    now = timezone.now()
    JoinRequest.objects.create(
        group=group, user=cast.vermont, status="declined", decided_at=now, decided_by=cast.administrator,
        decision_reason="Full.",
    )  # fmt: skip
    wanted = agency("NH", "DOT")
    request_for(cast.vermont, wanted, status="approved", by=cast.second_administrator, is_further=True)
    follow(by=cast.administrator, kind="group", target=group.slug)

    assert [line for line in read(cast.vermont) if line[1] in (group.name, str(wanted))] == [
        ("Your request to join was declined", group.name),
        ("Your request to join was approved", str(wanted)),
    ]
    assert headings(cast.vermont) == ["What you shared or asked for"]
    assert [line for line in read(cast.administrator) if "request" in line[0]] == []


def test_question_about_a_document_is_news_of_its_owner_without_who_asked(cast: Cast) -> None:
    document = library.document(cast.colorado, "Plan", state="CO")
    collect()
    details = {"subject": "Secret words", "document": document, "asker": cast.vermont, "asker_name": "Secret name"}
    question = Question.objects.create(once="1", **details)
    Question.objects.create(
        once="2", subject="Not confirmed", status="unconfirmed", document=document, asker_email="x@people.example",
    )  # fmt: skip

    assert read(cast.colorado) == [("Someone asked a question about it", "Plan")]
    assert read(cast.group_member) == [("New document", "Plan")]
    question.delete()
    assert read(cast.colorado) == []


def test_how_many_opened_a_document_is_told_to_its_owner_once_for_each_week(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = library.document(cast.colorado, "Plan", state="CO", sharing_choice="state")
    version = document.current_version
    openings = (
        (cast.vermont, "2026-11-23 00:01"), (cast.vermont, "2026-11-25 12:00"), (cast.group_member, "2026-11-29 23:59"),
        (cast.colorado, "2026-11-25 12:00"), (cast.new_hampshire, "2026-11-30 00:01"),
    )  # fmt: skip
    for person, said in openings:
        at = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo("America/New_York"))
        Opening.objects.create(document=document, version=version, person=person, kind="page", hour=at, opened_at=at)
    set_clock(monkeypatch, "2026-12-01 08:00")

    told = [("Opened by 2 people in the week of November 23, 2026", "Plan")]
    assert read(cast.colorado) == told
    set_clock(monkeypatch, "2026-12-04 08:00")
    assert read(cast.colorado) == told
    set_clock(monkeypatch, "2026-12-07 08:00")
    assert read(cast.colorado) == [("Opened by 1 person in the week of November 30, 2026", "Plan"), *told]
    assert News.objects.filter(kind="opened").values_list("targets", flat=True).distinct().get() == [
        f"own:{cast.colorado.pk}"
    ]
