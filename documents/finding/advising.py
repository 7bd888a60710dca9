"""What to leave out of a search that finds nothing."""

from collections.abc import Iterator

from clearinghouse.lib.query import LONGEST, TOKEN
from documents.finding.allowed import allowed_among
from documents.finding.filters import Filters
from documents.finding.hits import Advice
from documents.finding.indexed import Search
from documents.finding.proposing import MOST, Inquiry

MOST_ADVICE = 4
MOST_TRIED = 8


def advice_for(search: Search, text: str, filters: Filters) -> tuple[Advice, ...]:
    """The words to drop, that which leaves the most pages first; only what finds something.

    One query to the database for all of them: every page counted is one the person may see.
    """
    documents = filters.apply(search.documents)
    tried = []
    for word, shorter in shorter_queries(text):
        asked = search.understood(shorter)
        if not asked.is_empty:
            inquiry = Inquiry(search.index, search.reader_keys, asked, filters, search.within)
            tried.append((word, shorter, inquiry.proposals(MOST)))
    allowed = allowed_among(documents, [proposal for *_, proposals in tried for proposal in proposals])
    advice = [
        Advice(word, shorter, sum(proposal.page in allowed for proposal in proposals))
        for word, shorter, proposals in tried
    ]
    return tuple(sorted((one for one in advice if one.pages), key=lambda one: -one.pages)[:MOST_ADVICE])


def shorter_queries(text: str) -> Iterator[tuple[str, str]]:
    """The query without one of its words or phrases, with the minus or operator before it, for each."""
    text = text[:LONGEST]
    tokens = list(TOKEN.finditer(text))
    for index, token in list(enumerate(tokens))[: MOST_TRIED * 2]:
        if token.lastgroup not in ("word", "phrase") or token.group() in ("AND", "OR", "NOT"):
            continue
        start = token.start()
        while index and (tokens[index - 1].lastgroup == "minus" or tokens[index - 1].group() in ("AND", "OR", "NOT")):
            index -= 1
            start = tokens[index].start()
        shorter = " ".join(f"{text[:start]} {text[token.end() :]}".split())
        if shorter:
            yield token.group(), shorter
