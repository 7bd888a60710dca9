"""What changed since a saved copy: an earlier revision beside the current one, by passage and word."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.limits import too_often
from documents.addresses import with_query
from documents.reading.comparing import Start, compare
from documents.reading.versions import readable_version
from publications.models import Study
from publications.overview import EditionRow, RevisionRow
from publications.recognizing import HashingHandler, recognized
from publications.views.pages import crumbs, edition_or_404

FINGERPRINT = re.compile(r"[0-9a-fA-F]{64}")
RATES = "60/h/ip"  # a file may be large, and anyone may send one
NOT_KNOWN = "This file is none of the revisions listed here. It may have been changed after it was downloaded."
IS_CURRENT = "Your copy is the current revision. Nothing has changed since."
NO_FILE = "Choose a file, or enter its SHA-256: 64 letters and digits."


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience
@csrf_exempt
def compare_revisions(request: HttpRequest, study: str, edition: str) -> HttpResponse:
    """Choose the revision that one has, or let the file be recognized; then see what changed since.

    SECURITY: exempt from the CSRF middleware, which would have the file stored before this view asks for its
    fingerprint alone; _recognize checks the token.
    """
    found, _, row = edition_or_404(request, study, edition)
    if request.method == "POST":
        if answer := too_often(request, action="publication_files", rates=RATES):
            return answer
        request.upload_handlers = [HashingHandler(request)]
        return _recognize(request, found, row)
    number = request.GET.get("from", "")
    if not number:
        return _page(request, found, row)
    earlier = row.numbered(int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else None
    if earlier is None or not earlier.download_url:
        raise Http404
    return _page(request, found, row, earlier)


@csrf_protect
def _recognize(request: HttpRequest, study: Study, row: EditionRow) -> HttpResponse:
    """Lead to the changes since the revision that the file is, or say that it is none or the current one."""
    typed = request.POST.get("sha256", "").strip()  # reading the form reads the file
    (handler,) = request.upload_handlers
    assert isinstance(handler, HashingHandler)
    sha256 = handler.sha256 or (typed if FINGERPRINT.fullmatch(typed) else "")
    if not sha256:
        return _page(request, study, row, error=NO_FILE, status=400)
    revision = recognized(row, sha256)
    if revision is None:
        return _page(request, study, row, error=NOT_KNOWN, status=400)
    if revision.is_current:
        return _page(request, study, row, said=IS_CURRENT)
    return redirect(with_query(_address(study, row), **{"from": str(revision.number)}))


def _page(
    request: HttpRequest,
    study: Study,
    row: EditionRow,
    earlier: RevisionRow | None = None,
    status: int = 200,
    **said: str,
) -> HttpResponse:
    context = {
        "crumbs": crumbs(study, {"label": row.document.title, "url": row.url}, {"label": "What changed"}),
        "study": study,
        "row": row,
        "document": row.document,
        "choices": [revision for revision in row.revisions[1:] if revision.download_url],
        "earlier": earlier,
        **(_changes(request, study, row, earlier) if earlier else {}),
        **said,
    }
    return render(request, "publications/compare.html", context, status=status)


def _changes(request: HttpRequest, study: Study, row: EditionRow, earlier: RevisionRow) -> dict[str, Any]:
    """From that revision to the current one; both are read anew, as whoever opens them does."""
    current = row.current
    if current is None or current.number <= earlier.number or not current.download_url:
        raise Http404
    old, new = (_version(request, row, revision) for revision in (earlier, current))
    start = Start(_number(request, "at"), _number(request, "to"))
    found = compare(old, new, start)
    here = with_query(_address(study, row), **{"from": str(earlier.number)})
    further = found.further
    key = row.document.key
    return {
        "current": current,
        "comparison": found,
        "start": start,
        "is_from_start": start == Start(),
        "earlier_base": reverse("documents:version_pages", args=[key, old.key]),
        "later_base": reverse("documents:version_pages", args=[key, new.key]),
        "start_url": here,
        "further_url": f"{here}&at={further.earlier}&to={further.later}" if further else "",
    }


def _version(request: HttpRequest, row: EditionRow, revision: RevisionRow) -> Any:
    version = revision.revision.version
    assert version is not None  # it has a file
    return readable_version(request.user, row.document.key, version.key, opened=1)


def _number(request: HttpRequest, name: str) -> int:
    typed = request.GET.get(name, "")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1


def _address(study: Study, row: EditionRow) -> str:
    return reverse("publications:compare", args=[study.slug, row.edition.slug])
