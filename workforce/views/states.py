"""A state's page in the space: its providers and pathways, beside what its contracts ask of workers."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.models import State
from workforce.clauses import clauses_of
from workforce.models import Pathway, Requirement
from workforce.provider_numbers import listed_for
from workforce.provider_rows import with_parts
from workforce.state_numbers import supply_of
from workforce.views.frame import frame

WAY = ("Training providers", "providers")
MOST_PROVIDERS, MOST_PATHWAYS = 10, 6


@require_safe
@access.approved
def state(request: SignedInRequest, code: str) -> HttpResponse:
    """What the state's solicitations and contracts ask of workers, and who is trained there."""
    shown = get_object_or_404(State, pk=code.upper())
    requirements = list(Requirement.objects.prefetch_related("credentials").order_by("position", "pk"))
    clauses = clauses_of(shown, request.user, requirements)
    supply = supply_of(shown, request.user, requirements)
    providers = with_parts(listed_for(request.user).filter(state=shown)).order_by("name", "key")
    pathways = Pathway.objects.visible_to(request.user).listed().filter(state=shown).order_by("occupation", "key")
    context = {
        **frame(request, "providers", WAY, label=shown.name),
        "state": shown,
        "clauses": clauses,
        "asked": [(asked, supply.by_requirement[asked.requirement.pk]) for asked in clauses.asked],
        "supply": supply,
        "providers": providers[:MOST_PROVIDERS],
        "pathways": pathways[:MOST_PATHWAYS],
    }
    return render(request, "workforce/state.html", context)
