"""What waits for an answer, oldest first."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.zones import portal_today
from contacts.actions import RouteRefused, set_away
from contacts.cards import responsible_chip
from contacts.models import Question, Route
from contacts.models.question import QuestionQuerySet
from contacts.route_forms import AwayForm

OLDEST_FIRST = ("waiting_since", "key")
PAGE_SIZE = 25


@require_safe
@access.approved
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the person; with ?show=all everything they may answer, for administrators all there is."""
    shows_all = request.GET.get("show") == "all"
    waiting = Question.objects.answerable_by(request.user).waiting()
    if not shows_all:
        waiting = for_me(request.user)
    rows = waiting.select_related("asker", "person", "mailbox", "document__agency", "group", "topic", "state")
    page = page_by_key(rows, OLDEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    kept = "show=all&" if shows_all else ""
    context = {
        "rows": [(row, responsible_chip(row, request.user)) for row in page.rows],
        "newer_url": f"?{kept}page={page.before}" if page.before else "",
        "older_url": f"?{kept}page={page.after}" if page.after else "",
        "shows_all": shows_all,
        **_absence(request.user),
    }
    return render(request, "contacts/queue.html", context)


def for_me(user: Viewer) -> QuestionQuerySet:
    """What waits for this person; administrators also keep the general queue and answer for mailboxes."""
    if standing_of(user).is_administrator:
        mine = Question.objects.waiting_for(user).values("pk")
        return Question.objects.visible_to(user).waiting().filter(Q(person=None) | Q(pk__in=mine))
    return Question.objects.waiting_for(user)


def _absence(user: Viewer) -> dict[str, object]:
    """Whether routes lead to the person, and until when they said to be away."""
    routes = list(
        Route.objects.filter(person_id=standing_of(user).user_id, person_left=False)
        .order_by("pk")
        .values_list("away_until", flat=True)[:500]
    )
    days = [day for day in routes if day is not None and day >= portal_today()]
    until = max(days, default=None)
    return {"has_routes": bool(routes), "away_until": until, "away_form": AwayForm(initial={"until": until})}


@require_POST
@access.approved
def be_away(request: SignedInRequest) -> HttpResponse:
    """Say until when one is away, or that one is back."""
    form = AwayForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Enter a day, such as 2026-12-24, or leave it blank when you’re back.")
        return redirect("contacts:queue")
    until = form.cleaned_data["until"]
    try:
        set_away(by=request.user, person=request.user, until=until)
    except RouteRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Your backup answers until then." if until else "You’ll get questions again.")
    return redirect("contacts:queue")
