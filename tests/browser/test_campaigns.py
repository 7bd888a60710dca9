"""An hour without a network: an answer at a table and one of somebody signed in wait in the browser and count once."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from inquiries.models import Submission
from tests.accounts.signing import PASSWORD
from tests.browser.sweeps.looking import SIDEWAYS
from tests.browser.test_public_pages import SignIn, browser_context
from tests.browser.test_sharing import apart
from tests.browser.test_unsent import problems_of
from tests.cast import Cast
from tests.inquiries.campaigns import closed, opened, question, table, theme

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 900}
SAID = "[data-offline-said]"


@pytest.fixture
def people(transactional_db: None, cast: Cast) -> Cast:
    """The cast, with a password for one."""
    cast.vermont.set_password(PASSWORD)
    cast.vermont.save()
    return cast


def words() -> list[Any]:
    """What arrived."""
    return [list(row.answers.values()) for row in Submission.objects.order_by("sent_on", "key")]


def write(page: Page, text: str, sector: str = "") -> None:
    page.locator("textarea").first.fill(text)
    if sector:
        page.locator("label", has_text=sector).click()


def test_an_answer_at_a_table_waits_for_the_network_and_survives_a_closed_tab(people: Cast, live_server) -> None:
    sheet = table(opened(people.administrator), people.administrator)
    address = f"{live_server.url}{reverse('tables:answer', args=[sheet.code])}"
    with browser_context(viewport=NARROW) as context:
        page = context.new_page()
        page.goto(address)
        found = problems_of(page)
        write(page, "More chargers in the north", "A utility")
        expect(page.locator(SAID)).to_have_text("Saved on this phone or computer.")
        context.set_offline(True)
        page.get_by_role("button", name="Send answer").click()
        expect(page.locator(SAID)).to_contain_text("No network. Your answer is saved")
        found += problems_of(page)
        unsent = apart(words)
        page.close()
        context.set_offline(False)
        page = context.new_page()
        page.goto(address)
        expect(page.locator("h1")).to_have_text("Thank you")
        page.goto(address)
        expect(page.locator("textarea").first).to_have_value("")
        kept = page.evaluate("localStorage.length")

    assert (unsent, apart(words)) == ([], [["More chargers in the north"]])
    assert (found, kept) == ([], 0)


def test_it_is_sent_when_the_network_is_back_and_after_a_new_sign_in(
    people: Cast, live_server, sign_in: SignIn
) -> None:
    campaign = opened(people.administrator)
    address = f"{live_server.url}{reverse('inquiries:submit', args=[campaign.inquiry.key])}"
    with browser_context(sign_in(people.vermont).cookies["sessionid"].value, viewport=NARROW) as context:
        page = context.new_page()
        page.goto(address)
        write(page, "Written on a train")
        context.set_offline(True)
        page.get_by_role("button", name="Send answer").click()
        expect(page.locator(SAID)).to_contain_text("No network.")
        apart(lambda: Session.objects.all().delete())
        context.set_offline(False)  # tells the page, which sends at once
        expect(page.locator(SAID)).to_contain_text("You’re no longer signed in.")
        unsent = apart(words)
        page.locator(SAID).get_by_role("link", name="Sign in").click()
        page.fill("[name=login]", people.vermont.email)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator("h1")).to_have_text("Thank you")

    assert (unsent, apart(words)) == ([], [["Written on a train"]])


def test_without_javascript_it_is_a_plain_form_and_says_what_is_missing(people: Cast, live_server) -> None:
    sheet = table(opened(people.administrator), people.administrator)
    address = f"{live_server.url}{reverse('tables:answer', args=[sheet.code])}"
    with browser_context(java_script_enabled=False, viewport=NARROW) as context:
        page = context.new_page()
        page.goto(address)
        write(page, "By hand")
        page.get_by_role("button", name="Send answer").click()
        expect(page.locator(".usa-error-message").first).to_have_text("Choose who you answer for.")
        write(page, "By hand", "A utility")
        page.get_by_role("button", name="Send answer").click()
        expect(page.locator("h1")).to_have_text("Thank you")

    assert apart(words) == [["By hand"]]


def test_selected_words_are_marked(people: Cast, live_server, sign_in: SignIn) -> None:
    campaign = opened(people.administrator)
    Submission.objects.create(
        campaign=campaign, questionnaire=question(campaign).questionnaire, is_anonymous=True, sector="states",
        answers={question(campaign).ident: "🔌 Plugs. Plugs are cold."}, once="x", sent_on="2026-11-30",
    )  # fmt: skip
    closed(campaign, people.administrator)
    found = theme(campaign, people.administrator, "Cold")
    path = reverse("inquiries:campaign_answer", args=[campaign.inquiry.key, Submission.objects.get().key])
    select = """() => {
        const text = document.querySelector("[data-mark-from]").firstChild;
        document.getSelection().setBaseAndExtent(text, 10, text, 15);
        document.dispatchEvent(new Event("keyup"));
    }"""
    with browser_context(sign_in(people.administrator).cookies["sessionid"].value, viewport=NARROW) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}{path}")
        page.evaluate(select)
        problems, wider = problems_of(page), page.evaluate(SIDEWAYS)
        page.get_by_label("Theme").select_option(label="Cold")
        page.get_by_role("button", name="Mark").click()
        expect(page.locator(".messages")).to_contain_text("Marked with “Cold”.")

    assert (problems, wider) == ([], 0)
    assert apart(lambda: list(found.passages.values_list("text", "start"))) == [("Plugs", 9)]
