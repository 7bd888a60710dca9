"""What is published: the list of studies, a study, an edition, and one revision of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import access
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.statements import Statement, together
from documents.models import Topic
from publications.citing import apa, bibtex, chicago, citation_of, ris
from publications.listing import as_public, other_public_documents, rows_of, studies_beyond_public, studies_page
from publications.models import Study
from publications.overview import EditionRow, RevisionRow, asked_of, edition_rows, rows_from
from publications.permissions import can_make, can_revise
from publications.structured import citation_tags, edition_graph, study_graph


@require_safe
@access.audience
def studies(request: HttpRequest) -> HttpResponse:
    """What everybody may read: editions of one study together, then other public documents."""
    public = as_public(request.user)
    page = studies_page(public, request.GET.get("page", ""))
    context = {
        "studies": [(study, rows_of(study)) for study in page.rows],
        "newer_url": f"?page={page.before}" if page.before else "",
        "older_url": f"?page={page.after}" if page.after else "",
        "rows": other_public_documents(public),
        "for_members": studies_beyond_public(request.user, public),
        "may_make": can_make(request.user),
    }
    return render(request, "publications/list.html", context)


@require_safe
@access.audience
def study(request: HttpRequest, study: str) -> HttpResponse:
    """Which edition answers what, the shortest first."""
    user, everybody = request.user, as_public(request.user)
    studies, topics, editable, *editions = together(
        _study.asked(user, study=study),
        _topics.asked(study=study),
        _editable.asked(user, study=study),
        *asked_of(study, user),
        *(asked_of(study, everybody) if everybody is not user else ()),
    )
    if not studies:
        raise Http404
    (found,) = studies
    rows = rows_from(found, *editions[:2])
    public = rows if everybody is user else rows_from(found, *editions[2:])
    context = {
        "crumbs": crumbs(found),
        "study": found,
        "topics": topics,
        "editions": rows,
        "graph": study_graph(found, public) if public else None,
        "may_change": bool(editable),
    }
    return render(request, "publications/study.html", context)


@require_safe
@access.audience
def edition(request: HttpRequest, study: str, edition: str) -> HttpResponse:
    """One edition as it is now, with its revisions and how to cite it."""
    found, rows, row = edition_or_404(request, study, edition)
    return _edition_page(request, found, rows, row, row.current)


@require_safe
@access.audience
def revision(request: HttpRequest, study: str, edition: str, number: int) -> HttpResponse:
    """One revision, at its lasting address; a superseded one says by what."""
    found, rows, row = edition_or_404(request, study, edition)
    chosen = row.numbered(number)
    if chosen is None:
        raise Http404
    return _edition_page(request, found, rows, row, chosen)


def edition_or_404(request: HttpRequest, study: str, edition: str) -> tuple[Study, list[EditionRow], EditionRow]:
    """The study, its editions that the person may see, and the one that the address names; three queries."""
    found = get_object_or_404(Study.objects.visible_to(request.user), slug=study)
    rows = edition_rows(found, request.user)
    row = next((row for row in rows if row.edition.slug == edition), None)
    if row is None:
        raise Http404
    return found, rows, row


@StatementFor
def _study(user: Viewer, study: str) -> QuerySet[Study]:
    return Study.objects.visible_to(user).filter(slug=study)


@StatementFor
def _editable(user: Viewer, study: str) -> QuerySet[Study, int]:
    return Study.objects.editable_by(user).filter(slug=study).values_list("pk", flat=True)


@Statement
def _topics(study: str) -> QuerySet[Topic]:
    return Topic.objects.filter(studies__slug=study)


def crumbs(study: Study, *more: dict[str, str]) -> list[dict[str, str]]:
    """From the list to the study and on."""
    top = {"label": "Publications", "url": reverse("publications:list")}
    return [top, {"label": study.name, "url": study.get_absolute_url()}, *more]


def _edition_page(
    request: HttpRequest, study: Study, rows: list[EditionRow], row: EditionRow, chosen: RevisionRow | None
) -> HttpResponse:
    public = _public_rows(request, study, rows)
    public_row = next((other for other in public if other.edition == row.edition), None)
    context: dict[str, Any] = {
        "crumbs": crumbs(study, {"label": row.edition.get_form_display()}),
        "study": study,
        "row": row,
        "document": row.document,
        "revision": chosen,
        "others": [other for other in rows if other is not row],
        "citations": _citations(study, row, chosen) if chosen else [],
        "may_revise": can_revise(request.user, row.edition),
        **_for_programs(study, public_row, chosen),
    }
    return render(request, "publications/edition.html", context)


def _public_rows(request: HttpRequest, study: Study, rows: list[EditionRow]) -> list[EditionRow]:
    """What the public may see of a study, for programs; it is not asked for again where the public itself asks."""
    public = as_public(request.user)
    return rows if public is request.user else edition_rows(study, public)


def _citations(study: Study, row: EditionRow, revision: RevisionRow) -> list[tuple[str, str, str]]:
    """The name of each form of citation, the text, and where it is to be had as a file."""
    cited = citation_of(study, row, revision)
    at = [study.slug, row.edition.slug, revision.number]
    return [
        ("APA", apa(cited), ""),
        ("Chicago", chicago(cited), ""),
        ("BibTeX", bibtex(cited), reverse("publications:bibtex", args=at)),
        ("RIS", ris(cited), reverse("publications:ris", args=at)),
    ]


def _for_programs(study: Study, public: EditionRow | None, chosen: RevisionRow | None) -> dict[str, Any]:
    """Linked data and citation tags of what the public may see of this page: all of it, or nothing."""
    if public is None or (chosen is not None and public.numbered(chosen.number) is None):
        return {}
    revision = public.numbered(chosen.number) if chosen else None
    tags = citation_tags(study, public, revision, citation_of(study, public, revision)) if revision else []
    return {"graph": edition_graph(study, public, revision), "citation_tags": tags}
