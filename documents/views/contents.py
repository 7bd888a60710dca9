"""All pages of a document with their headings. Headings are words of the file, so it counts as opening a page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from documents.finding.rows import crumbs_to
from documents.models import DocumentVersion, Page
from documents.reading.places import base_of, read_carried
from documents.reading.versions import readable_version


@require_safe
@access.audience
def contents(request: HttpRequest, key: str) -> HttpResponse:
    """The pages of the document as it is now."""
    return _contents(request, readable_version(request.user, key, opened=1))


@require_safe
@access.audience
def version_contents(request: HttpRequest, key: str, version_key: str) -> HttpResponse:
    """The pages of one version, also an old one."""
    return _contents(request, readable_version(request.user, key, version_key, opened=1))


def _contents(request: HttpRequest, version: DocumentVersion) -> HttpResponse:
    document = version.document
    carried = read_carried(request.GET, base_of(document, version))
    pages: list[dict[str, Any]] = []
    above = ""
    for number, label, heading in _pages(version):
        place = f"Page {label} ({number})" if label else f"Page {number}"
        # A heading stands where it begins; the pages below it that it still covers have their number alone.
        begins = heading != above and bool(heading)
        pages.append({"url": carried.address(number), "heading": heading if begins else "", "place": place})
        above = heading
    context = {
        "crumbs": [*crumbs_to(document), {"label": "Contents"}],
        "document": document,
        "version": version,
        "is_current": version.pk == document.current_version_id,
        "pages": pages,
        "read_url": carried.address(1),
    }
    return render(request, "documents/contents.html", context)


def _pages(version: DocumentVersion) -> list[tuple[int, str, str]]:
    pages = Page.objects.filter(version=version).order_by("number")
    return list(pages.values_list("number", "label", "heading"))
