"""The report of a group's or a series' year, as a page that prints well and as a Word document."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.markup import to_html
from meetings.models import Series
from meetings.yearbook import FIRST_YEAR, LAST_YEAR, Yearbook, action_words, report_url, reports_of, yearbook
from workinggroups.models import WorkingGroup

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@access.audience
def group_report(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The summaries of a group's year on one page."""
    return _page(request, get_object_or_404(WorkingGroup, slug=slug), year)


@require_safe
@access.audience
def group_report_file(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The same as a Word document."""
    return _file(request, get_object_or_404(WorkingGroup, slug=slug), year)


@require_safe
@access.audience
def series_report(request: HttpRequest, key: str, year: int) -> HttpResponse:
    """The summaries of a series' year on one page."""
    return _page(request, _series_or_404(request, key), year)


@require_safe
@access.audience
def series_report_file(request: HttpRequest, key: str, year: int) -> HttpResponse:
    """The same as a Word document."""
    return _file(request, _series_or_404(request, key), year)


def _series_or_404(request: HttpRequest, key: str) -> Series:
    return get_object_or_404(Series.objects.visible_to(request.user).select_related("group"), key=key)


def _book(request: HttpRequest, of: WorkingGroup | Series, year: int) -> Yearbook:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return yearbook(request.user, of, year)


def _page(request: HttpRequest, of: WorkingGroup | Series, year: int) -> HttpResponse:
    book = _book(request, of, year)
    group = of if isinstance(of, WorkingGroup) else of.group
    top = {"label": group.name, "url": group.get_absolute_url()} if group else {"label": str(of), "url": ""}
    context = {
        "crumbs": [
            {"label": "Working groups", "url": reverse("workinggroups:list")},
            top,
            {"label": f"{year} report"},
        ],
        "book": book,
        "chapters": [
            {
                "chapter": chapter,
                "summary": to_html(chapter.meeting.summary),
                "action_items": [action_words(item) for item in chapter.action_items],
            }
            for chapter in book.chapters
        ],
        "file_url": f"{report_url(of, year)}report.docx" if book.chapters else "",
        "years": reports_of(request.user, of),
    }
    return render(request, "meetings/report.html", context)


def _file(request: HttpRequest, of: WorkingGroup | Series, year: int) -> HttpResponse:
    book = _book(request, of, year)
    if not book.chapters:
        raise Http404
    from meetings.report_docx import as_word  # here: python-docx would lengthen the start of every process

    response = HttpResponse(as_word(book), content_type=WORD)
    name = of.slug if isinstance(of, WorkingGroup) else of.key
    response["Content-Disposition"] = f'attachment; filename="{name}-{year}.docx"'
    return response
