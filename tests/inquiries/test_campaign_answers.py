"""Answering a campaign signed in: who may, that it counts once, and what is kept of it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from inquiries.actions import InquiryRefused, campaigns, questions, submitting
from inquiries.actions.questions import FieldDetails
from inquiries.models import Campaign, Submission, sectors_of
from tests.cast import Cast, person
from tests.inquiries.campaigns import answered, closed, draft, given, opened, question, send
from tests.meetings.events import come, conference
from tests.pages import texts
from tests.security.scene import MEMBERS

pytestmark = pytest.mark.django_db


def kept(campaign: Campaign) -> list[tuple[str, object]]:
    """Sector and words of each answer."""
    ident = question(campaign).ident
    rows = Submission.objects.filter(campaign=campaign).sent()
    return sorted((row.sector, row.answers.get(ident)) for row in rows)


def test_members_answer_for_states_and_guests_for_their_kind(cast: Cast) -> None:
    campaign = opened(cast.administrator)

    assert {name: [value for value, _ in sectors_of(user, campaign)] for name, user in cast.everybody().items()} == {
        **{name: [] for name in cast.everybody()},
        **{name: ["states"] for name in MEMBERS},
        "guest": ["cities"],
    }


def test_a_participant_answers_for_the_sector_they_registered_for(cast: Cast) -> None:
    event = conference(cast)
    utility = person("utility")
    come(event, utility, "utilities")
    campaign = opened(cast.administrator, meeting=event)
    elsewhere = opened(cast.administrator, title="Elsewhere")

    assert [value for value, _ in sectors_of(utility, campaign)] == ["utilities"]
    assert list(Campaign.objects.answerable_by(utility)) == [campaign]
    assert sectors_of(utility, elsewhere) == []
    with pytest.raises(PermissionDenied):
        answered(campaign, utility, sector="states")


def test_an_answer_sent_twice_counts_once(cast: Cast, sign_in) -> None:
    campaign = opened(cast.administrator)
    client = sign_in(cast.vermont)

    first, second = send(client, campaign, "More chargers."), send(client, campaign, "More chargers.")

    assert first.status_code == second.status_code == 302
    assert kept(campaign) == [("states", "More chargers.")]


def test_an_answer_sent_by_the_pages_script_counts_once_and_says_where_to_go(cast: Cast, sign_in) -> None:
    campaign = opened(cast.administrator)
    client = sign_in(cast.vermont)
    url = reverse("inquiries:submit", args=[campaign.inquiry.key])
    data = {f"q_{question(campaign).ident}": "Yes", "sector": "states", "once": "b"}

    answers = [client.post(url, data, headers={"Portal-Send": "1"}).json() for _ in range(2)]
    invalid = client.post(url, {"once": "c"}, headers={"Portal-Send": "1"})

    assert answers == [{"url": reverse("inquiries:campaign_thanks", args=[campaign.inquiry.key])}] * 2
    assert (invalid.status_code, invalid.json()) == (400, {"invalid": True})
    assert kept(campaign) == [("states", "Yes")]


def test_by_name_a_second_answer_replaces_the_first(cast: Cast, sign_in) -> None:
    campaign = opened(cast.administrator, naming="named")
    client = sign_in(cast.vermont)

    send(client, campaign, "First", once="a", quoting="no")
    send(client, campaign, "Second", once="b", quoting="name")

    assert kept(campaign) == [("states", "Second")]
    row = Submission.objects.get()
    assert (row.person, row.name, row.quoting, row.is_anonymous) == (cast.vermont, "Vermont", "name", False)


def test_by_name_a_draft_is_kept_and_counts_nothing(cast: Cast, sign_in) -> None:
    campaign = opened(cast.administrator, naming="named")
    client = sign_in(cast.vermont)

    answer = send(client, campaign, "Half a thought", do="save", quoting="no")
    page = client.get(reverse("inquiries:submit", args=[campaign.inquiry.key]))

    assert answer.status_code == 302
    assert kept(campaign) == []
    assert texts(page, "textarea") == ["Half a thought"]
    assert list(Submission.objects.visible_to(cast.administrator)) == []
    assert [row.status for row in Submission.objects.visible_to(cast.vermont)] == ["draft"]


def test_an_anonymous_draft_stays_in_the_browser(cast: Cast) -> None:
    campaign = opened(cast.administrator)

    with pytest.raises(InquiryRefused, match="stay in your browser"):
        submitting.save_draft(campaign=campaign, by=cast.vermont, given=given(campaign))

    assert Submission.objects.count() == 0


def test_what_is_kept_is_said_before_the_first_field(cast: Cast, sign_in) -> None:
    campaign = opened(cast.administrator)
    page = sign_in(cast.vermont).get(reverse("inquiries:submit", args=[campaign.inquiry.key]))
    words = page.content.decode()

    assert texts(page, ".what-is-kept p")[0].startswith("Your name is not stored with your answer")
    assert words.index("Your name is not stored") < words.index("data-offline-form")


def test_an_answer_after_the_end_is_told_so(cast: Cast, sign_in) -> None:
    campaign = opened(cast.administrator)
    closed(campaign, cast.administrator)
    client = sign_in(cast.vermont)
    url = reverse("inquiries:submit", args=[campaign.inquiry.key])

    with pytest.raises(InquiryRefused, match="takes no more input"):
        answered(campaign, cast.vermont)
    assert client.post(url, {"once": "x"}).status_code == 409
    assert client.post(url, {"once": "x"}, headers={"Portal-Send": "1"}).json() == {"message": submitting.CLOSED}
    assert client.get(url).url == reverse("inquiries:campaign", args=[campaign.inquiry.key])
    assert Submission.objects.count() == 0


def test_a_document_is_not_asked_for_anonymously(cast: Cast) -> None:
    campaign = draft(cast.administrator)
    questions.add_field(
        inquiry=campaign.inquiry, by=cast.administrator, details=FieldDetails("file", "Your agreement")
    )  # fmt: skip

    with pytest.raises(InquiryRefused, match="would tell whose answer it is"):
        campaigns.open_for_input(campaign=campaign, by=cast.administrator)
