"""Why a membership is suspended, in words for the person and for those who decide."""

from accounts.models.membership import Membership, Suspension

LOOKS = " An administrator will look at it, then restore or end your membership."
TO_PERSON: dict[str, str] = {
    Suspension.ADDRESS: "Your new email address, {email}, is outside your agency’s email domains." + LOOKS,
    Suspension.DOMAIN: "The email domain of your address is no longer on your agency’s list." + LOOKS,
    Suspension.LEFT: "An EV lead of your agency reported that you no longer work there." + LOOKS,
    Suspension.UNCONFIRMED: "You did not confirm in time that you still work there. You can confirm it now.",
}
TO_ADMINISTRATOR: dict[str, str] = {
    Suspension.ADDRESS: "The new address is outside the agency’s email domains.",
    Suspension.DOMAIN: "The email domain of {email} was taken off the agency’s list.",
    Suspension.LEFT: "An EV lead of the agency reported that this person no longer works there.",
    Suspension.UNCONFIRMED: "They did not confirm in time that they still work there.",
}


def to_person(membership: Membership) -> str:
    """What the person reads; empty for a membership that holds."""
    return TO_PERSON.get(membership.suspended_for, "").format(email=membership.user.email)


def to_administrator(membership: Membership) -> str:
    """What those read who decide; empty for a membership that holds."""
    return TO_ADMINISTRATOR.get(membership.suspended_for, "").format(email=membership.user.email)
