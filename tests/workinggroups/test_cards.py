"""The list of groups: what each card says to whom, and what is said once."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from clearinghouse.lib.wording import day_and_time
from tests.calls import meeting
from tests.cast import Cast
from tests.meetings.circle import Circle, make_circle
from tests.pages import find, links, texts, words

SignIn = Callable[[User | None], Client]


@pytest.fixture
def circle(cast: Cast) -> Circle:
    return make_circle(cast)


def facts(client: Client) -> list[str]:
    page = client.get("/groups/")
    (card,) = [card for card in find(page, ".card") if "Cybersecurity of" in words(card)]
    return [words(line) for line in card.iter("li") if line is not card]


def test_what_regional_groups_say_alike_stands_once(db: None, client: Client) -> None:
    page = client.get("/groups/")

    said = "Staff of state agencies in the region: State DOT, State Energy Office, environmental agency, or public"
    assert sum(said in text for text in texts(page, "main p")) == 1
    assert sum("State Departments of Transportation" in text for text in texts(page, "main p")) == 1
    assert sum("State staff only." in text for text in texts(page, "main p")) == 1


def test_cards_name_the_next_call_leads_and_size_to_members(circle: Circle, sign_in: SignIn) -> None:
    call = meeting("Next call", days=3)
    meeting("Later call", days=9)
    meeting("Silent call", days=-3, status="held")
    meeting("Told call", days=-4, status="held", summary="Said.")
    meeting("Off call", days=-5, status="cancelled")

    seen = [f"Next call: {day_and_time(call.starts_at)}", "Lead: Group Member", "Members: 2 people"]
    assert facts(sign_in(circle.member)) == seen
    assert facts(sign_in(circle.lead)) == [seen[0], "Completed, no summary yet: 1 call", *seen[1:]]
    assert facts(sign_in(None)) == []
    assert facts(sign_in(circle.cast.guest)) == []


def test_leads_find_what_is_missing_on_the_groups_page(circle: Circle, sign_in: SignIn) -> None:
    call = meeting("Silent call", days=-3, status="held")

    lead, member = (sign_in(person).get(circle.group.get_absolute_url()) for person in (circle.lead, circle.member))

    assert "Completed, no summary yet" in texts(lead, "main h2")
    assert links(lead)["Silent call"] == call.get_absolute_url()
    assert "Completed, no summary yet" not in texts(member, "main h2")


def test_signed_in_guests_are_not_told_to_sign_in(circle: Circle, sign_in: SignIn) -> None:
    for person in (circle.cast.guest, circle.cast.applicant):
        assert "Sign in" not in links(sign_in(person).get(circle.group.get_absolute_url()), "main section a")
    assert "Sign in" in links(sign_in(None).get(circle.group.get_absolute_url()), "main section a")
