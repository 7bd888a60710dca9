"""An EV lead's page: who asks to join for their agency, and whether they know them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.actions import AlreadyDecided, RequestChanged
from accounts.actions.vouching import vouch
from accounts.models import Agency, MembershipRequest, Vouch
from accounts.vouching import led_agencies

MOST = 100


@require_safe
@access.lead
def colleagues(request: SignedInRequest) -> HttpResponse:
    """People who ask to join for the agency that the person leads."""
    waiting = MembershipRequest.objects.to_vouch_by(request.user)
    waiting = waiting.select_related("agency").order_by("requested_at", "pk")[:MOST]
    said = Vouch.objects.filter(by=request.user, request__in=[row.pk for row in waiting]).values_list(
        "request", "knows"
    )
    words = dict(said)
    context = {
        "agencies": _agencies(request),
        "rows": [{"request": row, "said": words.get(row.pk)} for row in waiting],
    }
    return render(request, "accounts/colleagues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.lead
def colleague(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of them. Looking decides nothing; a button says whether the lead knows them."""
    asked = get_object_or_404(MembershipRequest.objects.to_vouch_by(request.user), pk=pk)
    if request.method != "POST":
        said = Vouch.objects.filter(request=asked, by=request.user).first()
        context = {"agency": asked.agency, "membership_request": asked, "said": said}
        return render(request, "accounts/colleague.html", context)
    answer, version = request.POST.get("answer", ""), request.POST.get("version", "")
    if answer not in ("yes", "no") or not (version.isascii() and version.isdigit()):
        messages.error(request, "Nothing was saved. Choose one of the two answers.")
        return redirect("accounts:colleague", pk)
    try:
        membership = vouch(request=asked, by=request.user, knows=answer == "yes", seen=int(version))
    except AlreadyDecided:
        messages.warning(request, f"The request from {asked.name} was already decided. Your answer was not saved.")
        return redirect("accounts:colleagues")
    except RequestChanged:
        messages.warning(request, f"{asked.name} changed the request. Look again, then answer.")
        return redirect("accounts:colleague", pk)
    if membership is not None:
        messages.success(request, f"{asked.name} now has access for {membership.agency}. We sent them an email.")
    else:
        messages.success(request, f"Thank you. NASEO’s administrators see what you said about {asked.name}.")
    return redirect("accounts:colleagues")


def _agencies(request: HttpRequest) -> list[Agency]:
    """The agencies they lead; an administrator may lead none."""
    return list(Agency.objects.filter(pk__in=led_agencies(request.user)).order_by("name", "pk"))
