"""Campaigns for tests, made as their organizers would."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from clearinghouse.lib.zones import portal_today
from inquiries.actions import campaigns, questions, submitting, synthesis
from inquiries.actions.campaigns import CampaignDetails
from inquiries.actions.questions import FieldDetails
from inquiries.actions.submitting import Given
from inquiries.models import Campaign, CampaignTable, InquiryField, Submission, Theme
from meetings.models import Meeting

ALL = ("states", "cities", "federal", "utilities", "partners", "public")


def draft(by: User, *, meeting: Meeting | None = None, naming: str = "anonymous", **more: Any) -> Campaign:
    """With one long question, not open yet."""
    details = CampaignDetails(
        more.get("title", "What should NASEO do next?"), more.get("introduction", ""), meeting, naming,
        more.get("sectors", ALL), portal_today() + timedelta(days=7),
    )  # fmt: skip
    made = campaigns.start(by=by, details=details)
    questions.add_field(inquiry=made.inquiry, by=by, details=FieldDetails("long", "What is missing?"))
    return made


def opened(by: User, **more: Any) -> Campaign:
    """Open for input."""
    return campaigns.open_for_input(campaign=draft(by, **more), by=by)


def question(campaign: Campaign) -> InquiryField:
    """Its one question."""
    return InquiryField.objects.get(questionnaire__inquiry=campaign.inquiry)


def table(campaign: Campaign, by: User) -> CampaignTable:
    """A table of it."""
    return campaigns.add_tables(campaign=campaign, by=by, number=1)[0]


def given(campaign: Campaign, words: str = "More chargers.", **more: Any) -> Given:
    """An answer to its question."""
    return Given(answers={question(campaign).ident: words}, **{"once": words, "sector": "states", **more})


def answered(campaign: Campaign, by: User, words: str = "More chargers.", **more: Any) -> Submission:
    """Somebody's answer."""
    return submitting.submit(campaign=campaign, by=by, given=given(campaign, words, **more))


def closed(campaign: Campaign, by: User) -> Campaign:
    """Under review."""
    return campaigns.close(campaign=campaign, by=by)


def theme(campaign: Campaign, by: User, name: str = "Chargers") -> Theme:
    """A theme of it."""
    return synthesis.add_theme(campaign=campaign, by=by, name=name)


def send(client: Client, campaign: Campaign, words: str, *, once: str = "a", **fields: str) -> Any:
    """Send the form of somebody who is signed in."""
    data = {f"q_{question(campaign).ident}": words, "sector": "states", "once": once, **fields}
    return client.post(reverse("inquiries:submit", args=[campaign.inquiry.key]), data)
