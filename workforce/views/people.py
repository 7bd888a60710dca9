"""Who is in the space, who takes care of it, and whom they invited."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.limits import too_often
from accounts.models import Membership, MembershipRequest
from accounts.standing import standing_of
from clearinghouse.lib.keyset import page_by_key
from directory.entries import BY_NAME, Wanted, directory_for, entry_of, for_entries, narrowed
from directory.views import LISTS
from workforce import actions
from workforce.forms.people import AdministratorForm, InviteForm
from workforce.models import SpaceAdministrator, SpaceInvitation
from workforce.permissions import takes_care
from workforce.views.frame import for_carers, frame

PAGE_SIZE = 25
MOST_INVITATIONS = 200


@require_safe
@access.approved
def people(request: HttpRequest) -> HttpResponse:
    """Guests, as far as the directory shows them to the person, and who takes care of the space."""
    if answer := too_often(request, action="directory_lists", rates=LISTS):
        return answer
    return _people_page(request, AdministratorForm())


def _people_page(request: HttpRequest, form: AdministratorForm, status: int = 200) -> HttpResponse:
    words = request.GET.get("q", "")[:120].replace("\x00", "").strip()
    guests = Membership.objects.current().filter(tier=Membership.Tier.GUEST).values("user")
    found = narrowed(directory_for(request.user), Wanted(words=words)).filter(pk__in=guests)
    page = page_by_key(for_entries(found), BY_NAME, request.GET.get("page", ""), PAGE_SIZE)
    kept = request.GET.copy()
    kept.pop("page", None)
    cares = takes_care(request.user)
    context = {
        **frame(request, "people", label="People"),
        "entries": [entry_of(person) for person in page.rows],
        "page": page,
        "kept": kept.urlencode(),
        "q": words,
        "posts": _posts(request),
        "cares": cares,
        "waiting": MembershipRequest.objects.to_decide_by(request.user).filter(tier="guest").to_decide().count()
        if cares
        else 0,
        "form": form if standing_of(request.user).is_administrator else None,
    }
    return render(request, "workforce/people.html", context, status=status)


def _posts(request: HttpRequest) -> list[SpaceAdministrator]:
    """Who takes care of the space; of a state's people a guest sees only who is in their directory."""
    posts = SpaceAdministrator.objects.visible_to(request.user).current().select_related("person")
    shown = posts if takes_care(request.user) else posts.filter(person__in=directory_for(request.user).values("pk"))
    return list(shown.order_by("person__sort_name", "person__key"))


@require_POST
@access.administrator
@access.fresh_sign_in
def name_administrator(request: SignedInRequest) -> HttpResponse:
    """Let a person take care of the space."""
    form = AdministratorForm(request.POST)
    if not form.is_valid():
        return _people_page(request, form, status=400)
    try:
        made = actions.name_administrator(person=form.person, by=request.user)
    except actions.SpaceRefused as refused:
        form.add_error("email", str(refused))
        return _people_page(request, form, status=400)
    messages.success(request, f"{made.person} is now an administrator of the Collaborative.")
    return redirect("workforce:people")


@require_POST
@access.administrator
@access.fresh_sign_in
def end_administrator(request: SignedInRequest, pk: int) -> HttpResponse:
    """End the post of somebody who takes care of the space."""
    post = get_object_or_404(SpaceAdministrator.objects.visible_to(request.user).select_related("person"), pk=pk)
    actions.end_administrator(post=post, by=request.user)
    messages.success(request, f"{post.person} is no longer an administrator of the Collaborative.")
    return redirect("workforce:people")


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def invitations(request: SignedInRequest) -> HttpResponse:
    """Invite somebody to ask to join; who was invited."""
    for_carers(request)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite_to_space(by=request.user, invited=form.invited())
        except actions.SpaceRefused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, f"We sent an email to {made.email}.")
            return redirect("workforce:invitations")
    rows = SpaceInvitation.objects.visible_to(request.user).select_related("invited_by", "state")
    waiting = set(SpaceInvitation.objects.visible_to(request.user).open().values_list("pk", flat=True))
    invited = [(row, row.pk in waiting) for row in rows.order_by("-invited_at", "-pk")[:MOST_INVITATIONS]]
    context = {
        **frame(request, "people", ("People", "people"), label="Invitations"),
        "form": form,
        "invited": invited,
    }
    return render(request, "workforce/invitations.html", context, status=400 if request.method == "POST" else 200)


@require_POST
@access.approved
def withdraw_invitation(request: SignedInRequest, key: str) -> HttpResponse:
    """Take an invitation back."""
    for_carers(request)
    invitation = get_object_or_404(SpaceInvitation.objects.visible_to(request.user), key=key)
    actions.withdraw_invitation(invitation=invitation, by=request.user)
    messages.success(request, "We withdrew the invitation.")
    return redirect("workforce:invitations")
