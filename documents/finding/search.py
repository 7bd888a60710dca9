"""Full-text search over pages: from what was typed to ranked pages of documents the person may see."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, cast

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchQueryField
from django.db import connection
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Left
from django.db.models.sql import Query
from django.utils.html import escape
from django.utils.safestring import SafeString

from accounts.standing import Viewer
from clearinghouse.lib.query import LONGEST, Join, Node, Not, Phrase, Words, has_something_to_find, parse
from clearinghouse.lib.statements import Statement, together
from documents.finding.filters import Filters
from documents.finding.folding import Arranged, Fold, Ranked, arrange
from documents.finding.hits import CANDIDATES, CLOSE, OPEN, Folded, Hit, Results, marked
from documents.finding.listing import newest_pks, unnested
from documents.finding.synonyms import by_words, synonym_sets
from documents.models import Document, Page, Reader

Order = Literal["relevance", "shared"]
Compiled = SearchQuery | CombinedSearchQuery

PAGE_SIZE = 20

SNIPPET = f"StartSel={OPEN}, StopSel={CLOSE}, MaxFragments=2, MaxWords=28, MinWords=12, FragmentDelimiter=' … '"
WHOLE_PAGE = f"StartSel={OPEN}, StopSel={CLOSE}, HighlightAll=true"
SNIPPET_CHARACTERS = 20_000
_NUMBER = re.compile(r"\$?(?P<whole>\d{1,3}(?:,\d{3}){1,5}|\d{4,15})(?P<after>\.\d{1,9})?")


def compile_query(text: str) -> tuple[str, str]:
    """(tsquery in PostgreSQL's notation, "") or ("", a sentence that says why there is nothing to find)."""
    node = parse(text)
    if node is None:
        return "", ""
    if not has_something_to_find(node):
        return "", "Add a word to search for. A search can’t contain only NOT."
    compiled = _compile(node, by_words(synonym_sets()))
    with connection.cursor() as cursor:
        sql, parameters = compiled.as_sql(Query(None).get_compiler(connection=connection), connection)
        cursor.execute(f"SELECT ({sql})::text", parameters)
        (tsquery,) = cursor.fetchone()
    if not tsquery:
        return "", "These words are too common to search for. Add a more specific word."
    return tsquery, ""


def _compile(node: Node, synonyms: Mapping[tuple[str, ...], tuple[str, ...]]) -> Compiled:
    match node:
        case Phrase(text):
            return SearchQuery(text, config="english", search_type="phrase")
        case Not(part):
            return cast(Compiled, ~_compile(part, synonyms))
        case Words(words):
            return _joined("and", [_either(terms) for terms in _with_synonyms(words, synonyms)])
        case Join(operator, parts):
            return _joined(operator, [_compile(part, synonyms) for part in parts])


def _with_synonyms(
    words: tuple[str, ...], synonyms: Mapping[tuple[str, ...], tuple[str, ...]]
) -> Iterable[tuple[str, ...]]:
    """Alternatives for each word, or run of words, that is a known term; the longest run first."""
    longest = max(map(len, synonyms), default=1)
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            run = tuple(word.lower().strip(".,;:") for word in words[at : at + length])
            if run in synonyms or length == 1:
                yield synonyms.get(run) or _written_otherwise(words[at])
                at += length
                break


def _written_otherwise(word: str) -> tuple[str, ...]:
    """A number with and without commas: 1250000 finds the $1,250,000 of a budget, and 1,250,000 a bare 1250000."""
    found = _NUMBER.fullmatch(word)
    if found is None:
        return (word,)
    whole, after = found["whole"], found["after"] or ""
    if "," in whole:
        return word, whole.replace(",", "") + after
    is_code_or_year = whole.startswith("0") or whole[:-2] in ("19", "20")
    return (word,) if is_code_or_year else (word, f"{int(whole):,}{after}")


def _either(terms: tuple[str, ...]) -> Compiled:
    return _joined("or", [SearchQuery(term, config="english", search_type="phrase") for term in terms])


def _joined(operator: str, parts: list[Compiled]) -> Compiled:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part if operator == "and" else whole | part
    return whole


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
) -> Results:
    """Pages of documents the person may see that match, best first; `within` searches one document only.

    offset and size count pages, or documents or states where these are folded.
    """
    documents = filters.apply(Document.objects.visible_to(user).published())
    tsquery, problem = compile_query(text)
    if not tsquery:
        return Results([], 0, (), problem)
    if within is not None:
        documents, fold = Document.objects.visible_to(user).filter(pk=within.pk), Fold.EVERY
    ranked = _ranked(user, documents, tsquery, order)
    arranged = arrange(ranked[:CANDIDATES], fold, offset=offset, size=size)
    if not arranged.groups:
        suggestion = _suggest(user, text) if offset == 0 and within is None else ""
        return Results([], 0, (), suggestion=suggestion, tsquery=tsquery)
    found = _pages_with_snippets([pk for group in arranged.groups for pk in group.pages], tsquery)
    folded = tuple(
        Folded(tuple(_hit(found[pk], arranged) for pk in group.pages), group.total, group.documents)
        for group in arranged.groups
    )
    return Results(
        [hit for group in folded for hit in group.hits],
        total=len(ranked),
        document_ids=tuple(sorted({row.document for row in ranked})),
        tsquery=tsquery,
        has_more=arranged.has_more,
        folded=folded if fold in (Fold.DOCUMENT, Fold.STATE) else (),
    )


def _hit(page: Page, arranged: Arranged) -> Hit:
    return Hit(
        document=page.document,
        page=page.number,
        label=page.label,
        heading=page.heading,
        version=page.version_number,  # type: ignore[attr-defined]
        headline=page.snippet,  # type: ignore[attr-defined]
        more=arranged.more.get(page.document_id, 0),
    )


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
    """Documents with a page among the newest that match, for counts beside the hits.

    `results` of the same words save compiling them and, unless filters narrowed them, looking for them again.
    """
    visible = Document.objects.visible_to(user).published()
    if results is not None and results.document_ids and not has_filters:
        return visible.filter(pk__in=unnested(results.document_ids))
    tsquery = results.tsquery if results is not None else compile_query(text)[0]
    if not tsquery:
        return visible.none()
    candidates, parameters = _candidates(user, visible, tsquery)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT document_id FROM ({candidates}) AS candidate", parameters)  # noqa: S608
        return visible.filter(pk__in=unnested([row[0] for row in cursor.fetchall()]))


def marked_page(page: Page, text: str) -> tuple[SafeString, list[int]]:
    """The page's whole text as HTML, what matches marked, and the numbers of its version's pages that match.

    The caller has checked that the person may read the version.
    """
    tsquery, _ = compile_query(text) if text else ("", "")
    if not tsquery:
        return escape(page.text), []
    (headline,), numbers = together(
        _headline.asked(page=page.pk, tsquery=tsquery), _numbers.asked(version=page.version_id, tsquery=tsquery)
    )
    return marked(headline), numbers


def headline_of(page: Page, text: str) -> str:
    """The page's whole text, what matches between the marks OPEN and CLOSE. The caller has checked the right."""
    tsquery, _ = compile_query(text) if text else ("", "")
    return _headline.rows(page=page.pk, tsquery=tsquery)[0] if tsquery else page.text


@Statement
def _headline(page: int, tsquery: str) -> QuerySet[Page, str]:
    headline = _around("text", tsquery, WHOLE_PAGE)
    return Page.objects.filter(pk=page).annotate(headline=headline).values_list("headline", flat=True)


@Statement
def _numbers(version: int, tsquery: str) -> QuerySet[Page, int]:
    pages = Page.objects.filter(version=version, vector__matches=tsquery).order_by("number")
    return pages.values_list("number", flat=True)[:CANDIDATES]


def _around(text: str | Func, tsquery: str, options: str) -> Func:
    """What matches in a text, between the marks OPEN and CLOSE."""
    query = Cast(Value(tsquery), SearchQueryField())
    return Func(
        text, query, Value(options), template="ts_headline('english', %(expressions)s)", output_field=TextField()
    )


def _pages_with_snippets(pks: list[int], tsquery: str) -> dict[int, Page]:
    pages = (
        Page.objects.filter(pk__in=pks)
        .select_related("document__kind", "document__state", "document__agency", "document__era")
        .defer("text", "vector", "document__abstract", "document__reader_keys")
        .annotate(snippet=_around(Left("text", SNIPPET_CHARACTERS), tsquery, SNIPPET))
        .annotate(version_number=F("version__status__number"))
    )
    return {page.pk: page for page in pages}


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
