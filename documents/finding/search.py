"""Full-text search over pages: from what was typed to ranked pages of documents the person may see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Left

from accounts.standing import Viewer
from clearinghouse.lib.among import Among, numbers
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.query import LONGEST
from clearinghouse.lib.statements import Asked, Statement, together
from documents.finding.advising import advice_for, unknown_words
from documents.finding.filters import Filters
from documents.finding.folding import Arranged, Fold, Ranked, arrange
from documents.finding.full_text import compile_query
from documents.finding.hits import CANDIDATES, Alike, Folded, Hit, Results
from documents.finding.index import reading
from documents.finding.index.reading import OpenIndex
from documents.finding.indexed import Order, Search
from documents.finding.kept import Ranking
from documents.finding.listing import newest_pks, unnested
from documents.finding.marked import SNIPPET_CHARACTERS, Sought, passage_on, sought
from documents.models import Document, Page, Reader
from documents.reused import reused

PAGE_SIZE = 20

# {documents} is a query over documents visible_to() the person, filters applied: nothing else is ever joined.
# Vectors stay out of it: sorted along with the rows they would fill the memory for sorting.
CANDIDATES_SQL = """
SELECT p.id, p.document_id, d.shared_at, d.state_id
FROM documents_page p JOIN ({documents}) AS d ON d.id = p.document_id
WHERE p.is_current AND p.vector @@ %s::tsquery
ORDER BY {newest} DESC LIMIT %s
"""
RANKED = """
WITH candidate AS MATERIALIZED ({candidates})
SELECT c.id, c.document_id, c.state_id
FROM candidate c JOIN documents_page p ON p.id = c.id, LATERAL (SELECT ts_rank(p.vector, %s::tsquery, 1)) AS by (rank)
ORDER BY {order}
"""
ORDERS = {"relevance": "rank DESC, shared_at DESC, c.id", "shared": "shared_at DESC, document_id, rank DESC, c.id"}


def search_pages(
    user: Viewer,
    text: str,
    filters: Filters,
    *,
    order: Order = "relevance",
    offset: int = 0,
    size: int = PAGE_SIZE,
    fold: Fold = Fold.FEW,
    within: Document | None = None,
    exact_words: bool = False,
    with_counts: bool = False,
) -> Results:
    """Pages of documents the person may see that match, best first; `within` searches one document only.

    offset and size count pages, or documents or states where these are folded. A word that stands on no page they may
    see is corrected, unless `exact_words`. `with_counts` is for who shows filters beside the hits.
    """
    fold = Fold.EVERY if within is not None else fold
    screen = _Screen(user, text, filters, order, offset, size, fold, within, with_counts)
    index = reading.open_index()
    # The index holds published documents only; of others, the person reads their own.
    if index is not None and (within is None or within.status == Document.Status.PUBLISHED):
        try:
            with reading.asking(index):
                return _search_index(index, screen, exact_words=exact_words)
        except reading.Unreadable:
            pass  # it will be mended; until then PostgreSQL answers
    return _search_full_text(screen)


@dataclass(frozen=True)
class _Screen:
    """One screen of hits, as it is asked for."""

    user: Viewer
    text: str
    filters: Filters
    order: Order
    offset: int
    size: int
    fold: Fold
    within: Document | None
    with_counts: bool


def _search_index(index: OpenIndex, screen: _Screen, *, exact_words: bool) -> Results:
    """Through the index: as many of the words as a page has, by how much speaks for it."""
    with_topics = screen.with_counts or "topic" in screen.filters.values
    search = Search(index, screen.user, screen.within.pk if screen.within else None, with_topics=with_topics)
    correction = None if exact_words else search.corrected(screen.text)
    searched = correction.searched if correction is not None else screen.text
    asked = search.understood(searched)
    if asked.is_empty:
        return Results([], 0, (), asked.problem)
    fold_alike = screen.fold is Fold.FEW
    if fold_alike and asked.names_place:
        screen = replace(screen, fold=Fold.EVERY)  # who names a state looks into its few documents
    known = search.known(searched, screen.filters, screen.order, fold_alike=fold_alike)
    shown = _shown(screen, search, searched, known, is_known=True) if known is not None else None
    if known is None or shown is None:
        known = search.found(searched, screen.filters, screen.order, fold_alike=fold_alike)
        shown = _shown(screen, search, searched, known)
        assert shown is not None
    chosen = {(name, value) for name, values in screen.filters.values.items() for value in values}
    unknown = () if known.total else unknown_words(search, searched)
    return replace(
        shown,
        total=known.total,
        document_ids=known.document_ids,
        corrected=correction,
        preferences=tuple(one for one in asked.preferences if (one.facet, one.value) not in chosen),
        advice=() if known.total else advice_for(search, searched, screen.filters, unknown),
        unknown=unknown,
        counts=known.tallies.counts() if known.tallies is not None and screen.with_counts else None,
    )


def _shown(
    screen: _Screen, search: Search, searched: str, ranking: Ranking, *, is_known: bool = False
) -> Results | None:
    """The screen of a ranking; None if it is one from before, and no longer what the person may see."""
    tsquery, _ = compile_query(searched)
    arranged = arrange(ranking.pages[:CANDIDATES], screen.fold, offset=screen.offset, size=screen.size)
    shown = [pk for group in arranged.groups for pk in group.pages]
    alike = [other for pk in shown for other in ranking.alike.get(pk, ())]
    question = search.allowed.asked_state(ranking.asked_about) if is_known else []
    rows = together(*question, *_asked_pages(shown, alike))
    if is_known and search.allowed.read_state(rows[: len(question)]) != ranking.state:
        return None
    found = _with_snippets(rows[len(question) :], sought(searched, ranking.weighed, search.index.stands))

    def hit(pk: int) -> Hit:
        lacks = search.lacks(searched, ranking, pk, found[pk].document_id)
        return _hit(found, pk, arranged, lacks, ranking.alike.get(pk, ()))

    return _results(screen, arranged, found, hit, tsquery)


def _search_full_text(screen: _Screen) -> Results:
    """Through PostgreSQL's full text: every word must stand on the page, and ranks know no rare words."""
    visible = Document.objects.visible_to(screen.user)
    documents = screen.filters.apply(visible.published())
    tsquery, problem = compile_query(screen.text)
    if not tsquery:
        return Results([], 0, (), problem)
    if screen.within is not None:
        documents = visible.filter(pk=screen.within.pk)
    ranked = _ranked(screen.user, documents, tsquery, screen.order)
    if not ranked:
        is_first = screen.offset == 0 and screen.within is None
        return Results([], 0, (), suggestion=_suggest(screen.user, screen.text) if is_first else "", tsquery=tsquery)
    arranged = arrange(ranked[:CANDIDATES], screen.fold, offset=screen.offset, size=screen.size)
    shown = [pk for group in arranged.groups for pk in group.pages]
    found = _with_snippets(together(*_asked_pages(shown, ())), sought(screen.text))
    results = _results(screen, arranged, found, lambda pk: _hit(found, pk, arranged), tsquery)
    return replace(results, total=len(ranked), document_ids=tuple(sorted({row.document for row in ranked})))


def _results(
    screen: _Screen, arranged: Arranged, found: Mapping[int, Page], hit: Callable[[int], Hit], tsquery: str
) -> Results:
    """One screen, without what is known of the whole."""
    folded = tuple(
        Folded(tuple(hit(pk) for pk in group.pages if pk in found), group.total, group.documents)
        for group in arranged.groups
    )
    return Results(
        [hit for group in folded for hit in group.hits],
        total=0,
        document_ids=(),
        tsquery=tsquery,
        has_more=arranged.has_more,
        folded=folded if screen.fold in (Fold.DOCUMENT, Fold.STATE) else (),
    )


def _hit(
    found: Mapping[int, Page], pk: int, arranged: Arranged, lacks: tuple[str, ...] = (), alike: Sequence[int] = ()
) -> Hit:
    page = found[pk]
    return Hit(
        document=page.document,
        page=page.number,
        label=page.label,
        heading=page.heading,
        version=page.version_number,  # type: ignore[attr-defined]
        headline=page.snippet,  # type: ignore[attr-defined]
        uploaded_at=page.uploaded_at,  # type: ignore[attr-defined]
        more=arranged.more.get(page.document_id, 0),
        lacks=lacks,
        alike=tuple(_alike(found[other]) for other in alike if other in found),
        reused=page.reused,  # type: ignore[attr-defined]
    )


def _alike(page: Page) -> Alike:
    version: int | None = page.version_number  # type: ignore[attr-defined]
    return Alike(page.document, page.number, page.label, version)


def _ranked(user: Viewer, documents: QuerySet[Document], tsquery: str, order: Order) -> list[Ranked]:
    """What matches of the newest, in order, and one page more where more match than are listed."""
    candidates, parameters = _candidates(user, documents, tsquery)
    with connection.cursor() as cursor:
        cursor.execute(RANKED.format(candidates=candidates, order=ORDERS[order]), [*parameters, tsquery])
        return [Ranked._make(row) for row in cursor.fetchall()]


def _candidates(user: Viewer, documents: QuerySet[Document], tsquery: str) -> tuple[str, list[Any]]:
    """SQL and its parameters: the newest pages of these documents that match."""
    sql, parameters = documents.order_by().values("id", "shared_at", "state_id").query.sql_with_params()
    newest = "GREATEST(d.shared_at)" if Reader.objects.of(user).are_few() else "d.shared_at"
    return CANDIDATES_SQL.format(documents=sql, newest=newest), [*parameters, tsquery, CANDIDATES + 1]


def matching_documents(
    user: Viewer, text: str, results: Results | None = None, *, has_filters: bool = False
) -> QuerySet[Document]:
    """Documents with a matching page, for counts beside the hits; of very many pages, those that are listed.

    `results` of the same words save understanding them and, unless filters narrowed them, looking for them again.
    """
    visible = Document.objects.visible_to(user).published()
    if results is not None and results.document_ids and not has_filters:
        return visible.filter(pk__in=unnested(results.document_ids))
    index = reading.open_index()
    if index is not None:
        searched = results.corrected.searched if results is not None and results.corrected else text
        try:
            with reading.asking(index):
                search = Search(index, user)
                found = search.matching(search.understood(searched))
                return visible.filter(pk__in=unnested(found)) if found else visible.none()
        except reading.Unreadable:
            pass
    return _matching_full_text(user, text, results)


def _matching_full_text(user: Viewer, text: str, results: Results | None) -> QuerySet[Document]:
    visible = Document.objects.visible_to(user).published()
    tsquery = results.tsquery if results is not None else compile_query(text)[0]
    if not tsquery:
        return visible.none()
    candidates, parameters = _candidates(user, visible, tsquery)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT document_id FROM ({candidates}) AS candidate", parameters)  # noqa: S608
        return visible.filter(pk__in=unnested([row[0] for row in cursor.fetchall()]))


def _asked_pages(shown: Sequence[int], alike: Sequence[int]) -> list[Asked[Page]]:
    """What is read of the pages of a screen, and of those folded into them, in one round trip."""
    if not shown:
        return []
    return [_pages.asked(pages=tuple(shown)), *([_fellows.asked(pages=tuple(alike))] if alike else [])]


def _with_snippets(rows: Sequence[Sequence[Page]], by: Sought) -> dict[int, Page]:
    """The pages, those shown with the passage of their text that answers."""
    for page in rows[0] if rows else ():
        page.snippet, page.heading = passage_on(page, page.beginning, by)  # type: ignore[attr-defined]
    return {page.pk: page for pages in reversed(rows) for page in pages}


# Of a page and its document: what a hit shows, in any of the places that list hits.
SHOWN = (
    *("number", "label", "heading", "sections", "is_current", "document__key", "document__title", "document__dated_on"),
    *("document__label", "document__is_sample", "document__kind__slug", "document__kind__name"),
    *("document__state__name", "document__agency__name", "document__agency__state", "document__era__name"),
)


@Statement
def _pages(pages: tuple[int, ...]) -> QuerySet[Page, Page]:
    """SECURITY: the caller has found out that the person may see their documents."""
    return (
        Page.objects.filter(Among("pk", numbers(pages)), is_current=True)
        .select_related("document__kind", "document__state", "document__agency", "document__era")
        .only(*SHOWN)
        .annotate(beginning=Left("text", SNIPPET_CHARACTERS))
        .annotate(version_number=F("version__status__number"), uploaded_at=F("version__uploaded_at"))
        .annotate(reused=reused("document"))
    )


@Statement
def _fellows(pages: tuple[int, ...]) -> QuerySet[Page, Page]:
    """What is named of pages that are folded into others. SECURITY: as of those."""
    found = Page.objects.filter(Among("pk", numbers(pages)), is_current=True).select_related("document")
    found = found.only("number", "label", "document__key", "document__title")
    return found.annotate(version_number=F("version__status__number"))


def _suggest(user: Viewer, text: str) -> str:
    """ "Did you mean": the query with unknown words replaced by near ones of documents the person may see."""
    text = text[:LONGEST]
    words = [word for word in text.split() if word.isalpha() and len(word) > 3 and word not in ("AND", "OR", "NOT")]
    if not words:
        return ""
    from rapidfuzz import fuzz, process  # here: few searches need it, and it would lengthen every start

    vocabulary = _vocabulary(user)
    suggested = text
    for word in words:
        if word.lower() in vocabulary:
            continue
        near = process.extractOne(word.lower(), vocabulary, scorer=fuzz.ratio, score_cutoff=78)
        if near:
            suggested = suggested.replace(word, near[0])
    return suggested if suggested != text else ""


def _vocabulary(user: Viewer) -> set[str]:
    """Words of titles and headings of the newest documents the person may see."""
    newest = newest_pks(user, Filters(), None, 300)
    titles = Page.objects.filter(document__in=newest, is_current=True).exclude(heading="")
    words: set[str] = set()
    for heading in titles.values_list("heading", flat=True)[:5000]:
        words.update(word.strip(".,:;()").lower() for word in heading.split())
    return {word for word in words if word.isalpha() and len(word) > 3}
