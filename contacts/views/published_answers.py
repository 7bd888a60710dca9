"""Published answers: finding, reading, publishing, changing, taking back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.markup import to_html, to_text
from contacts.actions import change_entry, publish, restore, withdraw
from contacts.actions.published_answers import publishable
from contacts.forms import AnswerFilter, EntryForm
from contacts.models import Entry, Question
from contacts.search import holding

NEWEST_FIRST = ("-published_at", "-key")
PAGE_SIZE = 20
SNIPPET = 220


@require_safe
@access.audience
def answers(request: HttpRequest) -> HttpResponse:
    """Published answers the person may read, newest first; narrowed by words and topic."""
    form = AnswerFilter(request.GET)
    form.is_valid()  # what cannot be read narrows nothing
    values = form.cleaned_data
    words, topic = values.get("q", ""), values.get("topic")
    entries = Entry.objects.visible_to(request.user).published().select_related("topic", "state", "audience")
    problem = ""
    if words:
        entries, problem = holding(entries, words)
    if topic:
        entries = entries.filter(topic=topic)
    page = page_by_key(entries, NEWEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    kept = urlencode({name: value for name, value in (("q", words), ("topic", topic.slug if topic else "")) if value})
    context = {
        "form": form,
        "rows": [(entry, to_text(entry.answer, point="• ")[:SNIPPET]) for entry in page.rows],
        "problem": problem,
        "narrowed": bool(words or topic),
        "newer_url": f"?{kept}&page={page.before}" if page.before else "",
        "older_url": f"?{kept}&page={page.after}" if page.after else "",
    }
    return render(request, "contacts/published_answers.html", context)


@require_safe
@access.audience
def entry(request: HttpRequest, key: str) -> HttpResponse:
    """One question and its answer."""
    entry = _entry(request, key)
    context = {
        "crumbs": [{"label": "Questions and answers", "url": reverse("contacts:answers")}, {"label": entry.question}],
        "entry": entry,
        "answer": to_html(entry.answer),
        "may_change": Entry.objects.editable_by(request.user).filter(pk=entry.pk).exists(),
    }
    return render(request, "contacts/entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def publish_answer(request: SignedInRequest, key: str) -> HttpResponse:
    """Rewrite a question and its answer for others and choose who reads them."""
    question = get_object_or_404(Question.objects.visible_to(request.user).select_related("group__audience"), key=key)
    person = request.user
    publishable(question, person)
    there = Entry.objects.filter(origin=question).first()
    if there is not None:
        return redirect("contacts:entry", there.key)
    form = EntryForm(request.POST or None, user=person, origin=question)
    if request.method == "POST" and form.is_valid():
        made = publish(question=question, by=person, details=form.details())
        messages.success(request, f"You published the answer for: {made.audience.label}.")
        return redirect(made)
    context = {
        "form": form, "question": question, "conflict": None, "cancel_url": question.get_absolute_url(),
    }  # fmt: skip
    return render(request, "contacts/publish.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def edit_entry(request: SignedInRequest, key: str) -> HttpResponse:
    """Change a published answer."""
    entry = _editable(request, key)
    if request.method != "POST":
        return _edit_page(request, entry, EntryForm(user=request.user, origin=entry.origin, entry=entry))
    form = EntryForm(request.POST, user=request.user, origin=entry.origin, entry=entry)
    if not form.is_valid():
        return _edit_page(request, entry, form, status=400)
    try:
        revision = form.cleaned_data["revision"] or 0
        saved = change_entry(entry=entry, by=request.user, details=form.details(), revision=revision)
    except EditConflict as conflict:
        data = request.POST.copy()
        data["revision"] = str(conflict.current.revision)
        form = EntryForm(data, user=request.user, origin=entry.origin, entry=conflict.current)
        return _edit_page(request, conflict.current, form, status=409, conflict=conflict)
    messages.success(request, f"Saved. Who can see it: {saved.audience.label}.")
    return redirect(saved)


def _edit_page(
    request: HttpRequest, entry: Entry, form: EntryForm, status: int = 200, conflict: EditConflict | None = None
) -> HttpResponse:
    theirs = {}
    if conflict:
        theirs = {"question": entry.question, "answer": entry.answer, "who can see it": entry.audience.label}
    context = {
        "form": form,
        "entry": entry,
        "conflict": conflict,
        "theirs": theirs,
        "cancel_url": entry.get_absolute_url(),
    }
    return render(request, "contacts/publish.html", context, status=status)


@require_POST
@access.signed_in
def withdraw_entry(request: SignedInRequest, key: str) -> HttpResponse:
    """Withdraw it."""
    return _change(request, key, withdraw, "You withdrew the answer. You can publish it again.")


@require_POST
@access.signed_in
def restore_entry(request: SignedInRequest, key: str) -> HttpResponse:
    """Put it back."""
    return _change(request, key, restore, "You published the answer again.")


def _change(request: SignedInRequest, key: str, action: Any, done: str) -> HttpResponse:
    entry = _editable(request, key)
    action(entry=entry, by=request.user)
    messages.success(request, done)
    return redirect(entry)


def _entry(request: HttpRequest, key: str) -> Entry:
    seen = Entry.objects.visible_to(request.user) | Entry.objects.editable_by(request.user)
    rows = Entry.objects.filter(pk__in=seen.values("pk"))
    return get_object_or_404(rows.select_related("topic", "state", "audience", "origin__group__audience"), key=key)


def _editable(request: HttpRequest, key: str) -> Entry:
    entry = _entry(request, key)
    if not Entry.objects.editable_by(request.user).filter(pk=entry.pk).exists():
        raise PermissionDenied("Only people who manage this answer can change it.")
    return entry
