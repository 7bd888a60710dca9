"""Changing a pair: what it is, who works for it, what belongs to it, and its numbers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from documents.models import Document
from meetings.models import Meeting
from workforce.actions import SpaceRefused
from workforce.actions import pairs as actions
from workforce.forms.pairs import PairForm, PartnerForm, ThingForm, YearsForm
from workforce.models import Pair, PairPartner
from workforce.pair_page import trained_of
from workforce.views.frame import for_carers, frame
from workforce.views.pairs import WAY, pair_named

NOT_YOURS = "Only partners of the pair and administrators of the Collaborative can edit it."


def editable_pair(request: HttpRequest, key: str) -> Pair:
    """The pair, for who may edit it; 403 for others who see it."""
    found = pair_named(request, key)
    if not Pair.objects.editable_by(request.user).filter(pk=found.pk).exists():
        raise PermissionDenied(NOT_YOURS)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def add(request: SignedInRequest) -> HttpResponse:
    """Start a pair."""
    for_carers(request)
    form = PairForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.make_pair(by=request.user, details=form.details())
        messages.success(request, f"{made} is there. Next, add its partners.")
        return redirect("workforce:pair_people", made.key)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change what a pair is, who sees its goals, and whether it is closed."""
    found = editable_pair(request, key)
    if request.method != "POST":
        return _form_page(request, PairForm(pair=found), found)
    if request.POST.get("do") in ("close", "reopen"):
        saved = actions.set_closed(pair=found, by=request.user, closed=request.POST["do"] == "close")
        messages.success(request, f"{saved} is {'closed' if saved.closed_at else 'open again'}.")
        return redirect(saved)
    form = PairForm(request.POST, pair=found)
    if not form.is_valid():
        return _form_page(request, form, found)
    try:
        revision = form.cleaned_data["revision"] or 0
        saved = actions.change_pair(pair=found, by=request.user, details=form.details(), revision=revision)
    except EditConflict as conflict:
        data = request.POST.copy()
        data["revision"] = str(conflict.current.revision)
        theirs = {
            "name": conflict.current.name,
            "what they do together": conflict.current.summary,
            "who can see goals": conflict.current.get_goals_sharing_display(),
        }
        form = PairForm(data, pair=conflict.current)
        return _form_page(request, form, found, status=409, conflict=conflict, theirs=theirs)
    messages.success(request, "We saved your changes.")
    return redirect(saved)


def _form_page(
    request: HttpRequest, form: PairForm, found: Pair | None = None, status: int = 0, **more: Any
) -> HttpResponse:
    context = {
        **frame(request, "pairs", WAY, label=f"Edit {found}" if found else "Start a pair"),
        "form": form,
        "pair": found,
        "conflict": None,
        **more,
    }
    usual = 400 if request.method == "POST" else 200
    return render(request, "workforce/pair_form.html", context, status=status or usual)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def people(request: SignedInRequest, key: str) -> HttpResponse:
    """Who works for the pair: add somebody."""
    found = editable_pair(request, key)
    form = PartnerForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        assert form.person is not None
        try:
            made = actions.add_partner(pair=found, by=request.user, person=form.person, role=form.cleaned_data["role"])
        except SpaceRefused as refused:
            form.add_error("who", str(refused))
        else:
            messages.success(request, f"{made.person} is a partner of {found}.")
            return redirect("workforce:pair_people", found.key)
    partners = found.partners.current().for_names()
    context = {
        **frame(request, "pairs", WAY, label=f"Partners of {found}"),
        "pair": found,
        "form": form,
        "partners": partners,
    }
    return render(request, "workforce/pair_people.html", context, status=400 if request.method == "POST" else 200)


@require_POST
@access.approved
def remove_person(request: SignedInRequest, key: str, person: str) -> HttpResponse:
    """Take somebody out of the pair; one may take oneself out."""
    found = editable_pair(request, key)
    rows = PairPartner.objects.filter(pair=found).select_related("person", "pair")
    partner = get_object_or_404(rows, person__key=person)
    actions.remove_partner(partner=partner, by=request.user)
    messages.success(request, f"{partner.person} is no longer a partner of {found}.")
    if partner.person_id == request.user.pk:
        return redirect("workforce:pairs")
    return redirect("workforce:pair_people", found.key)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def things(request: SignedInRequest, key: str) -> HttpResponse:
    """Documents and meetings of the pair, as far as the person sees them: add one."""
    found = editable_pair(request, key)
    form = ThingForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        assert form.thing is not None
        actions.add_thing(pair=found, by=request.user, thing=form.thing)
        messages.success(request, f"“{form.thing}” is on the pair’s page.")
        return redirect("workforce:pair_things", found.key)
    context = {
        **frame(request, "pairs", WAY, label=f"Documents and meetings of {found}"),
        "pair": found,
        "form": form,
        "documents": Document.objects.visible_to(request.user).filter(workforce_pairs=found).order_by("title", "pk"),
        "meetings": Meeting.objects.visible_to(request.user).filter(workforce_pairs=found).order_by("-starts_at", "pk"),
    }
    return render(request, "workforce/pair_things.html", context, status=400 if request.method == "POST" else 200)


@require_POST
@access.approved
def remove_thing(request: SignedInRequest, key: str, thing: str) -> HttpResponse:
    """Take a document or a meeting off the pair's page."""
    pair = pair_named(request, key)
    document = Document.objects.visible_to(request.user).filter(workforce_pairs=pair, key=thing).first()
    meetings = Meeting.objects.visible_to(request.user).filter(workforce_pairs=pair)
    row = document or get_object_or_404(meetings, key=thing)
    found = editable_pair(request, key)
    actions.remove_thing(pair=found, by=request.user, thing=row)
    messages.success(request, f"“{row}” is no longer on the pair’s page.")
    return redirect("workforce:pair_things", found.key)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def trained(request: SignedInRequest, key: str) -> HttpResponse:
    """People trained by year, and the goal of each year."""
    found = editable_pair(request, key)
    stand = actions.numbers_of(trained_of(found, request.user))
    form = YearsForm(stand, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _trained_page(request, found, form)
    if form.is_valid():
        try:
            actions.save_years(pair=found, by=request.user, numbers=form.numbers(), seen=form.started_from())
        except SpaceRefused as refused:
            form.problem = str(refused)
        except EditConflict as conflict:
            form.start_from(conflict.current)
            return _trained_page(request, found, form, conflict)
        else:
            messages.success(request, "We saved the numbers.")
            return redirect(found)
    return _trained_page(request, found, form)


def _trained_page(
    request: SignedInRequest, pair: Pair, form: YearsForm, conflict: EditConflict | None = None
) -> HttpResponse:
    context = {
        **frame(request, "pairs", WAY, label=f"People trained: {pair}"),
        "pair": pair,
        "years": form,
        "conflict": conflict,
        "theirs": {str(row.year): _in_words(row) for row in conflict.current} if conflict else {},
    }
    usual = 400 if request.method == "POST" else 200
    return render(request, "workforce/pair_trained.html", context, status=409 if conflict else usual)


def _in_words(row: actions.YearNumbers) -> str:
    goal, trained = ("not known" if number is None else f"{number:,}" for number in (row.goal, row.trained))
    return f"goal {goal}, trained {trained}"
