"""Setting up two-factor authentication, for those who need it before they go on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import access, second_factor
from accounts.access import SignedInRequest


@require_safe
@access.signed_in
def second_factor_page(request: SignedInRequest) -> HttpResponse:
    """Why this person needs it, the ways to set it up, and on to where they were once it is done."""
    if second_factor.has_factor(request.user):
        return redirect(wanted(request))
    context = {"reasons": second_factor.reasons(request.user), "is_first": second_factor.MARK in request.session}
    return render(request, "accounts/second_factor.html", context)


def wanted(request: HttpRequest) -> str:
    """The page that the person wanted when they were led here; home where there is none."""
    return str(request.session.get(second_factor.MARK, "")) or reverse("home")
