"""What waits too long, for administrators."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import SignedInRequest
from gaps.queues import queues_for
from gaps.tabs import tabs


@require_safe
@access.administrator
def queues(request: SignedInRequest) -> HttpResponse:
    """Every queue, with the age of each thing and whom to write to."""
    context = {"tabs": tabs("gaps:queues", request.user), "queues": queues_for(request.user)}
    return render(request, "gaps/queues.html", context)
