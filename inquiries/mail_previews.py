"""The emails about inquiries and campaigns, for accounts.previewing."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts import audiences
from accounts.models import User
from accounts.previewing import previews_of
from accounts.sample_rows import DOMAIN, SampleRows
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.zones import portal_today
from inquiries import campaign_emails, emails
from inquiries.models import (
    PUBLIC,
    Campaign,
    Contributor,
    Inquiry,
    Kind,
    Naming,
    Questionnaire,
    Response,
    ResponseStatus,
    StatePractice,
    Status,
    Submission,
    Theme,
)

WRITER, ANSWERER = "The person who wrote the inquiry", "The person who answers for a state"

preview = previews_of("Questions to the states")


def _inquiry(sample: SampleRows, status: str, **fields: Any) -> Inquiry:
    """Written by Ana, and as far as its status says."""
    now = timezone.now()
    if status in (Status.OPEN, Status.CLOSED, Status.PUBLISHED):
        fields |= {"opened_at": now, "audience": audiences.single("all_members")}
    if status in (Status.CLOSED, Status.PUBLISHED):
        fields |= {"closed_at": now}
    if status == Status.PUBLISHED:
        summary = {"summary": "Most states count connectors.", "summary_audience": audiences.single("all_members")}
        fields |= {"summary_published_at": now, **summary}
    fields = {"made_by": sample.member("Ana Sample"), "agency": sample.agency, **fields}
    made = Inquiry.objects.create(
        title="How do you measure uptime & <downtime>?", status=status, closes_on=portal_today() + timedelta(days=7),
        is_sample=True, **fields,
    )  # fmt: skip
    Questionnaire.objects.create(inquiry=made, published_at=now)
    return made


def _response(sample: SampleRows, status: str = ResponseStatus.WAITING, **fields: Any) -> Response:
    """Ben answers for Vermont."""
    made = _inquiry(sample, fields.pop("of", Status.OPEN))
    return Response.objects.create(
        inquiry=made, state_id="VT", questionnaire=made.questionnaires.get(), assigned=sample.member("Ben Sample"),
        status=status, **fields,
    )  # fmt: skip


@preview(
    "inquiry-release",
    "Inquiry to release",
    to="EV leads of the agency, and administrators",
    when="Someone asks to send it",
)
def _release(sample: SampleRows) -> User:
    lead = sample.lead()
    emails.ask_to_release(_inquiry(sample, Status.WAITING, waiting_since=timezone.now()), sample.person("Ana Sample"))
    return lead


@preview("inquiry-returned", "Inquiry not released yet", to=WRITER, when="It is returned with a reason")
def _returned(sample: SampleRows) -> None:
    reason = "The second question asks for two things."
    emails.notify_returned(_inquiry(sample, Status.DRAFT, returned_because=reason), sample.lead())


@preview("inquiry-released", "Inquiry sent to the states", to=WRITER, when="It is released")
def _released(sample: SampleRows) -> None:
    emails.notify_released(_inquiry(sample, Status.OPEN), sample.lead())


@preview("inquiry-asked", "A question to your state", to=ANSWERER, when="An inquiry is sent to the states")
def _asked(sample: SampleRows) -> None:
    emails.ask_state(_response(sample))


@preview("inquiry-assigned", "A state’s answer assigned", to=ANSWERER, when="A colleague assigns it to them")
def _assigned(sample: SampleRows) -> None:
    emails.ask_state(_response(sample, passed_by=sample.lead(), passed_note="You run the network."))


@preview("inquiry-joined", "A colleague joined", to=ANSWERER, when="A colleague writes the answer too")
def _joined(sample: SampleRows) -> None:
    response, colleague = _response(sample), sample.member("Cleo Sample")
    Contributor.objects.create(response=response, person=colleague)
    emails.notify_joined(response, colleague)


@preview("inquiry-due", "A state’s answer is due", to=ANSWERER, when="Seven days and two days before it is due")
def _due(sample: SampleRows) -> None:
    emails.remind(_response(sample), 7)


@preview("inquiry-ready", "Answer ready to submit", to="EV leads of the state", when="A colleague finished the answer")
def _ready(sample: SampleRows) -> None:
    lead = sample.lead()
    StatePractice.objects.update_or_create(state_id="VT", defaults={"lead_submits": True})
    emails.notify_ready(_response(sample, ResponseStatus.READY), [lead], sample.person("Ben Sample"))


@preview("inquiry-closed", "Your inquiry closed", to=WRITER, when="The last day for answers is over")
def _closed(sample: SampleRows) -> None:
    emails.notify_closed(_inquiry(sample, Status.CLOSED))


@preview(
    "inquiry-published", "Summary of an inquiry", to="People who worked on a state’s answer", when="It is published"
)
def _published(sample: SampleRows) -> None:
    submitted = {"submitted_at": timezone.now(), "submitted_by": sample.member("Ben Sample"), "of": Status.PUBLISHED}
    emails.notify_published(_response(sample, ResponseStatus.SUBMITTED, **submitted).inquiry)


@preview("inquiry-again", "Time to ask again", to=WRITER, when="The day they chose has come")
def _again(sample: SampleRows) -> None:
    emails.remind_writer(_inquiry(sample, Status.CLOSED, ask_again_on=portal_today()))


def _campaign(sample: SampleRows, status: str, naming: str = Naming.ANONYMOUS) -> Campaign:
    organizer = {"kind": Kind.CAMPAIGN, "made_by": sample.administrator, "agency": None}
    return Campaign.objects.create(inquiry=_inquiry(sample, status, **organizer), naming=naming, sectors=[PUBLIC])


@preview("campaign-link", "Link to answer a campaign", to="Someone without account", when="They ask for it")
def _link(sample: SampleRows) -> None:
    campaign_emails.mail_link(_campaign(sample, Status.OPEN), f"sam@{DOMAIN}")


@preview("campaign-closed", "Campaign closed", to="Its organizers", when="The last day for input is over")
def _campaign_closed(sample: SampleRows) -> None:
    campaign_emails.notify_closed(_campaign(sample, Status.CLOSED))


@preview("campaign-used", "How we used your input", to="People who gave input by name", when="The organizers say how")
def _used(sample: SampleRows) -> None:
    campaign, person = _campaign(sample, Status.PUBLISHED, Naming.NAMED), sample.member("Ben Sample")
    Submission.objects.create(
        campaign=campaign, questionnaire=campaign.inquiry.questionnaires.get(), is_anonymous=False, person=person,
        name=person.name, once=random_key(), sent_on=portal_today(),
    )  # fmt: skip
    theme = Theme.objects.create(
        campaign=campaign, name="Winter", position=1, how_used="We added a chapter on cold weather to the guide.",
        how_used_told_at=timezone.now(),
    )  # fmt: skip
    campaign_emails.tell_how_used(theme)
