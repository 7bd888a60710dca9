"""What a person follows: seeing it, following something, changing how its news comes, stopping."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.digests import may_get
from accounts.models import Region
from accounts.standing import standing_of
from documents.models import Kind, SavedSearch, Topic
from following.actions.following import FollowRefused, follow, stop
from following.follows import Followed, following_of
from following.models import FollowKind, Pace

PACES = [(pace.value, pace.label) for pace in Pace if pace != Pace.OFF]
STOP = Pace.OFF.value


@require_safe
@access.approved
def follows(request: SignedInRequest) -> HttpResponse:
    """Everything that the person follows, why, and how its news comes."""
    followed = following_of(request.user).followed
    kinds: dict[str, list[Followed]] = {}
    for one in followed:
        kinds.setdefault(str(FollowKind(one.kind).label), []).append(one)
    taken = {(one.kind, one.target) for one in followed}
    searches = SavedSearch.objects.filter(owner_id=standing_of(request.user).user_id).order_by("name", "pk")
    context: dict[str, Any] = {
        "kinds": kinds.items(),
        "paces": PACES,
        "searches": searches,
        "is_off": not may_get(request.user),
        "more": _more(taken),
        "crumbs": [{"label": "News", "url": reverse("following:news")}, {"label": "What you follow", "url": ""}],
    }
    return render(request, "following/follows.html", context)


def _more(taken: set[tuple[str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What else can be followed from here: label and options, each with "KIND TARGET" as its value."""
    offered = (
        (FollowKind.TOPIC, Topic.objects.order_by("position", "name").values_list("slug", "name")),
        (FollowKind.TYPE, Kind.objects.order_by("name").values_list("slug", "name")),
        (FollowKind.REGION, Region.objects.order_by("scheme", "name").values_list("slug", "name")),
    )
    return [
        (str(kind.label), [(f"{kind} {slug}", name) for slug, name in rows if (kind, slug) not in taken])
        for kind, rows in offered
    ]


@require_POST
@access.approved
def change(request: SignedInRequest) -> HttpResponse:
    """Follow something, set how its news comes, or stop; back to where the button was."""
    kind, target = request.POST.get("kind", ""), request.POST.get("target", "")[:80].replace("\x00", "")
    if thing := request.POST.get("thing", "").replace("\x00", ""):  # the page's list: both in one
        kind, _, target = thing[:100].partition(" ")
    pace = request.POST.get("pace") or Pace.DAILY
    back = _back(request)
    if kind not in FollowKind.values or pace not in Pace.values:
        messages.error(request, "We couldn’t tell what to follow. Nothing was changed. Open the page again and retry.")
        return redirect(back)
    if pace == STOP:
        stop(by=request.user, kind=kind, target=target)
        messages.success(request, "You no longer follow that.")
        return redirect(back)
    try:
        name = follow(by=request.user, kind=kind, target=target, pace=pace)
    except FollowRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, f"You follow {name}. News comes: {Pace(pace).label[0].lower()}{Pace(pace).label[1:]}."
        )
    return redirect(back)


def _back(request: SignedInRequest) -> str:
    """SECURITY: only to an address of our own."""
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse("following:follows")
