"""One question: reading it, writing to it, passing it on, closing it; and one's own questions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.standing import standing_of
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.outcome import outcome_said
from contacts.actions import AlreadySo, Overtaken, Receiver, answer, close, follow_up, pass_on, reopen
from contacts.cards import responsible_chip
from contacts.forms import PassOnForm, WriteForm
from contacts.models import Entry, Message, Question
from contacts.permissions import can
from contacts.subjects import hides_something, subject_of

NEWEST_FIRST = ("-asked_at", "-key")
PAGE_SIZE = 25
JOINED = ("asker", "person", "mailbox", "document__agency", "group", "state", "region", "topic", "route")


@require_safe
@access.signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The person's own questions, newest first."""
    rows = Question.objects.asked_by(request.user).select_related("person", "mailbox", "document__agency")
    page = page_by_key(rows, NEWEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    context = {
        "rows": [(row, responsible_chip(row, request.user)) for row in page.rows],
        "newer_url": f"?page={page.before}" if page.before else "",
        "older_url": f"?page={page.after}" if page.after else "",
        "tab": "mine",
        "answers_questions": Question.objects.answerable_by(request.user).exists(),
    }
    return render(request, "contacts/mine.html", context)


@require_safe
@access.signed_in
def thread(request: HttpRequest, key: str) -> HttpResponse:
    """A question with all that was written, for who asked and who answers."""
    return thread_page(request, _question(request, key))


@require_POST
@access.signed_in
def reply(request: SignedInRequest, key: str) -> HttpResponse:
    """Write: the asker goes on, whoever is responsible answers."""
    question = _question(request, key)
    form = WriteForm(request.POST)
    if not form.is_valid():
        return thread_page(request, question, form=form, status=400)
    person = request.user
    try:
        if can(person, "follow_up", question):
            follow_up(question=question, by=person, written=form.written())
            messages.success(request, "We added your message and notified the person who answers.")
        else:
            answer(question=question, by=person, written=form.written())
            messages.success(request, "We added your answer and notified the person who asked.")
    except (AlreadySo, Overtaken) as refused:
        newest = refused.message.key if isinstance(refused, Overtaken) else ""
        form.data = {**request.POST.dict(), "seen": newest or request.POST.get("seen", "")}
        return thread_page(request, _question(request, key), form=form, refused=str(refused), status=409)
    return redirect(question)


@require_POST
@access.signed_in
def pass_question_on(request: SignedInRequest, key: str) -> HttpResponse:
    """Give it to somebody else."""
    question = _question(request, key)
    form = PassOnForm(question, request.POST)
    if not can(request.user, "pass_on", question):
        pass_on(question=question, by=request.user, to=Receiver())  # refuses, with its sentence
    if not form.is_valid():
        return thread_page(request, question, pass_form=form, status=400)
    try:
        pass_on(question=question, by=request.user, to=form.receiver(), words=form.cleaned_data["note"])
    except AlreadySo as refused:
        return thread_page(request, _question(request, key), refused=str(refused), status=409)
    messages.success(request, f"You assigned the question to {form.receiver()}. We notified them.")
    if Question.objects.visible_to(request.user).filter(key=key).exists():
        return redirect(question)
    return redirect("contacts:queue")


@require_POST
@access.signed_in
def close_question(request: SignedInRequest, key: str) -> HttpResponse:
    """Close it."""
    return _change(request, key, close, "You closed the question.")


@require_POST
@access.signed_in
def reopen_question(request: SignedInRequest, key: str) -> HttpResponse:
    """Open it again."""
    return _change(request, key, reopen, "You reopened the question.")


def _change(request: SignedInRequest, key: str, action: Any, done: str) -> HttpResponse:
    question = _question(request, key)
    with outcome_said(request, done, AlreadySo):
        action(question=question, by=request.user)
    return redirect(question)


def thread_page(
    request: HttpRequest,
    question: Question,
    *,
    form: WriteForm | None = None,
    pass_form: PassOnForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The thread, with the forms that this person may use."""
    user = request.user
    may_answer = can(user, "answer", question)
    pieces = messages_of(question, for_answering=may_answer)
    may_pass_on = question.is_open and can(user, "pass_on", question)
    about = subject_of(question, user)
    context = {
        "question": question,
        "pieces": pieces,
        "about": about,
        "hides_something": hides_something(question, about),
        "who": responsible_chip(question, user),
        "shows_names": standing_of(user).is_approved,
        "is_asker": can(user, "follow_up", question),
        "may_answer": may_answer,
        "may_close": can(user, "close", question),
        "may_publish": can(user, "publish", question),
        "entry": Entry.objects.visible_to(user).filter(origin=question).first(),
        "form": form or WriteForm(initial={"seen": newest_key(pieces)}),
        "pass_form": pass_form or (PassOnForm(question) if may_pass_on else None),
        "refused": refused,
        "crumbs": [{"label": "Questions", "url": reverse("contacts:mine")}, {"label": question.subject}],
    }
    return render(request, "contacts/thread.html", context, status=status)


def messages_of(question: Question, *, for_answering: bool) -> list[Message]:
    """What was written, in order, at most the last 500; notes only for those who answer."""
    rows = question.messages.select_related("author").order_by("-written_at", "-key")
    # SECURITY: the asker, also one without an account, reads no note that was left for a colleague.
    shown = rows if for_answering else rows.exclude(kind=Message.Kind.INSIDE)
    return list(shown[:500])[::-1]


def newest_key(pieces: list[Message]) -> str:
    """The newest message that somebody wrote, so that an answer notices one given meanwhile."""
    said = (Message.Kind.ASKED, Message.Kind.ANSWER)
    return next((piece.key for piece in reversed(pieces) if piece.kind in said), "")


def _question(request: HttpRequest, key: str) -> Question:
    return get_object_or_404(Question.objects.visible_to(request.user).select_related(*JOINED), key=key)
