"""Through the pages that answer one question, one after another, with the words that answer it marked."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.http import QueryDict
from django.utils.http import urlencode

from accounts.standing import Viewer
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from documents.finding.hits import CLOSE, OPEN
from documents.models import Page, Question, QuestionSet
from documents.questions.matching import Matcher, PageWords
from documents.questions.runs import NO_STATE, AskedDocument, Selection, ask, of_cell, read_selection

MOST_KEPT = 2000  # characters of a selection that an address carries; a longer one is left out


@dataclass(frozen=True)
class Place:
    """What the address of a page says of the question that led there: whose pages come before and after."""

    question: str = ""  # the set's key and the question's number in the database
    within: str = ""  # the selection, as the query of an address, with the cell


NO_QUESTION = Place()


@dataclass(frozen=True)
class Walk:
    """Where a reader is among the pages that answer a question."""

    question: Question
    cell: str  # "in Vermont", "in this document"; empty for all
    position: int  # of this page among them, from 1; 0 where this page is none of them
    count: int
    numbers: list[int]  # those of this document
    previous_url: str
    next_url: str
    grid_url: str
    headline: str  # the page's text, the words between the marks OPEN and CLOSE


def place_in(question: Question, key: str, selection: Selection, **cell: str) -> Place:
    """For the link from a cell of the grid of the set with this key."""
    address = "&".join(filter(None, (selection.address, urlencode(cell))))
    if len(address) > MOST_KEPT:
        address = urlencode({**cell, **({"forms": "any"} if selection.any_form else {})})
    return Place(f"{key}.{question.pk}", address)


def read_place(query: QueryDict) -> Place:
    """From the address of a page."""
    return Place(query.get("question", "")[:40], query.get("within", "")[:MOST_KEPT].replace("\x00", " "))


def question_of(user: Viewer, place: Place) -> Question | None:
    """The question that an address names, if the person may see its set."""
    key, _, number = place.question.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    visible = QuestionSet.objects.visible_to(user).filter(key=key.replace("\x00", " "))
    return Question.objects.select_related("question_set").filter(pk=int(number), question_set__in=visible).first()


def headline_for(user: Viewer, page: Page, place: Place) -> str | None:
    """The page's text with the question's words between the marks OPEN and CLOSE; None without a question."""
    question = question_of(user, place)
    if question is None:
        return None
    return marked_text(page.text, Matcher(question.words, any_form=_selection(place).any_form))


def walk_at(user: Viewer, page: Page, place: Place, address: Callable[[AskedDocument, int], str]) -> Walk | None:
    """The walk of the address that this page was opened by; `address` makes the link to a page of it.

    The caller has checked that the person may read the page.
    """
    question = question_of(user, place) if place.question else None
    if question is None:
        return None
    selection = _selection(place)
    assert page.version is not None  # it was found by its version
    if not (selection.state or selection.document):  # no link of a grid: all documents would be read at each turn
        selection = replace(selection, document=page.version.document.key)
    answers = ask(user, selection, [question])
    pages = [
        (document, n) for document in answers.asked.documents for n in answers.numbers.get(_at(question, document), ())
    ]
    documents = [document.pk for document in answers.asked.documents]
    matcher = Matcher(question.words, any_form=selection.any_form)
    here = documents.index(page.document_id) if page.document_id in documents else -1
    spots = [(documents.index(document.pk), n) for document, n in pages]
    before, after = bisect_left(spots, (here, page.number)), bisect_right(spots, (here, page.number))
    return Walk(
        question=question,
        cell=_cell_in_words(selection, [document for document, _ in pages]),
        position=after if after > before else 0,
        count=len(pages),
        numbers=[n for document, n in pages if document.pk == page.document_id],
        previous_url=address(*pages[before - 1]) if before else "",
        next_url=address(*pages[after]) if after < len(pages) else "",
        grid_url=_grid_url(question, place),
        headline=marked_text(page.text, matcher),
    )


def _at(question: Question, document: AskedDocument) -> tuple[int, int]:
    return question.pk, document.pk


def _selection(place: Place) -> Selection:
    query = QueryDict(place.within)
    return of_cell(read_selection(query), query)


def _cell_in_words(selection: Selection, documents: Sequence[AskedDocument]) -> str:
    if selection.document:
        return "in this document"
    if selection.state == NO_STATE:
        return "in documents of no single state"
    if selection.state and documents:
        return f"in {documents[0].state_name}"
    return ""


def _grid_url(question: Question, place: Place) -> str:
    query = QueryDict(place.within, mutable=True)
    for name in ("in", "at"):
        query.pop(name, None)
    selection = read_selection(query).address
    base = address_of("documents:question_set", question.question_set.key)
    return f"{base}?{selection}" if selection else base


def marked_text(text: str, matcher: Matcher) -> str:
    """A text with the words of a question between the marks OPEN and CLOSE; nothing where it does not answer it."""
    page = PageWords(text)
    if not matcher.answers(page):
        return text
    parts, at = [], 0
    for start, end in matcher.spans(page):
        parts += [text[at:start], OPEN, text[start:end], CLOSE]
        at = end
    return "".join([*parts, text[at:]])
