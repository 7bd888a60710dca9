"""Writing an inquiry: starting it, its words, its questions, and how it looks to those who answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from clearinghouse.lib.markup import to_html
from inquiries.actions import InquiryRefused, drafts, questions
from inquiries.forms.answers import AnswerForm
from inquiries.forms.details import FieldForm, InquiryForm
from inquiries.models import Inquiry, InquiryField, Questionnaire
from inquiries.permissions import may_ask, may_change, may_release
from inquiries.question_cards import asked_in, cards_of
from inquiries.views.frame import (
    answered_status,
    crumbs,
    editable,
    sees_round,
    visible,
    visible_of_any_kind,
    with_editable_questions,
)

NOT_ASKING = "Only members of state agencies and administrators can ask the states."


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def new(request: SignedInRequest) -> HttpResponse:
    """Start an inquiry: from nothing, a template, or an earlier one."""
    if not may_ask(request.user):
        raise PermissionDenied(NOT_ASKING)
    source = _source(request)
    form = InquiryForm(request.POST if request.method == "POST" else None, user=request.user)
    if source is not None and request.method != "POST":
        form = InquiryForm(user=request.user, inquiry=source)
        form.initial = {**form.initial, "closes_on": None, "revision": None}
    if request.method == "POST" and form.is_valid():
        try:
            made = drafts.start(by=request.user, details=form.details(), copied_from=source)
        except InquiryRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Your draft is saved. Next, add the questions.")
            return redirect("inquiries:questions", made.key)
    context = {
        "crumbs": crumbs(label="Ask the states a question"),
        "form": form,
        "source": source,
        "templates": _templates(request),
        "inquiry": None,
    }
    return render(request, "inquiries/form.html", context, status=answered_status(request))


def _source(request: HttpRequest) -> Inquiry | None:
    key = request.GET.get("from", "").replace("\x00", "")
    return get_object_or_404(Inquiry.objects.visible_to(request.user), key=key) if key else None


def _templates(request: HttpRequest) -> list[Inquiry]:
    rows = Inquiry.objects.visible_to(request.user).templates()
    return list(rows.select_related("agency__state").order_by("title", "pk")[:100])


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change what an inquiry says and whom it asks, before it is sent."""
    inquiry = editable(request, key)
    if not inquiry.is_editable:
        messages.info(request, "This was sent to the states already, so it can’t be changed here.")
        return redirect(inquiry)
    if request.method != "POST":
        return _edit_page(request, inquiry, InquiryForm(user=request.user, inquiry=inquiry))
    form = InquiryForm(request.POST, user=request.user, inquiry=inquiry)
    if not form.is_valid():
        return _edit_page(request, inquiry, form)
    try:
        revision = form.cleaned_data["revision"] or 0
        saved = drafts.change(inquiry=inquiry, by=request.user, details=form.details(), revision=revision)
    except EditConflict as conflict:
        data = request.POST.copy()
        data["revision"] = str(conflict.current.revision)
        theirs = {"title": conflict.current.title, "introduction": conflict.current.introduction}
        form = InquiryForm(data, user=request.user, inquiry=conflict.current)
        return _edit_page(request, inquiry, form, status=409, conflict=conflict, theirs=theirs)
    except InquiryRefused as refused:
        form.add_error(None, str(refused))
        return _edit_page(request, inquiry, form)
    messages.success(request, "We saved your changes.")
    return redirect(saved)


def _edit_page(
    request: HttpRequest, inquiry: Inquiry, form: InquiryForm, *, status: int = 0, **more: Any
) -> HttpResponse:
    context = {"crumbs": crumbs(inquiry, "Edit"), "form": form, "inquiry": inquiry, "conflict": None, **more}
    return render(request, "inquiries/form.html", context, status=status or answered_status(request))


@require_safe
@access.approved
def question_list(request: SignedInRequest, key: str) -> HttpResponse:
    """The questions in their order: add, edit, move, remove."""
    inquiry = with_editable_questions(request, key)
    version = questions.edited(inquiry)
    context = {
        "crumbs": crumbs(inquiry, "Questions"),
        "inquiry": inquiry,
        "cards": cards_of(list(version.fields.order_by("position"))),
        "has_changes": inquiry.is_open and version.published_at is None,
        "may_edit": inquiry.is_editable or inquiry.is_open,
    }
    return render(request, "inquiries/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def add_question(request: SignedInRequest, key: str) -> HttpResponse:
    """Add a question at the end."""
    inquiry = with_editable_questions(request, key)
    version = questions.edited(inquiry)
    form = FieldForm(request.POST if request.method == "POST" else None, version=version)
    if request.method == "POST" and form.is_valid():
        try:
            questions.add_field(inquiry=inquiry, by=request.user, details=form.details())
        except InquiryRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The question is added.")
            again = "another" in request.POST
            return redirect("inquiries:add_question" if again else "inquiries:questions", inquiry.key)
    return _question_page(request, inquiry, form)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit_question(request: SignedInRequest, key: str, ident: str) -> HttpResponse:
    """Change one question."""
    inquiry = with_editable_questions(request, key)
    version = questions.edited(inquiry)
    row = _question(version, ident)
    form = FieldForm(request.POST if request.method == "POST" else None, version=version, question=row)
    if request.method == "POST" and form.is_valid():
        try:
            questions.change_field(inquiry=inquiry, by=request.user, ident=ident, details=form.details())
        except InquiryRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The question is saved.")
            return redirect("inquiries:questions", inquiry.key)
    return _question_page(request, inquiry, form, row)


def _question(version: Questionnaire, ident: str) -> InquiryField:
    return get_object_or_404(version.fields.select_related("questionnaire"), ident=ident)


def _question_page(
    request: HttpRequest, inquiry: Inquiry, form: FieldForm, row: InquiryField | None = None
) -> HttpResponse:
    label = "Edit question" if row else "Add a question"
    context = {"crumbs": crumbs(inquiry, label), "inquiry": inquiry, "form": form, "question": row, "heading": label}
    return render(request, "inquiries/question_form.html", context, status=answered_status(request))


@require_POST
@access.approved
def move_question(request: SignedInRequest, key: str, ident: str) -> HttpResponse:
    """Up with `do=up`, else down."""
    inquiry = with_editable_questions(request, key)
    try:
        questions.move_field(inquiry=inquiry, by=request.user, ident=ident, up=request.POST.get("do") == "up")
    except InquiryRefused as refused:
        messages.error(request, str(refused))
    return redirect("inquiries:questions", inquiry.key)


@require_POST
@access.approved
def remove_question(request: SignedInRequest, key: str, ident: str) -> HttpResponse:
    """Take one out."""
    inquiry = with_editable_questions(request, key)
    try:
        questions.remove_field(inquiry=inquiry, by=request.user, ident=ident)
    except InquiryRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The question is removed.")
    return redirect("inquiries:questions", inquiry.key)


@require_POST
@access.approved
def publish_questions(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask the changed questions from now on; or with `do=drop` forget the changes."""
    inquiry = with_editable_questions(request, key)
    try:
        if request.POST.get("do") == "drop":
            questions.drop_changes(inquiry=inquiry, by=request.user)
            messages.success(request, "The changes are discarded.")
        else:
            questions.publish_changes(inquiry=inquiry, by=request.user)
            messages.success(request, "Those who haven’t answered yet get the changed questions.")
    except InquiryRefused as refused:
        messages.error(request, str(refused))
    return redirect("inquiries:questions", inquiry.key)


@require_safe
@access.approved
def preview(request: SignedInRequest, key: str) -> HttpResponse:
    """The form as those who answer see it."""
    inquiry = visible_of_any_kind(request, key)
    writes = may_change(request.user, inquiry) or may_release(request.user, inquiry) or inquiry.is_template
    # SECURITY: who only reads a published summary sees no questions, and a version in the making only its writers.
    if not writes and not sees_round(request, inquiry):
        raise Http404
    version = questions.edited(inquiry) if writes else drafts.newest_of(inquiry)
    rows = list(version.fields.order_by("position"))
    form = AnswerForm(rows, user=request.user, answers={})
    context = {
        "crumbs": crumbs(inquiry, "Preview"),
        "inquiry": inquiry,
        "introduction": to_html(inquiry.introduction),
        "asked": asked_in(form, {}, {}),
        "form": form,
    }
    return render(request, "inquiries/preview.html", context)


@require_POST
@access.approved
def keep_as_template(request: SignedInRequest, key: str) -> HttpResponse:
    """Keep its questions to start others from."""
    inquiry = visible(request, key)
    made = drafts.keep_as_template(inquiry=inquiry, by=request.user)
    who = "Everyone who asks the states" if made.agency is None else f"People at {made.agency}"
    messages.success(request, f"The template is saved. {who} can start from it.")
    return redirect(made)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def delete(request: SignedInRequest, key: str) -> HttpResponse:
    """Delete a draft or a template, after asking."""
    inquiry = editable(request, key)
    if request.method == "POST":
        try:
            drafts.delete_draft(inquiry=inquiry, by=request.user)
        except InquiryRefused as refused:
            messages.error(request, str(refused))
            return redirect(inquiry)
        messages.success(request, f"“{inquiry.title}” is deleted.")
        return redirect("inquiries:list")
    context = {"crumbs": crumbs(inquiry, "Delete"), "inquiry": inquiry}
    return render(request, "inquiries/delete.html", context)
