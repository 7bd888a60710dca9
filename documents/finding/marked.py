"""What a search looked for, marked in pages and in passages: whole phrases only, each as one."""

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString

from clearinghouse.lib.statements import Statement
from clearinghouse.lib.words import marking, passages
from clearinghouse.lib.words.marking import Wanted
from documents.finding.full_text import compile_query, looked_for
from documents.finding.hits import CANDIDATES, CLOSE, OPEN, marked
from documents.models import Page

SNIPPET_CHARACTERS = 20_000  # of a text: a passage is looked for in no more


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


def passage_of(text: str, wanted: Wanted) -> str:
    """The sentences of a text that answer, what matches between the marks OPEN and CLOSE."""
    return passages.best(text[:SNIPPET_CHARACTERS], wanted, marks=(OPEN, CLOSE))


@Statement
def _numbers(version: int, tsquery: str) -> QuerySet[Page, int]:
    pages = Page.objects.filter(version=version, vector__matches=tsquery).order_by("number")
    return pages.values_list("number", flat=True)[:CANDIDATES]
