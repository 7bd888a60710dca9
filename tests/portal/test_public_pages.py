"""Regions, publications, contact, accessibility, privacy, and what machines read: who sees which words."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import MembershipRequest, User
from accounts.tasks import forget_old_mail_and_sessions
from portal.whom_to_ask import contacts, general_contact
from tests import library, pages
from tests.cast import Cast
from tests.publications import builders
from workinggroups.models import WorkingGroup

SignIn = Callable[[User | None], Client]

PAGES = (
    "/",
    "/regions/",
    "/publications/",
    "/contact/",
    "/accessibility/",
    "/privacy/",
    "/groups/",
    "/groups/cybersecurity/",
    "/groups/northeast/",
    "/people/join/",
)


def statements(client: Client, path: str) -> int:
    """How many SQL statements the page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


# All of them


@pytest.mark.parametrize("path", PAGES)
def test_page_has_one_heading_a_title_and_nothing_from_other_hosts(db: None, client: Client, path: str) -> None:
    response = client.get(path)

    tree = pages.tree(response)
    loaded = tree.xpath("//link/@href | //script/@src | //img/@src | //form/@action | //use/@href")
    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("//title/text()")[0].endswith(" · EV States Clearinghouse")
    assert [address for address in loaded if not address.startswith(("/", "#"))] == []
    assert tree.xpath("//style | //script[not(@src)] | //@style | //@onclick") == []


def test_pages_show_nobody_what_is_not_for_them(cast: Cast, sign_in: SignIn) -> None:
    group = WorkingGroup.objects.get(slug="cybersecurity").audience
    for choice in ("me", "agency", "state", "region", "all_members", "workforce", "groups"):
        library.document(
            cast.vermont, f"Canary {choice}", abstract="canary", study="canary", kind="report",
            sharing_choice=choice, groups=[group], status="draft" if choice == "me" else "published",
        )  # fmt: skip
    User.objects.filter(pk=cast.declined.pk).update(name="Canary")
    MembershipRequest.objects.update(reason="canary", decision_reason="canary")
    outsiders = [sign_in(person) for person in (None, cast.applicant, cast.left, cast.deactivated)]

    seen = {path: [client.get(path).content.decode() for client in outsiders] for path in PAGES}

    assert [path for path, found in seen.items() if any("canary" in page.lower() for page in found)] == []


def test_pages_work_for_everybody(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, sharing_choice="workforce")
    clients = {name: sign_in(person) for name, person in cast.everybody().items()}

    codes = {(name, path): client.get(path).status_code for name, client in clients.items() for path in PAGES}

    assert {key: code for key, code in codes.items() if code != 200} == {}


def test_navigation_marks_where_one_is(db: None, client: Client) -> None:
    items = pages.texts(client.get("/"), ".nav--wide a")
    current = [
        [pages.words(link) for link in pages.find(client.get(path), ".nav--wide a") if link.get("aria-current")]
        for path in (
            "/regions/",
            "/states/",
            "/states/vt/",
            "/publications/",
            "/contact/",
            "/groups/northeast/",
            "/privacy/",
        )
    ]

    assert items == [
        "Documents", "Working groups", "Meetings", "States and regions", "Publications", "Workforce", "Who to contact",
    ]  # fmt: skip
    assert current == [*[["States and regions"]] * 3, ["Publications"], ["Who to contact"], ["Working groups"], []]


# Regions


def test_regions_list_every_state_once_per_scheme(db: None, client: Client) -> None:
    response = client.get("/regions/")

    states = pages.texts(response, ".area .regions__states")
    assert pages.headings(response, 3) == [
        "Northeast", "Mid-Atlantic", "Southeast", "Midwest", "Central", "West", "AASHTO", "Other regions",
    ]  # fmt: skip
    assert len(pages.find(response, ".area .regions__states li")) == 56
    assert states[3] == "Illinois Indiana Iowa Michigan Minnesota Missouri Ohio Wisconsin"
    assert pages.texts(response, ".facts dt") == ["NASTO", "SASHTO", "MAASTO", "WASHTO", "REV West"]
    assert pages.texts(response, ".facts dd")[4] == "Arizona Colorado Idaho Montana Nevada New Mexico Utah Wyoming"


def test_regions_name_kentucky_in_two_of_aashto(db: None, client: Client) -> None:
    response = client.get("/regions/")

    having = [words.split()[0] for words in pages.texts(response, ".facts__row") if "Kentucky" in words]
    assert having == ["SASHTO", "MAASTO"]


def test_regions_lead_everybody_to_pages_of_states(cast: Cast, sign_in: SignIn) -> None:
    found = {
        name: {link.get("href") for link in pages.find(sign_in(person).get("/regions/"), ".us-map a, .area li a")}
        for name, person in (("public", None), ("applicant", cast.applicant), ("vermont", cast.vermont))
    }

    assert found["public"] == found["applicant"] == found["vermont"]
    assert len(found["public"]) == 56
    assert "/states/vt/" in found["public"]


def test_regions_have_a_place_on_the_page_for_each_link(db: None, client: Client) -> None:
    tree = pages.tree(client.get("/regions/"))

    asked = {address.partition("#")[2] for address in tree.xpath("//main//*[not(self::use)]/@href") if "#" in address}
    assert asked - set(tree.xpath("//@id")) == set()


def test_regions_link_their_working_groups(db: None, client: Client) -> None:
    response = client.get("/regions/")

    found = [href for href in pages.links(response, ".area__group a").values() if href.startswith("/groups/")]
    assert found == [
        "/groups/northeast/", "/groups/mid-atlantic/", "/groups/southeast/",
        "/groups/midwest/", "/groups/central/", "/groups/west/",
    ]  # fmt: skip


# Publications


def test_publications_list_only_what_is_public_for_everybody(cast: Cast, sign_in: SignIn) -> None:
    now = timezone.now()
    for hours, choice in enumerate(("public", "all_members", "workforce", "agency")):
        library.document(
            cast.vermont, f"Report for {choice}", kind="report", sharing_choice=choice,
            shared_at=now - timedelta(hours=hours),
        )  # fmt: skip
    library.document(cast.vermont, "A public RFP", sharing_choice="public", shared_at=now - timedelta(days=1))
    library.document(cast.vermont, "An unfinished report", kind="report", sharing_choice="public", status="draft")
    people = [None, cast.applicant, cast.guest, cast.vermont, cast.administrator]

    listed = [pages.document_titles(sign_in(person).get("/publications/")) for person in people]

    assert listed == [["Report for public", "A public RFP"]] * len(people)


def test_publications_say_when_there_are_none(db: None, client: Client) -> None:
    response = client.get("/publications/")

    assert pages.headings(response) == ["Public documents"]
    assert pages.texts(response, ".empty__title") == ["Nothing here yet"]


# Contact


def test_contact_names_people_and_their_addresses(db: None, client: Client) -> None:
    response = client.get("/contact/")

    assert pages.texts(response, ".ask .person__name") == ["Delaney Dixon", "Portia Polk"]
    assert pages.links(response, ".ask .person__mail") == {"ddixon@naseo.org": "mailto:ddixon@naseo.org"}
    assert pages.links(response)["the security contact"] == settings.SECURITY_CONTACT
    assert pages.texts(response, ".ask__groups .person__name") == ["Delaney Dixon"]
    assert list(pages.links(response, ".ask__groups li a"))[:2] == [
        "Northeast Regional Working Group",
        "Mid-Atlantic Regional Working Group",
    ]


def test_contact_shows_a_working_groups_contact_as_edited(db: None, client: Client) -> None:
    WorkingGroup.objects.filter(slug="cybersecurity").update(contact_name="Sample Lead", contact_email="lead@x.example")

    response = client.get("/contact/")

    assert [pages.words(panel) for panel in pages.find(response, ".ask__groups")][1] == (
        "Sample Lead lead@x.example Cybersecurity of EV Charging"
    )
    assert pages.links(response)["lead@x.example"] == "mailto:lead@x.example"


def test_contact_says_where_a_question_goes_when_no_address_is_known(db: None, client: Client) -> None:
    response = client.get("/contact/")

    assert pages.texts(response, "#topic-workforce-and-training > p")[:2] == [
        "The EV Workforce Collaborative: how states and cities share what they do to train people for EV charging.",
        "No address is listed for Portia Polk yet. Your question goes to the general queue of NASEO staff, who will "
        "assign it.",
    ]


def test_general_contact_stands_first_and_can_be_written_to(db: None) -> None:
    found = contacts(AnonymousUser())

    assert (found[0].is_general, found[0].email) == (True, general_contact(AnonymousUser()).alone().email)


# Accessibility and privacy


def test_accessibility_statement_says_what_is_promised_and_whom_to_tell(db: None, client: Client) -> None:
    response = client.get("/accessibility/")

    assert pages.headings(response) == [
        "Our standard",
        "How we test",
        "Known issues",
        "Report a problem",
    ]
    assert pages.links(response)["Delaney Dixon"] == "mailto:ddixon@naseo.org"


def test_privacy_page_names_the_cookies_and_what_is_kept(db: None, client: Client) -> None:
    response = client.get("/privacy/")

    assert pages.texts(response, "main code") == [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME]
    assert "for up to 12 hours" in pages.texts(response, "main")[0]
    assert "signed out after 30 minutes (administrators: 15 minutes)." in pages.texts(response, "main")[0]
    assert pages.texts(response, ".kept__item h3") == [
        "Name, email address, agency, role",
        "Request to join, with your reason, our questions, your answers, and the decision",
        "Your approved email address, after you change it",
        "Which answers of your state you wrote, were given, or submitted",
        "Documents that you ask a state for, or ask to read, and what for",
        "Documents shared with you by name, and whether we emailed you about them",
        "Password, passkeys, authenticator app",
        "Where you’re signed in: IP address and browser",
        "Number of failed sign-in attempts",
        "Documents you share, and their versions",
        "What you decide about content that a file’s pages don’t show: your name and the date",
        "Decisions and changes: who, what, when",
        "Sign-ins, failed sign-ins, files you download, and pages you were refused: what, when, part of the IP address",
        "Restricted documents you open: document, version, hour, and whether you read or downloaded it",
        "That your agency used a document, if you record it: what for, and your account as the one who recorded it",
        "How many people downloaded a state’s documents in a year",
        "Messages you send through the directory: to whom, when, and the subject",
        "Announcements that an administrator wrote or sent",
        "What you follow, how far you’ve read your news, and which news we emailed you",
        "Emails to you",
        "That an email to you came back, or that you reported one as spam",
        "Log of page requests: page address, time, account number",
    ]


def test_where_one_was_signed_in_is_forgotten_when_the_session_ended(cast: Cast, sign_in: SignIn) -> None:
    stays, ended = sign_in(cast.vermont), sign_in(cast.guest)
    for client in (stays, ended):
        session = Session.objects.get(pk=client.session.session_key)
        UserSession.objects.create(
            user_id=client.session["_auth_user_id"], session_key=session.pk, ip="192.0.2.1", user_agent="Sample"
        )
    Session.objects.filter(pk=ended.session.session_key).update(expire_date=timezone.now() - timedelta(minutes=1))

    forget_old_mail_and_sessions(timestamp=0)

    assert list(UserSession.objects.values_list("user_id", flat=True)) == [cast.vermont.pk]


def test_public_pages_set_no_cookie(db: None, client: Client) -> None:
    for path in PAGES:
        client.get(path)

    assert list(client.cookies) == []


def test_two_cookies_are_all_that_is_ever_set(cast: Cast) -> None:
    client = Client()
    client.get("/account/login/")
    client.force_login(cast.applicant, backend="allauth.account.auth_backends.AuthenticationBackend")
    request = cast.applicant.membership_requests.get()

    client.post(f"/people/request/{request.pk}/withdraw/", follow=True)  # says so in a message
    client.post("/account/logout/", follow=True)

    assert set(client.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


# For machines


def test_robots_may_read_the_public_pages(client: Client) -> None:
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /account/",
        "Disallow: /people/",
        "Disallow: /api/",
        "Disallow: /data/",
        "Sitemap: https://clearinghouse.test/sitemap.xml",
    ]


@override_settings(SECURITY_CONTACT="mailto:security@naseo.example", BASE_URL="https://clearinghouse.example")
def test_security_txt_names_the_contact_and_ends_within_a_year(client: Client) -> None:
    response = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = datetime.fromisoformat(fields.pop("Expires").replace("Z", "+00:00"))
    assert fields == {
        "Contact": "mailto:security@naseo.example",
        "Canonical": "https://clearinghouse.example/.well-known/security.txt",
        "Preferred-Languages": "en",
    }
    assert timedelta(days=363) < expires - timezone.now() <= timedelta(days=365)


@pytest.mark.parametrize(("development", "status"), [(False, 404), (True, 200)])
def test_style_guide_is_for_development_only(db: None, client: Client, development: bool, status: int) -> None:
    with override_settings(DEVELOPMENT=development):
        assert client.get("/styleguide/").status_code == status


# Speed


@pytest.mark.parametrize(
    ("path", "expected"), [("/regions/", 5), ("/publications/", 5), ("/contact/", 5), ("/privacy/", 1)]
)
def test_page_takes_the_same_few_statements_at_any_size(cast: Cast, client: Client, path: str, expected: int) -> None:
    counts = []
    for number in range(3):
        builders.edition(builders.study(), builders.record(cast.administrator, "A report", number + 1))
        library.document(cast.vermont, f"Public {number}", sharing_choice="public")
        counts.append(statements(client, path))

    assert counts == [expected] * 3


def test_pages_are_cacheable_by_nobody(db: None, client: Client) -> None:
    directives = {path: client.get(path).headers["Cache-Control"] for path in PAGES}

    assert set(directives.values()) == {"private, no-store"}


def test_page_text_has_no_leftovers(cast: Cast, sign_in: SignIn) -> None:
    builders.edition(builders.study(), builders.record(cast.administrator, "A report", 5))
    clients = [sign_in(person) for person in (None, cast.vermont, cast.guest, cast.administrator, cast.declined)]
    leftovers = re.compile(r"\bNone\b|\{\{|\{%|object at 0x|<bound|, ,|  of  ")

    found = [
        (path, leftovers.findall(pages.texts(client.get(path), "main")[0])) for client in clients for path in PAGES
    ]

    assert [entry for entry in found if entry[1]] == []
