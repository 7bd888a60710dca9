"""Hidden words in what leaves the portal by itself: calendar files, personal calendars and mails."""

import pytest
from django.core import mail as django_mail
from django.test import Client

from meetings.actions.feeds import make_feed
from meetings.emails import call_notices
from meetings.models import Meeting
from tests.jobs import run_jobs
from tests.security.canary import Canaries
from tests.security.scene import PUBLIC, Scene
from tests.security.scene_meetings import CIRCLE, PARTICIPANTS

READ_FIELDS = ("title", "agenda", "place", "cancel_reason")  # by everybody who sees the record
HIDDEN_FIELDS = ("summary_draft", "summary")


@pytest.fixture
def words(scene: Scene) -> Canaries:
    """A word in each field of each meeting, which only these people may meet in what leaves the portal."""
    made = Canaries()
    for name, thing in scene.things["meetings"].items():
        if not thing.made:
            continue
        circle = PARTICIPANTS if name in ("event", "session") else CIRCLE
        fields = {field: made.word(f"{field} of the meeting “{name}”", thing.readers) for field in READ_FIELDS}
        fields |= {field: made.word(f"{field} of the meeting “{name}”", frozenset()) for field in HIDDEN_FIELDS}
        join = made.word(f"link of the meeting “{name}”", circle)
        fields |= {"join_url": f"https://meet.example/{join}", "summary_published_at": "2026-01-01T00:00Z"}
        Meeting.objects.filter(pk=thing.made.pk).update(**fields)
    return made


def unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


def leaks(words: Canaries, persona: str, text: str) -> list[str]:
    return [place for word, place in words.hidden_from(persona).items() if word in text]


@pytest.mark.parametrize("persona", [PUBLIC, "guest", "vermont", "group_member", "administrator"])
def test_calendar_files_hold_no_word_that_is_not_the_readers(
    persona: str, scene: Scene, words: Canaries, clients: dict[str, Client]
) -> None:
    things = scene.things["meetings"].values()
    files = [clients[persona].get(f"/meetings/{thing.arguments['key']}/calendar.ics") for thing in things]
    text = unfolded("".join(answer.content.decode() for answer in files))

    assert leaks(words, persona, text) == []
    seen = [word for word, place in words.places.items() if place.startswith("agenda") and word in text]
    assert len(seen) == sum(persona in thing.readers for thing in things if thing.made)


# The group has eight meetings; the canceled one leads nowhere.
@pytest.mark.parametrize(("persona", "joined"), [("guest", 2), ("vermont", 0), ("group_member", 7)])
def test_personal_calendars_hold_the_words_of_ones_circles(
    persona: str, joined: int, scene: Scene, words: Canaries
) -> None:
    token = make_feed(by=getattr(scene.cast, persona))
    text = unfolded(Client().get(f"/meetings/feed/{token}.ics").content.decode())

    assert leaks(words, persona, text) == []
    links = [word for word, place in words.places.items() if place.startswith("link") and word in text]
    assert len(links) == joined
    off = [
        thing.made.pk for thing in scene.things["meetings"].values() if thing.made and thing.made.status == "cancelled"
    ]
    urls = Meeting.objects.filter(pk__in=off).values_list("join_url", flat=True)
    assert [url for url in urls if url in text] == []


def test_mails_hold_the_words_of_their_readers_only(scene: Scene, words: Canaries) -> None:
    for thing in scene.things["meetings"].values():
        if thing.made:
            kind = call_notices.CANCELLATION if thing.made.status == "cancelled" else call_notices.INVITATION
            call_notices.post_all(kind, thing.made.pk, thing.made.sequence, "Somebody")
    run_jobs(500)

    persona_of = {user.email: name for name, user in scene.people.items() if user}
    found = []
    for message in django_mail.outbox:
        files = "".join(part.get_payload(decode=True).decode() for part in message.attachments)
        whole = unfolded(f"{message.subject}\n{message.body}\n{files}")
        found += [(message.to[0], place) for place in leaks(words, persona_of[message.to[0]], whole)]
    assert found == []
    notified = {persona_of[message.to[0]] for message in django_mail.outbox}
    assert notified == {"group_member", "guest"}
