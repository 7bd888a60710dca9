"""What is news for whom: what they follow, and may read now."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.ending import end_membership
from accounts.models import State, User
from documents.models import Document
from documents.sharing import grants
from following.actions.following import FollowRefused, follow, mark_read, stop
from following.collecting import collect, forget
from following.models import Follow, News
from meetings.models import Meeting
from reuse.actions import UseDetails, record_use
from tests import calls, library, pages
from tests.cast import Cast, agency
from tests.documents.intake import confirm
from tests.following.news import fresh, headings, read

SignIn = Callable[[User | None], Client]


def share(document: Document, choice: str) -> None:
    """As somebody changes who can see it."""
    document.sharing = choice
    document.save(update_fields=["sharing"])
    grants.apply_sharing(document)
    document.refresh_from_db()


def test_people_follow_their_state_their_groups_and_what_they_shared(cast: Cast) -> None:
    library.document(cast.colorado, "Colorado plan", state="CO")
    library.document(cast.colorado, "Vermont plan", state="VT")

    assert read(cast.vermont) == [("New document", "Vermont plan")]
    assert read(cast.group_member) == [("New document", "Colorado plan")]
    assert read(cast.new_hampshire) == []
    assert read(cast.colorado) == []  # their own doing is no news to them
    assert headings(cast.vermont) == ["Vermont"]


def test_what_is_followed_is_news_until_it_is_stopped(cast: Cast) -> None:
    library.document(cast.colorado, "Colorado plan", state="CO")
    follow(by=cast.vermont, kind="state", target="CO")
    assert read(cast.vermont) == [("New document", "Colorado plan")]

    stop(by=cast.vermont, kind="state", target="CO")
    assert read(cast.vermont) == []
    assert Follow.objects.count() == 0

    stop(by=cast.group_member, kind="state", target="CO")  # which they followed without being asked
    assert read(cast.group_member) == []


def test_region_topic_and_type_bring_what_belongs_to_them(cast: Cast) -> None:
    document = library.document(cast.colorado, "Colorado RFP", state="CO")
    topic = document.topics.model.objects.order_by("pk")[0]
    document.topics.add(topic)
    assert document.kind is not None

    assert document.state is not None
    region = document.state.regions.order_by("pk")[0]

    for kind, target, name in (
        ("region", region.slug, region.name),
        ("topic", topic.slug, topic.name),
        ("type", document.kind.slug, document.kind.name),
    ):
        follow(by=cast.new_hampshire, kind=kind, target=target)
        assert (read(cast.new_hampshire), headings(cast.new_hampshire)) == ([("New document", "Colorado RFP")], [name])
        stop(by=cast.new_hampshire, kind=kind, target=target)


def test_one_thing_for_two_reasons_is_told_once_under_the_nearest(cast: Cast) -> None:
    document = library.document(cast.colorado, "Vermont plan", state="VT")
    follow(by=cast.vermont, kind="document", target=document.key)

    assert read(cast.vermont) == [("New document", "Vermont plan")]
    assert headings(cast.vermont) == ["Vermont plan"]


def test_new_version_says_how_many_pages_changed_to_who_could_read_the_one_before(cast: Cast) -> None:
    document = library.document(cast.colorado, "Plan", state="CO", pages=["One.", "Two.", "Three."])
    collect()
    follow(by=cast.vermont, kind="document", target=document.key)
    library.add_version(document, pages=["One.", "Two, changed.", "Three.", "Four."])

    assert read(cast.vermont)[0] == ("New version: 1 page added, 1 page changed", "Plan")


def test_nothing_is_told_of_what_a_person_can_no_longer_read(cast: Cast) -> None:
    document = library.document(cast.colorado, "Secret plan", state="CO")
    follow(by=cast.vermont, kind="document", target=document.key)
    follow(by=cast.vermont, kind="state", target="CO")
    assert read(cast.vermont) == [("New document", "Secret plan")]

    share(document, "agency")

    assert read(cast.vermont) == []
    with pytest.raises(FollowRefused):
        follow(by=cast.new_hampshire, kind="document", target=document.key)


def test_withdrawn_document_is_no_news_and_neither_is_it_when_it_comes_back(cast: Cast) -> None:
    document = library.document(cast.colorado, "Plan", state="CO")
    assert read(cast.group_member) == [("New document", "Plan")]
    before = News.objects.count()
    Document.objects.filter(pk=document.pk).update(status="withdrawn")
    assert read(cast.group_member) == []
    Document.objects.filter(pk=document.pk).update(status="published")
    collect()

    assert News.objects.count() == before


def test_document_opened_to_somebody_by_name_is_their_news(cast: Cast) -> None:
    document = library.document(cast.colorado, "For Vermont", sharing_choice="me", state="CO")
    document.sharing = "groups"
    document.save(update_fields=["sharing"])
    grants.apply_sharing(document, people=[cast.new_hampshire])

    assert read(cast.new_hampshire) == [("New document", "For Vermont")]
    assert read(cast.vermont) == []


def test_calls_of_a_group_are_news_of_its_members(cast: Cast) -> None:
    call = calls.meeting("Cyber call", days=9)
    ((words, title),) = read(cast.group_member)
    assert (words.split(":")[0], title) == ("Scheduled", "Cyber call")
    assert read(cast.vermont) == []

    Meeting.objects.filter(pk=call.pk).update(status="cancelled", sequence=1, changed_at=timezone.now())
    ((words, title),) = read(cast.group_member)
    assert (words.split(":")[0], title) == ("Canceled", "Cyber call")

    # Taken back before anybody was told: nothing of it is told.
    Meeting.objects.filter(pk=call.pk).update(status="planned", sequence=2, changed_at=timezone.now())
    told = sorted(words.split(":")[0].split(",")[0] for words, _ in read(cast.group_member))
    assert told == ["Changed", "Scheduled"]


def test_reuse_is_news_for_who_shared_the_document(cast: Cast) -> None:
    document = library.document(cast.colorado, "RFP", state="CO")
    collect()
    record_use(
        document=document, agency=agency("VT", "DOT"), by=cast.vermont, once="a", details=UseDetails("For our own.")
    )

    assert read(cast.colorado) == [("Used by Vermont", "RFP")]
    assert headings(cast.colorado) == ["What you shared or asked for"]


def test_who_leaves_follows_nothing_anymore(cast: Cast) -> None:
    library.document(cast.colorado, "Vermont plan", state="VT")
    follow(by=cast.vermont, kind="state", target="CO")
    assert read(cast.vermont) == [("New document", "Vermont plan")]

    end_membership(membership=cast.vermont.memberships.get(), by=cast.administrator, reason="Left the agency.")

    assert (read(cast.vermont), Follow.objects.count()) == ([], 0)


def test_noticing_twice_notices_once_and_old_news_is_forgotten(cast: Cast) -> None:
    library.document(cast.colorado, "Plan", state="CO")

    assert (collect(), collect(), News.objects.count()) == (1, 0, 1)
    assert (forget(timezone.now() + timedelta(days=59)), forget(timezone.now() + timedelta(days=61))) == (0, 1)


# Pages


def test_page_shows_unread_news_until_it_is_marked_as_read(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.colorado, "Vermont plan", state="VT")
    collect()
    client = sign_in(cast.vermont)
    page = client.get("/news/")
    assert pages.texts(page, ".news-line__title") == ["Vermont plan"]
    assert pages.texts(page, ".news-bar p") == ["1 unread update of 1 update. Show all"]

    until = News.objects.get().pk
    client.post("/news/read/", {"until": until})
    library.document(cast.colorado, "Vermont RFP", state="VT")
    collect()

    assert pages.texts(client.get("/news/"), ".news-line__title") == ["Vermont RFP"]
    assert pages.texts(client.get("/news/?show=all"), ".news-line__title") == ["Vermont RFP", "Vermont plan"]


def test_reading_goes_forward_and_never_past_what_there_is(cast: Cast) -> None:
    library.document(cast.colorado, "Vermont plan", state="VT")
    collect()
    newest = News.objects.get().pk
    mark_read(by=cast.vermont, until=10**15)
    mark_read(by=cast.vermont, until=0)

    assert cast.vermont.news_reader.read_until == newest


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 30])
def test_what_cannot_be_marked_is_said(until: str, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.vermont).post("/news/read/", {"until": until}, follow=True)

    assert "We couldn’t tell what to mark as read." in page.content.decode()


def test_follow_button_follows_and_stops(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    data = {"kind": "state", "target": "CO", "next": "/states/co/"}

    page = client.post("/news/follow/", data, follow=True)
    assert page.redirect_chain == [("/states/co/", 302)]
    assert "You follow Colorado. News comes: once a day, in the morning." in page.content.decode()
    assert pages.texts(page, ".follow__button") == ["Following Colorado. Select to stop."]

    page = client.post("/news/follow/", {**data, "pace": "off"}, follow=True)
    assert pages.texts(page, ".follow__button") == ["Follow Colorado"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "nothing", "target": "CO"}, "We couldn’t tell what to follow."),
        ({"kind": "state", "target": "CO", "pace": "hourly"}, "We couldn’t tell what to follow."),
        ({"kind": "document", "target": "xxxxxxxxxxxx"}, "We couldn’t find that, or it’s no longer shared with you."),
        ({"kind": "own", "target": "1"}, "We couldn’t find that, or it’s no longer shared with you."),
        ({"thing": "topic no-such-topic"}, "We couldn’t find that, or it’s no longer shared with you."),
    ],
)
def test_what_cannot_be_followed_is_said(data: dict[str, str], words: str, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.vermont).post("/news/follow/", data, follow=True)

    assert words in page.content.decode()
    assert Follow.objects.count() == 0


def test_after_following_one_lands_only_on_an_address_of_ours(cast: Cast, sign_in: SignIn) -> None:
    data = {"kind": "state", "target": "CO"}
    client = sign_in(cast.vermont)

    for wanted in ("https://elsewhere.example/", "//elsewhere.example/", "states"):
        assert client.post("/news/follow/", {**data, "next": wanted}).headers["Location"] == "/news/follows/"


def test_page_asks_the_same_whatever_there_is(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    library.document(cast.colorado, "One", state="VT")
    collect()

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/news/")
        return len(caught)

    client.get("/news/")
    before = queries()
    for number in range(5):
        library.document(cast.colorado, f"More {number}", state="VT")
    collect()

    assert queries() == before


def test_feed_holds_what_its_owner_may_read_now_and_dies_with_the_membership(
    cast: Cast, sign_in: SignIn, client: Client
) -> None:
    document = library.document(cast.colorado, "Vermont plan", state="VT")
    collect()
    page = sign_in(cast.vermont).post("/news/feed/make/")
    (address,) = [element.get("value") for element in pages.find(page, "#feed-address")]
    path = "/" + address.split("/", 3)[3]

    feed = client.get(path)
    assert feed.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "<title>Vermont plan</title>" in feed.content.decode()
    assert client.get(path, headers={"if-none-match": feed.headers["ETag"]}).status_code == 304

    share(document, "agency")
    assert "Vermont plan" not in client.get(path).content.decode()

    end_membership(membership=cast.vermont.memberships.get(), by=cast.administrator, reason="Left the agency.")
    assert client.get(path).status_code == 404


def test_new_feed_address_stops_the_old_one(cast: Cast, sign_in: SignIn, client: Client) -> None:
    signed_in = sign_in(cast.vermont)
    found = []
    for _ in range(2):
        (box,) = pages.find(signed_in.post("/news/feed/make/"), "#feed-address")
        found.append("/" + str(box.get("value")).split("/", 3)[3])

    assert [client.get(path).status_code for path in found] == [404, 200]
    signed_in.post("/news/feed/remove/")
    assert client.get(found[1]).status_code == 404
    assert fresh(cast.vermont).news_reader.feed_hash is None


def test_a_document_opened_to_more_people_is_news_to_who_could_not_read_it(cast: Cast) -> None:
    document = library.document(cast.vermont, "Plan", state="VT", sharing_choice="agency")
    assert (read(cast.vermont_editor), read(cast.vermont_energy)) == ([("New document", "Plan")], [])
    said = {"title": "Plan", "state": State.objects.get(pk="VT")}

    confirm(document, cast.vermont, sharing="state", **said)

    assert read(cast.vermont_energy) == [("Now shared with you", "Plan")]
    assert read(cast.vermont_editor) == [("New document", "Plan")]
    assert read(cast.vermont) == []  # it is their own doing

    confirm(document, cast.vermont, sharing="agency", **said)
    assert read(cast.vermont_energy) == []


def test_opened_twice_is_told_to_each_once(cast: Cast) -> None:
    document = library.document(cast.vermont, "Plan", state="VT", sharing_choice="agency")
    follow(by=cast.colorado, kind="state", target="VT")
    collect()
    said = {"title": "Plan", "state": State.objects.get(pk="VT")}

    confirm(document, cast.vermont, sharing="state", **said)
    confirm(document, cast.vermont, sharing="all_members", **said)

    assert read(cast.vermont_energy) == [("Now shared with you", "Plan")]
    assert read(cast.colorado) == [("Now shared with you", "Plan")]
