"""What of the news is read, line by line, and what came since the last visit."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from following.actions.following import mark_read
from following.collecting import collect
from following.models import News, ReadMark
from tests import library, pages
from tests.cast import Cast
from tests.following.news import fresh, set_clock

SignIn = Callable[[User | None], Client]


def test_one_line_is_marked_read_and_unread_and_the_others_stay(cast: Cast, sign_in: SignIn) -> None:
    for title in ("One", "Two"):
        library.document(cast.colorado, title, state="VT")
        collect()
    one, two = News.objects.order_by("pk").values_list("pk", flat=True)
    client = sign_in(cast.vermont)

    def unread() -> list[str]:
        return pages.texts(client.get("/news/?show=all"), ".news-line--unread .news-line__title")

    client.post("/news/read/one/", {"news": one})
    assert unread() == ["Two"]
    answer = client.post("/news/read/one/", {"news": one, "is": "unread", "show": "all"})
    assert (answer.headers["Location"], unread()) == ("/news/?show=all", ["Two", "One"])

    mark_read(by=cast.vermont, until=two)
    assert (unread(), ReadMark.objects.count()) == ([], 0)
    client.post("/news/read/one/", {"news": two, "is": "unread"})
    assert unread() == ["Two"]
    assert pages.texts(client.get("/"), ".news__title a") == ["Two"]


def test_marking_what_is_not_there_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)

    for number in ("4711", "x", "9" * 30, ""):
        assert client.post("/news/read/one/", {"news": number}).headers["Location"] == "/news/"
    assert ReadMark.objects.count() == 0


def test_since_the_last_visit_is_since_signing_in_before(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def visit(said: str) -> tuple[list[str], list[str]]:
        """Sign in; what the page says, and which lines came since."""
        set_clock(monkeypatch, said)
        collect()
        client.force_login(fresh(cast.vermont))
        page = client.get("/news/")
        came = pages.texts(client.get("/news/?show=visit"), ".news-line__title")
        return re.findall(r"(\w+) came since your last visit, (.+?)\.", " ".join(pages.texts(page, ".news-bar"))), came

    set_clock(monkeypatch, "2026-12-01 08:00")
    library.document(cast.colorado, "First", state="VT")
    assert visit("2026-12-01 09:00") == ([], ["First"])
    library.document(cast.colorado, "Second", state="VT")
    assert visit("2026-12-01 10:00") == ([], ["Second", "First"])  # within hours: the same visit
    assert visit("2026-12-02 09:00") == ([("1", "December 1, 2026")], ["Second"])
    assert visit("2026-12-03 09:00") == ([("None", "December 2, 2026")], ["Second", "First"])
