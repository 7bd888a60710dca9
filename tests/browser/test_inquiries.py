"""A round to the states in real browsers: asked, released, answered by two states, closed, and summed up."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from clearinghouse.lib.zones import portal_today
from contacts.models import Route
from inquiries.actions.questions import FieldDetails
from inquiries.models import Inquiry, Response
from tests.browser.test_groups import desk_of, session_of
from tests.browser.test_join import everybody, in_database, stranger  # noqa: F401  fixtures
from tests.cast import Cast
from tests.inquiries.builders import sent
from tests.jobs import run_jobs

pytestmark = pytest.mark.browser


def with_scripts(person: User, context: BrowserContext, sign_in: object) -> Page:
    """A window with scripts, signed in as the person."""
    browser: Browser | None = context.browser
    assert browser is not None
    own = browser.new_context()
    key = in_database(lambda: session_of(person, sign_in))
    own.add_cookies([{"name": "sessionid", "value": key, "domain": "localhost", "path": "/"}])
    return own.new_page()


def test_a_round_is_asked_released_answered_and_summed_up_without_scripts(
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    in_database(lambda: Route.objects.create(state_id="NH", person=everybody.new_hampshire))
    asks, leads, answers = (
        desk_of(person, stranger, sign_in)
        for person in (everybody.vermont, everybody.vermont_editor, everybody.new_hampshire)
    )
    home = f"{live_server.url}/inquiries/"
    asks.goto(home)
    asks.get_by_role("link", name="Ask the states a question").click()
    asks.get_by_label("What you ask about, in one line").fill("Who has an uptime clause?")
    asks.get_by_text("States I name", exact=True).click()
    asks.get_by_text("New Hampshire", exact=True).click()
    asks.get_by_label("Answers are due on").fill((portal_today() + timedelta(days=20)).isoformat())
    asks.get_by_role("button", name="Save and add questions").click()
    asks.get_by_role("link", name="Add a question").first.click()
    asks.get_by_label("Question").fill("What uptime do you ask for?")
    asks.get_by_label("How it’s answered").select_option("number")
    asks.get_by_label("Unit").fill("percent")
    asks.get_by_text("An answer is required", exact=True).click()
    asks.get_by_role("button", name="Add question").click()
    asks.get_by_role("link", name="Done").click()
    asks.get_by_role("button", name="Ask for release").click()
    leads.goto(home)
    leads.get_by_role("link", name="Who has an uptime clause?").click()
    leads.get_by_role("link", name="Send to the states").click()
    leads.get_by_role("button", name="Send").click()
    answers.goto(live_server.url)
    answers.get_by_role("link", name="Who has an uptime clause?").click()
    answers.get_by_role("button", name="Submit New Hampshire’s answer").click()
    refused = answers.locator(".error-summary__list").inner_text()
    answers.get_by_label("What uptime do you ask for?").fill("97.5")
    answers.get_by_role("button", name="Submit New Hampshire’s answer").click()
    asks.goto(home)
    asks.get_by_role("link", name="Who has an uptime clause?").first.click()
    asks.get_by_role("link", name="Answers side by side").click()
    table = asks.locator(".answers tbody").inner_text()
    asks.get_by_role("link", name="Who has an uptime clause?").first.click()
    asks.get_by_role("link", name="Close or withdraw it").click()
    asks.get_by_role("button", name="Close").click()
    asks.get_by_role("link", name="Write the summary").click()
    asks.get_by_label("Summary").fill("New Hampshire asks for 97.5 percent.")
    asks.get_by_role("button", name="Save and choose who can read it").click()
    asks.get_by_text("Public", exact=True).click()
    asks.get_by_role("button", name="Publish").click()
    reader = stranger.new_page()
    reader.goto(asks.url)

    assert refused == "What uptime do you ask for? Answer this question."
    assert table.split() == ["New", "Hampshire", "97.5", "percent"]
    expect(reader.locator("#summary + .prose")).to_have_text("New Hampshire asks for 97.5 percent.")
    assert reader.get_by_text("What uptime do you ask for?").count() == 0


def test_an_answer_saves_itself_and_asks_only_what_follows_from_it(
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    def made() -> Inquiry:
        Route.objects.create(state_id="NH", person=everybody.new_hampshire)
        leading = FieldDetails("yes_no", "Do you have a clause?")
        found = sent(everybody.vermont, everybody.administrator, leading, states=("NH",))
        version = found.questionnaires.get()
        ident = version.fields.get().ident
        version.fields.create(position=2, type="short", label="Which one?", shown_after=ident, shown_for=["yes"])
        return found

    inquiry = in_database(made)
    page = with_scripts(everybody.new_hampshire, stranger, sign_in)
    page.goto(f"{live_server.url}/inquiries/{inquiry.key}/answer/NH/")
    follow_up = page.get_by_label("Which one?")
    expect(follow_up).to_be_hidden()

    page.get_by_text("Yes", exact=True).click()
    follow_up.fill("Section 4")

    expect(page.locator("[data-saved]")).to_contain_text("Saved at", timeout=15_000)
    kept = in_database(lambda: Response.objects.get().answers)
    page.get_by_text("No", exact=True).click()
    expect(follow_up).to_be_hidden()
    assert sorted(map(str, kept.values())) == ["Section 4", "yes"]


@pytest.mark.parametrize("way", ["with scripts", "without scripts"])
def test_a_file_is_uploaded_in_the_answer_described_and_submitted(
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
    tmp_path: Path,
    way: str,
) -> None:
    def made() -> Inquiry:
        Route.objects.create(state_id="NH", person=everybody.new_hampshire)
        asked = (FieldDetails("short", "How long does it run?"), FieldDetails("file", "Your contract"))
        return sent(everybody.vermont, everybody.administrator, *asked, states=("NH",))

    inquiry = in_database(made)
    paper = tmp_path / "contract.txt"
    paper.write_text("The contract runs five years.")
    opens = with_scripts if way == "with scripts" else desk_of
    page = opens(everybody.new_hampshire, stranger, sign_in)
    page.goto(f"{live_server.url}/inquiries/{inquiry.key}/answer/NH/")

    page.get_by_label("How long does it run?").fill("Five years")
    page.get_by_label("Upload a file", exact=True).set_input_files(paper)
    page.get_by_role("button", name="Upload and save draft").click()
    checking = page.locator(".asked__file").inner_text()
    in_database(run_jobs)
    page.reload()
    page.get_by_role("link", name="Add details").click()
    page.get_by_label("Title").fill("Our contract")
    page.get_by_label("Document type").select_option(label="Contract")
    page.get_by_text("Already public: anyone can get it from the agency").click()
    page.get_by_text("My agency", exact=True).click()
    page.get_by_role("button", name="Confirm and share").click()
    expect(page.get_by_label("How long does it run?")).to_have_value("Five years")
    page.get_by_role("button", name="Submit New Hampshire’s answer").click()
    page.get_by_text("is submitted").wait_for()
    own = page.locator(".answer-parts").inner_text()
    asks = opens(everybody.vermont, stranger, sign_in)
    asks.goto(f"{live_server.url}/inquiries/{inquiry.key}/answers/")
    theirs = asks.locator(".answers tbody").inner_text()
    asks.locator(".answers tbody td a").first.focus()
    said = "New Hampshire: How long does it run? Five years" if way == "with scripts" else ""
    expect(asks.locator(".answers-sentence")).to_have_text(said)
    asks.keyboard.press("Enter")
    expect(asks.get_by_role("heading", level=1)).to_contain_text("New Hampshire")

    assert checking.startswith("We’re still checking “contract”.")
    assert own.split("\n")[-1] == "Our contract"
    assert "A document that isn’t shared with you" in theirs
