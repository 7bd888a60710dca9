"""What sharing did: as a page, as a file, and as a year that was published."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.standing import standing_of
from clearinghouse.lib.spreadsheet import download
from reuse.models import ReportYear
from reuse.report.building import Report, from_json, report_of, seen_by, states_seen_by, table_of
from reuse.report.page import charts_of, figures_of
from reuse.report.periods import label_of, of_year
from reuse.report.publishing import NotYet, publishable
from reuse.report.publishing import publish as publish_year
from reuse.report_forms import PeriodForm

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEMBERS_ONLY = "The report on sharing is for members."


@require_safe
@access.approved
def report(request: SignedInRequest) -> HttpResponse:
    """A year, or any period: members see their own state's numbers, administrators all."""
    form, found = _chosen(request)
    context = _context(request, found, f"{reverse('reuse:report_file')}?{_query(form)}")
    standing = standing_of(request.user)
    context |= {
        "form": form,
        "crumbs": [{"label": "What sharing did"}],
        "years": _years(request),
        "may_publish": standing.is_administrator,
        "is_own": states_seen_by(request.user) is not None,
    }
    return render(request, "reuse/report.html", context, status=200)


@require_safe
@access.approved
def report_file(request: SignedInRequest) -> HttpResponseBase:
    """The same numbers: CSV, Excel or Word."""
    _, found = _chosen(request)
    return _file(request, found, f"sharing-{found.period.first}-{found.period.last}")


@require_safe
@access.approved
def year(request: SignedInRequest, slug: str) -> HttpResponse:
    """A published year, with the numbers of then."""
    kept = _published(request, slug)
    found = from_json(_period(slug), kept.numbers)
    context = _context(request, found, reverse("reuse:report_year_file", args=[slug]) + "?")
    context |= {
        "crumbs": [{"label": "What sharing did", "url": reverse("reuse:report")}, {"label": label_of(slug)}],
        "kept": kept,
        "years": _years(request),
    }
    return render(request, "reuse/report.html", context)


@require_safe
@access.approved
def year_file(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """The same as a file."""
    kept = _published(request, slug)
    return _file(request, from_json(_period(slug), kept.numbers), f"sharing-{slug}")


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def publish(request: SignedInRequest) -> HttpResponse:
    """Choose a year that is over, see its numbers, and publish them to every member."""
    offered = publishable()
    chosen = (request.POST if request.method == "POST" else request.GET).get("year", "")
    problem = ""
    if request.method == "POST":
        try:
            made = publish_year(slug=chosen, by=request.user)
        except NotYet as refused:
            problem = str(refused)
        else:
            messages.success(request, "You published the report. Every member can read it.")
            return redirect("reuse:report_year", made.slug)
    period = of_year(chosen) if chosen in offered else None
    context = {
        "crumbs": [{"label": "What sharing did", "url": reverse("reuse:report")}, {"label": "Publish"}],
        "offered": [(slug, label_of(slug)) for slug in offered],
        "chosen": chosen if period else "",
        "label": label_of(chosen) if period else "",
        "figures": figures_of(report_of(period).only()) if period else [],
        "problem": problem,
    }
    return render(request, "reuse/publish.html", context, status=400 if problem else 200)


def _chosen(request: SignedInRequest) -> tuple[PeriodForm, Report]:
    standing = standing_of(request.user)
    if not (standing.is_member or standing.is_administrator):
        raise PermissionDenied(MEMBERS_ONLY)
    form = PeriodForm(request.GET, is_administrator=standing.is_administrator)
    found = seen_by(request.user, lambda: report_of(form.period()))
    if form.state_chosen:
        found = found.only(states=[form.state_chosen], is_administrator=standing.is_administrator)
    return form, found


def _query(form: PeriodForm) -> str:
    """What was chosen, for the addresses of files."""
    kept = {name: form.data.get(name, "") for name in form.fields} if form.is_valid() else {}
    said = urlencode({name: value for name, value in kept.items() if value})
    return f"{said}&" if said else ""


def _published(request: SignedInRequest, slug: str) -> ReportYear:
    return get_object_or_404(ReportYear.objects.visible_to(request.user), slug=slug)


def _period(slug: str) -> Any:
    found = of_year(slug)
    assert found is not None  # a constraint in the database says so
    return found


def _years(request: HttpRequest) -> list[tuple[str, str]]:
    slugs = ReportYear.objects.visible_to(request.user).order_by("-published_at", "-slug")
    return [(slug, label_of(slug)) for slug in slugs.values_list("slug", flat=True)]


def _context(request: HttpRequest, found: Report, files_url: str) -> dict[str, Any]:
    with_some = replace(found, rows=tuple(row for row in found.rows if any(row.numbers)))
    is_short = bool(found.totals) and request.GET.get("rows") == "active"
    head, rows = table_of(with_some if is_short else found)
    other = request.GET.copy()
    other["rows"] = "all" if is_short else "active"
    return {
        "is_short": is_short,
        "empty_rows": len(found.rows) - len(with_some.rows) if found.totals else 0,
        "other_rows_url": f"?{other.urlencode()}#by-state",
        "report": found,
        "figures": figures_of(found),
        "charts": charts_of(found) if found.totals else [],
        "head": head[1:],
        "rows": [row[1:] for row in rows],
        "files_url": files_url,
    }


def _file(request: HttpRequest, found: Report, name: str) -> HttpResponseBase:
    kind = request.GET.get("format", "csv")
    if kind != "docx":
        head, rows = table_of(found)
        return download(name, head, rows, as_workbook=kind == "xlsx")
    from reuse.report.word import as_word  # here: python-docx would lengthen the start of every process

    response = HttpResponse(as_word(found), content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response
