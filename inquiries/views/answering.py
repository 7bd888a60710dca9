"""A state's answer: writing it with colleagues, submitting it, passing it on; and reading others' answers."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from accounts.models import State
from clearinghouse.lib.files.types import BY_EXTENSION
from clearinghouse.lib.markup import to_html
from clearinghouse.lib.outcome import outcome_said
from clearinghouse.lib.wording import clock_time
from documents.intake.handlers import FieldFilesHandler
from documents.views.share import KINDS_IN_WORDS
from inquiries import answer_files
from inquiries.actions import InquiryRefused, answering
from inquiries.answer_files import Taken
from inquiries.comparing import document_titles, shown_in_words
from inquiries.forms.answers import AnswerForm
from inquiries.forms.details import ColleagueForm, ReasonForm
from inquiries.models import FieldType, InquiryField, Response, ResponseStatus, StatePractice
from inquiries.permissions import leads_state, may_join, may_submit, may_take_back, may_write
from inquiries.question_cards import asked_in, condition_of
from inquiries.values import asked_of, changed, in_words
from inquiries.views.frame import crumbs

JOINED = ("inquiry__agency__state", "state", "assigned", "saved_by", "submitted_by", "passed_by", "questionnaire")
AUTOSAVE = "Portal-Autosave"  # the header of a save that the page's script sends by itself


def _own(request: HttpRequest, key: str, code: str) -> Response:
    """The answer of a state that the person works for; 404 for everybody else."""
    rows = Response.objects.of_states_of(request.user).select_related(*JOINED)
    return get_object_or_404(rows, inquiry__key=key, state=code)


def _questions(response: Response) -> list[InquiryField]:
    version = answering.current_version(response)
    return list(version.fields.order_by("position"))


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
@csrf_exempt
def answer(request: SignedInRequest, key: str, code: str) -> HttpResponse:
    """Write the state's answer: save it, submit it, or hand it to the EV lead."""
    response = _own(request, key, code)
    if request.method == "POST":
        return _take(request, response)
    is_done = response.status in (ResponseStatus.SUBMITTED, ResponseStatus.DECLINED) or not response.inquiry.is_open
    if is_done or not may_write(request.user, response):
        return redirect(response)
    return _answer_page(request, response, _form(request, response, _questions(response)))


def _take(request: SignedInRequest, response: Response) -> HttpResponse:
    """SECURITY: the view is exempt from the CSRF middleware, which would read the whole body before the right to write
    the answer and the quota are asked; _read_form checks the token. Who can't write, or too late, brings no file.
    """
    is_taken = response.inquiry.is_open and response.status in answering.WRITABLE
    if not is_taken or AUTOSAVE in request.headers or not may_write(request.user, response):
        return _read_form(request, response, None)
    handler = answer_files.handler_for(request, request.user)
    request.upload_handlers = [handler]
    return _read_form(request, response, handler)


@csrf_protect
def _read_form(request: SignedInRequest, response: Response, handler: FieldFilesHandler | None) -> HttpResponse:
    if not may_write(request.user, response):
        messages.error(request, f"Not saved. {answering.NOT_YOURS}")
        return redirect(response)
    questions = _questions(response)
    idents = [question.ident for question in questions if question.type == FieldType.FILE]
    taken = answer_files.take(request, handler, response, idents) if handler else Taken({}, {})
    typed = request.POST.copy()
    for ident, document in taken.keys.items():
        typed[f"q_{ident}"] = document
    form = _form(request, response, questions, typed)
    form.refused_files = taken.refused
    return _save(request, response, form)


def _form(request: HttpRequest, response: Response, questions: list[InquiryField], data: Any = None) -> AnswerForm:
    return AnswerForm(
        questions, data, user=request.user, answers=response.answers, sharing=response.sharing,
        revision=response.revision, response=response,
    )  # fmt: skip


def _save(request: SignedInRequest, response: Response, form: AnswerForm) -> HttpResponse:
    does = request.POST.get("do", "save")
    if form.refused_files and does == "hand":
        does = "save"  # what they meant to hand on isn't all there
    form.is_draft = does != "submit"
    if does == "submit" and not form.is_valid():
        _keep_quietly(request, response, form)
        return _answer_page(request, _own(request, response.inquiry.key, response.state_id), form, status=400)
    given = form.answers() if does == "submit" else form.typed()
    action: Callable[..., Response] = {
        "submit": answering.submit, "hand": answering.hand_to_lead,
    }.get(does, answering.save_draft)  # fmt: skip
    try:
        saved = action(
            response=response, by=request.user, answers=given, sharing=form.typed_sharing(),
            revision=form.typed_revision(),
        )  # fmt: skip
    except EditConflict as conflict:
        return _conflict(request, response, form, conflict)
    except InquiryRefused as refused:
        if AUTOSAVE in request.headers:
            return JsonResponse({"message": str(refused)}, status=409)
        return _answer_page(request, response, form, status=409, refused=str(refused))
    if AUTOSAVE in request.headers:
        assert saved.saved_at is not None
        return JsonResponse({"revision": saved.revision, "message": f"Saved at {clock_time(saved.saved_at)}"})
    if form.refused_files:
        form.see_revision(saved.revision)
        sentence = " ".join([*form.refused_files.values(), "Everything else is saved as a draft."])
        return _answer_page(request, saved, form, status=400, refused=sentence)
    words = {
        "submit": f"{response.state}’s answer is submitted. You can reopen it while the inquiry is open.",
        "hand": "We told your EV lead that the answer is ready.",
    }
    messages.success(request, words.get(does, "The draft is saved. Colleagues from your state can see it."))
    return redirect(response if does != "save" else _answer_url(response))


def _keep_quietly(request: SignedInRequest, response: Response, form: AnswerForm) -> None:
    """Of an answer that can't be submitted yet, keep what was typed, so that nothing is lost with the page."""
    try:
        saved = answering.save_draft(
            response=response, by=request.user, answers=form.typed(), sharing=form.typed_sharing(),
            revision=form.typed_revision(),
        )  # fmt: skip
    except (EditConflict, InquiryRefused):
        return
    form.see_revision(saved.revision)
    form.problem_heading = "Not submitted yet. What you typed is saved as a draft. Check the fields below."


def _conflict(request: SignedInRequest, response: Response, form: AnswerForm, conflict: EditConflict) -> HttpResponse:
    current = _own(request, response.inquiry.key, response.state_id)
    who = current.saved_by or "A colleague"
    if AUTOSAVE in request.headers:
        words = f"{who} saved this answer meanwhile. Save the draft to compare."
        return JsonResponse({"message": words}, status=409)
    mine, theirs = form.typed(), current.answers
    titles = document_titles(form.questions, [theirs], request.user)
    different = {
        question.label: shown_in_words(question, theirs.get(question.ident), titles) or "(no answer)"
        for question in form.questions
        if changed(question, theirs.get(question.ident), mine.get(question.ident))
    }
    form.see_revision(current.revision)
    return _answer_page(request, current, form, status=409, conflict=conflict, theirs=different, saved_by=who)


def _answer_page(
    request: HttpRequest, response: Response, form: AnswerForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    titles = document_titles(form.questions, [response.earlier_answers], request.user)
    context = {
        "crumbs": crumbs(response.inquiry, f"{response.state}’s answer"),
        "inquiry": response.inquiry,
        "response": response,
        "introduction": to_html(response.inquiry.introduction),
        "form": form,
        "asked": asked_in(form, response.earlier_answers, titles),
        "has_earlier": bool(response.earlier_answers),
        "may_submit": may_submit(request.user, response),
        "colleagues": [row.person for row in response.contributors.select_related("person").order_by("joined_at")],
        "pass_form": ColleagueForm(response.state_id, without=response.assigned),
        "decline_form": ReasonForm(),
        "was_changed": response.status != ResponseStatus.WAITING
        and response.questionnaire_id != answering.current_version(response).pk,
        **_for_files(form),
        **more,
    }
    return render(request, "inquiries/answer.html", context, status=status)


def _for_files(form: AnswerForm) -> dict[str, Any]:
    """What components/file_drop.html needs, where a question takes a file."""
    return {
        "takes_files": any(question.type == FieldType.FILE for question in form.questions),
        "upload_id": uuid4(),
        "accept": ",".join(f".{extension}" for extension in BY_EXTENSION),
        "kinds": KINDS_IN_WORDS,
        "max_bytes": settings.MAX_UPLOAD_BYTES,
    }


def _answer_url(response: Response) -> str:
    return reverse("inquiries:answer", args=[response.inquiry.key, response.state_id])


@require_POST
@access.approved
def pass_on(request: SignedInRequest, key: str, code: str) -> HttpResponse:
    """Give it to a colleague; administrators to somebody of any state."""
    assignable = Response.objects.assignable_by(request.user).select_related(*JOINED)
    response = assignable.filter(inquiry__key=key, state=code).first() or _own(request, key, code)
    form = ColleagueForm(response.state_id, request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a colleague who works for the state.")
        return redirect(_answer_url(response) if may_write(request.user, response) else response.inquiry)
    to, note = form.cleaned_data["person"], form.cleaned_data["note"]
    try:
        if may_write(request.user, response):
            answering.pass_on(response=response, by=request.user, to=to, note=note)
        else:
            answering.assign(response=response, by=request.user, to=to)
    except InquiryRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{to} answers from now on. We told them.")
    return redirect(response.inquiry)


@require_POST
@access.approved
def join(request: SignedInRequest, key: str, code: str) -> HttpResponse:
    """Write it together with the colleague who has it."""
    response = _own(request, key, code)
    if not may_write(request.user, response):
        answering.join(response=response, by=request.user)
        messages.success(request, "You can write the answer too. We told your colleague.")
    return redirect(_answer_url(response))


@require_POST
@access.approved
def take_back(request: SignedInRequest, key: str, code: str) -> HttpResponse:
    """Make a submitted answer a draft again."""
    return _change(request, key, code, answering.take_back, "It’s a draft again. Others no longer see it.")


@require_POST
@access.approved
def decline(request: SignedInRequest, key: str, code: str) -> HttpResponse:
    """Say that the state won't answer."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        response = _own(request, key, code)
        messages.error(request, "Enter a reason.")
        return redirect(_answer_url(response))
    words = "Noted. We won’t remind your state again."
    return _change(request, key, code, answering.decline, words, reason=form.cleaned_data["reason"])


def _change(
    request: SignedInRequest, key: str, code: str, action: Callable[..., Response], words: str, **values: Any
) -> HttpResponse:
    response = _own(request, key, code)
    with outcome_said(request, words, InquiryRefused, level=messages.ERROR):
        action(response=response, by=request.user, **values)
    return redirect(response)


@require_safe
@access.approved
def response(request: SignedInRequest, key: str, code: str) -> HttpResponse:
    """One state's answer, whole."""
    rows = Response.objects.visible_to(request.user).select_related(*JOINED)
    shown = get_object_or_404(rows, inquiry__key=key, state=code)
    questions = list(shown.questionnaire.fields.order_by("position"))
    titles = document_titles(questions, [shown.answers, shown.earlier_answers], request.user)
    is_own = Response.objects.of_states_of(request.user).filter(pk=shown.pk).exists()
    context = {
        "crumbs": crumbs(shown.inquiry, f"{shown.state}’s answer"),
        "inquiry": shown.inquiry,
        "response": shown,
        "parts": [_part(question, questions, shown, titles) for question in asked_of(questions, shown.answers)],
        "is_own": is_own,
        "may_write": may_write(request.user, shown),
        "may_join": shown.inquiry.is_open and may_join(request.user, shown),
        "may_take_back": may_take_back(request.user, shown),
        "colleagues": [row.person for row in shown.contributors.select_related("person").order_by("joined_at")]
        if is_own
        else [],
    }
    return render(request, "inquiries/response.html", context)


def _part(
    question: InquiryField, questions: list[InquiryField], shown: Response, titles: Mapping[str, str]
) -> dict[str, Any]:
    """A question with the state's answer, as the page shows it; `document` where it is one that may be opened."""
    value, before = shown.answers.get(question.ident), shown.earlier_answers.get(question.ident)
    is_document = question.type == "file" and value
    title = titles.get(str(value), "") if is_document else ""
    return {
        "question": question,
        "condition": condition_of(question, questions),
        "words": shown_in_words(question, value, titles),
        "url": reverse("documents:detail", args=[value]) if title else "",
        "rows": value if question.type == "table" and isinstance(value, list) else [],
        "is_link": question.type == "link" and bool(value),
        "is_changed": question.ident in shown.earlier_answers and changed(question, before, value),
        "earlier": titles.get(str(before), "") if question.type == "file" else in_words(question, before),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@access.lead
def practice(request: SignedInRequest, code: str) -> HttpResponse:
    """For EV leads: whether only they submit their state's answers."""
    state = get_object_or_404(State, pk=code)
    if not leads_state(request.user, state.pk):
        raise PermissionDenied("Only an EV lead of the state can change this.")
    if request.method == "POST":
        answering.set_practice(state=state, by=request.user, lead_submits=request.POST.get("lead_submits") == "yes")
        messages.success(request, "We saved how your state answers.")
        return redirect("inquiries:list")
    found = StatePractice.objects.filter(state=state).select_related("changed_by").first()
    context = {"crumbs": crumbs(label=f"How {state} answers"), "state": state, "practice": found}
    return render(request, "inquiries/practice.html", context)
