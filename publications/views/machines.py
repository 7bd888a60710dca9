"""What programs fetch: a citation as a file, and the feed."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts import access
from publications.citing import Citation, bibtex, citation_of, ris
from publications.feeds import atom_feed, newest_editions
from publications.listing import as_public
from publications.views.pages import edition_or_404


@require_safe
@access.audience
def bibtex_file(request: HttpRequest, study: str, edition: str, number: int) -> HttpResponse:
    """The citation of one revision for BibTeX."""
    return _file(_citation(request, study, edition, number), bibtex, "bib", "application/x-bibtex")


@require_safe
@access.audience
def ris_file(request: HttpRequest, study: str, edition: str, number: int) -> HttpResponse:
    """The citation of one revision for EndNote, Mendeley, Zotero and others."""
    return _file(_citation(request, study, edition, number), ris, "ris", "application/x-research-info-systems")


@require_safe
@access.audience
def feed(request: HttpRequest) -> HttpResponse:
    """Public publications, the newest first; the same for whoever asks."""
    rows = newest_editions(as_public(request.user))
    text = atom_feed(rows, list_url=reverse("publications:list"), feed_url=reverse("publications:feed"))
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


def _citation(request: HttpRequest, study: str, edition: str, number: int) -> Citation:
    found, _, row = edition_or_404(request, study, edition)
    revision = row.numbered(number)
    if revision is None:
        raise Http404
    return citation_of(found, row, revision)


def _file(cited: Citation, write: Callable[[Citation], str], ending: str, content_type: str) -> HttpResponse:
    name = content_disposition_header(as_attachment=True, filename=f"{cited.key}.{ending}")
    headers = {"Content-Type": f"{content_type}; charset=utf-8", "Content-Disposition": name or "attachment"}
    return HttpResponse(write(cited), headers=headers)
