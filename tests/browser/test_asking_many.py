"""Many are asked in real browsers, from the first page to the last: a round to the Midwest, and a campaign."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import OutboxMail, Region, User
from clearinghouse.lib.zones import portal_today
from inquiries.actions import rounds
from inquiries.actions.questions import FieldDetails
from inquiries.models import Inquiry
from tests.browser.test_groups import desk_of
from tests.browser.test_join import everybody, in_database, stranger  # noqa: F401  fixtures
from tests.cast import Cast, agency, member, person
from tests.inquiries.builders import draft, mails
from tests.inquiries.campaigns import opened
from tests.meetings.events import come, conference

pytestmark = pytest.mark.browser

SHARED = {
    "IL": "States that answered", "IN": "Everyone who can see the inquiry", "MI": "States that answered",
    "MN": "NASEO only", "MO": "States that answered", "OH": "States that answered",
}  # fmt: skip
NAMES = {"IL": "Illinois", "IN": "Indiana", "MI": "Michigan", "MN": "Minnesota", "MO": "Missouri", "OH": "Ohio"}


def asked_of_the_midwest(cast: Cast) -> tuple[Inquiry, dict[str, User]]:
    """NASEO's draft to the Midwest, and its people: leads of seven states, and a colleague in Michigan."""
    people = {
        state: member(f"lead_{state}", agency(state, "DOT"), cast.administrator, role="editor")
        for state in (*SHARED, "IA")
    }
    people["colleague"] = member("colleague", agency("MI", "DOT"), cast.administrator)
    region = Region.objects.get(slug="naseo-midwest")
    made = draft(
        cast.administrator,
        FieldDetails("yes_no", "Do you have an agreement?", is_required=True),
        FieldDetails("ranking", "What costs most?", choices=("Energy", "Repairs")),
        FieldDetails("money", "What do you pay?"),
        FieldDetails("table", "List your contracts", columns=("Company", "Ports")),
        title="Who pays for upkeep?", target="region", region=region,
    )  # fmt: skip
    return made, people


def write(page: Page, pays: str, sharing: str) -> None:
    page.get_by_text("Yes", exact=True).click()
    page.get_by_label("Energy").select_option("2")
    page.get_by_label("Repairs").select_option("1")
    page.get_by_label("What do you pay?").fill(pays)
    page.get_by_label("Company").first.fill("One Co")
    page.get_by_text(sharing).click()


def told(page: Page, words: str) -> None:
    expect(page.locator(".messages")).to_contain_text(words)


def pass_on_inside_michigan(address: str, lead: Page, colleague: Page) -> None:
    """The lead says that only leads submit, assigns the answer, and submits what the colleague wrote."""
    lead.goto(address)
    lead.get_by_role("link", name="Who submits Michigan’s answers").click()
    lead.get_by_text("Only an EV lead", exact=True).click()
    lead.get_by_role("button", name="Save settings").click()
    lead.get_by_role("link", name="Who pays for upkeep?").first.click()
    form = lead.url
    lead.get_by_text("Assign it to a colleague").click()
    lead.get_by_label("Colleague").select_option(label="Colleague")
    lead.get_by_role("button", name="Assign", exact=True).click()
    told(lead, "Colleague answers from now on.")
    colleague.goto(form)
    write(colleague, "2,000", SHARED["MI"])
    colleague.get_by_role("button", name="Hand to your EV lead to submit").click()
    told(colleague, "We told your EV lead that the answer is ready.")
    lead.goto(form)
    lead.get_by_role("button", name="Submit Michigan’s answer").click()
    told(lead, "Michigan’s answer is submitted.")


def close_on_its_day() -> int:
    Inquiry.objects.update(closes_on=portal_today() - timedelta(days=1))
    return rounds.close_due()


def test_six_states_of_the_midwest_answer_one_passes_on_one_is_late_and_next_year_shows_what_changed(
    everybody: Cast,  # noqa: F811
    live_server: Any,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    made, people = in_database(lambda: asked_of_the_midwest(everybody))
    address = f"{live_server.url}/inquiries/"
    desks = {name: desk_of(one, stranger, sign_in) for name, one in people.items()}
    naseo, reader = (desk_of(one, stranger, sign_in) for one in (everybody.administrator, everybody.vermont))
    naseo.goto(f"{address}{made.key}/send/")
    expect(naseo.locator(".confirm li").nth(1)).to_contain_text("No one gets an email in Wisconsin")
    naseo.get_by_role("button", name="Send").click()
    told(naseo, "It’s on its way.")

    pass_on_inside_michigan(address, desks["MI"], desks["colleague"])
    for number, state in enumerate(state for state in SHARED if state != "MI"):
        desks[state].goto(f"{address}{made.key}/answer/{state}/")
        write(desks[state], f"{1000 + number}", SHARED[state])
        desks[state].get_by_role("button", name=f"Submit {NAMES[state]}’s answer").click()
        told(desks[state], f"{NAMES[state]}’s answer is submitted.")
    late = desks["IA"]
    late.goto(f"{address}{made.key}/answer/IA/")
    write(late, "9", "NASEO only")
    closed = in_database(close_on_its_day)
    late.get_by_role("button", name="Submit Iowa’s answer").click()
    expect(late.locator(".usa-alert")).to_contain_text("This inquiry is closed")
    expect(late.get_by_label("What do you pay?")).to_have_value("9")
    tables = {}
    for name, page in (("NASEO", naseo), ("IL", desks["IL"]), ("IA", late)):
        page.goto(f"{address}{made.key}/answers/")
        tables[name] = page.locator(".answers tbody th").all_inner_texts()

    naseo.goto(f"{address}{made.key}/")
    naseo.get_by_role("link", name="Write the summary").click()
    naseo.get_by_label("Summary").fill("Repairs cost most in the heartland.")
    naseo.get_by_role("button", name="Save and choose who can read it").click()
    naseo.get_by_text("All member states", exact=True).click()
    naseo.get_by_role("button", name="Publish").click()
    told(naseo, "The summary is published.")
    reader.goto(address)
    reader.get_by_label("Search words").fill("heartland")
    reader.get_by_role("main").get_by_role("button", name="Search").click()
    reader.get_by_role("link", name="Who pays for upkeep?").click()
    expect(reader.locator("#summary + .prose")).to_have_text("Repairs cost most in the heartland.")
    mailed = in_database(lambda: {name: mails(people[name]) for name in ("IL", "MI", "colleague", "IA")})

    naseo.get_by_role("button", name="Ask again").click()
    naseo.get_by_label("Answers are due on").fill((portal_today() + timedelta(days=20)).isoformat())
    naseo.get_by_role("button", name="Save changes").click()
    naseo.get_by_role("link", name="Send to the states").click()
    naseo.get_by_role("button", name="Send").click()
    told(naseo, "It’s on its way.")
    desks["IL"].goto(f"{naseo.url}answer/IL/")
    expect(desks["IL"].get_by_label("What do you pay?")).to_have_value("1000")
    desks["IL"].get_by_label("What do you pay?").fill("1,200")
    desks["IL"].get_by_role("button", name="Submit Illinois’s answer").click()
    told(desks["IL"], "Illinois’s answer is submitted.")
    naseo.goto(f"{naseo.url}answers/")
    cells = naseo.locator(".answers tbody td").all_inner_texts()

    everyone = ["Illinois", "Indiana", "Michigan", "Minnesota", "Missouri", "Ohio"]
    others = [name for name in everyone if name != "Minnesota"]  # it shares with NASEO alone
    assert closed == 1
    assert tables == {"NASEO": everyone, "IL": others, "IA": ["Indiana"]}
    summary = ["Summary: Who pays for upkeep?"]
    assert mailed == {"IL": summary, "MI": summary, "colleague": summary, "IA": []}
    assert cells == ["Yes", "1. Repairs; 2. Energy", "$1,200 Changed", "Company: One Co"]


def tab_to(page: Page, wanted: Locator) -> None:
    """With the keyboard alone, as far as it is reached."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is reached by no Tab")


def answer_by_keyboard(page: Page, words: str, quoting: str) -> None:
    """Type, choose with the arrows, send with Enter; nothing is clicked."""
    tab_to(page, page.get_by_label("What is missing?"))
    page.keyboard.type(words)
    sector = page.locator("[name=sector]").first
    if not sector.is_checked():
        tab_to(page, sector)
        page.keyboard.press("Space")
    tab_to(page, page.locator("[name=quoting]:checked"))
    for _ in range({"no": 0, "words": 1, "name": 2}[quoting]):
        page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="Send answer"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Thank you")


def test_four_sectors_answer_and_their_input_becomes_a_synthesis_with_what_was_made_of_it(
    everybody: Cast,  # noqa: F811
    live_server: Any,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    def made() -> tuple[str, str, dict[str, User]]:
        event = conference(everybody)
        people = {"states": everybody.vermont}
        for sector in ("federal", "utilities", "partners"):
            people[sector] = person(f"of_{sector}")
            come(event, people[sector], sector=sector, organization="Somewhere")
        campaign = opened(everybody.administrator, meeting=event, naming="named", sectors=tuple(people))
        return event.get_absolute_url(), campaign.inquiry.key, people

    event, key, people = in_database(made)
    address = f"{live_server.url}/inquiries/campaigns/{key}/"
    said = {
        "states": ("Parts take ten weeks.", "name"), "federal": ("Shared parts help.", "words"),
        "utilities": ("Permits and parts.", "no"), "partners": ("One permit form.", "name"),
    }  # fmt: skip
    for sector, (words, quoting) in said.items():
        page = desk_of(people[sector], stranger, sign_in)
        page.goto(f"{live_server.url}{event}")
        page.locator(".event-campaigns").get_by_role("link", name="Answer").click()
        answer_by_keyboard(page, words, quoting)

    desk = desk_of(everybody.administrator, stranger, sign_in)
    desk.goto(f"{address}close/")
    desk.get_by_role("button", name="Stop taking input").click()
    for name in ("Parts", "Stock", "Permits"):
        desk.goto(f"{address}themes/")
        desk.get_by_label("Name").fill(name)
        desk.get_by_role("button", name="Add theme").click()
        told(desk, "The theme is added.")
    for sector, theme in (("states", "Parts"), ("federal", "Stock"), ("utilities", "Permits"), ("partners", "Permits")):
        desk.goto(f"{address}answers/?marked=no")
        mine = desk.locator(".side__answer", has_text=said[sector][0])
        mine.get_by_role("link", name="Mark passages").click()
        desk.get_by_label("Theme").select_option(label=theme)
        desk.get_by_role("button", name="Mark").click()
        told(desk, f"Marked with “{theme}”.")
    desk.goto(f"{address}answers/?marked=no")
    expect(desk.locator(".answers-count")).to_have_text("4 answers, 0 of them not marked with a theme yet.")
    desk.goto(f"{address}themes/")
    desk.get_by_role("link", name="Stock", exact=True).click()
    desk.get_by_label("Merge into").select_option(label="Parts")
    desk.get_by_role("button", name="Merge themes").click()
    told(desk, "“Stock” is now part of “Parts”.")
    for released in (1, 2):
        desk.get_by_role("button", name="Quote in the synthesis").first.click()
        expect(desk.get_by_role("button", name="Take back the quote")).to_have_count(released)
    desk.goto(f"{address}themes/")
    desk.get_by_role("link", name="Permits", exact=True).click()
    expect(desk.get_by_role("button", name="Quote in the synthesis")).to_have_count(1)  # the utility said no
    desk.get_by_text("Split: move some passages").click()
    desk.locator("label", has_text="One permit form.").click()
    desk.get_by_label("Name of the new theme").fill("Forms")
    desk.get_by_role("button", name="Move to a new theme").click()
    told(desk, "The passages you chose are now marked with “Forms”.")
    desk.goto(f"{address}publish/")
    desk.get_by_label("What we heard").fill("Parts and permits.")
    desk.get_by_text("Public", exact=True).click()
    desk.get_by_role("button", name="Publish").click()
    told(desk, "The synthesis is published.")
    desk.goto(f"{address}themes/")
    desk.get_by_role("link", name="Parts", exact=True).click()
    desk.get_by_label("How we used it").fill("We start a stock of parts.")
    desk.get_by_role("button", name="Save and email those who gave input").click()
    told(desk, "We emailed 4 people who gave input by name")
    public = stranger.new_page()
    public.goto(f"{address}synthesis/")
    numbers = [row.split("\t") for row in public.locator("main table tbody").inner_text().split("\n")]
    quotes = public.locator("figure").all_inner_texts()
    mailed = in_database(lambda: sorted(set(OutboxMail.objects.values_list("check_name", "person__name"))))

    assert [[cell.strip() for cell in row] for row in numbers] == [
        ["All answers", "1", "1", "1", "1", "4"],
        ["Parts", "1", "1", "0", "0", "2"],
        ["Permits", "0", "0", "1", "0", "1"],
        ["Forms", "0", "0", "0", "1", "1"],
    ]
    assert [quote.split("\n") for quote in quotes] == [
        ["“Parts take ten weeks.”", "Vermont"], ["“Shared parts help.”", "A federal agency"],
    ]  # fmt: skip
    used = [name for check, name in mailed if check == "campaigns.used"]
    assert used == ["Of Federal", "Of Partners", "Of Utilities", "Vermont"]
