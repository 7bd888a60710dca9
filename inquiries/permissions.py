"""What a person may do with an inquiry and an answer. What they may see is in the querysets."""

from accounts.models import Membership
from accounts.standing import Viewer, standing_of
from accounts.vouching import led_agencies
from inquiries.models import Inquiry, Kind, Response, ResponseStatus, StatePractice


def may_ask(user: Viewer) -> bool:
    """Members of state agencies, and administrators for NASEO; not while their address is unchecked."""
    standing = standing_of(user)
    return (standing.is_member or standing.is_administrator) and not standing.has_unchecked_address


def may_change(user: Viewer, inquiry: Inquiry) -> bool:
    """Who wrote it for the agency that asks; a campaign: who organizes its event; administrators."""
    if not Inquiry.objects.editable_by(user).filter(pk=inquiry.pk).exists():
        return False
    return may_ask(user) or (inquiry.kind == Kind.CAMPAIGN and not standing_of(user).has_unchecked_address)


def may_release(user: Viewer, inquiry: Inquiry) -> bool:
    """EV leads of the agency that asks, and administrators."""
    return Inquiry.objects.releasable_by(user).filter(pk=inquiry.pk).exists()


def releases_for(user: Viewer, agency: int | None) -> bool:
    """Whether the person could release what this agency, or NASEO, asks."""
    return standing_of(user).is_administrator or agency in led_agencies(user)


def may_write(user: Viewer, response: Response) -> bool:
    """Whoever it was given to, joined in, or leads in that state."""
    return Response.objects.answerable_by(user).filter(pk=response.pk).exists()


def may_join(user: Viewer, response: Response) -> bool:
    """Colleagues of the state who do not write it yet."""
    standing = standing_of(user)
    if standing.has_unchecked_address or may_write(user, response):
        return False
    return Response.objects.of_states_of(user).filter(pk=response.pk).exists()


def leads_state(user: Viewer, state: str) -> bool:
    """Whether the person is an EV lead of one of the state's agencies."""
    # SECURITY: agency and role are of one membership; see led_agencies.
    return Membership.objects.filter(agency__in=led_agencies(user), agency__state=state).exists()


def may_submit(user: Viewer, response: Response) -> bool:
    """Whoever writes it; where the state wants that, only an EV lead."""
    if not may_write(user, response):
        return False
    practice = StatePractice.objects.filter(state=response.state_id, lead_submits=True)
    return leads_state(user, response.state_id) or not practice.exists()


def may_take_back(user: Viewer, response: Response) -> bool:
    """Whoever may submit it, while answers are taken."""
    return response.status == ResponseStatus.SUBMITTED and response.inquiry.is_open and may_submit(user, response)
