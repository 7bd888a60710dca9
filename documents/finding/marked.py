"""What a search looked for, marked in pages and in passages: whole phrases only, each as one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString

from clearinghouse.lib.statements import Statement
from clearinghouse.lib.words import marking, passages
from clearinghouse.lib.words.marking import Wanted
from documents.finding.full_text import compile_query, looked_for
from documents.finding.hits import CANDIDATES, CLOSE, OPEN, marked
from documents.finding.proposing import Weighed
from documents.models import Page

SNIPPET_CHARACTERS = 20_000  # of a text: a passage is looked for in no more
ONLY_PREFERRED = 0.25  # what a word counts for a passage that names a document's kind, era or year


@dataclass(frozen=True)
class Sought:
    """What passages are chosen by, and how much each unit counts; without weights, by how rare it is in the text."""

    wanted: Wanted
    weights: tuple[float, ...] = ()


def sought(text: str, weighed: Sequence[Weighed] = ()) -> Sought:
    """What was typed, with the weights that ranking gave its words. What else was typed is marked, and counts nothing.

    The state that was named stands in every page's title, and says nothing of which sentence answers.
    """
    ways = [[run.words for run in one.concept.runs] for one in weighed]
    return Sought([*ways, *looked_for(text)], tuple(_weights(weighed)))


def _weights(weighed: Sequence[Weighed]) -> list[float]:
    weights = [one.weight * _counts(one) for one in weighed]
    return weights if any(weights) else [one.weight for one in weighed]


def _counts(one: Weighed) -> float:
    if one.concept.is_place:
        return 0.0
    return ONLY_PREFERRED if one.concept.columns else 1.0


def marked_page(page: Page, text: str) -> tuple[SafeString, list[int]]:
    """The page's whole text as HTML, what matches marked, and the numbers of its version's pages that match.

    The caller has checked that the person may read the version.
    """
    tsquery, _ = compile_query(text) if text else ("", "")
    if not tsquery:
        return escape(page.text), []
    return marked(headline_of(page, text)), _numbers.rows(version=page.version_id, tsquery=tsquery)


def headline_of(page: Page, text: str) -> str:
    """The page's whole text, what matches between the marks OPEN and CLOSE. The caller has checked the right."""
    return marking.with_marks(page.text, marking.mark(page.text, looked_for(text)), OPEN, CLOSE)


def passage_of(text: str, wanted: Wanted, weights: Sequence[float] = ()) -> str:
    """The sentences of a text that answer, what matches between the marks OPEN and CLOSE."""
    return passages.best(text[:SNIPPET_CHARACTERS], wanted, weights, marks=(OPEN, CLOSE))


@Statement
def _numbers(version: int, tsquery: str) -> QuerySet[Page, int]:
    pages = Page.objects.filter(version=version, vector__matches=tsquery).order_by("number")
    return pages.values_list("number", flat=True)[:CANDIDATES]
