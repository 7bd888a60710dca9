"""Answering a campaign: signed in, by a mailed link, at a table of the event; and the notes of a table."""

import secrets
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from accounts.limits import too_often
from clearinghouse.lib.keys import keyed_ids
from clearinghouse.lib.markup import to_html
from contacts.secrets import origin_of
from inquiries import campaign_emails
from inquiries.actions import InquiryRefused, submitting
from inquiries.forms.campaigns import MailForm, SubmissionForm
from inquiries.models import (
    PUBLIC,
    SECTORS,
    Campaign,
    CampaignTable,
    InquiryField,
    Submission,
    sectors_of,
)
from inquiries.question_cards import asked_in
from inquiries.values import changed, in_words
from inquiries.views.campaigns import visible_campaign
from inquiries.views.frame import crumbs

SENT_BY_SCRIPT = "Portal-Send"  # the header of an answer that the page's script sends (static/js/offline_form.js)
RATE = "400/h/key"  # a whole hall of a conference has one network address
GUESSES = "60/h/key"
SAVED = "?saved=1"  # said in the address: a message would give everybody at a table a session
NOTHING_HERE = "There is nothing at this address."


def leave_unnamed(request: HttpRequest, campaign: Campaign) -> None:
    """SECURITY: of an anonymous campaign the log does not say who opened its form or sent it."""
    if campaign.is_anonymous:
        request.leave_unnamed = True  # type: ignore[attr-defined]


def _questions(campaign: Campaign) -> list[InquiryField]:
    return list(submitting.questionnaire_of(campaign).fields.order_by("position"))


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def submit(request: SignedInRequest, key: str) -> HttpResponse:
    """Answer as somebody who is signed in."""
    campaign = visible_campaign(request, key)
    leave_unnamed(request, campaign)
    if not campaign.inquiry.is_open:
        return _closed(request, campaign)
    sectors = sectors_of(request.user, campaign)
    if not sectors:
        raise PermissionDenied(submitting.NOT_ASKED)
    own = Submission.objects.filter(campaign=campaign, person=request.user).first()
    form = _form(request, campaign, sectors=sectors, own=own, knows_name=True)
    back = reverse("inquiries:submit", args=[key])
    context = {
        "crumbs": crumbs(campaign.inquiry, "Answer"),
        "own": own,
        "may_save": not campaign.is_anonymous and (own is None or own.status == Submission.Status.DRAFT),
        "owner": keyed_ids("typed", request.user.pk)[0].hex[:16],
    }
    if request.method == "POST" and request.POST.get("do") == "save" and context["may_save"]:
        return _save_draft(request, campaign, form, back, context)
    send = lambda: submitting.submit(campaign=campaign, by=request.user, given=form.given())  # noqa: E731
    return _answered(request, campaign, form, send, reverse("inquiries:campaign_thanks", args=[key]), context)


def _save_draft(
    request: SignedInRequest, campaign: Campaign, form: SubmissionForm, back: str, context: dict[str, Any]
) -> HttpResponse:
    given = form.typed_given()
    if not given.sector:
        form.errors.clear()
        form.add_error("sector", "Choose who you answer for.")
        return _form_page(request, campaign, form, context, status=400)
    try:
        submitting.save_draft(campaign=campaign, by=request.user, given=given)
    except InquiryRefused as refused:
        return _form_page(request, campaign, form, {**context, "refused": str(refused)}, status=409)
    messages.success(request, "Your draft is saved. Only you can see it until you send it.")
    return redirect(back)


def _form(request: HttpRequest, campaign: Campaign, **more: Any) -> SubmissionForm:
    data = request.POST if request.method == "POST" else None
    return SubmissionForm(
        campaign, _questions(campaign), data, user=request.user, once=secrets.token_urlsafe(16), **more
    )  # fmt: skip


def _answered(
    request: HttpRequest, campaign: Campaign, form: SubmissionForm, send: Callable[[], Submission], after: str,
    context: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """The page with the form, or what became of it once it was sent."""
    by_script = SENT_BY_SCRIPT in request.headers
    if request.method != "POST":
        return _form_page(request, campaign, form, context)
    if not form.is_valid():
        if by_script:
            return JsonResponse({"invalid": True}, status=400)
        return _form_page(request, campaign, form, context, status=400)
    # SECURITY: counted by a keyed hash of the network address, never by who asks.
    origin = origin_of(str(get_adapter(request).get_client_ip(request)))
    refusal = too_often(request, action="campaign", rates=RATE, key=origin)
    if refusal is not None:
        return refusal
    try:
        send()
    except InquiryRefused as refused:
        if by_script:
            return JsonResponse({"message": str(refused)}, status=409)
        return _form_page(request, campaign, form, {**context, "refused": str(refused)}, status=409)
    return JsonResponse({"url": after}) if by_script else redirect(after)


def _form_page(
    request: HttpRequest, campaign: Campaign, form: SubmissionForm, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    inquiry = campaign.inquiry
    defaults = {
        "campaign": campaign,
        "inquiry": inquiry,
        "introduction": to_html(inquiry.introduction),
        "form": form,
        "asked": asked_in(form, {}, {}),
        "owner": "",
        "is_saved": request.method != "POST" and request.GET.get("saved") == "1",
        "may_save": False,
    }
    return render(request, "inquiries/campaigns/answer.html", {**defaults, **context}, status=status)


def _closed(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    if SENT_BY_SCRIPT in request.headers:
        return JsonResponse({"message": submitting.CLOSED}, status=409)
    if request.method == "POST":
        context = {"campaign": campaign, "crumbs": crumbs(campaign.inquiry, "Answer")}
        return render(request, "inquiries/campaigns/too_late.html", context, status=409)
    return redirect(campaign)


@require_safe
@access.audience
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    """The answer has come."""
    campaign = visible_campaign(request, key)
    leave_unnamed(request, campaign)
    context = {"crumbs": crumbs(campaign.inquiry, "Thank you"), "campaign": campaign, "again_url": ""}
    return render(request, "inquiries/campaigns/thanks.html", context)


# The public, by a mailed link


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience
def ask_for_link(request: HttpRequest, key: str) -> HttpResponse:
    """Where somebody of the public gets the link that counts for one answer."""
    campaign = visible_campaign(request, key)
    leave_unnamed(request, campaign)
    if not campaign.inquiry.is_open or PUBLIC not in campaign.sectors:
        raise Http404(NOTHING_HERE)
    form = MailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].strip().lower()
        origin = origin_of(str(get_adapter(request).get_client_ip(request)))
        address = keyed_ids("mailed", campaign.pk, email)[0].hex
        refusal = too_often(request, action="campaign-mail", rates="40/d/key", key=origin) or too_often(
            request, action="campaign-mail", rates="3/d/key", key=address
        )
        if refusal is not None:
            return refusal
        campaign_emails.mail_link(campaign, email)
        return redirect(f"{request.path}?sent=1")
    context = {
        "crumbs": crumbs(campaign.inquiry, "Get a link"), "campaign": campaign, "form": form,
        "is_sent": request.GET.get("sent") == "1",
    }  # fmt: skip
    return render(request, "inquiries/campaigns/mail.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience
def by_mail(request: HttpRequest, key: str, secret: str) -> HttpResponse:
    """The form behind a mailed link. Opening it changes nothing."""
    code = submitting.code_behind(secret)
    if code is None or code.campaign.inquiry.key != key:
        raise Http404(NOTHING_HERE)
    campaign = code.campaign
    leave_unnamed(request, campaign)
    if not campaign.inquiry.is_open or PUBLIC not in campaign.sectors:
        return _closed(request, campaign) if request.method == "POST" else _gone(request, campaign)
    if code.is_used and request.method != "POST":
        return _gone(request, campaign, was_used=True)
    form = _form(request, campaign, sectors=[(PUBLIC, dict(SECTORS)[PUBLIC])])
    send = lambda: submitting.submit_by_code(secret=secret, given=form.given())  # noqa: E731
    after = reverse("inquiries:campaign_thanks", args=[key])
    return _answered(request, campaign, form, send, after, {"crumbs": crumbs(campaign.inquiry, "Answer")})


def _gone(request: HttpRequest, campaign: Campaign, *, was_used: bool = False) -> HttpResponse:
    context = {"campaign": campaign, "was_used": was_used}
    return render(request, "inquiries/campaigns/gone.html", context, status=410)


# Tables of an event, by the code on their sheet


def _table(request: HttpRequest, secret: str) -> CampaignTable | HttpResponse:
    """The table of a code while its campaign is open; else what to say. Guessing is counted by where it comes from."""
    found = CampaignTable.objects.behind(secret)
    if found is None:
        origin = origin_of(str(get_adapter(request).get_client_ip(request)))
        refusal = too_often(request, action="campaign-table", rates=GUESSES, key=origin)
        if refusal is not None:
            return refusal
        raise Http404(NOTHING_HERE)
    leave_unnamed(request, found.campaign)
    if not found.campaign.inquiry.is_open:
        # SECURITY: a sheet that was left lying about opens no answers and no notes.
        return _closed(request, found.campaign) if request.method == "POST" else _gone(request, found.campaign)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience
def at_table(request: HttpRequest, secret: str) -> HttpResponse:
    """The form that a table's sheet leads to; no account is needed."""
    table = _table(request, secret)
    if isinstance(table, HttpResponse):
        return table
    campaign = table.campaign
    sectors = [(value, label) for value, label in SECTORS if value in campaign.sectors and value != PUBLIC]
    form = _form(request, campaign, sectors=sectors)
    send = lambda: submitting.submit_at_table(table=table, given=form.given())  # noqa: E731
    return _answered(request, campaign, form, send, reverse("tables:thanks", args=[secret]), {"table": table})


@require_safe
@access.audience
def table_thanks(request: HttpRequest, secret: str) -> HttpResponse:
    """The answer has come; the next one at the table can write."""
    table = _table(request, secret)
    if isinstance(table, HttpResponse):
        return table
    context = {"campaign": table.campaign, "table": table, "again_url": table.get_absolute_url()}
    return render(request, "inquiries/campaigns/thanks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience
def table_notes(request: HttpRequest, secret: str) -> HttpResponse:
    """For who takes notes at a table: its notes so far, and new ones."""
    table = _table(request, secret)
    if isinstance(table, HttpResponse):
        return table
    form = _form(request, table.campaign, sectors=[], is_notes=True)
    rows = table.submissions.filter(kind=Submission.Kind.NOTES).order_by("sent_on", "key")
    context = {"table": table, "notes": list(rows), "is_notes": True}

    def add() -> Submission:
        return submitting.add_notes(table=table, answers=form.answers(), once=form.cleaned_data["once"])

    return _answered(request, table.campaign, form, add, f"{reverse('tables:notes', args=[secret])}{SAVED}", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience
def table_note(request: HttpRequest, secret: str, key: str) -> HttpResponse:
    """Write on in one of the table's notes."""
    table = _table(request, secret)
    if isinstance(table, HttpResponse):
        return table
    rows = table.submissions.filter(kind=Submission.Kind.NOTES).select_related("campaign__inquiry")
    note = get_object_or_404(rows, key=key)
    form = _form(request, table.campaign, sectors=[], is_notes=True, own=note)
    context = {"table": table, "note": note, "is_notes": True}
    after = f"{reverse('tables:note', args=[secret, key])}{SAVED}"

    def save() -> Submission:
        return submitting.change_notes(notes=note, answers=form.answers(), revision=form.typed_revision())

    try:
        return _answered(request, table.campaign, form, save, after, context)
    except EditConflict as conflict:
        return _conflict(request, table.campaign, form, conflict, context)


def _conflict(
    request: HttpRequest, campaign: Campaign, form: SubmissionForm, conflict: EditConflict, context: dict[str, Any]
) -> HttpResponse:
    if SENT_BY_SCRIPT in request.headers:
        return JsonResponse({"invalid": True}, status=400)  # the form is then sent as it is, and the page shows both
    current: Any = conflict.current
    mine = form.answers()
    theirs = {
        question.label: in_words(question, current.answers.get(question.ident)) or "(nothing)"
        for question in form.questions
        if changed(question, current.answers.get(question.ident), mine.get(question.ident))
    }
    form.see_revision(current.revision)
    return _form_page(request, campaign, form, {**context, "theirs": theirs}, status=409)
