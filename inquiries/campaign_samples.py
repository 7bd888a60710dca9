"""Sample campaigns: one open at the sample conference, one published with its synthesis. Invented; no mail."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts import audiences
from accounts.models import State, User
from accounts.reference import read_json
from clearinghouse.lib.zones import portal_today
from inquiries.actions import campaigns, questions, submitting, synthesis
from inquiries.actions.campaigns import CampaignDetails
from inquiries.actions.questions import FieldDetails
from inquiries.actions.submitting import Given
from inquiries.models import Campaign, CampaignTable, Inquiry, InquiryField, Submission
from meetings.models import Meeting, Sector

DATA = Path(__file__).parent / "data" / "sample_campaigns.json"


@transaction.atomic
def load(administrator: User) -> None:
    """Those that are not there yet; the sample people and events must be."""
    for row in read_json(DATA):
        if not Inquiry.objects.filter(title=row["title"], is_sample=True).exists():
            _make(row, administrator)


def _make(row: dict[str, Any], by: User) -> None:
    event = (
        Meeting.objects.filter(kind="conference", is_sample=True).order_by("pk").first() if row["at_event"] else None
    )
    closes_on = portal_today() + timedelta(days=row["days_open"])
    details = CampaignDetails(
        row["title"], row["introduction"], event, row["naming"], tuple(Sector.values), closes_on
    )  # fmt: skip
    campaign = campaigns.start(by=by, details=details)
    Inquiry.objects.filter(pk=campaign.pk).update(is_sample=True)
    asked = [
        questions.add_field(
            inquiry=campaign.inquiry, by=by,
            details=FieldDetails(one["type"], one["label"], choices=tuple(one.get("choices", ()))),
        )
        for one in row["questions"]
    ]  # fmt: skip
    if row["tables"]:
        campaigns.add_tables(campaign=campaign, by=by, number=row["tables"])
    campaign = campaigns.open_for_input(campaign=campaign, by=by)
    answers = [_answer(campaign, asked, number, one) for number, one in enumerate(row["answers"])]
    if row["stage"] == "published":
        campaign = campaigns.close(campaign=campaign, by=by)
        for theme in row["themes"]:
            _theme(campaign, asked, answers, theme, by)
        audience = audiences.single(row["audience"])
        campaigns.publish(campaign=campaign, by=by, text=row["summary"], audience=audience)


def _answer(campaign: Campaign, asked: list[InquiryField], number: int, row: dict[str, Any]) -> Submission:
    """As somebody at a table gives one: without an account."""
    words = {field.ident: text for field, text in zip(asked, row["answers"], strict=True)}
    state = State.objects.filter(pk=row["state"]).first()
    given = Given(answers=words, once=f"sample {number}", sector=row["sector"], state=state)
    return submitting.submit_at_table(table=CampaignTable(campaign=campaign, number=0), given=given)


def _theme(
    campaign: Campaign, asked: list[InquiryField], answers: list[Submission], row: dict[str, Any], by: User
) -> None:
    theme = synthesis.add_theme(campaign=campaign, by=by, name=row["name"], description=row["description"])
    for answer, question, words, is_released in row["passages"]:
        passage = synthesis.mark(
            submission=answers[answer], question=asked[question], theme=theme, by=by, words=words
        )  # fmt: skip
        if is_released:
            synthesis.release(passage=passage, by=by)
    if row["how_used"]:
        synthesis.save_how_used(theme=theme, by=by, text=row["how_used"], tell=False)
