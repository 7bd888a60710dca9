"""Pages of the synthesis: answers side by side, marking passages, the code book, and what is published."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet, Window
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from clearinghouse.lib.files.types import DOCX
from clearinghouse.lib.markup import to_html
from clearinghouse.lib.spreadsheet import download
from clearinghouse.lib.wording import counted
from inquiries.actions import InquiryRefused
from inquiries.actions import synthesis as actions
from inquiries.comparing import WITH_COUNTS
from inquiries.forms.answers import choices_of
from inquiries.forms.synthesis import MarkForm, MergeForm, ThemeForm, UsedForm
from inquiries.models import (
    SECTORS,
    Campaign,
    FieldType,
    InquiryField,
    Passage,
    Status,
    Submission,
    Theme,
)
from inquiries.synthesis import FEWEST, NOTES, as_word, file_rows, header, synthesis_of
from inquiries.views.campaigns import organized, organizes, reads_synthesis, visible_campaign
from inquiries.views.frame import answered_status, crumbs

PER_SECTOR = 20  # answers of each sector on a page


def questions_asked(campaign: Campaign) -> list[InquiryField]:
    """Of all published versions, each once, those of the newest first."""
    rows = InquiryField.objects.filter(
        questionnaire__inquiry=campaign.inquiry_id, questionnaire__published_at__isnull=False
    )
    found: dict[str, InquiryField] = {}
    for row in rows.order_by("-questionnaire__number", "position"):
        found.setdefault(row.ident, row)
    return list(found.values())


def _sent(request: HttpRequest, campaign: Campaign) -> QuerySet[Submission]:
    rows = Submission.objects.visible_to(request.user).filter(campaign=campaign).sent()
    return rows.select_related("state", "table").in_order()


def _states_told(campaign: Campaign) -> set[str]:
    """SECURITY: the state of an anonymous answer is shown once three came from it; before, it would tell who wrote."""
    numbers: dict[str, int] = defaultdict(int)
    for state in campaign.submissions.sent().values_list("state", flat=True):
        numbers[state or ""] += 1
    return {state for state, number in numbers.items() if not campaign.is_anonymous or number >= FEWEST}


@require_safe
@access.approved
def answers(request: SignedInRequest, key: str) -> HttpResponse:
    """One question, with its answers side by side by sector: so many of each on a page, all or those not marked yet."""
    campaign = organized(request, key)
    questions = questions_asked(campaign)
    wanted = request.GET.get("question", "")
    question = next((row for row in questions if row.ident == wanted), questions[0] if questions else None)
    only_unmarked = request.GET.get("marked") == "no"
    context: dict[str, Any] = {
        "crumbs": crumbs(campaign.inquiry, "Answers"),
        "campaign": campaign,
        "questions": questions,
        "question": question,
        "only_unmarked": only_unmarked,
    }
    if question is not None:
        context |= _side_by_side(request, campaign, question, only_unmarked=only_unmarked)
    return render(request, "inquiries/campaigns/answers.html", context)


def _side_by_side(
    request: HttpRequest, campaign: Campaign, question: InquiryField, *, only_unmarked: bool
) -> dict[str, Any]:
    """The columns of one page, and how many answers there are; in five queries, however many."""
    # An empty answer is not kept, and documents are never quoted.
    rows = _sent(request, campaign).filter(answers__has_key=question.ident)
    rows = rows.none() if question.type == FieldType.FILE else rows
    marked = Passage.objects.visible_to(request.user).filter(theme__campaign=campaign, ident=question.ident)
    shown = rows.exclude(pk__in=marked.values("submission")) if only_unmarked else rows
    given, wanted = _by_sector(rows), _by_sector(shown)
    pages = max(1, -(-max(wanted.values(), default=0) // PER_SECTOR))
    number = _page_number(request, pages)
    first = (number - 1) * PER_SECTOR
    place = Window(RowNumber(), partition_by="sector", order_by=["sent_on", "key"])
    cells = list(shown.annotate(place=place).filter(place__gt=first, place__lte=first + PER_SECTOR))
    themes: dict[str, list[str]] = defaultdict(list)
    of_these = marked.filter(submission__in=[row.pk for row in cells])
    for submission, name in of_these.values_list("submission", "theme__name").distinct().order_by("theme__name"):
        themes[submission].append(name)
    told, labels = _states_told(campaign), {**dict(SECTORS), NOTES[0]: NOTES[1]}
    columns = [value for value in labels if value in given or value in campaign.sectors]
    query = {"question": question.ident, **({"marked": "no"} if only_unmarked else {})}

    def address(page: int) -> str:
        return f"?{urlencode({**query, 'page': str(page)})}"

    return {
        "total": sum(given.values()),
        "unmarked": rows.exclude(pk__in=marked.values("submission")).count(),
        "choices": _choices(question, rows, columns),
        "columns": [
            {
                "label": labels[value],
                "count": wanted.get(value, 0),
                "cells": [
                    {
                        "submission": row, "words": actions.answer_text(question, row), "number": row.place,
                        "state": row.state if row.state_id in told else None, "themes": themes[row.pk],
                    }
                    for row in cells if row.sector == value
                ],
            }
            for value in columns
        ],
        "position": f"Page {number:,} of {pages:,}",
        "newer_url": address(number - 1) if number > 1 else "",
        "older_url": address(number + 1) if number < pages else "",
    }  # fmt: skip


def _choices(question: InquiryField, rows: QuerySet[Submission], sectors: list[str]) -> list[dict[str, Any]]:
    """Of a question with choices: how many gave each, by sector in the order of the columns, and in all."""
    if question.type not in WITH_COUNTS:
        return []
    numbers: dict[tuple[str, str], int] = defaultdict(int)
    for sector, value in rows.order_by().values_list("sector", KeyTransform(question.ident, "answers")):
        for one in value if isinstance(value, list) else [value]:
            numbers[str(one), sector] += 1
    known = dict(choices_of(question))
    given = {choice for choice, _ in numbers}  # also what an earlier version of the question offered
    return [
        {"label": known.get(choice, choice), "numbers": [numbers[choice, sector] for sector in sectors],
         "all": sum(numbers[choice, sector] for sector in sectors)}
        for choice in [*known, *sorted(given - set(known))]
    ]  # fmt: skip


def _by_sector(rows: QuerySet[Submission]) -> dict[str, int]:
    return dict(rows.order_by().values("sector").annotate(count=Count("pk")).values_list("sector", "count"))


def _page_number(request: HttpRequest, pages: int) -> int:
    """What the address asks for, as far as there are so many pages."""
    text = request.GET.get("page", "")
    return min(max(int(text), 1), pages) if text.isdecimal() and len(text) < 6 else 1


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def one_answer(request: SignedInRequest, key: str, answer_key: str) -> HttpResponse:
    """One whole answer; words of it are marked with themes here."""
    campaign = organized(request, key)
    submission = get_object_or_404(_sent(request, campaign), key=answer_key)
    questions = questions_asked(campaign)
    form = None
    if request.method == "POST":
        form = MarkForm(campaign, request.POST, ident=request.POST.get("ident", "")[:8])
        question = next((row for row in questions if row.ident == request.POST.get("ident")), None)
        if question is not None and form.is_valid():
            data = form.cleaned_data
            try:
                actions.mark(
                    submission=submission, question=question, theme=data["theme"], by=request.user,
                    words=data["words"], start=data["start"] or 0,
                )  # fmt: skip
            except InquiryRefused as refused:
                form.add_error("words", str(refused))
            else:
                messages.success(request, f"Marked with “{data['theme']}”.")
                return redirect("inquiries:campaign_answer", key, answer_key)
    passages: dict[str, list[Passage]] = defaultdict(list)
    visible = Passage.objects.visible_to(request.user).filter(submission=submission)
    for passage in visible.select_related("theme", "submission").in_order():
        passages[passage.ident].append(passage)
    sent_ident = request.POST.get("ident", "") if form is not None else ""
    parts = []
    for question in questions:
        words = actions.answer_text(question, submission)
        own_form = form if form is not None and sent_ident == question.ident else None
        mark_form = own_form or MarkForm(campaign, ident=question.ident)
        parts.append({
            "question": question, "words": words, "passages": passages[question.ident], "form": mark_form,
        })  # fmt: skip
    context = {
        "crumbs": crumbs(campaign.inquiry, "One answer"),
        "campaign": campaign,
        "submission": submission,
        "state": submission.state if submission.state_id in _states_told(campaign) else None,
        "parts": parts,
        "may_mark": campaign.inquiry.status in (Status.CLOSED, Status.PUBLISHED),
        "has_themes": campaign.themes.exists(),
    }
    return render(request, "inquiries/campaigns/one_answer.html", context, status=answered_status(request))


# The code book


def _theme(request: HttpRequest, campaign: Campaign, theme_key: str) -> Theme:
    rows = Theme.objects.organized_by(request.user).select_related("campaign__inquiry")
    return get_object_or_404(rows, campaign=campaign, key=theme_key)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def themes(request: SignedInRequest, key: str) -> HttpResponse:
    """The themes in their order, with how many passages each has; a further one."""
    campaign = organized(request, key)
    form = ThemeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_theme(campaign=campaign, by=request.user, **form.cleaned_data)
        except InquiryRefused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, "The theme is added.")
            return redirect("inquiries:themes", key)
    counts: dict[int, int] = defaultdict(int)
    for theme in Passage.objects.visible_to(request.user).filter(theme__campaign=campaign).values_list("theme"):
        counts[theme[0]] += 1
    rows = list(Theme.objects.organized_by(request.user).filter(campaign=campaign).in_order())
    context = {
        "crumbs": crumbs(campaign.inquiry, "Themes"),
        "campaign": campaign,
        "form": form,
        "themes": [
            {"theme": row, "passages": counts[row.pk], "is_first": place == 0, "is_last": place == len(rows) - 1}
            for place, row in enumerate(rows)
        ],
    }
    return render(request, "inquiries/campaigns/themes.html", context, status=answered_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def theme(request: SignedInRequest, key: str, theme_key: str) -> HttpResponse:
    """One theme with its passages: rename, describe, merge, split, release quotes, say how it was used."""
    campaign = organized(request, key)
    found = _theme(request, campaign, theme_key)
    if request.method != "POST":
        return _theme_page(request, campaign, found)
    do = _THEME_ACTIONS.get(request.POST.get("do", "change"), _change)
    return do(request, campaign, found)


def _change(request: SignedInRequest, campaign: Campaign, found: Theme) -> HttpResponse:
    form = ThemeForm(request.POST)
    if form.is_valid():
        try:
            actions.change_theme(theme=found, by=request.user, **form.cleaned_data)
        except InquiryRefused as refused:
            form.add_error("name", str(refused))
        else:
            return _done(request, found, "We saved your changes.")
    return _theme_page(request, campaign, found, form=form)


def _merge(request: SignedInRequest, campaign: Campaign, found: Theme) -> HttpResponse:
    form = MergeForm(found, request.POST)
    if not form.is_valid():
        return _theme_page(request, campaign, found, merge_form=form)
    into = actions.merge(theme=found, into=form.cleaned_data["into"], by=request.user)
    return _done(request, into, f"“{found.name}” is now part of “{into}”.")


def _split(request: SignedInRequest, campaign: Campaign, found: Theme) -> HttpResponse:
    name = " ".join(request.POST.get("new_name", "").replace("\x00", "").split())[:120]
    if not name:
        return _theme_page(request, campaign, found, refused="Enter a name for the new theme.")
    chosen = [one.replace("\x00", "") for one in request.POST.getlist("passages")]
    try:
        made = actions.split(theme=found, by=request.user, name=name, passages=chosen)
    except InquiryRefused as refused:
        return _theme_page(request, campaign, found, refused=str(refused))
    return _done(request, made, f"The passages you chose are now marked with “{made}”.")


def _used(request: SignedInRequest, campaign: Campaign, found: Theme) -> HttpResponse:
    form = UsedForm(request.POST)
    if not form.is_valid():
        return _theme_page(request, campaign, found, used_form=form)
    tell = request.POST.get("do") == "tell"
    try:
        told = actions.save_how_used(theme=found, by=request.user, text=form.cleaned_data["how_used"], tell=tell)
    except InquiryRefused as refused:
        form.add_error("how_used", str(refused))
        return _theme_page(request, campaign, found, used_form=form)
    words = f"Saved. We emailed {counted(told, 'person,people')} who gave input by name and can read the synthesis."
    return _done(request, found, words if tell else "Saved.")


def _remove(request: SignedInRequest, campaign: Campaign, found: Theme) -> HttpResponse:
    try:
        actions.remove_theme(theme=found, by=request.user)
    except InquiryRefused as refused:
        return _theme_page(request, campaign, found, refused=str(refused))
    messages.success(request, "The theme is removed.")
    return redirect("inquiries:themes", campaign.inquiry.key)


_THEME_ACTIONS: dict[str, Callable[[SignedInRequest, Campaign, Theme], HttpResponse]] = {
    "change": _change, "merge": _merge, "split": _split, "used": _used, "tell": _used, "remove": _remove,
}  # fmt: skip


def _done(request: SignedInRequest, found: Theme, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("inquiries:theme", found.campaign.inquiry.key, found.key)


def _theme_page(
    request: HttpRequest, campaign: Campaign, found: Theme, *, refused: str = "", **forms: Any
) -> HttpResponse:
    rows = Passage.objects.visible_to(request.user).filter(theme=found).select_related("submission__state").in_order()
    told = _states_told(campaign)
    sectors = {**dict(SECTORS), NOTES[0]: NOTES[1]}
    context = {
        "crumbs": crumbs(campaign.inquiry, found.name),
        "campaign": campaign,
        "theme": found,
        "refused": refused,
        "passages": [
            {
                "passage": row, "sector": sectors.get(row.submission.sector, ""),
                "state": row.submission.state if row.submission.state_id in told else None,
                "may_quote": row.submission.may_quote,
            }
            for row in rows
        ],
        "form": ThemeForm(initial={"name": found.name, "description": found.description}),
        "merge_form": MergeForm(found),
        "used_form": UsedForm(initial={"how_used": found.how_used}),
        "is_published": campaign.inquiry.status == Status.PUBLISHED,
        **forms,
    }  # fmt: skip
    return render(request, "inquiries/campaigns/theme.html", context, status=answered_status(request))


@require_POST
@access.approved
def move_theme(request: SignedInRequest, key: str, theme_key: str) -> HttpResponse:
    """Up with `do=up`, else down."""
    campaign = organized(request, key)
    found = _theme(request, campaign, theme_key)
    actions.move_theme(theme=found, by=request.user, up=request.POST.get("do") == "up")
    return redirect("inquiries:themes", key)


@require_POST
@access.approved
def change_passage(request: SignedInRequest, key: str, passage_key: str) -> HttpResponse:
    """With `do` release a quote, take it back, or unmark the words."""
    campaign = organized(request, key)
    rows = Passage.objects.visible_to(request.user).select_related("theme__campaign__inquiry", "submission")
    passage = get_object_or_404(rows, theme__campaign=campaign, key=passage_key)
    try:
        if request.POST.get("do") == "release":
            actions.release(passage=passage, by=request.user)
            messages.success(request, "The quote appears in the synthesis.")
        elif request.POST.get("do") == "take_back":
            actions.take_back(passage=passage, by=request.user)
            messages.success(request, "The quote no longer appears in the synthesis.")
        elif request.POST.get("do") == "unmark":
            actions.unmark(passage=passage, by=request.user)
            messages.success(request, "The words are no longer marked.")
    except InquiryRefused as refused:
        messages.error(request, str(refused))
    return redirect("inquiries:theme", key, passage.theme.key)


# What is published


def _readable(request: HttpRequest, key: str) -> Campaign:
    """The campaign, for who may read its synthesis, and for its organizers before."""
    campaign = visible_campaign(request, key)
    is_published = campaign.inquiry.status == Status.PUBLISHED
    if not (is_published and reads_synthesis(request, campaign)) and not organizes(request, campaign):
        raise Http404
    return campaign


@require_safe
@access.audience
def synthesis(request: HttpRequest, key: str) -> HttpResponse:
    """Themes with numbers by sector, released quotes, and how input was used."""
    campaign = _readable(request, key)
    context = {
        "crumbs": crumbs(campaign.inquiry, "Synthesis"),
        "campaign": campaign,
        "inquiry": campaign.inquiry,
        "summary": to_html(campaign.inquiry.summary),
        "found": synthesis_of(campaign, request.user),
        "is_preview": campaign.inquiry.status != Status.PUBLISHED,
        "organizes": organizes(request, campaign),
    }
    return render(request, "inquiries/campaigns/synthesis.html", context)


@require_safe
@access.audience
def synthesis_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The same as CSV, or with `format` xlsx or docx."""
    campaign = _readable(request, key)
    found = synthesis_of(campaign, request.user)
    name = f"synthesis-{campaign.inquiry.key}-{timezone.localdate():%Y-%m-%d}"
    if request.GET.get("format") == "docx":
        response = HttpResponse(as_word(found), content_type=DOCX.content_type)
        response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
        return response
    return download(name, header(found), file_rows(found), as_workbook=request.GET.get("format") == "xlsx")
