"""Scripts typed into any field stay text on every page, also in a browser that heeds no policy."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from accounts import audiences
from accounts.audit import write_event
from accounts.models import Agency, MembershipRequest, OutboxMail, User
from contacts.models import Mailbox, Message, Question
from contacts.secrets import token_hash
from documents.models import Document, Upload, VersionStatus
from documents.models import Page as PageText
from meetings.models import ActionItem, Attendance, Decision, Meeting, Speaker
from tests import library
from tests.browser.sweeps.conftest import OpenAs
from tests.calls import meeting
from tests.cast import Cast, person
from tests.databases import Databases
from tests.security.payloads import SCRIPTS
from workinggroups.models import JoinRequest, WorkingGroup

pytestmark = pytest.mark.browser

# Elements and attributes that only a payload could have brought. A script of type application/json is data.
FOREIGN = """[...document.querySelectorAll(
  "[onerror],[onload],[onfocus],[onmouseover],[ontoggle],[srcdoc],[autofocus],iframe,math,"
  + "[href^='javascript:' i],[src^='javascript:' i],[hx-get*='xss'],details[ontoggle],"
  + "script:not([src], [type='application/json'])"
)].map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def start() -> str:
    """People alone."""
    return "cast"


@pytest.fixture(scope="module")
def cast(databases: Databases) -> Cast:
    """People and documents with a payload in every text field."""
    people: Cast = databases.layer_objects()["cast"]
    for number, payload in enumerate(SCRIPTS):
        _plant(people, number, payload)
    WorkingGroup.objects.update(description="".join(SCRIPTS)[:3000], who_may_join=SCRIPTS[1], contact_name=SCRIPTS[2])
    WorkingGroup.objects.update(charter="\n\n".join(SCRIPTS)[:15_000])
    User.objects.filter(pk=people.vermont.pk).update(name=SCRIPTS[1])
    _plant_a_record(people)
    return people


def _plant(people: Cast, number: int, payload: str) -> None:
    agency = Agency.objects.create(state_id="VT", kind="OTHER", name=f"{payload[:150]} {number}", abbreviation="x")
    made = library.document(
        people.vermont,
        payload,
        sharing_choice="public",
        kind="fact-sheet",
        agency=agency,
        abstract=payload,
        study=payload,
        source_url=payload,
        pages=[f"uptime {payload} uptime"],
    )
    PageText.objects.filter(document=made, version__isnull=False).update(heading=payload)
    VersionStatus.objects.filter(version__document=made).update(problem=payload, text_note=payload)
    write_event("document.details_changed", by=people.vermont, about=made, sentence=payload)
    draft = library.document(people.vermont, payload, status="draft", sharing_choice="me")
    proposal = {"title": payload, "sources": {"title": payload}}
    VersionStatus.objects.filter(version__document=draft).update(problem=payload, proposal=proposal)
    Upload.objects.create(owner=people.vermont, filename=payload[:150], length=9, offset=3)
    stranger = person(f"stranger{number}")
    User.objects.filter(pk=stranger.pk).update(name=payload)
    MembershipRequest.objects.create(
        user=stranger,
        email=stranger.email,
        name=payload,
        state_id="VT",
        new_agency_name=payload,
        role_title=payload,
        reason=payload,
    )
    OutboxMail.objects.create(to="a@people.example", subject=payload, body=payload, last_error=payload, attempts=2)


def _plant_a_record(people: Cast) -> None:
    """A call of which everything was said that could be, and a question with as many messages."""
    everything = "\n\n".join(SCRIPTS)
    group = WorkingGroup.objects.get(slug="northeast")
    audiences.join(people.vermont, group.audience)
    JoinRequest.objects.create(group=group, user=people.colorado, note=SCRIPTS[0])
    past = meeting(SCRIPTS[0], group="northeast", days=-1, agenda=everything, summary=everything)
    Meeting.objects.filter(pk=past.pk).update(place=SCRIPTS[1], source=SCRIPTS[2], summary_draft=everything)
    question = Question.objects.create(
        subject=SCRIPTS[3], asker=people.vermont, asker_name="Kim", once=token_hash("all")
    )
    for number, payload in enumerate(SCRIPTS):
        meeting(payload, group="northeast", days=number + 1)  # titles, for lists
        Speaker.objects.create(
            meeting=past, name=payload, title=payload, organization=payload, bio=payload, notes=payload
        )
        Decision.objects.create(meeting=past, text=payload)
        ActionItem.objects.create(meeting=past, text=payload, owner=people.vermont, owner_name=payload)
        Attendance.objects.create(meeting=past, name=payload, organization=payload, state_id="VT")
        Message.objects.create(
            question=question, kind="asked", author=people.vermont, text=payload, once=token_hash("message", number)
        )
        box = Mailbox.objects.create(name=payload, organization=payload, email="a@people.example", answers=payload)
        Question.objects.create(
            subject=payload, asker=people.vermont, asker_name=payload, once=token_hash("planted", number), mailbox=box
        )


def address_book() -> dict[str, list[str]]:
    """Pages by who reads them: lists once, pages of one thing for each payload."""
    shared = list(Document.objects.filter(status="published").values_list("key", flat=True))
    drafts = list(Document.objects.filter(status="draft").values_list("key", flat=True))
    requests = list(MembershipRequest.objects.filter(status="waiting").values_list("pk", "user_id"))
    everybody = ["/", "/documents/", "/publications/", "/groups/", "/groups/northeast/", "/contact/"]
    everybody += ["/documents/search/?q=uptime", "/documents/search/?q=uptime&page=2"]
    calls = list(Meeting.objects.filter(summary_published_at__isnull=False).values_list("key", flat=True))
    questions = list(Question.objects.order_by("pk").values_list("key", flat=True)[:2])
    one, vermont = f"/documents/{shared[0]}", User.objects.get(email="vermont@people.example").key
    return {
        "public": [*everybody, *(f"/documents/{key}/" for key in shared)],
        "vermont": [
            *("/", "/documents/mine/", "/people/me/", "/directory/", f"/directory/{vermont}/"),
            *("/meetings/", "/meetings/?when=past", "/meetings/calendar/", "/meetings/action-items/"),
            *("/groups/northeast/", "/groups/northeast/people/", "/questions/"),
            *(f"/meetings/{key}/" for key in calls),
            *(f"/questions/{key}/" for key in questions),
            *(f"/documents/{key}/pages/1/?q=uptime" for key in shared),
            *(f"/documents/{key}/describe/" for key in drafts),
            *(f"{one}/{action}/" for action in ("edit", "history", "withdraw", "new-version")),
        ],
        "administrator": [
            *("/people/", "/people/approvals/", "/people/activity/", "/people/system/", "/directory/"),
            *("/groups/northeast/requests/", "/groups/northeast/edit/", "/questions/queue/", "/questions/routes/"),
            *(f"/meetings/{key}/{action}/" for key in calls[:2] for action in ("edit", "summary", "speakers")),
            *(f"/people/approvals/{pk}/" for pk, _ in requests[:4]),
            *(f"/people/{pk}/" for _, pk in requests[:4]),
            *(f"/documents/{key}/history/" for key in shared[:4]),
        ],
    }


def reflected() -> Iterator[str]:
    """Pages that repeat what stands in the address."""
    for payload in SCRIPTS:
        yield f"/documents/search/?{urlencode({'q': payload})}"
    yield f"/documents/?{urlencode(dict.fromkeys(('kind', 'after', 'sort', 'other'), SCRIPTS[1]))}"
    yield f"/account/login/?{urlencode({'next': SCRIPTS[7]})}"
    yield f"/documents/{SCRIPTS[0]}/"


def found_on(page: Page, address: str) -> list[str]:
    """What ran or could run there."""
    page.goto(address)
    page.evaluate("for (const one of document.querySelectorAll('input, button, a, summary')) one.focus()")
    ran = ["a script ran"] if page.evaluate("window.__xss !== undefined") else []
    return [*ran, *page.evaluate(FOREIGN)]


@pytest.mark.parametrize("persona", ["public", "vermont", "administrator"])
def test_payloads_stay_text_on_every_page(persona: str, cast: Cast, open_as: OpenAs) -> None:
    """The browser is told to heed no policy: escaping alone must do."""
    page = open_as(None if persona == "public" else getattr(cast, persona), bypass_csp=True).new_page()
    addresses = [*address_book()[persona], *(reflected() if persona == "public" else [])]

    found = {address: found_on(page, address) for address in addresses}

    assert {address: what for address, what in found.items() if what} == {}


def test_payloads_stay_text_in_what_is_swapped_in(cast: Cast, open_as: OpenAs) -> None:
    """Lists that change in place, and the labels of their filters."""
    page = open_as(cast.vermont, bypass_csp=True).new_page()
    page.goto("/documents/")

    with page.expect_response("**/documents/?**"):
        page.locator("label:has(input[name=state][value=VT])").click()
    page.wait_for_function("document.querySelector('input[name=state][value=VT]').checked")

    assert page.evaluate("window.__xss === undefined")
    assert page.evaluate(FOREIGN) == []


def test_the_browser_of_this_test_does_run_what_is_not_escaped(cast: Cast, open_as: OpenAs) -> None:
    """Were a page careless, the tests above would notice."""
    page = open_as(bypass_csp=True).new_page()
    page.route("**/bad", lambda route: route.fulfill(body=f"<p>{SCRIPTS[4]}", content_type="text/html"))

    assert found_on(page, "/bad") != []
