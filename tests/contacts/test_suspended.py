"""A contact whose access is paused gets no question, and nobody reads their name in the meantime."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from accounts.vouching import leads_of
from contacts.subjects import QuestionSubject
from tests.cast import Cast
from tests.contacts.builders import asked, delivered, made, route, topic
from tests.workinggroups.people import put_in


def pause(person: User) -> None:
    person.memberships.update(suspended_at=timezone.now(), suspended_for="unconfirmed")


def shown(about: QuestionSubject, user: Any) -> tuple[str, str, str]:
    answering = about.answering()
    named = answering.named.name_for(user) if answering.named else ""
    return named, answering.name_for(user), answering.sentence_for(user)


@pytest.mark.parametrize(
    ("has_backup", "to_member", "to_public"),
    [
        (True, ("New Hampshire", "New Hampshire", ""), ("NASEO staff", "NASEO staff", "")),
        (False, ("", "NASEO staff", "Your question goes to the general queue."),
                ("", "NASEO staff", "Your question goes to the general queue.")),
    ],
)  # fmt: skip
def test_they_are_named_to_nobody(
    has_backup: bool, to_member: tuple[str, str, str], to_public: tuple[str, str, str], cast: Cast
) -> None:
    route(cast.vermont, cast.new_hampshire if has_backup else None)
    about = QuestionSubject(topic=topic())
    before = shown(about, cast.colorado)

    pause(cast.vermont)

    assert before == ("Vermont", "Vermont", "")
    assert (shown(about, cast.colorado), shown(about, AnonymousUser())) == (to_member, to_public)


def test_new_questions_go_to_the_backup_and_open_ones_to_the_queue(cast: Cast, mailoutbox: list[Any]) -> None:
    rule = route(cast.vermont, cast.new_hampshire)
    kept = made(cast.colorado, topic=topic(), person=cast.vermont, route=rule)
    pause(cast.vermont)

    new = asked(cast.colorado)

    assert (new.person, {to for to, _ in delivered(mailoutbox)} & {cast.vermont.email}) == (cast.new_hampshire, set())
    assert type(kept).objects.answerable_by(User.objects.get(pk=cast.vermont.pk)).count() == 0


def test_everything_is_as_before_once_the_pause_ends(cast: Cast) -> None:
    route(cast.vermont, cast.new_hampshire)
    pause(cast.vermont)

    cast.vermont.memberships.update(suspended_at=None, suspended_for="")

    assert shown(QuestionSubject(topic=topic()), cast.colorado) == ("Vermont", "Vermont", "")


@pytest.mark.parametrize(
    "path", ["/directory/", "/groups/cybersecurity/", "/groups/cybersecurity/people/", "/states/vt/"]
)
def test_no_page_names_them(path: str, cast: Cast, sign_in) -> None:
    User.objects.filter(pk=cast.vermont.pk).update(name="Quillon Ardmore")
    put_in(cast.vermont, role="lead")
    put_in(cast.colorado)
    route(cast.vermont, state_id="VT")
    client = sign_in(cast.colorado)
    before = client.get(path).content.decode()

    pause(cast.vermont)

    assert ["Quillon Ardmore" in page for page in (before, client.get(path).content.decode())] == [True, False]


def test_a_paused_lead_is_no_lead_whom_colleagues_are_told_of(cast: Cast) -> None:
    agency = cast.vermont_editor.memberships.get().agency_id
    before = list(leads_of(agency))

    pause(cast.vermont_editor)

    assert (before, list(leads_of(agency))) == ([cast.vermont_editor], [])
