"""Announcements as their readers meet them: the list, and each one's page."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.standing import standing_of
from announcements.forms import ListFilter
from announcements.models import Announcement, Status
from announcements.progress import progress_of
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.markup import first_lines, to_html
from documents.finding.full_text import compile_query

PAGE_SIZE = 20
NEWEST_FIRST = ("-sent_at", "-key")
MOST_DRAFTS = 50
LONGEST = 240  # characters of a text in the list


@require_safe
@access.approved
def announcements(request: SignedInRequest) -> HttpResponse:
    """The announcements that the person may read, the newest first; drafts for administrators."""
    form = ListFilter(request.GET)
    is_valid = form.is_valid()
    words, year = (form.cleaned_data.get(name) for name in ("q", "year"))
    seen = Announcement.objects.visible_to(request.user).defer("words")
    rows = seen.exclude(status=Status.DRAFT)
    problem = "" if is_valid else "Enter the year in four digits, such as 2026."
    if words:
        tsquery, problem_of_words = compile_query(words)
        problem = problem or problem_of_words
        rows = rows.filter(words__matches=tsquery) if tsquery else rows.none()
    if year:
        rows = rows.filter(sent_at__year=year)
    page = page_by_key(rows, NEWEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    drafts = seen.filter(status=Status.DRAFT).select_related("made_by").order_by("-made_at", "-key")[:MOST_DRAFTS]
    kept = {name: value for name, value in (("q", words), ("year", year)) if value}
    context: dict[str, Any] = {
        "form": form,
        "problem": problem,
        "rows": [(row, first_lines(row.text, LONGEST)) for row in page.rows],
        "drafts": drafts if standing_of(request.user).is_administrator else [],
        "is_narrowed": bool(kept),
        "newer_url": f"?{urlencode({**kept, 'page': page.before})}" if page.before else "",
        "older_url": f"?{urlencode({**kept, 'page': page.after})}" if page.after else "",
        "crumbs": [{"label": "News", "url": reverse("following:news")}, {"label": "Announcements", "url": ""}],
    }
    return render(request, "announcements/list.html", context)


@require_safe
@access.approved
def announcement(request: SignedInRequest, key: str) -> HttpResponse:
    """One announcement; for administrators also how its emails fare, and what can be done."""
    rows = Announcement.objects.visible_to(request.user).select_related("corrects").prefetch_related("audiences")
    found = get_object_or_404(rows, key=key)
    seen = Announcement.objects.visible_to(request.user)
    # SECURITY: what it corrects, and what corrects it, may have been sent to others.
    earlier = seen.filter(pk=found.corrects_id).first() if found.corrects_id else None
    context = {
        "announcement": found,
        "text": to_html(found.text),
        "earlier": earlier,
        "corrections": seen.filter(corrects=found).exclude(status=Status.DRAFT).order_by("sent_at", "pk"),
        "progress": progress_of(found) if standing_of(request.user).is_administrator else None,
        "crumbs": crumbs(found.title),
    }
    return render(request, "announcements/announcement.html", context)


def crumbs(label: str) -> list[dict[str, str]]:
    """From the list to this page."""
    return [{"label": "Announcements", "url": reverse("announcements:list")}, {"label": label, "url": ""}]
