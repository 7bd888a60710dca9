"""What administrators set about joining: remembered domains, and agencies whose EV leads approve."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.actions.domains import end_domain as end
from accounts.actions.vouching import set_leads_approve
from accounts.joining_forms import LeadsApproveForm
from accounts.models import Agency, AgencyDomain
from clearinghouse.lib.keyset import page_by_key

PAGE_SIZE = 50


@require_safe
@access.administrator
def settings(request: HttpRequest) -> HttpResponse:
    """Both lists, each with who set it and how to end it."""
    return _page(request, LeadsApproveForm())


@require_POST
@access.administrator
def leads_approve(request: SignedInRequest) -> HttpResponse:
    """Let the word of an agency's EV leads approve colleagues."""
    form = LeadsApproveForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    agency = form.cleaned_data["agency"]
    set_leads_approve(agency=agency, approve=True, by=request.user)
    messages.success(request, f"EV leads of {agency} can now approve colleagues at its own domains.")
    return redirect("accounts:joining_settings")


@require_POST
@access.administrator
def leads_no_longer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the word of an agency's EV leads evidence again."""
    agency = get_object_or_404(Agency, pk=pk)
    set_leads_approve(agency=agency, approve=False, by=request.user)
    messages.success(request, f"What EV leads of {agency} say is evidence again. It no longer approves.")
    return redirect("accounts:joining_settings")


@require_POST
@access.administrator
def end_domain(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a remembered domain count no longer."""
    domain = get_object_or_404(AgencyDomain.objects.filter(is_remembered=True), pk=pk)
    end(domain=domain, by=request.user)
    messages.success(request, f"{domain} no longer counts for {domain.agency}.")
    return redirect("accounts:joining_settings")


def _page(request: HttpRequest, form: LeadsApproveForm) -> HttpResponse:
    remembered = AgencyDomain.objects.filter(is_remembered=True).select_related("agency", "remembered_by")
    page = page_by_key(remembered, ("-valid_from", "-pk"), request.GET.get("page", ""), PAGE_SIZE)
    today = timezone.localdate()
    context = {
        "form": form,
        "agencies": Agency.objects.filter(leads_approve=True).select_related("state").order_by("state", "name"),
        "domains": [{"domain": row, "counts": row.is_valid_on(today)} for row in page.rows],
        "page": page,
    }
    return render(request, "accounts/joining_settings.html", context)
