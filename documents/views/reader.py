"""The reader: one page of one document, as picture and text."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.errors import error_page
from documents.files import FileUnavailable
from documents.finding.rows import crumbs_to, file_type_label
from documents.finding.search import marked_page
from documents.models import DocumentVersion, Page
from documents.reading import bundles, maps, pictures, tables
from documents.reading.versions import earlier_version_with, readable_page, readable_version


@require_safe
@access.audience
def current_page(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A page of the document as it is now; a link to a page that only an earlier version has leads there."""
    try:
        return _read(request, readable_page(request.user, key, None, number))
    except Http404:
        earlier = earlier_version_with(request.user, key, number)
        if earlier is None:
            raise
    document = earlier.document
    context = {
        "crumbs": [*crumbs_to(document), {"label": f"Page {number}"}],
        "document": document,
        "version": earlier,
        "number": number,
        "page_url": reverse("documents:version_page", args=[document.key, earlier.key, number]),
    }
    return render(request, "documents/page_of_earlier.html", context)


@require_safe
@access.audience
def version_page(request: HttpRequest, key: str, version_key: str, number: int) -> HttpResponse:
    """A page of one version, also an old one."""
    return _read(request, readable_page(request.user, key, version_key, number))


@require_safe
@access.audience
def turn(request: HttpRequest, key: str) -> HttpResponse:
    """To the page whose number was typed; numbers beyond the ends lead to the ends."""
    return _turn(request, readable_version(request.user, key))


@require_safe
@access.audience
def turn_version(request: HttpRequest, key: str, version_key: str) -> HttpResponse:
    """The same within one version."""
    return _turn(request, readable_version(request.user, key, version_key))


@require_safe
@access.audience
def page_image(request: HttpRequest, key: str, version_key: str, number: int) -> HttpResponse:
    """The picture of a page, drawn the first time somebody asks for it."""
    return _image(request, readable_version(request.user, key, version_key), number, pictures.READER_WIDTH)


@require_safe
@access.audience
def thumbnail(request: HttpRequest, key: str) -> HttpResponse:
    """A small picture of the first page."""
    return _image(request, readable_version(request.user, key), 1, pictures.THUMBNAIL_WIDTH)


def _turn(request: HttpRequest, version: DocumentVersion) -> HttpResponse:
    typed = request.GET.get("page", "").strip()
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    number = max(1, min(number, version.status.page_count or 1))
    query = request.GET.get("q", "").strip()
    return redirect(f"{request.path}{number}/" + (f"?{urlencode({'q': query})}" if query else ""))


def _image(request: HttpRequest, version: DocumentVersion, number: int, width: int) -> HttpResponse:
    if not pictures.has_pictures(version) or not 1 <= number <= (version.status.page_count or 0):
        raise Http404
    try:
        picture = pictures.page_picture(version, number, width)
    except FileUnavailable as error:
        return error_page(request, 503, sentence=str(error))
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/webp", headers={"Content-Disposition": "inline"})


def _read(request: HttpRequest, page: Page) -> HttpResponse:
    version = page.version
    assert version is not None  # it was found by its version
    document = version.document
    is_current = version.pk == document.current_version_id
    base = reverse("documents:pages", args=[document.key])
    if not is_current:
        base = reverse("documents:version_pages", args=[document.key, version.key])
    context = {
        "crumbs": [*crumbs_to(document), {"label": f"Page {page.number}"}],
        "document": document,
        "version": version,
        "is_current": is_current,
        "file_label": file_type_label(version.file_type),
        "reader": _reader(request, version, page, base),
    }
    return render(request, "documents/reader.html", context)


def _as_rows(request: HttpRequest, page: Page, text: str, base: str) -> dict[str, object]:
    """What a page of a table needs besides: the rows, the sheets, and where sorting and searching lead."""
    assert page.version is not None
    if not tables.is_table(page.version, page):
        return {"table": None}
    view = _view(request)
    table = tables.page_table(page, text, view)
    address = partial(_table_address, f"{base}{page.number}/", view)
    last = view.first + len(table.rows) - 1
    return {
        "table": table,
        "sort_urls": [address(sort=column.next_sort, first=1) for column in table.columns],
        "sheets": [
            {"label": sheet.label, "url": f"{base}{sheet.number}/", "current": sheet.is_current}
            for sheet in tables.sheets_of(page)
        ],
        "find": view.find,
        "sort": view.sort,
        "last_row": last,
        "earlier_rows_url": address(first=max(1, view.first - tables.ROWS_AT_ONCE)) if view.first > 1 else "",
        "further_rows_url": address(first=last + 1) if table.is_whole and last < table.count else "",
        "plain_url": "" if view.is_plain else f"{base}{page.number}/",
    }


def _view(request: HttpRequest) -> tables.View:
    """What the address asks of a table; anything else is left out."""
    sort, first = request.GET.get("sort", ""), request.GET.get("row", "")
    is_column = sort.removeprefix("-").isascii() and sort.removeprefix("-").isdigit() and len(sort) < 5
    return tables.View(
        sort=sort if is_column and int(sort) else "",
        find=" ".join(request.GET.get("find", "").replace("\x00", " ").split())[:200],
        first=max(1, int(first)) if first.isascii() and first.isdigit() and len(first) < 8 else 1,
    )


def _table_address(path: str, view: tables.View, **changes: Any) -> str:
    changed = view._replace(**changes)
    named = {"sort": changed.sort, "find": changed.find, "row": str(changed.first) if changed.first > 1 else ""}
    query = urlencode({name: value for name, value in named.items() if value})
    return f"{path}?{query}#page-text" if query else f"{path}#page-text"


def _reader(request: HttpRequest, version: DocumentVersion, page: Page, base: str) -> dict[str, object]:
    """The inputs of components/page_reader.html."""
    document = version.document
    query = request.GET.get("q", "").replace("\x00", " ").strip()
    asked = f"?{urlencode({'q': query})}" if query else ""
    last = version.status.page_count or page.number
    image = reverse("documents:page_image", args=[document.key, version.key, page.number])
    text, matching = marked_page(page, query)
    return {
        **_as_rows(request, page, text, base),
        "tree": bundles.tree_of(page),
        "map": maps.map_of(version) if _view(request).is_plain else None,
        "features_url": f"{base}2/{asked}" if page.number == 1 and last > 1 else "",
        "is_office": version.file_type in ("docx", "pptx"),
        "picture_note": version.status.picture_note,
        "title": document.title,
        "document_url": document.get_absolute_url(),
        "page": page.number,
        "pages": last,
        "image_url": image if pictures.has_pictures(version) else "",
        "heading": page.heading,
        "text": text,
        "query": query,
        "previous_url": f"{base}{page.number - 1}/{asked}" if page.number > 1 else "",
        "next_url": f"{base}{page.number + 1}/{asked}" if page.number < last else "",
        "jump_url": base,
        "download_url": reverse("documents:download_version", args=[document.key, version.key]),
        "hits": [
            {"page": found, "url": f"{base}{found}/{asked}", "current": found == page.number} for found in matching
        ],
    }
