"""Links that somebody cannot open: whom to ask, and that nobody learns more than they may. See docs/security.md."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.mail import deliver
from accounts.models import AuditEvent, LinkQuestion, OutboxMail, User
from documents.models import Document
from tests import library, pages
from tests.calls import meeting
from tests.cast import Cast
from tests.meetings.events import conference
from tests.publications.builders import edition, study
from tests.security.crawl import read, steady
from tests.workinggroups.people import put_in

SignIn = Callable[[User | None], Client]
PAGE = "/people/cannot-open/"
NOTHING = "zzzzzzzzzzzz"
PEOPLE = ("public", "applicant", "colorado", "guest")


def hidden(cast: Cast, **given: str) -> Document:
    return library.document(cast.vermont, "Terms", **{"sharing_choice": "me", **given})


def ask(client: Client, key: str, **given: str) -> str:
    answer = client.post(PAGE, {"next": f"/documents/{key}/", **given}, follow=True)
    return pages.texts(answer, ".usa-alert__text")[0]


def client_of(name: str, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(None if name == "public" else getattr(cast, name))


@pytest.mark.parametrize("name", PEOPLE)
def test_hidden_and_missing_lead_to_the_same_page_byte_for_byte(name: str, cast: Cast, sign_in: SignIn) -> None:
    key, client = hidden(cast).key, client_of(name, cast, sign_in)

    for address in ("/documents/{}/", f"{PAGE}?next=/documents/{{}}/"):
        with CaptureQueriesContext(connection) as of_hidden:
            first = read(client, address.format(key))
        with CaptureQueriesContext(connection) as of_nothing:
            second = read(client, address.format(NOTHING))

        assert steady(first, **{NOTHING: key}) == steady(second)
        assert len(of_hidden) == len(of_nothing)


@pytest.mark.parametrize("name", ["colorado", "guest", "applicant"])
def test_asking_about_hidden_and_missing_is_the_same(name: str, cast: Cast, sign_in: SignIn) -> None:
    document, client = hidden(cast), client_of(name, cast, sign_in)

    said = {ask(client, key) for key in (document.key, NOTHING)}

    assert len(said) == 1
    assert LinkQuestion.objects.count() == 2
    assert OutboxMail.objects.filter(to=cast.vermont.email).count() == 0


def test_page_names_the_leads_of_ones_agency_and_no_others(cast: Cast, sign_in: SignIn) -> None:
    found = {name: read(client_of(name, cast, sign_in), PAGE).body for name in (*PEOPLE, "vermont")}

    assert {name: "Vermont Editor" in body for name, body in found.items()} == {
        **dict.fromkeys(PEOPLE, False),
        "vermont": True,
    }


def test_404_page_leads_there_with_its_address(cast: Cast, sign_in: SignIn) -> None:
    for client in (sign_in(None), sign_in(cast.colorado)):
        links = pages.links(client.get(f"/documents/{NOTHING}/?q=secret"))

        assert links["Why can’t I open this?"] == f"{PAGE}?next=/documents/{NOTHING}/%3Fq%3Dsecret"
        assert "secret" not in client.get(links["Why can’t I open this?"]).content.decode().split("<main", 1)[1]


@pytest.mark.parametrize(
    "address", ["", "https://elsewhere.example/", "//elsewhere.example", "/a\\b", "/" + "a" * 500, "/\x00"]
)
def test_only_addresses_of_the_portal_can_be_asked_about(address: str, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.colorado).post(PAGE, {"next": address})

    assert answer.status_code == 400
    assert not LinkQuestion.objects.exists()


def test_public_is_asked_to_sign_in_first(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(None).post(PAGE, {"next": "/documents/x/"}).status_code == 400
    assert not LinkQuestion.objects.exists()


def test_asking_is_limited_and_the_same_again_counts_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.colorado)

    given = [client.post(PAGE, {"next": f"/documents/{n // 2}/"}).status_code for n in range(7)]

    assert given == [302, 302, 302, 302, 302, 429, 429]
    assert LinkQuestion.objects.count() == 3
    assert AuditEvent.objects.filter(action="link.asked").count() == 3


@pytest.mark.parametrize(("agrees", "who"), [("", "Someone"), ("on", "Colorado")])
def test_owner_learns_a_name_that_was_agreed_to_and_nothing_else(
    agrees: str, who: str, cast: Cast, sign_in: SignIn
) -> None:
    document = hidden(cast)
    ask(sign_in(cast.colorado), document.key, message="My secret reason.", agrees_to_name=agrees)
    before = OutboxMail.objects.count()

    sign_in(cast.administrator).post(f"/people/links/{LinkQuestion.objects.get().pk}/", {"decision": "pass"})

    mail = OutboxMail.objects.get(to=cast.vermont.email)
    assert mail.subject == f"{who} can’t open “Terms”"
    assert ("secret" in mail.body, "Colorado" in mail.body) == (False, bool(agrees))
    assert OutboxMail.objects.count() == before + 1
    assert [mail.to for mail in OutboxMail.objects.all()].count(cast.colorado.email) == 0


def hidden_group(cast: Cast) -> tuple[str, str]:
    put_in(cast.vermont, role="lead")
    return "/groups/{}/requests/", "cybersecurity"


def hidden_meeting(cast: Cast) -> tuple[str, str]:
    put_in(cast.vermont, role="lead")
    return "/meetings/{}/", meeting("Call", group="cybersecurity").key


def hidden_event(cast: Cast) -> tuple[str, str]:
    event = conference(cast, record_sharing="group")
    event.organizers.add(cast.vermont)
    return "/meetings/{}/", event.key


def hidden_edition(cast: Cast) -> tuple[str, str]:
    made = edition(study(), hidden(cast))
    return f"/publications/{made.study.slug}/{{}}/", made.slug


@pytest.mark.parametrize("make", [hidden_group, hidden_meeting, hidden_event, hidden_edition])
def test_questions_about_other_things_reach_who_decides_on_them(
    make: Callable[[Cast], tuple[str, str]], cast: Cast, sign_in: SignIn
) -> None:
    """And whoever asks reads the same words as for an address at which there is nothing."""
    address, key = make(cast)
    client = sign_in(cast.colorado)
    paths = [address.format(key), address.format(NOTHING)]

    shown = [steady(read(client, f"{PAGE}?next={path}"), **{NOTHING: key}) for path in paths]
    said = [pages.texts(client.post(PAGE, {"next": path}, follow=True), ".usa-alert__text")[0] for path in paths]
    for question in LinkQuestion.objects.order_by("pk"):
        sign_in(cast.administrator).post(f"/people/links/{question.pk}/", {"decision": "pass"})

    assert (len(set(shown)), len(set(said))) == (1, 1)
    assert list(LinkQuestion.objects.order_by("pk").values_list("outcome", flat=True)) == ["passed", ""]
    assert OutboxMail.objects.filter(subject__contains="can’t open “").values_list("to", flat=True).get() == (
        cast.vermont.email
    )


def test_mail_to_an_owner_who_left_is_not_sent(cast: Cast, sign_in: SignIn, mailoutbox: list[object]) -> None:
    document = hidden(cast, sharing_choice="agency")
    ask(sign_in(cast.colorado), document.key)
    sign_in(cast.administrator).post(f"/people/links/{LinkQuestion.objects.get().pk}/", {"decision": "pass"})
    User.objects.filter(pk=cast.vermont.pk).update(is_active=False)

    deliver(OutboxMail.objects.get(to=cast.vermont.email).pk)

    assert mailoutbox == []


def test_administrators_decide_once(cast: Cast, sign_in: SignIn) -> None:
    ask(sign_in(cast.colorado), NOTHING)
    question, client = LinkQuestion.objects.get(), sign_in(cast.administrator)
    address = f"/people/links/{question.pk}/"

    said = [
        pages.texts(client.post(address, {"decision": decision}, follow=True), ".usa-alert__text")[0]
        for decision in ("pass", "close", "close")
    ]

    assert said == [
        "There’s nothing with an owner at this address. Close the question instead.",
        "Closed.",
        "Administrator already decided about this link.",
    ]
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == ["link.asked", "link.closed"]
    question.refresh_from_db()
    assert (question.outcome, question.decided_by) == ("closed", cast.administrator)
