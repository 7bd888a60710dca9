"""What the portal writes to people about their membership; posted in the caller's transaction."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from accounts.mail import post_to_person
from accounts.models import Membership, MembershipRequest
from clearinghouse.lib.addresses import absolute_url


def notify_approved(membership: Membership) -> None:
    """Your request was approved; this is what you can see now."""
    request = membership.request
    text = _text("approved", url="home", membership=membership, request=request)
    post_to_person(
        request.user, subject="You are a member of the EV States Clearinghouse" if _is_member(membership)
        else "You now have access to the workforce space", body=text,
        dedupe_key=f"membership-request-{request.pk}-decision",
    )  # fmt: skip


def notify_declined(request: MembershipRequest) -> None:
    """Your request was declined, why, and how to ask again."""
    post_to_person(
        request.user,
        subject="Your request to join the EV States Clearinghouse",
        body=_text("declined", url="accounts:my_request", request=request),
        dedupe_key=f"membership-request-{request.pk}-decision",
    )


def notify_ended(membership: Membership, reason: str) -> None:
    """Your membership ended, why, and what to do if that is a mistake."""
    post_to_person(
        membership.user,
        subject="Your membership in the EV States Clearinghouse has ended",
        body=_text("ended", url="accounts:my_request", membership=membership, reason=reason),
        dedupe_key=f"membership-{membership.pk}-ended",
    )


def _is_member(membership: Membership) -> bool:
    return membership.tier == Membership.Tier.MEMBER


def _text(name: str, *, url: str, **context: Any) -> str:
    link = absolute_url(reverse(url))
    return render_to_string(f"accounts/mail/{name}.txt", {**context, "link": link})
