"""The form that asks, and the pages of somebody without an account."""

from dataclasses import replace

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access, unsent
from accounts.models import User
from accounts.standing import standing_of
from contacts.actions import Asked, AskRefused, ask, ask_as_stranger
from contacts.cards import party_chip
from contacts.forms import AskForm
from contacts.routing import Answering
from contacts.secrets import origin_of
from contacts.subjects import QuestionSubject, read_subject


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience
def ask_question(request: HttpRequest) -> HttpResponse:
    """Ask about a document, meeting, group, state or topic, or in general; the page names who gets it."""
    about = read_subject(request.GET.dict(), request.user)
    person = asking_person(request)
    if request.method != "POST":
        initial = {"topic": about.topic.slug if about.topic else "", "state": about.state}
        return _page(request, about, AskForm(initial=initial, is_stranger=person is None))
    if person is None and _written_while_signed_in(request):
        return unsent.page(request, sign_in_first=True)
    form = AskForm(request.POST, is_stranger=person is None)
    is_valid = form.is_valid()
    about = replace(about, topic=form.cleaned_data.get("topic"), state=form.cleaned_data.get("state"))
    if "show" in request.POST:
        form = AskForm(initial=request.POST.dict(), is_stranger=person is None)
        return _page(request, about, form, just_asked=True)
    if not is_valid:
        return _page(request, about, form, status=400)
    answering = about.answering(without=(request.user.pk,))
    shown = request.POST.get("shown", "")
    if shown and shown != answering.name_for(request.user):
        return _page(request, about, form, changed=True)
    return _asked(request, about, form, answering, person)


def _written_while_signed_in(request: HttpRequest) -> bool:
    """Whether this is the form of somebody with an account: it asks for no name and no address."""
    return not {"name", "email"} & request.POST.keys() and unsent.can_be_shown(request)


def _asked(
    request: HttpRequest, about: QuestionSubject, form: AskForm, answering: Answering, person: User | None
) -> HttpResponse:
    data = form.cleaned_data
    asked = Asked(about, data["subject"], data["text"], data["agrees_to_name"], data["once"])
    try:
        if person is None:
            origin = origin_of(str(get_adapter(request).get_client_ip(request)))
            ask_as_stranger(name=data["name"], email=data["email"], origin=origin, asked=asked)
            return redirect("contacts:sent")
        made = ask(by=person, asked=asked)
    except AskRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, about, form, status=400)
    messages.success(request, f"We sent your question to {answering.name_for(request.user)}.")
    return redirect(made)


def asking_person(request: HttpRequest) -> User | None:
    """The person who is signed in; a closed account is nobody."""
    return request.user if standing_of(request.user).user_id and isinstance(request.user, User) else None


def _page(
    request: HttpRequest,
    about: QuestionSubject,
    form: AskForm,
    *,
    status: int = 200,
    changed: bool = False,
    just_asked: bool = False,
) -> HttpResponse:
    answering = about.answering(without=(request.user.pk,))
    group = about.asked_group()
    context = {
        "about": about,
        "form": form,
        "who": party_chip(answering.acting, request.user),
        "sentence": answering.sentence_for(request.user),
        "shown": answering.name_for(request.user),
        "changed": changed,
        "just_asked": just_asked,
        "group": group,
        "is_stranger": asking_person(request) is None,
    }
    return render(request, "contacts/ask.html", context, status=status)


@require_safe
@access.public
def sent(request: HttpRequest) -> HttpResponse:
    """What a stranger does next: open the mail."""
    return render(request, "contacts/sent.html")
