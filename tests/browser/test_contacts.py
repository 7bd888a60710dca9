"""A question in a real browser, without JavaScript: asked about a document, answered, read, published, found."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from contacts.models import Route
from documents.models import Document, Topic
from tests import library
from tests.browser.test_public_pages import SignIn, browser_context, look
from tests.browser.test_sharing import apart
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.fixture
def people(transactional_db: None, cast: Cast) -> Cast:
    """The cast, and somebody else who answers about cybersecurity, in a database that the server sees."""
    Route.objects.create(topic=Topic.objects.get(slug="cybersecurity"), person=cast.vermont)
    return cast


@pytest.fixture
def paper(people: Cast) -> Document:
    """A document of that topic; whoever shared it is asked."""
    made = library.document(people.group_member, "Terms for locks", sharing_choice="all_members")
    made.topics.add(Topic.objects.get(slug="cybersecurity"))
    return made


def cookie(sign_in: SignIn, user: User) -> str:
    return sign_in(user).cookies["sessionid"].value


def ask(page: Page, address: str) -> str:
    """From the document's page; returns the address of the thread."""
    page.goto(address)
    card = page.locator(".contact-card")
    expect(card).to_contain_text("Group Member")
    card.get_by_role("link", name="Ask a question").click()
    expect(page.locator(".ask-route__who")).to_contain_text("Group Member")
    page.fill("[name=subject]", "Who may open the lock?")
    page.fill("[name=text]", "Does the operator keep a key?")
    page.get_by_role("button", name="Ask question", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("We sent your question to Group Member.")
    return page.url


def answer(page: Page, base: str) -> None:
    page.goto(f"{base}/questions/queue/")
    page.get_by_role("link", name="Who may open the lock?").click()
    page.fill("[name=text]", "Only the state keeps a padlock key.")
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".thread__piece--answer")).to_contain_text("padlock")


def publish(page: Page, thread: str) -> None:
    page.goto(thread)
    page.get_by_role("link", name="Publish answer").click()
    page.locator("label", has_text="All member states").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("h1")).to_have_text("Who may open the lock?")


def test_a_question_is_asked_answered_read_published_and_found(
    live_server, people: Cast, paper: Document, sign_in: SignIn
) -> None:
    base = live_server.url
    cookies = [cookie(sign_in, user) for user in (people.colorado, people.group_member, people.administrator)]

    def walk() -> list[str]:
        found: list[str] = []
        with browser_context(cookies[0], java_script_enabled=False) as context:
            thread = ask(context.new_page(), f"{base}/documents/{paper.key}/")
        with browser_context(cookies[1], java_script_enabled=False) as context:
            answer(context.new_page(), base)
        with browser_context(cookies[2], java_script_enabled=False) as context:
            publish(context.new_page(), thread)
        with browser_context(cookies[0]) as context:
            page = context.new_page()
            page.goto(thread)
            expect(page.locator(".thread__piece--answer")).to_contain_text("padlock")
            page.goto(f"{base}/documents/search/?q=padlock")
            page.get_by_role("link", name="Who may open the lock?").click()
            expect(page.locator(".prose")).to_contain_text("Only the state keeps a padlock key.")
            for address in ("ask/", "answers/", "", thread.partition("/questions/")[2]):
                found += look(page, f"{base}/questions/{address}")
        with browser_context(cookies[2], viewport={"width": 320, "height": 900}) as context:
            page = context.new_page()
            for address in ("routes/", "routes/add/", "queue/?show=all"):
                found += look(page, f"{base}/questions/{address}")
        return found

    assert apart(walk) == []
