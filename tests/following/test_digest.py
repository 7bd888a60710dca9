"""News by email: in the person's own morning, once, and nothing that they may not read when it is sent."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import audiences, digests, mail
from accounts.models import Preferences, State, User
from documents.models import Document
from documents.sharing import grants
from following import digest
from following.actions.following import follow, mark_read, stop
from following.collecting import collect
from following.models import News, Reader, Told
from meetings.emails import call_notices
from tests import calls, library
from tests.cast import Cast
from tests.documents.intake import confirm
from tests.following.news import fresh, mails, set_clock, titles, told

SignIn = Callable[[User | None], Client]


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """A Tuesday, after every morning digest."""
    return set_clock(monkeypatch, "2026-12-01 18:00")


def share(document: Document, choice: str) -> None:
    """As somebody changes who can see it."""
    document.sharing = choice
    document.save(update_fields=["sharing"])
    grants.apply_sharing(document)


def test_news_comes_once_in_the_next_morning(cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    library.document(cast.colorado, "Vermont plan", state="VT")
    assert told(cast.vermont) == []

    set_clock(monkeypatch, "2026-12-02 06:59")
    assert told(cast.vermont) == []
    set_clock(monkeypatch, "2026-12-02 07:01")
    (written,) = told(cast.vermont)
    assert (titles(written), written.subject) == (["Vermont plan"], "New document: Vermont plan")
    assert (told(cast.vermont), told(cast.new_hampshire)) == ([], [])

    set_clock(monkeypatch, "2026-12-03 07:01")
    assert told(cast.vermont) == []


def test_each_line_says_why_it_came_and_the_html_says_the_same(
    cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.document(cast.colorado, "Vermont <plan>", state="VT")
    collect()
    set_clock(monkeypatch, "2026-12-02 07:01")
    (written,) = told(cast.vermont)

    assert "New document · RFP · Vermont" in written.body
    assert "Because you’re in Vermont." in written.body
    assert ("Vermont &lt;plan&gt;" in written.html, "Because you’re in Vermont." in written.html) == (True, True)


def test_over_the_weekend_news_waits_for_monday(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-12-04 18:00")  # a Friday
    library.document(cast.colorado, "Vermont plan", state="VT")
    collect()
    found = []
    for day in ("05", "06", "07"):
        set_clock(monkeypatch, f"2026-12-{day} 07:01")
        found.append([titles(written) for written in told(cast.vermont)])

    assert found == [[], [], [["Vermont plan"]]]


def test_weekly_news_comes_on_monday_morning_and_daily_news_before(
    cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(by=cast.vermont, kind="state", target="CO", pace="weekly")
    library.document(cast.new_hampshire, "Colorado plan", state="CO")
    library.document(cast.new_hampshire, "Vermont plan", state="VT")
    collect()
    found = {}
    for day in ("02", "03", "07", "08"):
        set_clock(monkeypatch, f"2026-12-{day} 07:01")
        found[day] = [titles(written) for written in told(cast.vermont)]

    assert found == {"02": [["Vermont plan"]], "03": [], "07": [["Colorado plan"]], "08": []}


def test_news_comes_right_away_for_who_wants_that(cast: Cast, evening: datetime) -> None:
    follow(by=cast.vermont, kind="state", target="CO", pace="now")
    library.document(cast.new_hampshire, "Colorado plan", state="CO")
    library.document(cast.new_hampshire, "Vermont plan", state="VT")

    assert [titles(written) for written in told(cast.vermont)] == [["Colorado plan"]]
    library.document(cast.new_hampshire, "Colorado RFP", state="CO")
    assert told(cast.vermont) == []  # within ten minutes of the one before
    collect()
    assert [titles(written) for written in told(cast.vermont, timezone.now() + timedelta(minutes=11))] == [
        ["Colorado RFP"]
    ]


def test_what_is_followed_on_the_page_alone_or_was_read_there_is_not_mailed(
    cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(by=cast.vermont, kind="state", target="VT", pace="page")
    library.document(cast.colorado, "Vermont plan", state="VT")
    library.document(cast.vermont, "Colorado plan", state="CO")
    collect()
    mark_read(by=cast.group_member, until=News.objects.order_by("-pk")[0].pk)
    set_clock(monkeypatch, "2026-12-02 09:01")

    assert (told(cast.vermont), told(cast.group_member)) == ([], [])


@pytest.mark.parametrize("lost", ["the right", "the document", "the wish", "the follow"])
def test_nothing_is_said_of_what_is_lost_before_it_is_sent(
    lost: str, cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = library.document(cast.colorado, "Secret plan", state="VT")
    library.document(cast.colorado, "Open plan", state="VT")
    collect()
    set_clock(monkeypatch, "2026-12-02 07:01")
    digests.write_due()
    (row,) = mails(cast.vermont)
    if lost == "the right":
        share(document, "agency")
    elif lost == "the document":
        Document.objects.filter(pk=document.pk).update(status="withdrawn")
    elif lost == "the wish":
        Preferences.objects.create(user=cast.vermont, wants_digests=False)
    else:
        stop(by=fresh(cast.vermont), kind="state", target="VT")

    written = mail.written_now(row)

    if lost in ("the wish", "the follow"):
        assert written is None
    else:
        assert written is not None
        assert (titles(written), written.subject) == (["Open plan"], "New document: Open plan")
        assert "Secret" not in f"{written.body}{written.html}"


def test_link_in_the_mail_stops_emails_about_one_thing_by_post_alone(
    cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    library.document(cast.colorado, "Vermont plan", state="VT")
    collect()
    set_clock(monkeypatch, "2026-12-02 07:01")
    (written,) = told(cast.vermont)
    line = next(line for line in written.body.splitlines() if line.startswith("No more emails about Vermont: "))
    path = "/" + line.rsplit(" ", 1)[1].split("/", 3)[3]

    for ask in (client.head, client.get, client.get):
        assert ask(path).status_code == 200
    assert paces(cast.vermont)["state:VT"] == "daily"
    client.post(path)
    assert paces(cast.vermont)["state:VT"] == "page"


def paces(person: User) -> dict[str, str]:
    from following.follows import following_of

    return {f"{one.kind}:{one.target}": one.pace for one in following_of(fresh(person)).followed}


def test_who_moves_to_another_time_zone_gets_one_digest_that_day(
    cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.document(cast.colorado, "Vermont plan", state="VT")
    collect()
    set_clock(monkeypatch, "2026-12-02 07:01")
    assert len(told(cast.vermont)) == 1
    User.objects.filter(pk=cast.vermont.pk).update(time_zone="Pacific/Honolulu")
    library.document(cast.colorado, "Vermont RFP", state="VT")

    set_clock(monkeypatch, "2026-12-02 07:01", "Pacific/Honolulu")
    assert told(fresh(cast.vermont)) == []
    set_clock(monkeypatch, "2026-12-03 07:01", "Pacific/Honolulu")
    assert len(told(fresh(cast.vermont))) == 1


@pytest.mark.parametrize(
    ("before", "morning"),
    [("2026-03-08 03:30", "2026-03-09 07:01"), ("2026-11-01 01:30", "2026-11-02 07:01"),
     ("2027-03-14 03:30", "2027-03-15 07:01"), ("2027-11-07 01:30", "2027-11-08 07:01")],
)  # fmt: skip
def test_morning_is_at_seven_also_where_the_clocks_changed(
    before: str, morning: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, before)
    library.document(cast.colorado, "Vermont plan", state="VT")
    collect()
    set_clock(monkeypatch, morning.replace("07:01", "06:59"))
    assert told(cast.vermont) == []
    set_clock(monkeypatch, morning)
    assert len(told(cast.vermont)) == 1


def test_at_most_forty_are_listed_and_the_rest_is_counted(
    cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(43):
        library.document(cast.colorado, f"Vermont plan {number}", state="VT")
    collect()
    set_clock(monkeypatch, "2026-12-02 07:01")
    (written,) = told(cast.vermont)

    assert (len(titles(written)), written.subject) == (40, "43 updates: Vermont")
    assert "And 3 more on the News page." in written.body


def test_new_member_is_told_of_the_last_days_and_not_of_a_month(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-11-25 18:00")
    library.document(cast.colorado, "Old plan", state="VT")
    collect()
    set_clock(monkeypatch, "2026-12-01 18:00")
    library.document(cast.colorado, "Vermont plan", state="VT")
    collect()
    set_clock(monkeypatch, "2026-12-02 07:01")

    assert [titles(written) for written in told(cast.vermont)] == [["Vermont plan"]]


def test_digest_takes_the_same_queries_for_one_and_for_ten(
    cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries(person: User) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert digest.SOURCE.take(fresh(person), "digest", timezone.now())
            assert digest.SOURCE.section(fresh(person), "digest")
        return len(caught)

    library.document(cast.new_hampshire, "Colorado plan", state="CO")
    for number in range(10):
        library.document(cast.new_hampshire, f"Vermont plan {number}", state="VT")
    collect()
    set_clock(monkeypatch, "2026-12-02 08:01")

    assert queries(cast.colorado) == queries(cast.vermont)


def test_old_news_takes_with_it_who_was_told(cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    library.document(cast.colorado, "Vermont plan", state="VT")
    collect()
    set_clock(monkeypatch, "2026-12-02 07:01")
    told(cast.vermont)
    # Vermont's three members, and nobody else, were told.
    assert Told.objects.count() == 3
    News.objects.all().delete()
    assert (Told.objects.count(), Reader.objects.exists()) == (0, True)


def test_what_came_by_an_email_of_its_own_is_in_no_digest(
    cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = calls.meeting("Spring call", starts_at=evening + timedelta(days=30), created_at=evening)
    invited, others = cast.group_member, cast.colorado
    for person in (invited, others):
        audiences.join(person, call.group.audience)
    call_notices.post_one(call_notices.INVITATION, call, invited, by="Kim", occasion="0")
    library.document(cast.vermont, "Colorado plan", state="CO")
    collect()

    set_clock(monkeypatch, "2026-12-02 07:01")
    digests.write_due()
    written = {person.email: [mail.written_now(row) for row in mails(person)] for person in (invited, others)}
    listed = {address: [titles(one) for one in each if one] for address, each in written.items()}

    assert listed == {invited.email: [["Colorado plan"]], others.email: [["Spring call", "Colorado plan"]]}


def test_what_stands_for_two_pieces_of_news_is_told_once_over_the_days(
    cast: Cast, evening: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = library.document(cast.vermont, "Plan", state="VT", sharing_choice="agency")
    follow(by=cast.colorado, kind="state", target="VT")
    set_clock(monkeypatch, "2026-12-02 06:30")
    said = {"title": "Plan", "state": State.objects.get(pk="VT")}
    for choice in ("state", "all_members"):
        confirm(document, cast.vermont, sharing=choice, **said)
    collect()

    listed = []
    for day in (2, 3, 4):
        set_clock(monkeypatch, f"2026-12-0{day} 07:01")
        listed += [titles(written) for written in told(cast.colorado)]

    assert listed == [["Plan"]]
