"""Joining, from the person's side: what membership is, the request, and where it stands."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.actions import (
    AlreadyDecided,
    RequestRefused,
    answer_question,
    change_request,
    request_membership,
    withdraw_request,
)
from accounts.confirming import confirms_by_mail, is_time, last_day
from accounts.evidence_facts import guess_place
from accounts.forms import AnswerForm, PlaceForm, RequestForm
from accounts.models import Agency, Membership, MembershipRequest, User
from accounts.models.membership import Tier
from accounts.standing import standing_of
from accounts.suspension_words import to_person
from clearinghouse.lib.frozen import dataclass

TYPED = ("new_agency_name", "new_agency_kind", "role_title", "reason")
INVITED_WITH = ("new_agency_name", "new_agency_kind")  # what an invitation's link fills in


@require_safe
@access.public
def join(request: HttpRequest) -> HttpResponse:
    """What membership is and who may join."""
    return render(request, "accounts/join.html")


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def ask(request: SignedInRequest) -> HttpResponse:
    """The request to join: first the kind of employer and the state, then the agency and why."""
    person = request.user
    if person.membership_requests.waiting().exists():
        messages.info(request, "Your request is waiting for a decision.")
        return redirect("accounts:my_request")
    return _ask(request, person.membership_requests.order_by("-pk").first(), changes=None)


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fix one's own request while it waits; its earlier answers are filled in."""
    mine = get_object_or_404(MembershipRequest.objects.filter(user=request.user), pk=pk)
    if mine.status != MembershipRequest.Status.WAITING:
        messages.warning(request, "Your request was already decided. It can’t be changed.")
        return redirect("accounts:my_request")
    return _ask(request, mine, changes=mine)


def _ask(request: SignedInRequest, earlier: MembershipRequest | None, *, changes: MembershipRequest | None) -> Any:
    """The two steps, for a new request, or for one that its person changes while it waits."""
    person = request.user
    address = reverse("accounts:change_request", args=[changes.pk]) if changes else reverse("accounts:request")
    serves = _serves(person)
    place = PlaceForm(request.POST or _place(request, person, earlier), serves=serves)
    shown: dict[str, Any] = {"place": place, "changes": changes, "address": address, "serves": serves}
    if not place.is_valid():
        # Nothing was chosen yet: the first step without red ink.
        is_first = not request.GET.keys() - {"how"} and request.method != "POST"
        empty = PlaceForm(initial=dict(place.data), serves=serves) if is_first else place
        typed = {name: request.POST[name] for name in TYPED if request.POST.get(name)}
        return render(request, "accounts/request.html", {**shown, "place": empty, "form": None, "typed": typed})
    listed = _listed(place)
    context = {**shown, "listed": listed, **place.cleaned_data}
    # Without scripts the page may still show the agencies of another state than the one that is chosen by now.
    changed = request.POST.get("listed", listed) != listed
    shows = "show" in request.POST
    if changed or shows:
        form = RequestForm(initial=request.POST.dict(), **place.cleaned_data)
        return render(request, "accounts/request.html", {**context, "form": form, "changed": not shows})
    form = _request_form(request, place, person, earlier)
    if request.method == "POST" and form.is_valid():
        try:
            if changes is None:
                request_membership(by=person, answers=form.answers())
                said = "Your request is with NASEO. We’ll email you when it’s decided."
            else:
                change_request(request=changes, by=person, answers=form.answers())
                said = "We saved your changes. NASEO sees the request as it is now."
        except AlreadyDecided:
            messages.warning(request, "Your request was already decided. It can’t be changed.")
            return redirect("accounts:my_request")
        except RequestRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("accounts:my_request")
    return render(request, "accounts/request.html", {**context, "form": form})


def _listed(place: PlaceForm) -> str:
    """Whose agencies the page lists."""
    chosen = place.cleaned_data
    return f"{chosen['tier']} {chosen['state'].pk}"


def _serves(person: User) -> Agency | None:
    """The one agency of a member, who may serve a second one."""
    mine = list(person.memberships.not_ended().select_related("agency"))
    return mine[0].agency if len(mine) == 1 and mine[0].tier == Tier.MEMBER else None


@require_safe
@access.signed_in
def my_request(request: SignedInRequest) -> HttpResponse:
    """Where one's own request stands, and the earlier ones."""
    return _my_request_page(request, AnswerForm())


@dataclass(frozen=True)
class Mine:
    """One of the person's own memberships, as their page shows it."""

    membership: Membership

    @property
    def can_confirm(self) -> bool:
        """Whether it is time."""
        return is_time(self.membership)

    @property
    def by_mail(self) -> bool:
        """Whether a mailed link confirms it; else somebody of the agency does."""
        return confirms_by_mail(self.membership)

    @property
    def last_day(self) -> date:
        """Of the grace period."""
        return last_day(self.membership)

    @property
    def why_suspended(self) -> str:
        """In words for the person; empty while it holds."""
        return to_person(self.membership)


def _my_request_page(request: SignedInRequest, answer_form: AnswerForm) -> HttpResponse:
    mine = MembershipRequest.objects.filter(user=request.user).select_related("agency", "state")
    requests = list(mine.order_by("-pk")[:10])
    memberships = list(request.user.memberships.not_ended().select_related("agency", "user").main_first())
    context = {
        "answer_form": answer_form,
        "latest": requests[0] if requests else None,
        "thread": requests[0].messages.order_by("pk") if requests else [],
        "earlier": requests[1:],
        "memberships": [Mine(membership) for membership in memberships],
        "membership": memberships[0] if memberships else None,
        "can_serve_another": _serves(request.user) is not None,
        "is_administrator": standing_of(request.user).is_administrator,
    }
    return render(request, "accounts/my_request.html", context)


@require_POST
@access.signed_in
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the administrators' question about one's own request."""
    person = request.user
    membership_request = get_object_or_404(MembershipRequest.objects.filter(user=person), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _my_request_page(request, form)
    try:
        answer_question(request=membership_request, by=person, answer=form.cleaned_data["answer"])
    except AlreadyDecided:
        messages.warning(request, "Your request was already decided. Your answer was not sent.")
    except RequestRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "We sent your answer. We’ll email you when your request is decided.")
    return redirect("accounts:my_request")


@require_POST
@access.signed_in
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    person = request.user
    membership_request = get_object_or_404(MembershipRequest.objects.filter(user=person), pk=pk)
    try:
        withdraw_request(request=membership_request, by=person)
    except AlreadyDecided:
        messages.warning(request, "Your request was already decided.")
    else:
        messages.success(request, "You withdrew your request.")
    return redirect("accounts:my_request")


def _place(request: HttpRequest, person: User, earlier: MembershipRequest | None) -> dict[str, Any]:
    """What was chosen in the address; else the last request's answers; else what the e-mail address suggests."""
    if request.GET:
        return {name: request.GET.get(name, "") for name in ("how", "tier", "state")}
    if earlier is not None and earlier.status == MembershipRequest.Status.WAITING:
        how = PlaceForm.FURTHER if earlier.is_further else PlaceForm.MOVED
        return {"how": how, "tier": earlier.tier, "state": earlier.state_id}
    if earlier is not None:
        return {"tier": earlier.tier, "state": earlier.state_id}
    state = guess_place(person.email).state_code
    return {"tier": Tier.MEMBER, "state": state} if state else {}


def _request_form(
    request: HttpRequest, place: PlaceForm, person: User, earlier: MembershipRequest | None
) -> RequestForm:
    chosen = place.cleaned_data
    if request.method == "POST":
        return RequestForm(request.POST, **chosen)
    initial: dict[str, Any] = {"agency": guess_place(person.email).agency_id}
    if earlier is None or earlier.is_further != chosen["is_further"]:
        initial = {} if chosen["is_further"] else initial  # the address and the first request are of the first agency
    else:
        initial = {"agency": earlier.agency_id, **{name: getattr(earlier, name) for name in TYPED}}
    initial |= {name: request.GET[name][:160] for name in INVITED_WITH if request.GET.get(name)}
    return RequestForm(initial=initial, **chosen)
