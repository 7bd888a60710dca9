"""Joining from the person's side: the public page, the request, and where it stands."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Agency, MembershipRequest, User
from tests import pages
from tests.accounts.people import agency_at, newcomer
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
ASK, MINE = "/people/request/", "/people/request/mine/"


def said(**changes: object) -> dict[str, object]:
    """What the form of Vermont's DOT sends."""
    form = {"tier": "member", "state": "VT", "agency": agency_at("VT", "VTrans").pk, "new_agency_name": "",
            "role_title": "EV planner", "reason": "I write our solicitations."}  # fmt: skip
    return {**form, **changes}


def stored(user: User) -> list[tuple[str, str, str, str, str]]:
    rows = MembershipRequest.objects.filter(user=user).order_by("pk")
    return [(row.status, row.tier, row.state_id, str(row.agency or row.new_agency_name), row.reason) for row in rows]


def chosen(answer: object, field: str) -> list[str]:
    """The selected options of a select, or the checked values of radio buttons."""
    options = [
        option for option in pages.find(answer, f"select#id_{field} option") if option.get("selected") is not None
    ]
    boxes = [box for box in pages.find(answer, "input") if box.get("name") == field and box.get("checked") is not None]
    return [option.get("value") for option in options] + [box.get("value") for box in boxes]


def values(answer: object, field: str) -> list[str]:
    """What stands in the inputs of that name."""
    return [box.get("value") for box in pages.find(answer, "input") if box.get("name") == field]


@pytest.mark.django_db
def test_join_page_says_who_may_join_and_asks_nothing_of_the_database(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/people/join/")

    assert pages.headings(answer) == ["Who can join", "Which email address to use", "How it works"]
    assert "Contractors can’t have accounts" in answer.content.decode()
    assert len(queries) == 0


def test_join_page_leads_people_with_an_account_to_their_membership(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.vermont).get("/people/join/")

    assert pages.links(answer, "main .cluster a") == {"My membership": MINE}


@pytest.mark.django_db
def test_strangers_sign_in_first(client: Client) -> None:
    for path in (ASK, MINE, "/people/me/"):
        assert client.get(path).url == f"/account/login/?next={path}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "tier", "state", "agency"),
    [
        ("kim@txdot.gov", ["member"], ["TX"], "TxDOT"),
        ("kim@vermont.gov", ["member"], ["VT"], None),
        ("kim@dmv.ca.gov", ["member"], ["CA"], None),
    ],
)
def test_address_fills_in_state_and_agency(
    email: str, tier: list[str], state: list[str], agency: str | None, sign_in: SignIn
) -> None:
    answer = sign_in(newcomer(email)).get(ASK)

    assert (chosen(answer, "tier"), chosen(answer, "state")) == (tier, state)
    assert chosen(answer, "agency") == [str(agency_at(state[0], agency).pk) if agency else ""]


@pytest.mark.django_db
def test_unknown_address_chooses_first_without_red_ink(sign_in: SignIn) -> None:
    answer = sign_in(newcomer("kim@example.org")).get(ASK)

    assert pages.find(answer, ".usa-error-message") == []
    assert pages.find(answer, "#id_agency") == []


@pytest.mark.django_db
def test_agencies_are_those_of_the_chosen_state_and_kind(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(newcomer("kim@example.org"))

    states = pages.texts(client.get(f"{ASK}?tier=member&state=VT"), "#id_agency option")
    cities = pages.texts(client.get(f"{ASK}?tier=guest&state=VT"), "#id_agency option")

    assert states == [
        "Choose one, or enter the name below",
        "Vermont Agency of Transportation",
        "Vermont Department of Public Service",
    ]
    assert cities == ["Choose one, or enter the name below", "City of Samples (Sample)"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?tier=member&state=XX", "?tier=boss&state=VT", "?state=VT", "?tier=member", "?x=1"])
def test_odd_choices_are_told_and_are_no_error(query: str, sign_in: SignIn) -> None:
    answer = sign_in(newcomer("kim@example.org")).get(ASK + query)

    assert answer.status_code == 200
    assert pages.find(answer, "#id_agency") == []


@pytest.mark.django_db
def test_request_is_sent_and_waits(sign_in: SignIn) -> None:
    kim = newcomer("kim@vtrans.example")

    answer = sign_in(kim).post(ASK, said())

    assert (answer.status_code, answer.url) == (302, MINE)
    assert stored(kim) == [
        ("waiting", "member", "VT", "Vermont Agency of Transportation", "I write our solicitations.")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("moved", [{"state": "TX"}, {"tier": "guest"}])
def test_a_state_chosen_after_the_list_was_shown_sends_nothing_yet(moved: dict[str, str], sign_in: SignIn) -> None:
    """Without scripts the list stays that of the state before, and the request went there in silence."""
    kim = newcomer("kim@vtrans.example")
    client = sign_in(kim)

    answer = client.post(ASK, said(listed="member VT", **moved))

    assert stored(kim) == []
    assert pages.texts(answer, ".usa-alert__heading") == ["You chose another state or employer"]
    assert values(answer, "role_title") == ["EV planner"]
    assert pages.texts(answer, "#id_reason") == ["I write our solicitations."]
    (listed,) = values(answer, "listed")
    agency = {"agency": "", "new_agency_name": "Office of Charging", "new_agency_kind": "CITY"}
    client.post(ASK, said(listed=listed, **moved, **agency))
    assert [row[1:4] for row in stored(kim)] == [
        (moved.get("tier", "member"), moved.get("state", "VT"), "Office of Charging")
    ]


@pytest.mark.django_db
def test_showing_the_agencies_keeps_what_was_typed(sign_in: SignIn) -> None:
    kim = newcomer("kim@vtrans.example")

    answer = sign_in(kim).post(ASK, said(listed="member VT", state="TX", show="1"))
    blank = sign_in(kim).post(ASK, said(listed="member VT", state="", show="1"))

    assert stored(kim) == []
    assert (chosen(answer, "state"), pages.find(answer, ".usa-alert")) == (["TX"], [])
    for page in (answer, blank):
        assert values(page, "role_title") == ["EV planner"]


@pytest.mark.django_db
def test_agency_that_is_not_listed_is_named(sign_in: SignIn) -> None:
    kim = newcomer("kim@vtrans.example")

    sign_in(kim).post(ASK, said(agency="", new_agency_name="  Vermont   Charging Office "))

    assert [row[3] for row in stored(kim)] == ["Vermont Charging Office"]
    assert not Agency.objects.filter(name="Vermont Charging Office").exists()


@pytest.mark.django_db
def test_name_that_is_in_the_list_is_that_agency(sign_in: SignIn) -> None:
    kim = newcomer("kim@vtrans.example")

    sign_in(kim).post(ASK, said(agency="", new_agency_name="vermont agency of TRANSPORTATION"))

    assert kim.membership_requests.get().agency == agency_at("VT", "VTrans")


def test_city_asks_for_the_workforce_space(cast: Cast, sign_in: SignIn) -> None:
    kim = newcomer("kim@burlingtonvt.gov")

    sign_in(kim).post(ASK, said(tier="guest", agency="", new_agency_name="City of Burlington", new_agency_kind="CITY"))

    assert stored(kim) == [("waiting", "guest", "VT", "City of Burlington", "I write our solicitations.")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agency": ""}, "agency"),
        ({"role_title": ""}, "role_title"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"agency": "999999999999999999999"}, "agency"),
        ({"state": "TX"}, "agency"),  # an agency of another state
        ({"tier": "guest"}, "agency"),  # a state agency for a guest
    ],
)
def test_incomplete_request_is_told_at_its_field_and_not_stored(
    changes: dict[str, str], field: str, sign_in: SignIn
) -> None:
    kim = newcomer("kim@vtrans.example")

    answer = sign_in(kim).post(ASK, said(**changes))

    assert [entry.get("id") for entry in pages.find(answer, ".usa-error-message")] == [f"id_{field}_error"]
    assert stored(kim) == []


@pytest.mark.django_db
def test_request_cannot_set_what_it_does_not_ask(sign_in: SignIn, cast: Cast) -> None:
    kim = newcomer("kim@vtrans.example")
    forged = {
        "status": "approved",
        "decided_by": cast.administrator.pk,
        "user": cast.vermont.pk,
        "email": "x@y.example",
    }

    sign_in(kim).post(ASK, said(**forged))

    made = kim.membership_requests.get()
    assert (made.status, made.decided_by, made.email) == ("waiting", None, "kim@vtrans.example")
    assert kim.memberships.count() == 0


def test_person_who_waits_is_led_to_where_the_request_stands(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.applicant)

    assert [client.get(ASK).url, client.post(ASK, said()).url] == [MINE, MINE]
    assert cast.applicant.membership_requests.count() == 1


@pytest.mark.parametrize("path", ["/documents/share/", "/documents/mine/"])
@pytest.mark.parametrize("name", ["applicant", "declined", "left"])
def test_nothing_else_opens_until_approval(path: str, name: str, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(getattr(cast, name)).get(path)

    assert (answer.status_code, answer.url) == (302, MINE)


@pytest.mark.parametrize(
    ("name", "heading", "buttons"),
    [
        ("applicant", "Your request is waiting", ["Change request", "Withdraw request"]),
        ("declined", "Your request was declined", ["Ask again"]),
        ("left", "Your request was approved", ["Ask again"]),
        ("vermont", "Your request was approved", []),
    ],
)
def test_person_sees_where_the_request_stands(
    name: str, heading: str, buttons: list[str], cast: Cast, sign_in: SignIn
) -> None:
    answer = sign_in(getattr(cast, name)).get(MINE)

    assert pages.headings(answer) == [heading]
    assert pages.texts(answer, "main .usa-button") == buttons


def test_declined_person_reads_the_reason_and_finds_the_answers_filled_in(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.declined)

    assert pages.texts(client.get(MINE), "blockquote") == ["Not a state agency."]
    again = client.get(ASK)
    assert (chosen(again, "state"), chosen(again, "agency")) == (["VT"], [str(agency_at("VT", "VTrans").pk)])
    assert pages.texts(again, "textarea") == ["I run the charging program."]
    assert [field.get("value") for field in pages.find(again, "#id_role_title")] == ["EV program manager"]


def test_declined_person_asks_again(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.declined).post(ASK, said())

    assert [row[0] for row in stored(cast.declined)] == ["declined", "waiting"]


@pytest.mark.django_db
def test_newcomer_is_invited_to_ask(sign_in: SignIn) -> None:
    answer = sign_in(newcomer("kim@txdot.gov")).get(MINE)

    assert pages.links(answer, ".empty a") == {"Ask to join": ASK}


def test_withdraws_their_own_waiting_request(cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()

    answer = sign_in(cast.applicant).post(f"/people/request/{request.pk}/withdraw/")

    request.refresh_from_db()
    assert (answer.url, request.status) == (MINE, "withdrawn")


@pytest.mark.parametrize("name", ["declined", "vermont", "guest", "administrator"])
def test_request_of_another_does_not_exist_for_anybody_else(name: str, cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()

    answer = sign_in(getattr(cast, name)).post(f"/people/request/{request.pk}/withdraw/")

    request.refresh_from_db()
    assert (answer.status_code, request.status) == (404, "waiting")


def test_withdrawing_after_the_decision_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    request = cast.declined.membership_requests.get()

    answer = sign_in(cast.declined).post(f"/people/request/{request.pk}/withdraw/", follow=True)

    request.refresh_from_db()
    assert request.status == "declined"
    assert pages.texts(answer, ".messages .usa-alert__text") == ["Your request was already decided."]


def test_reading_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.applicant)
    request = cast.applicant.membership_requests.get()

    assert client.get(f"/people/request/{request.pk}/withdraw/").status_code == 405
    assert MembershipRequest.objects.filter(status="withdrawn").count() == 0
