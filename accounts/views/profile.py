"""One's own account, and signing in as a sample person."""

from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.leading import may_lead
from accounts.models import Audience, Membership, User
from accounts.standing import standing_of


@require_safe
@access.signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is here, what one sees, and where to change how one signs in."""
    person = request.user
    assert isinstance(person, User)
    memberships = list(person.memberships.not_ended().select_related("agency__state").main_first())
    is_suspended = bool(memberships) and all(membership.suspended_at for membership in memberships)
    context: dict[str, Any] = {
        "memberships": memberships,
        "looks_after": may_lead(person),
        "is_suspended": is_suspended,
        "shared_with": [] if is_suspended else shared_with(person),
        "is_administrator": standing_of(person).is_administrator,
        "leads": any(membership.role == Membership.Role.EDITOR for membership in memberships)
        and not standing_of(person).has_unchecked_address,
    }
    return render(request, "accounts/profile.html", context)


def shared_with(person: User) -> list[str]:
    """The person's audiences in plain words, widest first: whatever is shared with these, they see."""
    order = [kind.value for kind in Audience.Kind]
    mine = Audience.objects.filter(group__user=person).exclude(kind=Audience.Kind.ADMINISTRATORS)
    if person.memberships.suspended().exists() and person.memberships.current().exists():
        # Of two memberships one is suspended: what the other one still gives.
        mine = mine.filter(pk__in=standing_of(person).reader_keys)
    rows = sorted(mine, key=lambda audience: (order.index(audience.kind), audience.label, audience.pk))
    return [_words(audience) for audience in rows]


def _words(audience: Audience) -> str:
    match audience.kind:
        case Audience.Kind.STATE:
            return f"Everyone who works for {audience.label}"
        case Audience.Kind.AGENCY:
            return f"Your agency: {audience.label}"
        case Audience.Kind.REGION:
            return f"The {audience.label}"
        case Audience.Kind.WORKING_GROUP:
            return audience.label if "Group" in audience.label else f"The working group {audience.label}"
    return audience.label


@require_POST
@access.public
def sample_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as an invented person: only on one's own machine, never where the setting is off."""
    if not settings.SAMPLE_SIGN_IN:
        raise Http404
    person = get_object_or_404(User, pk=pk, is_sample=True, is_active=True)
    answer: HttpResponse = perform_login(request, person)
    return answer
