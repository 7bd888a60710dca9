"""The thread of somebody without an account, behind a secret that only mails to them carry. GET changes nothing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from clearinghouse.lib.outcome import outcome_said
from contacts.actions import AlreadySo, close, confirm, follow_up, reopen
from contacts.cards import responsible_chip
from contacts.forms import WriteForm
from contacts.models import Question
from contacts.secrets import question_behind
from contacts.subjects import subject_of
from contacts.views.threads import messages_of, newest_key


@require_safe
@access.audience
def stranger(request: HttpRequest, secret: str) -> HttpResponse:
    """The question as its asker reads it; before it is confirmed, a button that sends it."""
    return _page(request, secret, _question(secret))


@require_POST
@access.audience
def confirm_question(request: HttpRequest, secret: str) -> HttpResponse:
    """The address is confirmed and the question asked."""
    confirm(question=_question(secret))
    messages.success(request, "We sent your question. We’ll email you when there is an answer.")
    return redirect("contacts:stranger", secret)


@require_POST
@access.audience
def stranger_reply(request: HttpRequest, secret: str) -> HttpResponse:
    """Write again."""
    question = _confirmed(secret)
    form = WriteForm(request.POST)
    if not form.is_valid():
        return _page(request, secret, question, form=form, status=400)
    try:
        follow_up(question=question, by=None, written=form.written())
    except AlreadySo as refused:
        return _page(request, secret, _confirmed(secret), form=form, refused=str(refused), status=409)
    messages.success(request, "We added your message and notified the person who answers.")
    return redirect("contacts:stranger", secret)


@require_POST
@access.audience
def stranger_close(request: HttpRequest, secret: str) -> HttpResponse:
    """Close it."""
    return _change(request, secret, close, "You closed the question.")


@require_POST
@access.audience
def stranger_reopen(request: HttpRequest, secret: str) -> HttpResponse:
    """Open it again."""
    return _change(request, secret, reopen, "You reopened the question.")


def _change(request: HttpRequest, secret: str, action: Any, done: str) -> HttpResponse:
    with outcome_said(request, done, AlreadySo):
        action(question=_confirmed(secret), by=None)
    return redirect("contacts:stranger", secret)


def _question(secret: str) -> Question:
    question = question_behind(secret)
    if question is None:
        raise Http404("There is nothing at this address.")
    return question


def _confirmed(secret: str) -> Question:
    question = _question(secret)
    if question.status == Question.Status.UNCONFIRMED:
        raise Http404("There is nothing at this address.")
    return question


def _page(
    request: HttpRequest,
    secret: str,
    question: Question,
    *,
    form: WriteForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    pieces = messages_of(question, for_answering=False)
    context = {
        "question": question,
        "secret": secret,
        "pieces": pieces,
        "about": subject_of(question, request.user),
        "who": responsible_chip(question, request.user),
        "shows_names": False,
        "is_asker": True,
        "form": form or WriteForm(initial={"seen": newest_key(pieces)}),
        "refused": refused,
    }
    return render(request, "contacts/stranger.html", context, status=status)
