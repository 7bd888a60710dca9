"""The reader: one page of one document, as picture and text."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.errors import error_page
from clearinghouse.lib.files.results import PageSource, RenderFailure
from clearinghouse.lib.files.types import ZIP
from clearinghouse.lib.files.word_boxes import WordBox
from documents.addresses import with_query
from documents.files import FileUnavailable
from documents.finding.hits import OPEN, marked
from documents.finding.marked import headline_of, marked_page
from documents.finding.rows import crumbs_to, file_type_label
from documents.models import DocumentVersion, Page
from documents.questions.runs import AskedDocument
from documents.questions.walking import Walk, headline_for, walk_at
from documents.reading import bundles, maps, marks, pictures, tables
from documents.reading.places import (
    FIT,
    LONGEST_LABEL,
    Carried,
    author_of,
    base_of,
    citation,
    lasting_address,
    page_meant,
    place_in_words,
    printed_numbers,
    read_carried,
    results_url,
)
from documents.reading.sources import is_unsure
from documents.reading.versions import earlier_version_with, numbered_version, readable_page, readable_version


@require_safe
@access.audience
def current_page(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A page of the document as it is now; a link to a page that only an earlier version has leads there."""
    carried = read_carried(request.GET, address_of("documents:pages", key))
    try:
        page = readable_page(request.user, key, None, number)
    except Http404:
        earlier = _earlier_page(request, key, number, carried)
        return earlier or _no_such_page(request, readable_version(request.user, key), number)
    return _read(request, page, carried)


def _earlier_page(request: HttpRequest, key: str, number: int, carried: Carried) -> HttpResponse | None:
    """Says that the page stands in an earlier version that the person may read: the one meant, or the newest."""
    meant = numbered_version(request.user, key, carried.version) if carried.version else None
    if meant is None or (meant.status.page_count or 0) < number:
        meant = earlier_version_with(request.user, key, number)
    if meant is None:
        return None
    document = meant.document
    base = address_of("documents:version_pages", document.key, meant.key)
    context = {
        "crumbs": [*crumbs_to(document), {"label": f"Page {number}"}],
        "document": document,
        "version": meant,
        "number": number,
        "page_url": replace(carried, base=base, version=None).address(number),
    }
    return render(request, "documents/page_of_earlier.html", context)


@require_safe
@access.audience
def version_page(request: HttpRequest, key: str, version_key: str, number: int) -> HttpResponse:
    """A page of one version, also an old one."""
    try:
        page = readable_page(request.user, key, version_key, number)
    except Http404:
        return _no_such_page(request, readable_version(request.user, key, version_key), number)
    return _read(request, page, read_carried(request.GET, ""))


def _no_such_page(request: HttpRequest, version: DocumentVersion, number: int | str) -> HttpResponse:
    """To somebody who may read the version: which pages it has. `number` may be words that were typed."""
    last = version.status.page_count
    if not last:  # nothing of it can be read here, so there is no other page to go to
        raise Http404
    context = {
        "crumbs": [*crumbs_to(version.document), {"label": "No such page"}],
        "document": version.document,
        "number": number if isinstance(number, int) else f"“{number}”",
        "last": last,
        "printed": printed_numbers(version),
        "first_url": "" if isinstance(number, int) else f"{base_of(version.document, version)}1/",
        "last_url": f"{base_of(version.document, version)}{last}/",
    }
    return render(request, "documents/no_such_page.html", context, status=404)


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
    asked = request.GET.get("width", "")
    width = int(asked) if asked in map(str, pictures.LARGER_WIDTHS) else pictures.READER_WIDTH
    version = readable_version(request.user, key, version_key, opened=number)
    return _image(request, version, number, width)


@require_safe
@access.audience
def page_marks(request: HttpRequest, key: str, version_key: str, number: int) -> HttpResponse:
    """The words of a search, as marks to lay over the picture of a page."""
    page = readable_page(request.user, key, version_key, number)
    assert page.version is not None  # it was found by its version
    if not pictures.is_drawn(page):
        raise Http404
    words: list[WordBox] = []
    carried = read_carried(request.GET, "")
    asked = headline_for(request.user, page, carried.question)
    headline = headline_of(request.user, page, carried.query) if asked is None else asked
    if OPEN in headline:
        try:
            words = marks.marked_words(headline, pictures.page_words(page.version, number))
        except FileUnavailable as error:
            return error_page(request, 503, sentence=str(error))
    return HttpResponse(marks.svg_of(words), content_type="image/svg+xml")


@require_safe
@access.audience
def thumbnail(request: HttpRequest, key: str) -> HttpResponse:
    """A small picture of the first page."""
    return _image(request, readable_version(request.user, key), 1, pictures.THUMBNAIL_WIDTH)


def _turn(request: HttpRequest, version: DocumentVersion) -> HttpResponse:
    typed = request.GET.get("page", "").replace("\x00", " ").strip()
    number = page_meant(version, typed)
    if number is None:
        return _no_such_page(request, version, typed[:LONGEST_LABEL])
    return redirect(read_carried(request.GET, request.path).address(number))


def _image(request: HttpRequest, version: DocumentVersion, number: int, width: int) -> HttpResponse:
    can_be_drawn = pictures.has_pictures(version) or version.file_type == ZIP.slug
    if not can_be_drawn or not 1 <= number <= (version.status.page_count or 0):
        raise Http404
    try:
        picture = pictures.page_picture(version, number, width)
    except FileUnavailable as error:
        return error_page(request, 503, sentence=str(error))
    if picture is None:
        raise Http404
    if isinstance(picture, RenderFailure):
        return error_page(request, 404, sentence=picture.sentence, advice="Go back to read its text.")
    return HttpResponse(picture, content_type="image/webp", headers={"Content-Disposition": "inline"})


def _read(request: HttpRequest, page: Page, carried: Carried) -> HttpResponse:
    version = page.version
    assert version is not None  # it was found by its version
    document = version.document
    is_current = version.pk == document.current_version_id
    change = _change_since(request, version, page.number, carried) if is_current else None
    carried = replace(
        carried,
        base=base_of(document, version),
        # Said once: who reads on reads the file as it is now.
        version=carried.version if is_current and change is None else None,
    )
    context = {
        "crumbs": [*crumbs_to(document), {"label": f"Page {page.number}"}],
        "document": document,
        "version": version,
        "is_current": is_current,
        "change": change,
        "file_label": file_type_label(version.file_type),
        "reader": _reader(request, version, page, carried),
    }
    return render(request, "documents/reader.html", context)


def _change_since(
    request: HttpRequest, version: DocumentVersion, number: int, carried: Carried
) -> dict[str, object] | None:
    """What to say to somebody whose link meant an earlier version: which one, and where it can be read."""
    meant_number = carried.version
    if meant_number is None or meant_number >= version.status.number:
        return None
    key = version.document.key
    meant = numbered_version(request.user, key, meant_number)
    if meant is None:
        return {"number": meant_number}
    has_page = number <= (meant.status.page_count or 0)
    base = address_of("documents:version_pages", key, meant.key)
    return {
        "number": meant_number,
        "version": meant,
        "page_url": replace(carried, base=base, version=None).address(number) if has_page else "",
        "compare_url": address_of("documents:compare", key, meant.key, version.key),
    }


def _as_rows(request: HttpRequest, page: Page, text: str, base: str) -> dict[str, object]:
    """What a page of a table needs besides: the rows, the sheets, and where sorting and searching lead."""
    assert page.version is not None
    if bundles.is_office(page.version, page.heading) or not tables.is_table(page.version, page):
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


def _reader(request: HttpRequest, version: DocumentVersion, page: Page, carried: Carried) -> dict[str, object]:
    """The inputs of components/page_reader.html."""
    document = version.document
    last = version.status.page_count or page.number
    walk = walk_at(request.user, page, carried.question, partial(_walked_page, carried))
    found = walk or marked_page(request.user, page, carried.query)
    text = marked(found.headline)
    is_current = version.pk == document.current_version_id
    contents = [document.key] if is_current else [document.key, version.key]
    address = lasting_address(document, version, page.number)
    in_zip = bundles.is_office(version, page.heading)
    return {
        **_as_rows(request, page, text, carried.base),
        **_picture(version, page, carried, has_marks=OPEN in found.headline),
        **_hits(page, found.numbers, carried),
        "walk": walk,
        "tree": bundles.tree_of(page),
        "map": maps.map_beside(page) if _view(request).is_plain else None,
        "features_url": carried.address(2) if page.number == 1 and last > 1 and version.file_type != "zip" else "",
        "is_office": in_zip or version.file_type in ("docx", "pptx"),
        "picture_note": bundles.OFFICE_NOTE if in_zip else version.status.picture_note,
        "is_unsure": is_unsure(page.confidence),
        "is_without_text": page.source in (PageSource.SCANNED, PageSource.UNREAD),
        "title": document.title,
        "document_url": document.get_absolute_url(),
        "page": page.number,
        "pages": last,
        "place": place_in_words(page.number, page.label, last),
        "heading": page.heading if isinstance(found, Walk) else found.heading,
        "text": text,
        "query": carried.query,
        "kept": [(name, value) for name, value in carried.values.items() if value],
        "previous_url": carried.address(page.number - 1) if page.number > 1 else "",
        "next_url": carried.address(page.number + 1) if page.number < last else "",
        "jump_url": carried.base,
        "results_url": results_url(document, carried),
        "contents_url": with_query(
            address_of("documents:contents" if is_current else "documents:version_contents", *contents),
            q=carried.query,
        ),
        "link": address,
        "citation": citation(page, _author(version), address, timezone.localdate()),
        "download_url": address_of("documents:download_version", document.key, version.key),
    }


def _author(version: DocumentVersion) -> str:
    agency, of_state, state_name = (
        getattr(version, name, None) for name in ("agency_name", "agency_state", "state_name")
    )
    return author_of(agency or "", of_state, version.document.state_id, state_name or "")


def _walked_page(carried: Carried, document: AskedDocument, number: int) -> str:
    """The address of another page that answers the same question, with the same selection and size."""
    kept = {**carried.values, "q": "", "results": "", "v": str(document.version)}
    return with_query(address_of("documents:page", document.key, number), **kept)


def _picture(version: DocumentVersion, page: Page, carried: Carried, *, has_marks: bool) -> dict[str, object]:
    """The picture in the size asked for, and the marks on it; nothing where the file type has no pictures."""
    if not pictures.is_drawn(page):
        return {"image_url": ""}
    where = (version.document.key, version.key, page.number)
    image = address_of("documents:page_image", *where)
    width = {"150": pictures.LARGER_WIDTHS[0], "200": pictures.LARGER_WIDTHS[1]}.get(carried.zoom)
    marks_url = address_of("documents:page_marks", *where) if has_marks else ""
    return {
        "image_url": with_query(image, width=str(width or "")),
        "wide_image_url": with_query(image, width=str(pictures.LARGER_WIDTHS[0])) if carried.zoom == FIT else "",
        "marks_url": with_query(marks_url, **_what_is_marked(carried)) if marks_url else "",
        "zoom": carried.zoom,
        "scrolls": carried.zoom.isdigit(),
        "zooms": carried.zooms(page.number),
    }


def _what_is_marked(carried: Carried) -> dict[str, str]:
    return {name: carried.values[name] for name in ("q", "question", "within")}


def _hits(page: Page, matching: list[int], carried: Carried) -> dict[str, object]:
    """The pages with the words of the search, and the nearest before and after this one."""
    before = max((number for number in matching if number < page.number), default=None)
    after = min((number for number in matching if number > page.number), default=None)
    return {
        "hits": [{"page": found, "url": carried.address(found), "current": found == page.number} for found in matching],
        "previous_hit_url": carried.address(before) if before else "",
        "next_hit_url": carried.address(after) if after else "",
    }
