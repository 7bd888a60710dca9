"""How the portal is doing, for administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.mail_setup import return_state
from accounts.system import SYSTEM_PANELS, look_around


@require_safe
@access.administrator
def system(request: HttpRequest) -> HttpResponse:
    """Scanner, mail, worker and jobs, and what apps above add."""
    context = {
        "state": look_around(),
        "returns": return_state(),
        "panels": [panel(request.user) for panel in SYSTEM_PANELS],
    }
    return render(request, "accounts/system.html", context)
