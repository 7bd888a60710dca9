"""The emails of the EV Workforce Collaborative, for accounts.previewing."""

from datetime import timedelta

from django.utils import timezone

from accounts import mail
from accounts.models import User
from accounts.previewing import previews_of
from accounts.sample_rows import DOMAIN, SampleRows
from workforce import emails, reminders, suggestion_emails
from workforce.models import Provider, Resource, SpaceAdministrator, SpaceInvitation

CARERS = "Administrators of the Collaborative"

preview = previews_of("EV Workforce Collaborative")


def _carer(sample: SampleRows) -> User:
    person = sample.member("Cory Sample")
    SpaceAdministrator.objects.create(person=person)
    return person


def _resource(sample: SampleRows) -> Resource:
    return Resource.objects.create(
        title="Sample toolkit for electricians", summary="How to train.", url="https://example.org/toolkit",
        form="toolkit", audiences=["city"], suggested_by=sample.guest(), is_sample=True,
    )  # fmt: skip


@preview("space-invitation", "Invitation to the Collaborative", to="The invited person", when="Someone invites them")
def _invitation(sample: SampleRows) -> None:
    invitation = SpaceInvitation.objects.create(
        email=f"pat@{DOMAIN}", name="Pat Sample", organization="Port of Sampleton", kind="EMPLOYER", state_id="VT",
        invited_by=sample.administrator,
    )  # fmt: skip
    emails.invite(invitation, by=sample.administrator)


@preview("resource-suggested", "Resource suggested", to=CARERS, when="Someone suggests a resource")
def _suggested(sample: SampleRows) -> User:
    carer = _carer(sample)
    suggestion_emails.notify_suggested(_resource(sample))
    return carer


@preview("resources-suggested", "Suggested resources of the day", to=CARERS, when="Once a day, for those who chose it")
def _suggestions(sample: SampleRows) -> User:
    carer = _carer(sample)
    written = suggestion_emails.digest_of(carer, [_resource(sample)])
    mail.post_to_person(carer, subject=written.subject, body=written.body)
    return carer


@preview(
    "providers-due", "Training providers to confirm", to="People of the agency that entered them", when="Once a month"
)
def _due(sample: SampleRows) -> None:
    person, long_ago = sample.lead("Ana Sample"), timezone.now() - timedelta(days=400)
    kept = {"entered_by": person, "confirmed_by": person, "confirmed_at": long_ago}
    Provider.objects.create(
        name="Sample Community College", kind="college", state_id="VT", agency=sample.agency, **kept
    )
    reminders.remind(person, f"{timezone.localdate():%Y-%m}")
