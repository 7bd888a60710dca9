"""A state's page in the space: its providers and pathways, beside what its contracts ask of workers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import SignedInRequest
from workforce.state_page import state_page
from workforce.views.frame import frame

WAY = ("Training providers", "providers")


@require_safe
@access.approved
def state(request: SignedInRequest, code: str) -> HttpResponse:
    """What the state's solicitations and contracts ask of workers, and who is trained there."""
    shown = state_page(code.upper(), request.user)
    context = {**frame(request, "providers", WAY, label=shown["state"].name), **shown}
    return render(request, "workforce/state.html", context)
