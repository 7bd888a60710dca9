"""Question sets: the list, the grid of one set, its exports, and making and changing sets."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from accounts.limits import too_often
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.spreadsheet import download
from documents.finding.addresses import SortLink, active_filters, changed
from documents.finding.facets import count_facets, option_groups
from documents.models import QuestionSet
from documents.questions import actions
from documents.questions.forms import QuestionSetForm
from documents.questions.grids import grid_of
from documents.questions.lists import PAGE_COLUMNS, grid_table, page_table
from documents.questions.runs import MOST_CHOSEN, MOST_DOCUMENTS, MOST_PAGES, Asked, ask, read_selection
from documents.questions.wording import HEADER, rows_of
from documents.sharing import grants

# A run reads the text of every page it asks: plenty for an analyst, too little to keep a server busy.
RUNS = "600/h/user"
MOST_OFFERED = 200  # documents in one list to choose from


@require_safe
@access.approved
def question_sets(request: SignedInRequest) -> HttpResponse:
    """The person's own sets, and those shared with them."""
    visible = QuestionSet.objects.visible_to(request.user).select_related("owner", "agency").order_by("name", "pk")
    sets = list(visible.prefetch_related("audiences", "questions"))
    own = [row for row in sets if row.owner_id == request.user.pk]
    context = {
        "crumbs": [_documents_crumb(), {"label": "Question sets"}],
        "sections": [
            ("Your question sets", [_listed(row, request.user) for row in own]),
            ("Shared with you", [_listed(row, request.user) for row in sets if row.owner_id != request.user.pk]),
        ],
        "has_any": bool(sets),
    }
    return render(request, "documents/question_sets.html", context)


def _documents_crumb() -> dict[str, str]:
    return {"label": "Documents", "url": address_of("documents:browse")}


def _listed(row: QuestionSet, user: Viewer) -> dict[str, object]:
    return {"row": row, "questions": len(row.questions.all()), "audience": _audience_words(row, user, may_change=False)}


def _audience_words(row: QuestionSet, user: Viewer, *, may_change: bool) -> str:
    """Who can see it, as this person may know it."""
    audiences = sorted(row.audiences.all(), key=lambda audience: (audience.kind, audience.label))
    is_own = row.owner_id == standing_of(user).user_id
    words = grants.circles_in_words(audiences, [], user, may_change=may_change or is_own)
    return ", ".join(words) or "Only you"


@require_safe
@access.approved
def question_set(request: SignedInRequest, key: str) -> HttpResponse:
    """The grid: the questions asked about the selected documents."""
    row = _visible(request, key)
    if answer := too_often(request, action="question_runs", rates=RUNS):
        return answer
    questions = list(row.questions.order_by("position", "pk"))
    selection = read_selection(request.GET)
    answers = ask(request.user, selection, questions)
    facets = option_groups(count_facets(request.user, selection.filters), selection.filters)
    look = [("forms", "any")] if selection.any_form else []
    look += [("by", "document")] if selection.by_document else []
    narrowed = [(name, value) for name, values in selection.filters.values.items() for value in values]
    may_change: bool = row.may_change  # type: ignore[attr-defined]
    context = {
        "crumbs": [*_crumbs(), {"label": row.name}],
        "set": row,
        "may_change": may_change,
        "audience": _audience_words(row, request.user, may_change=may_change),
        "questions": questions,
        "grid": grid_of(row.key, questions, answers, selection),
        "asked": answers.asked,
        "limit": _limit_in_words(answers.asked),
        "facets": facets,
        "filters": active_filters(request.GET, facets),
        "problems": selection.filters.problems,
        "kept": [*look, *(("document", document) for document in selection.chosen)],
        "kept_filters": [*look, *narrowed],
        "offered": answers.asked.documents if len(answers.asked.documents) <= MOST_OFFERED else (),
        "clear_url": changed(request.GET, **dict.fromkeys(selection.filters.values))
        if selection.filters.values
        else "",
        "chosen": selection.chosen,
        "most_chosen": MOST_CHOSEN,
        "all_documents_url": changed(request.GET, document=None),
        "shapes": [
            SortLink("States", changed(request.GET, by=None), not selection.by_document),
            SortLink("Documents", changed(request.GET, by="document"), selection.by_document),
        ],
        "forms": [
            SortLink("Exact words", changed(request.GET, forms=None), not selection.any_form),
            SortLink("Exact words and other forms", changed(request.GET, forms="any"), selection.any_form),
        ],
        "selection": selection.address,
    }
    return render(request, "documents/question_set.html", context)


def _crumbs() -> list[dict[str, str]]:
    return [_documents_crumb(), {"label": "Question sets", "url": address_of("documents:question_sets")}]


def _limit_in_words(asked: Asked) -> str:
    """What was left out, in a sentence; empty if nothing was."""
    if not asked.left_off:
        return ""
    return (
        f"These are the newest {len(asked.documents):,} of {len(asked.documents) + asked.left_off:,} documents. "
        f"You can search up to {MOST_DOCUMENTS:,} documents and {MOST_PAGES:,} pages at a time. "
        "Use filters to search the others."
    )


@require_safe
@access.approved
def export(request: SignedInRequest, key: str) -> HttpResponseBase:
    """The grid, or the list of answering pages, as CSV or Excel."""
    row = _visible(request, key)
    if answer := too_often(request, action="question_runs", rates=RUNS):
        return answer
    questions = list(row.questions.order_by("position", "pk"))
    selection = read_selection(request.GET)
    as_workbook = request.GET.get("format") == "xlsx"
    name = slugify(row.name)[:60] or "questions"
    if request.GET.get("list") == "pages":
        rows = page_table(request.user, questions, selection)
        return download(f"{name}-pages", PAGE_COLUMNS, rows, as_workbook=as_workbook)
    header, lines = grid_table(questions, ask(request.user, selection, questions), selection)
    return download(f"{name}-grid", header, lines, as_workbook=as_workbook)


@require_safe
@access.approved
def questions_file(request: SignedInRequest, key: str) -> HttpResponseBase:
    """The questions themselves as CSV, in the shape that a set is pasted in."""
    row = _visible(request, key)
    questions = row.questions.order_by("position", "pk")
    return download(slugify(row.name)[:60] or "questions", HEADER, list(rows_of(questions)), as_workbook=False)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def new_question_set(request: SignedInRequest) -> HttpResponse:
    """Make a set."""
    if request.method != "POST":
        return _form_page(request, None, QuestionSetForm(request.user))
    if request.POST.get("step"):
        return _form_page(request, None, QuestionSetForm(request.user, typed=request.POST))
    form = QuestionSetForm(request.user, data=request.POST)
    if not form.is_valid():
        return _form_page(request, None, form, status=400)
    try:
        row = actions.create_set(by=request.user, details=form.details())
    except actions.ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, None, form, status=400)
    messages.success(
        request, f"Question set saved. Who can see it: {_audience_words(row, request.user, may_change=True)}."
    )
    return redirect(row)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit_question_set(request: SignedInRequest, key: str) -> HttpResponse:
    """Change a set and its questions."""
    row = _editable(request, key)
    if request.method != "POST":
        return _form_page(request, row, QuestionSetForm(request.user, row))
    if request.POST.get("step"):
        return _form_page(request, row, QuestionSetForm(request.user, row, typed=request.POST))
    form = QuestionSetForm(request.user, row, data=request.POST)
    if not form.is_valid():
        return _form_page(request, row, form, status=400)
    try:
        saved = actions.save_set(
            row, by=request.user, details=form.details(), revision=form.cleaned_data["revision"] or 0
        )
    except actions.ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, row, form, status=400)
    except EditConflict as conflict:
        data = request.POST.copy()
        data["revision"] = str(conflict.current.revision)
        again = QuestionSetForm(request.user, row, data=data)
        return _form_page(request, row, again, status=409, conflict=conflict)
    messages.success(
        request, f"Changes saved. Who can see it: {_audience_words(saved, request.user, may_change=True)}."
    )
    return redirect(saved)


def _form_page(
    request: SignedInRequest,
    row: QuestionSet | None,
    form: QuestionSetForm,
    *,
    status: int = 200,
    conflict: EditConflict | None = None,
) -> HttpResponse:
    last = {"label": "Edit"} if row else {"label": "New question set"}
    above = [{"label": row.name, "url": row.get_absolute_url()}] if row else []
    context = {
        "crumbs": [*_crumbs(), *above, last],
        "set": row,
        "form": form,
        "conflict": conflict,
        "heading": "Edit question set" if row else "New question set",
        "cancel_url": row.get_absolute_url() if row else address_of("documents:question_sets"),
    }
    return render(request, "documents/question_set_edit.html", context, status=status)


@require_POST
@access.approved
def copy_question_set(request: SignedInRequest, key: str) -> HttpResponse:
    """A private copy of one's own."""
    row = _visible(request, key)
    try:
        copy = actions.copy_set(row, by=request.user)
    except actions.ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, "This copy is yours. Only you can see it until you share it.")
    return redirect("documents:question_set_edit", copy.key)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def delete_question_set(request: SignedInRequest, key: str) -> HttpResponse:
    """Delete a set, after asking."""
    row = _editable(request, key)
    if request.method == "POST":
        actions.delete_set(row, by=request.user)
        messages.success(request, f"Deleted the question set “{row.name}”.")
        return redirect("documents:question_sets")
    audience = _audience_words(row, request.user, may_change=True)
    points = ["Its questions are deleted too. Documents stay as they are."]
    if row.audiences.exists():
        points.append(f"It is shared with: {audience}. They won’t see it anymore.")
    context = {
        "crumbs": [*_crumbs(), {"label": row.name, "url": row.get_absolute_url()}, {"label": "Delete"}],
        "set": row,
        "points": points,
    }
    return render(request, "documents/question_set_delete.html", context)


def _visible(request: HttpRequest, key: str) -> QuestionSet:
    sets = QuestionSet.objects.visible_to(request.user).with_may_change(request.user)
    return get_object_or_404(sets.select_related("owner", "agency"), key=key)


def _editable(request: HttpRequest, key: str) -> QuestionSet:
    """404 for who may not see it, 403 for who may only read it."""
    row = _visible(request, key)
    if not row.may_change:  # type: ignore[attr-defined]
        raise PermissionDenied(actions.NOT_YOURS)
    return row
