"""Links that somebody cannot open: whom to ask, sending it on, and what administrators decide."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.actions import ActionRefused
from accounts.actions.links import ask_about_link, decide_about_link, path_of_ours
from accounts.limits import too_often
from accounts.link_forms import LinkQuestionForm
from accounts.models import LinkQuestion, Membership, User
from accounts.standing import standing_of

SENT = (
    "We sent your question to NASEO’s administrators. They decide whether to send it to the owner, if there is one. "
    "For privacy, they don’t tell you what is at this address, or whether anything is."
)
RATES = "5/h/user,10/d/user"


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience
def cannot_open(request: HttpRequest) -> HttpResponse:
    """Whom to ask about a link.

    SECURITY: nothing is looked up at the address: what is hidden and what never was get the same bytes.
    """
    path = path_of_ours(request.POST.get("next") or request.GET.get("next", ""))
    standing = standing_of(request.user)
    may_send = bool(standing.user_id and path)
    form = LinkQuestionForm(request.POST or None) if may_send else None
    if request.method == "POST" and form and form.is_valid():
        if refused := too_often(request, action="cannot_open", rates=RATES):
            return refused
        assert isinstance(request.user, User)
        ask_about_link(by=request.user, path=path, **form.cleaned_data)
        messages.success(request, SENT)
        return redirect("home")
    context = {"path": path, "form": form, "leads": _leads_of(request), "is_member": standing.is_member}
    status = 200 if request.method != "POST" else 400
    return render(request, "accounts/cannot_open.html", context, status=status)


def _leads_of(request: HttpRequest) -> list[str]:
    """The EV leads where the person works, who do not hide from the directory."""
    here = Membership.objects.current().filter(user_id=standing_of(request.user).user_id, tier=Membership.Tier.MEMBER)
    leads = Membership.objects.current().filter(role=Membership.Role.EDITOR, agency__in=here.values("agency"))
    people = User.objects.filter(pk__in=leads.values("user"), is_active=True).exclude(preferences__is_listed=False)
    return [str(person) for person in people.exclude(pk=request.user.pk).order_by("sort_name", "pk")]


@require_safe
@access.administrator
def links(request: HttpRequest) -> HttpResponse:
    """Questions about links that wait for a decision, and the latest that were decided."""
    rows = LinkQuestion.objects.visible_to(request.user).select_related("asker", "decided_by")
    context = {
        "waiting": rows.waiting().order_by("asked_at", "pk")[:100],
        "decided": rows.exclude(outcome="").order_by("-decided_at", "-pk")[:20],
    }
    return render(request, "accounts/links.html", context)


@require_POST
@access.administrator
def decide_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pass a question on to the owner, or close it."""
    question = get_object_or_404(LinkQuestion.objects.visible_to(request.user), pk=pk)
    passes_on = request.POST.get("decision") == "pass"
    try:
        decide_about_link(question=question, passes_on=passes_on, by=request.user)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Passed to the owner." if passes_on else "Closed.")
    return redirect("accounts:links")
