"""The administrators' board of contact routes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.models import Region, State
from accounts.standing import Viewer
from contacts import board as boards
from contacts.actions import RouteRefused, remove_route, save_mailbox, save_route
from contacts.actions.routes import open_questions_of
from contacts.models import Mailbox, Route
from contacts.route_forms import MailboxForm, RouteForm, StartForm
from contacts.routing import RouteBook, decide, specificity
from documents.models import Topic
from workinggroups.models import WorkingGroup

MOST_ROUTES = 2000
SCHEME = "naseo"


@require_safe
@access.administrator
def board(request: HttpRequest) -> HttpResponse:
    """Topics against regions, states and groups: where each cell leads, with what is uncovered marked."""
    groups = list(WorkingGroup.objects.in_order().select_related("region").prefetch_related("topics"))
    book = RouteBook.read(groups)
    topics = list(Topic.objects.order_by("position", "pk"))
    regions = list(Region.objects.filter(scheme__slug=SCHEME).order_by("pk"))
    states = State.objects.order_by("name").prefetch_related("regions")
    context = {
        "regions": regions,
        "topic_rows": boards.topics_by_region(book, topics, regions, request.user),
        "state_rows": boards.states_in(book, states, request.user),
        "group_rows": boards.groups_in(book, groups, request.user),
        "levels": boards.LEVELS.items(),
        "routes": _in_words(book, request.user),
        "mailboxes": Mailbox.objects.order_by("name", "pk"),
        "has_general": any(specificity(route)[0] == 0 for route in book.routes),
    }
    return render(request, "contacts/board.html", context)


def _in_words(book: RouteBook, user: Viewer) -> list[tuple[Route, boards.BoardCell]]:
    """Each route that was made, the most specific first, with where it leads today."""
    made = [route for route in book.routes if route.pk]
    made.sort(key=lambda route: ([-part for part in specificity(route)], route.pk))
    return [
        (route, boards.cell_for(decide(route, book.today), user, reverse("contacts:edit_route", args=[route.key])))
        for route in made[:MOST_ROUTES]
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def add_route(request: SignedInRequest) -> HttpResponse:
    """A new route; a click on the board fills in its cell."""
    start = StartForm(request.GET)
    start.is_valid()
    form = RouteForm(request.POST or None, initial=start.cleaned_data)
    return _save_route(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def edit_route(request: SignedInRequest, key: str) -> HttpResponse:
    """Change a route."""
    route = get_object_or_404(Route, key=key)
    return _save_route(request, RouteForm(request.POST or None, route=route), route)


def _save_route(request: SignedInRequest, form: RouteForm, route: Route | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save_route(by=request.user, details=form.details(), route=route)
        except RouteRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "You saved the assignment.")
            return redirect("contacts:board")
    context = {"form": form, "route": route, "crumbs": _crumbs("Edit an assignment" if route else "Add an assignment")}
    return render(request, "contacts/route.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def drop_route(request: SignedInRequest, key: str) -> HttpResponse:
    """Remove an assignment, after asking."""
    route = get_object_or_404(
        Route.objects.select_related("topic", "region", "state", "group", "person", "mailbox"), key=key
    )
    if request.method == "POST":
        remove_route(by=request.user, route=route)
        messages.success(request, f"You removed the assignment for “{route.cell_words}.”")
        return redirect("contacts:board")
    context = {"route": route, "open_questions": open_questions_of(route), "crumbs": _crumbs("Remove an assignment")}
    return render(request, "contacts/route_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def add_mailbox(request: SignedInRequest) -> HttpResponse:
    """A new named contact or shared address."""
    return _save_mailbox(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def edit_mailbox(request: SignedInRequest, key: str) -> HttpResponse:
    """Edit a contact's name, address or words."""
    return _save_mailbox(request, get_object_or_404(Mailbox, key=key))


def _save_mailbox(request: SignedInRequest, mailbox: Mailbox | None) -> HttpResponse:
    form = MailboxForm(request.POST or None, instance=mailbox)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_mailbox(by=request.user, mailbox=form.save(commit=False))
        except RouteRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"You saved {saved.name}.")
            return redirect("contacts:board")
    label = "Edit a contact" if mailbox else "Add a contact"
    context = {"form": form, "mailbox": mailbox, "crumbs": _crumbs(label)}
    return render(request, "contacts/mailbox.html", context, status=400 if request.method == "POST" else 200)


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"label": "Contact assignments", "url": reverse("contacts:board")}, {"label": label}]
