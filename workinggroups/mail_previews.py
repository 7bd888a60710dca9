"""The emails about working groups, for accounts.previewing."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.previewing import previews_of
from accounts.sample_rows import SampleRows
from workinggroups import emails
from workinggroups.models import GroupMembership, JoinRequest
from workinggroups.sample_rows import group, place

MEMBER = "The person who asked to join"
LEAD = GroupMembership.Role.LEAD

preview = previews_of("Working groups")


def _request(sample: SampleRows, **fields: Any) -> JoinRequest:
    note = "I plan charging along I-89."
    return JoinRequest.objects.create(group=group(), user=sample.member("Ana Sample"), note=note, **fields)


def _lead(sample: SampleRows) -> User:
    lead = sample.member("Lee Sample")
    place(lead, LEAD)
    return lead


@preview(
    "group-asked", "Request to join a group", to="The group’s leads, or administrators", when="Someone asks to join"
)
def _asked(sample: SampleRows) -> User:
    lead = _lead(sample)
    emails.notify_deciders(_request(sample))
    return lead


def _decided(sample: SampleRows, status: str, reason: str = "") -> JoinRequest:
    decision = {"decided_by": _lead(sample), "decided_at": timezone.now(), "decision_reason": reason}
    return _request(sample, status=status, **decision)


@preview("group-approved", "Request to join a group approved", to=MEMBER, when="A lead approves the request")
def _approved(sample: SampleRows) -> None:
    emails.notify_approved(_decided(sample, JoinRequest.Status.APPROVED))


@preview("group-declined", "Request to join a group declined", to=MEMBER, when="A lead declines the request")
def _declined(sample: SampleRows) -> None:
    emails.notify_declined(_decided(sample, JoinRequest.Status.DECLINED, "The group is for staff who run chargers."))


@preview("group-added", "Added to a group", to="The person added", when="A lead adds someone")
def _added(sample: SampleRows) -> None:
    emails.notify_added(place(sample.member("Ana Sample")), _lead(sample))


@preview("group-removed", "Removed from a group", to="The person removed", when="A lead removes someone")
def _removed(sample: SampleRows) -> None:
    emails.notify_removed(place(sample.member("Ana Sample")), _lead(sample), "You moved to another program.")


@preview("group-lead", "Lead of a group", to="The person named", when="Someone becomes a lead")
def _role(sample: SampleRows) -> None:
    emails.notify_role(place(sample.member("Ana Sample"), LEAD), sample.administrator)


@preview("group-no-lead", "No longer lead of a group", to="The person named", when="Someone’s role as a lead ends")
def _no_role(sample: SampleRows) -> None:
    emails.notify_role(place(sample.member("Ana Sample")), sample.administrator)


@preview("group-uninvited", "Organization no longer invited", to="Its people in the group", when="Invitations change")
def _uninvited(sample: SampleRows) -> None:
    emails.notify_uninvited(sample.member("Ana Sample"), group(), sample.administrator)
