"""Who can see an inquiry, and who a state's answer."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.kinds import AudienceKind
from accounts.models import Membership, User
from accounts.seeing import Circle, Kind, Seen, holders_of, in_audience, of_administrators, of_keys, person, who_work_at
from accounts.standing import Viewer
from inquiries.models import SENT, Inquiry, Response, ResponseStatus, Sharing, Status
from inquiries.models import Kind as InquiryKind

EDITOR = Membership.Role.EDITOR


def members_of_states(states: Iterable[str] | QuerySet[Any, Any]) -> QuerySet[User]:
    """Who works for an agency of one of these states now, as a member."""
    there = Membership.objects.current().filter(agency__state__in=states, tier=Membership.Tier.MEMBER)
    return in_audience(AudienceKind.ALL_MEMBERS).filter(pk__in=there.values("user_id"))


def _writer(inquiry: Inquiry) -> QuerySet[User]:
    if inquiry.agency_id is None:
        return User.objects.none()
    return person(inquiry.made_by_id).filter(pk__in=who_work_at(inquiry.agency_id, tier=Membership.Tier.MEMBER))


def _asked(inquiry: Inquiry) -> list[Circle]:
    """Of a sent inquiry: those who may know that states were asked."""
    asked = inquiry.responses.values("state")
    circles = [Circle("The states that are asked", "because their answer is asked for", members_of_states(asked))]
    if inquiry.agency is not None and inquiry.agency.state_id is not None:
        why = "because their state asks"
        circles.append(Circle("The state that asks", why, members_of_states([inquiry.agency.state_id])))
    if inquiry.audience is not None:
        members = in_audience(AudienceKind.ALL_MEMBERS).filter(pk__in=holders_of([inquiry.audience_id or 0]))
        why = "because the inquiry is open to them"
        circles.append(Circle(inquiry.audience.label, why, members))
    return circles


def _describe_inquiry(inquiry: Inquiry, viewer: Viewer) -> Seen:
    if inquiry.kind == InquiryKind.CAMPAIGN:  # Who can answer a campaign, and who read it, stands on its own page.
        return Seen(inquiry.title, "inquiry", inquiry.get_absolute_url(), [])
    circles = [
        of_administrators("inquiry"),
        Circle("The person who wrote it", "because it’s theirs while they work for the agency", _writer(inquiry)),
    ]
    if inquiry.is_template:
        readers = in_audience(AudienceKind.ALL_MEMBERS)
        if inquiry.agency_id is not None:
            readers = readers.filter(pk__in=who_work_at(inquiry.agency_id, tier=Membership.Tier.MEMBER))
        circles.append(Circle("Those who can start from it", "because it’s a template", readers))
    if inquiry.status == Status.WAITING:
        leads = who_work_at(inquiry.agency_id or 0, tier=Membership.Tier.MEMBER, role=EDITOR).filter(approved_email="")
        circles.append(Circle("EV leads of the agency", "because they can release it", leads))
    if inquiry.status in SENT:
        circles += _asked(inquiry)
    if inquiry.status == Status.PUBLISHED and inquiry.summary_audience_id is not None:
        circles += of_keys([inquiry.summary_audience_id], viewer, what="summary", may_know=False)
    return Seen(inquiry.title, "inquiry", inquiry.get_absolute_url(), circles)


def _describe_answer(response: Response, viewer: Viewer) -> Seen:
    inquiry = response.inquiry
    circles: list[Circle] = []
    if inquiry.status in SENT:
        own = members_of_states([response.state_id])
        circles.append(Circle(f"Everyone who works for {response.state}", "because it’s their state’s answer", own))
    if inquiry.status in SENT and response.status == ResponseStatus.SUBMITTED:
        circles.append(of_administrators("submitted answer"))
        if response.sharing != Sharing.NASEO:
            answered = members_of_states(inquiry.responses.submitted().values("state"))
            circles.append(Circle("States that answered", "because the state shares it with them", answered))
            if inquiry.agency is not None and inquiry.agency.state_id is not None:
                asking = members_of_states([inquiry.agency.state_id])
                circles.append(Circle("The state that asks", "because the state shares it with them", asking))
        if response.sharing == Sharing.MEMBERS and not inquiry.answer_to_see:
            circles += _asked(inquiry)
    return Seen(str(response), "answer", response.get_absolute_url(), circles)


def seeable() -> Sequence[Kind]:
    """Inquiries and states' answers."""
    return (
        Kind("inquiry", lambda user: Inquiry.objects.visible_to(user).rounds(), _describe_inquiry),
        Kind("state-answer", Response.objects.visible_to, _describe_answer),
    )
