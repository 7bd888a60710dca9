"""Why a membership is suspended, in words for the person and for those who decide."""

from accounts.models.membership import Membership, Suspension

LOOKS = " An administrator will look at it, then restore or end your membership."
TO_PERSON: dict[str, str] = {
    Suspension.ADDRESS: "Your new email address, {email}, is outside your agency’s email domains." + LOOKS,
    Suspension.DOMAIN: "The email domain of your address is no longer on your agency’s list." + LOOKS,
    Suspension.LEFT: "An EV lead of your agency reported that you no longer work there." + LOOKS,
    Suspension.UNCONFIRMED: "You did not confirm in time that you still work there. You can confirm it now.",
    Suspension.ALONE: "Your email address, {email}, isn’t at a domain of {agency}, and you left the agency it belonged "
    "to. Change to your address at {agency}, or wait until an administrator has looked at it.",
}
SECOND_UNCONFIRMED = (
    "No one confirmed in time that you still serve {agency}, your second agency. “My membership” tells who can."
)
TO_ADMINISTRATOR: dict[str, str] = {
    Suspension.ADDRESS: "The new address is outside the agency’s email domains.",
    Suspension.DOMAIN: "The email domain of {email} was taken off the agency’s list.",
    Suspension.LEFT: "An EV lead of the agency reported that this person no longer works there.",
    Suspension.UNCONFIRMED: "They did not confirm in time that they still work there.",
    Suspension.ALONE: "They left the agency that {email} belongs to. This was their second agency.",
}


def to_person(membership: Membership) -> str:
    """What the person reads; empty for a membership that holds."""
    said = TO_PERSON.get(membership.suspended_for, "")
    if membership.suspended_for == Suspension.UNCONFIRMED and not membership.is_main:
        said = SECOND_UNCONFIRMED
    return said.format(email=membership.user.email, agency=membership.agency)


def to_administrator(membership: Membership) -> str:
    """What those read who decide; empty for a membership that holds."""
    said = TO_ADMINISTRATOR.get(membership.suspended_for, "")
    return said.format(email=membership.user.email, agency=membership.agency)
