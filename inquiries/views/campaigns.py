"""Pages of who makes a campaign: the list, its page, its words, its stages, and the tables of its event."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.joining import joined
from clearinghouse.lib.markup import to_html
from inquiries.actions import InquiryRefused, campaigns
from inquiries.forms.campaigns import CampaignForm, SynthesisForm, TablesForm
from inquiries.models import PUBLIC, SECTORS, Campaign, CampaignTable, Inquiry, Status, Submission, sectors_of
from inquiries.qr import as_svg
from inquiries.views.frame import CAMPAIGNS, answered_status, crumbs
from meetings.models import Meeting

JOINED = ("inquiry__summary_audience", "inquiry__made_by", "meeting")
MOST = 100


def visible_campaign(request: HttpRequest, key: str) -> Campaign:
    """The campaign, for who may see it; 404 for everybody else."""
    return get_object_or_404(Campaign.objects.visible_to(request.user).select_related(*JOINED), inquiry__key=key)


def organized(request: HttpRequest, key: str) -> Campaign:
    """The campaign, for who organizes it; 403 for others who see it."""
    found = visible_campaign(request, key)
    if not organizes(request, found):
        raise PermissionDenied(campaigns.NOT_ORGANIZING)
    return found


def organizes(request: HttpRequest, campaign: Campaign) -> bool:
    """Whether the person reads its answers and changes it."""
    return Campaign.objects.organized_by(request.user).filter(pk=campaign.pk).exists()


@require_safe
@access.audience
def campaign_list(request: HttpRequest) -> HttpResponse:
    """Campaigns that ask the person, that they organize, and what came of earlier ones."""
    rows = Campaign.objects.visible_to(request.user).select_related(*JOINED)
    to_answer = Campaign.objects.answerable_by(request.user).values_list("pk", flat=True)
    is_open = Case(When(inquiry__status=Status.OPEN, then=0), default=1)
    context = {
        "crumbs": [{"label": CAMPAIGNS}],
        "campaigns": list(rows.order_by(is_open, "-inquiry__opened_at", "-inquiry__made_at", "pk")[:MOST]),
        "to_answer": set(to_answer),
        "may_start": request.user.is_authenticated and campaigns.may_start(request.user),
    }
    return render(request, "inquiries/campaigns/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def new_campaign(request: SignedInRequest) -> HttpResponse:
    """Start a campaign."""
    if not campaigns.may_start(request.user):
        raise PermissionDenied(campaigns.NOT_ORGANIZING)
    form = CampaignForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = campaigns.start(by=request.user, details=form.details())
        messages.success(request, "Your draft is saved. Next, add the questions.")
        return redirect("inquiries:questions", made.inquiry.key)
    way = [{"label": CAMPAIGNS, "url": reverse("inquiries:campaigns")}, {"label": "New campaign"}]
    context = {"crumbs": way, "form": form, "campaign": None}
    return render(request, "inquiries/campaigns/form.html", context, status=answered_status(request))


@require_safe
@access.audience
def campaign(request: HttpRequest, key: str) -> HttpResponse:
    """What is asked, of whom, and how far it has come; for organizers what to do next."""
    found = visible_campaign(request, key)
    return _campaign_page(request, found)


def _campaign_page(request: HttpRequest, found: Campaign, *, refused: str = "", status: int = 200) -> HttpResponse:
    inquiry = found.inquiry
    leads = organizes(request, found)
    counts: dict[str, int] = {}
    if leads:
        answers = found.submissions.sent()
        counts = {
            "answers": answers.filter(kind=Submission.Kind.PERSON).count(),
            "notes": answers.filter(kind=Submission.Kind.NOTES).count(),
            "themes": found.themes.count(),
            "questions": inquiry.questionnaires.order_by("-number")[0].fields.count(),
            "tables": found.tables.count(),
        }
    context = {
        "crumbs": crumbs(inquiry),
        "campaign": found,
        "inquiry": inquiry,
        "introduction": to_html(inquiry.introduction),
        "who_may_answer": who_may_answer(found),
        "organizes": leads,
        "counts": counts,
        "steps": steps_of(found),
        "seen_by": seen_by(found),
        "readers": readers_of(found),
        "sees_event": Meeting.objects.visible_to(request.user).filter(pk=found.meeting_id or 0).exists(),
        "may_answer": inquiry.is_open and bool(sectors_of(request.user, found)),
        "own": Submission.objects.filter(campaign=found, person_id=request.user.pk or 0).first(),
        "asks_public": inquiry.is_open and PUBLIC in found.sectors,
        # SECURITY: who answered by name sees the campaign also when its synthesis is for others.
        "shows_synthesis": inquiry.status == Status.PUBLISHED and reads_synthesis(request, found),
        "refused": refused,
    }
    return render(request, "inquiries/campaigns/campaign.html", context, status=status)


def who_may_answer(found: Campaign) -> str:
    """The sectors that it asks, in words."""
    labels = [label[:1].lower() + label[1:] for value, label in SECTORS if value in found.sectors]
    words = joined(labels)
    return words[:1].upper() + words[1:]


def readers_of(found: Campaign) -> str:
    """Who organizes it and reads its answers, in words."""
    return "the organizers of the event, and administrators" if found.meeting_id else "administrators"


def seen_by(found: Campaign) -> str:
    """Who can open its page, in words; Campaign.objects.visible_to() decides."""
    if not found.inquiry.is_sent:
        return f"Only {readers_of(found)}, until it’s open"
    if PUBLIC in found.sectors:
        return "Everyone, also without an account"
    return f"Those who may answer, {readers_of(found)}"


def reads_synthesis(request: HttpRequest, found: Campaign) -> bool:
    """Whether the published synthesis is for the person."""
    return Inquiry.objects.visible_to(request.user).filter(pk=found.pk).exists()


def steps_of(found: Campaign) -> list[dict[str, str]]:
    """The stages, for the line of steps."""
    order = [Status.OPEN, Status.CLOSED, Status.PUBLISHED]
    labels = ["Open for input", "Under review", "Published"]
    here = order.index(Status(found.inquiry.status)) if found.inquiry.status in order else -1
    return [
        {"label": label, "state": "done" if number < here or here == 2 else "current" if number == here else "waiting"}
        for number, label in enumerate(labels)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit_campaign(request: SignedInRequest, key: str) -> HttpResponse:
    """Change what it says and whom it asks."""
    found = organized(request, key)
    if request.method != "POST":
        return _edit_page(request, found, CampaignForm(user=request.user, campaign=found))
    form = CampaignForm(request.POST, user=request.user, campaign=found)
    if not form.is_valid():
        return _edit_page(request, found, form, status=400)
    try:
        revision = form.cleaned_data["revision"] or 0
        saved = campaigns.change(campaign=found, by=request.user, details=form.details(), revision=revision)
    except EditConflict as conflict:
        data = request.POST.copy()
        data["revision"] = str(conflict.current.revision)
        theirs = {"title": conflict.current.title, "introduction": conflict.current.introduction}
        form = CampaignForm(data, user=request.user, campaign=found)
        return _edit_page(request, found, form, status=409, conflict=conflict, theirs=theirs)
    except InquiryRefused as refused:
        form.add_error(None, str(refused))
        return _edit_page(request, found, form, status=400)
    messages.success(request, "We saved your changes.")
    return redirect(saved)


def _edit_page(
    request: HttpRequest, found: Campaign, form: CampaignForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"crumbs": crumbs(found.inquiry, "Edit"), "form": form, "campaign": found, "conflict": None, **more}
    return render(request, "inquiries/campaigns/form.html", context, status=status)


@require_POST
@access.approved
def open_campaign(request: SignedInRequest, key: str) -> HttpResponse:
    """Take input from now on."""
    found = organized(request, key)
    try:
        campaigns.open_for_input(campaign=found, by=request.user)
    except InquiryRefused as refused:
        return _campaign_page(request, organized(request, key), refused=str(refused), status=409)
    messages.success(request, "The campaign is open for input.")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def close_campaign(request: SignedInRequest, key: str) -> HttpResponse:
    """Take no more input, after asking."""
    found = organized(request, key)
    if request.method == "POST":
        campaigns.close(campaign=found, by=request.user)
        messages.success(request, "The campaign takes no more input. Next, read the answers and mark passages.")
        return redirect(found)
    context = {"crumbs": crumbs(found.inquiry, "Stop taking input"), "campaign": found}
    return render(request, "inquiries/campaigns/close.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def delete_campaign(request: SignedInRequest, key: str) -> HttpResponse:
    """Delete a draft, after asking."""
    found = organized(request, key)
    if request.method == "POST":
        title = str(found)
        try:
            campaigns.delete_draft(campaign=found, by=request.user)
        except InquiryRefused as refused:
            messages.error(request, str(refused))
            return redirect(found)
        messages.success(request, f"“{title}” is deleted.")
        return redirect("inquiries:campaigns")
    context = {"crumbs": crumbs(found.inquiry, "Delete"), "campaign": found}
    return render(request, "inquiries/campaigns/delete.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def publish_campaign(request: SignedInRequest, key: str) -> HttpResponse:
    """Publish the synthesis."""
    found = organized(request, key)
    form = SynthesisForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        audience = form.offered[form.cleaned_data["audience"]]
        try:
            text = form.cleaned_data["summary"]
            campaigns.publish(campaign=found, by=request.user, text=text, audience=audience)
        except InquiryRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The synthesis is published. Who can read it: {audience.label}.")
            return redirect("inquiries:synthesis", key)
    context = {"crumbs": crumbs(found.inquiry, "Publish the synthesis"), "campaign": found, "form": form}
    return render(request, "inquiries/campaigns/publish.html", context, status=answered_status(request))


# Tables


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def tables(request: SignedInRequest, key: str) -> HttpResponse:
    """The tables with their addresses; further ones."""
    found = organized(request, key)
    form = TablesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            campaigns.add_tables(campaign=found, by=request.user, number=data["number"], name=data["name"])
        except InquiryRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The tables are added. Print their sheets when you have all of them.")
            return redirect("inquiries:tables", key)
    rows = CampaignTable.objects.visible_to(request.user).filter(campaign=found).order_by("number")
    context = {
        "crumbs": crumbs(found.inquiry, "Tables"),
        "campaign": found,
        "form": form,
        "tables": [(table, absolute_url(table.get_absolute_url())) for table in rows],
    }
    return render(request, "inquiries/campaigns/tables.html", context, status=answered_status(request))


@require_safe
@access.approved
def table_sheets(request: SignedInRequest, key: str) -> HttpResponse:
    """Sheets to print: one for each table, or with `table` of one."""
    found = organized(request, key)
    rows = CampaignTable.objects.visible_to(request.user).filter(campaign=found).order_by("number")
    number = request.GET.get("table", "")
    if number.isdecimal() and len(number) < 6:
        rows = rows.filter(number=int(number))
    sheets = []
    for table in rows:
        url = absolute_url(table.get_absolute_url())
        sheets.append({"table": table, "url": url, "shown_url": url.split("://", 1)[1], "code": as_svg(url)})
    context = {"crumbs": crumbs(found.inquiry, "Sheets to print"), "campaign": found, "sheets": sheets}
    return render(request, "inquiries/campaigns/sheets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def remove_table(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Remove a table, after asking."""
    found = organized(request, key)
    rows = CampaignTable.objects.visible_to(request.user).select_related("campaign__inquiry")
    table = get_object_or_404(rows, campaign=found, number=number)
    if request.method == "POST":
        campaigns.remove_table(table=table, by=request.user)
        messages.success(request, f"{table} is removed.")
        return redirect("inquiries:tables", key)
    context = {"crumbs": crumbs(found.inquiry, "Remove a table"), "campaign": found, "table": table}
    return render(request, "inquiries/campaigns/remove_table.html", context)
