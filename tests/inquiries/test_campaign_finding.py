"""Where people come upon a campaign: their home, the page of its event; and that its page says who can see it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import Agency, User
from inquiries.models import Campaign, sectors_of
from tests.cast import Cast, member
from tests.inquiries.campaigns import answered, closed, draft, opened
from tests.meetings.events import come, conference
from tests.pages import texts

pytestmark = pytest.mark.django_db


def test_home_names_open_campaigns_that_ask_the_person_until_they_answered_by_name(cast: Cast, sign_in) -> None:
    event = conference(cast)
    come(event, cast.applicant, sector="utilities")
    utilities = opened(cast.administrator, meeting=event, sectors=("utilities",), title="Of utilities")
    states = opened(cast.administrator, sectors=("states",), title="Of states", naming="named")
    draft(cast.administrator, sectors=("states",), title="Not open")

    def named(person: User) -> list[str]:
        return texts(sign_in(person).get("/"), ".open-campaigns strong")

    people = (cast.vermont, cast.guest, cast.applicant, cast.administrator)
    assert [named(person) for person in people] == [["Of states"], [], ["Of utilities"], []]
    answered(states, cast.vermont)
    closed(utilities, cast.administrator)
    assert [named(person) for person in people] == [[], [], [], []]


def test_who_is_asked_in_lists_is_who_may_answer(cast: Cast) -> None:
    """Campaign.objects.answerable_by() says in SQL what sectors_of() says of one person and one campaign."""
    event, other = conference(cast), conference(cast, "Another")
    federal = Agency.objects.create(kind=Agency.Kind.FEDERAL, name="Joint Office (Sample)", is_sample=True)
    member("federal", federal, cast.administrator, tier="guest")
    come(event, cast.declined, sector="partners")
    come(other, cast.applicant, sector="federal")
    for sector in ("states", "cities", "federal", "utilities", "partners", "public"):
        for meeting in (None, event, other):
            opened(cast.administrator, sectors=(sector,), meeting=meeting, title=f"{sector} {meeting}")

    for person in [*User.objects.order_by("pk"), AnonymousUser()]:
        each = [campaign for campaign in Campaign.objects.order_by("pk") if sectors_of(person, campaign)]
        assert list(Campaign.objects.answerable_by(person).order_by("pk")) == each


def test_page_of_an_event_leads_to_its_campaigns(cast: Cast, sign_in) -> None:
    event, other = conference(cast), conference(cast, "Another")
    campaign = opened(cast.administrator, meeting=event, sectors=("states",))
    draft(cast.administrator, meeting=event, title="Not open")
    links = {}
    for name, person in (("member", cast.vermont), ("guest", cast.guest), ("organizer", cast.administrator)):
        page = sign_in(person).get(event.get_absolute_url())
        links[name] = texts(page, ".event-campaigns a")

    asked, answer = "What should NASEO do next?", "Answer: What should NASEO do next?"
    assert links == {"member": [asked, answer], "guest": [], "organizer": ["Not open", asked]}
    assert asked not in sign_in(cast.vermont).get(other.get_absolute_url()).content.decode()
    closed(campaign, cast.administrator)
    page = sign_in(cast.vermont).get(event.get_absolute_url())
    assert texts(page, ".event-campaigns a") == [asked]


def test_page_of_a_campaign_says_who_can_see_it(cast: Cast, sign_in) -> None:
    def said(campaign: Campaign) -> str:
        page = sign_in(cast.administrator).get(reverse("inquiries:campaign", args=[campaign.inquiry.key]))
        rows = dict(zip(texts(page, ".facts dt"), texts(page, ".facts dd"), strict=True))
        return rows["Who can see this page"]

    assert [
        said(draft(cast.administrator)),
        said(opened(cast.administrator, sectors=("states",), meeting=conference(cast))),
        said(opened(cast.administrator)),
    ] == [
        "Only administrators, until it’s open",
        "Those who may answer, the organizers of the event, and administrators",
        "Everyone, also without an account",
    ]
