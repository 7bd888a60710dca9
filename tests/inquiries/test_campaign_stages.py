"""A campaign on its way: who makes one, what can change, and that it ends for everybody at the same moment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.editing import EditConflict
from accounts.mail import written_now
from accounts.models import AuditEvent, OutboxMail
from clearinghouse.lib.zones import portal_today
from inquiries.actions import InquiryRefused, campaigns, rounds
from inquiries.models import Campaign, Inquiry, Submission
from tests.accounts.at_once import at_once
from tests.cast import Cast
from tests.inquiries.builders import mails
from tests.inquiries.campaigns import answered, closed, draft, opened
from tests.meetings.events import conference
from tests.pages import texts

pytestmark = pytest.mark.django_db


def test_organizers_of_an_event_make_campaigns_for_it_and_for_no_other(cast: Cast, sign_in) -> None:
    event, other = conference(cast), conference(cast, "Another")
    event.organizers.add(cast.vermont)

    made = draft(cast.vermont, meeting=event)

    for meeting in (other, None):
        with pytest.raises(PermissionDenied):
            draft(cast.vermont, meeting=meeting)
    with pytest.raises(PermissionDenied):
        draft(cast.colorado, meeting=event)
    people = {"vermont": cast.vermont, "colorado": cast.colorado, "administrator": cast.administrator}
    assert {name: list(Campaign.objects.organized_by(person)) for name, person in people.items()} == {
        "vermont": [made], "colorado": [], "administrator": [made]
    }  # fmt: skip
    questions = sign_in(cast.vermont).get(reverse("inquiries:questions", args=[made.inquiry.key]))
    assert texts(questions, ".question-card h2") == ["1. What is missing?"]


def test_a_campaign_is_no_round_and_a_round_no_campaign(cast: Cast, sign_in) -> None:
    campaign = opened(cast.administrator)
    client = sign_in(cast.administrator)

    assert client.get(reverse("inquiries:inquiry", args=[campaign.inquiry.key])).status_code == 404
    assert client.post(reverse("inquiries:send", args=[campaign.inquiry.key])).status_code == 404
    assert texts(client.get(reverse("inquiries:list")), ".inquiry-row__title") == []
    assert list(Inquiry.objects.sent_to(cast.vermont)) == []


def test_a_campaign_closes_on_its_day_and_its_organizers_are_told_in_its_own_words(cast: Cast) -> None:
    event = conference(cast)
    event.organizers.add(cast.vermont)
    campaign = opened(cast.administrator, meeting=event)
    answered(campaign, cast.colorado)
    Inquiry.objects.update(closes_on=portal_today() - timedelta(days=1))

    closed_by_rounds = rounds.close_due()
    numbers = (closed_by_rounds, campaigns.close_due(), campaigns.close_due())

    subject = "Takes no more input: What should NASEO do next?"
    assert numbers == (0, 1, 0)
    assert {str(person): mails(person) for person in (cast.administrator, cast.vermont, cast.colorado)} == {
        "Administrator": [subject], "Vermont": [subject], "Colorado": []
    }  # fmt: skip
    written = written_now(OutboxMail.objects.get(person=cast.vermont))
    assert written is not None
    assert "It received 1 answer. Next, read the answers" in written.body
    event.organizers.remove(cast.vermont)
    assert mails(cast.vermont) == []


def test_a_campaign_with_a_later_last_day_stays_open(cast: Cast) -> None:
    campaign = opened(cast.administrator)

    campaigns.close(campaign=campaign, by=None)

    assert Inquiry.objects.get().status == "open"


def test_who_organizes_no_event_is_refused(cast: Cast, sign_in) -> None:
    assert sign_in(cast.vermont).get(reverse("inquiries:new_campaign")).status_code == 403


def test_the_pages_make_a_campaign(cast: Cast, sign_in) -> None:
    client = sign_in(cast.administrator)
    event = conference(cast)
    data = {
        "title": "What next?", "introduction": "", "meeting": event.key, "naming": "anonymous",
        "sectors": ["utilities", "states"], "closes_on": portal_today().isoformat(),
    }  # fmt: skip

    made = client.post(reverse("inquiries:new_campaign"), data)

    campaign = Campaign.objects.get()
    assert made.url == reverse("inquiries:questions", args=[campaign.inquiry.key])
    assert (campaign.meeting, campaign.sectors, campaign.naming) == (event, ["states", "utilities"], "anonymous")
    refused = client.post(reverse("inquiries:open_campaign", args=[campaign.inquiry.key]))
    assert (refused.status_code, texts(refused, ".usa-alert__text")[-1]) == (409, "Add at least one question first.")


def test_how_answers_are_given_stays_as_people_were_told(cast: Cast) -> None:
    campaign = opened(cast.administrator)
    said = campaigns.details_of(campaign)

    with pytest.raises(InquiryRefused, match="can’t change anymore"):
        campaigns.change(
            campaign=campaign, by=cast.administrator, details=replace(said, naming="named"),
            revision=campaign.inquiry.revision,
        )  # fmt: skip
    with pytest.raises(EditConflict):
        campaigns.change(campaign=campaign, by=cast.administrator, details=replace(said, title="New"), revision=0)
    campaigns.change(
        campaign=campaign, by=cast.administrator,
        details=replace(said, title="New", closes_on=portal_today() + timedelta(days=9)),
        revision=campaign.inquiry.revision,
    )  # fmt: skip
    assert Inquiry.objects.get().title == "New"


def test_each_step_leaves_one_line_and_an_anonymous_answer_none(cast: Cast) -> None:
    campaign = opened(cast.administrator)
    answered(campaign, cast.vermont)
    closed(campaign, cast.administrator)

    assert list(AuditEvent.objects.filter(action__startswith="campaign").order_by("pk").values_list("action")) == [
        ("campaign.started",), ("campaign.opened",), ("campaign.closed",)
    ]  # fmt: skip


def test_one_answer_by_name_leaves_one_line(cast: Cast) -> None:
    campaign = opened(cast.administrator, naming="named")
    answered(campaign, cast.vermont)

    assert list(AuditEvent.objects.filter(action="campaign.answered").values_list("actor_id")) == [(cast.vermont.pk,)]


@pytest.mark.django_db(transaction=True)
def test_an_answer_in_the_moment_of_the_end_counts_or_is_refused(cast: Cast) -> None:
    campaign = opened(cast.administrator)

    answer, _ = at_once([lambda: answered(campaign, cast.vermont), lambda: closed(campaign, cast.administrator)])

    counted = Submission.objects.count()
    assert isinstance(answer, Submission if counted else InquiryRefused)
    assert Inquiry.objects.get().status == "closed"


@pytest.mark.django_db(transaction=True)
def test_the_same_answer_sent_at_once_counts_once(cast: Cast) -> None:
    campaign = opened(cast.administrator)

    made = at_once([lambda: answered(campaign, cast.vermont)] * 3)

    assert len({row.pk for row in made if isinstance(row, Submission)}) == 1
    assert Submission.objects.count() == 1
