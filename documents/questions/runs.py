"""Asking the questions of a set about documents: which pages answer which question."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.http import urlencode

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from documents.finding.filters import Filters, read_filters
from documents.finding.listing import unnested
from documents.models import Document, Page, Question
from documents.questions.matching import Matcher, PageWords

MOST_PAGES = 10_000
MOST_DOCUMENTS = 1_000
MOST_CHOSEN = 60
NO_STATE = "none"  # in place of a state's code


@dataclass(frozen=True)
class Selection:
    """Which documents are asked, and how exactly: what the address of a grid says."""

    filters: Filters
    chosen: tuple[str, ...] = ()  # keys of documents that were ticked; none means all that meet the filters
    any_form: bool = False
    by_document: bool = False
    state: str = ""  # of one cell of the grid: a state's code, or NO_STATE
    document: str = ""  # of one cell: the document's key

    @property
    def address(self) -> str:
        """As the query of an address, without what belongs to one cell."""
        pairs = [(name, value) for name, values in self.filters.values.items() for value in values]
        pairs += [("document", key) for key in self.chosen]
        pairs += [("forms", "any")] if self.any_form else []
        pairs += [("by", "document")] if self.by_document else []
        return urlencode(pairs)

    def documents(self, user: Viewer) -> QuerySet[Document]:
        """Those of the selection that the person may see."""
        documents = self.filters.apply(Document.objects.visible_to(user).published())
        if self.chosen:
            documents = documents.filter(key__in=self.chosen)
        if self.state:
            documents = documents.filter(state=None if self.state == NO_STATE else self.state)
        if self.document:
            documents = documents.filter(key=self.document)
        return documents.exclude(current_version=None)


def read_selection(query: QueryDict) -> Selection:
    """From an address; what it cannot mean is left out."""
    chosen = [key for key in dict.fromkeys(query.getlist("document")) if _is_key(key)]
    return Selection(
        filters=read_filters(query),
        chosen=tuple(chosen[:MOST_CHOSEN]),
        any_form=query.get("forms") == "any",
        by_document=query.get("by") == "document",
    )


def _is_key(text: str) -> bool:
    return text.isascii() and text.isalnum() and len(text) == 12


@dataclass(frozen=True)
class AskedDocument:
    """A document that was asked, as grids and exports name it."""

    pk: int
    key: str
    title: str
    state_id: str | None
    state_name: str | None
    version: int  # the number of its current version
    pages: int


@dataclass(frozen=True)
class Asked:
    """The documents of a selection, as many as are asked at once; left_off says how many were too many."""

    documents: tuple[AskedDocument, ...]
    left_off: int = 0

    @property
    def pages(self) -> int:
        """How many pages they have together."""
        return sum(document.pages for document in self.documents)


def documents_asked(user: Viewer, selection: Selection) -> Asked:
    """The newest documents of the selection, up to MOST_PAGES pages together; in order of state, title and key."""
    documents = selection.documents(user)
    rows = documents.order_by("-shared_at", "-key").values_list(
        "pk", "key", "title", "state_id", "state__name", F("current_version__status__number"), Coalesce("page_count", 1)
    )
    taken: list[AskedDocument] = []
    pages = 0
    for row in rows[: MOST_DOCUMENTS + 1]:
        document = AskedDocument(*row)
        pages += document.pages
        if len(taken) == MOST_DOCUMENTS or (pages > MOST_PAGES and taken):
            return Asked(_in_order(taken), documents.count() - len(taken))
        taken.append(document)
    return Asked(_in_order(taken))


def _in_order(documents: Iterable[AskedDocument]) -> tuple[AskedDocument, ...]:
    """Those without a state come last."""
    return tuple(sorted(documents, key=lambda row: (row.state_name is None, row.state_name or "", row.title, row.key)))


@dataclass(frozen=True)
class AnsweringPage:
    """A page that answers a question."""

    document: AskedDocument
    number: int
    label: str
    words: PageWords


def answering_pages(
    user: Viewer, asked: Asked, questions: Sequence[Question], *, any_form: bool
) -> Iterator[tuple[Question, AnsweringPage]]:
    """Each question with each page that answers it, in no order."""
    documents = {document.pk: document for document in asked.documents}
    matchers = [(question, Matcher(question.words, any_form=any_form)) for question in questions]
    for document, number, label, text in _pages(user, list(documents)):
        words = PageWords(text)
        for question, matcher in matchers:
            if matcher.answers(words):
                yield question, AnsweringPage(documents[document], number, label, words)


def _pages(user: Viewer, documents: list[int]) -> Iterator[tuple[int, int, str, str]]:
    """Current pages of these documents: the document's pk, the page's number and printed number, and its text."""
    # SECURITY: asked again with the pages; a right may have ended since the documents were read.
    visible = Document.objects.visible_to(user).published().filter(pk__in=unnested(documents))
    pages = Page.objects.filter(is_current=True, version__isnull=False, document__in=visible)
    return pages.values_list("document_id", "number", "label", "text").iterator(chunk_size=500)


@dataclass(frozen=True)
class Answers:
    """How the questions of a set were answered: page numbers by question and document, in order."""

    asked: Asked
    numbers: dict[tuple[int, int], list[int]]

    def pages(self, question: Question, documents: Iterable[AskedDocument]) -> int:
        """How many pages of these documents answer the question."""
        return sum(len(self.numbers.get((question.pk, document.pk), ())) for document in documents)


def ask(user: Viewer, selection: Selection, questions: Sequence[Question]) -> Answers:
    """The questions asked about the selected documents."""
    asked = documents_asked(user, selection)
    numbers: dict[tuple[int, int], list[int]] = defaultdict(list)
    for question, page in answering_pages(user, asked, questions, any_form=selection.any_form):
        numbers[question.pk, page.document.pk].append(page.number)
    return Answers(asked, {place: sorted(found) for place, found in numbers.items()})


def of_cell(selection: Selection, query: QueryDict) -> Selection:
    """The selection narrowed to the state or the document of one cell of its grid."""
    document, state = query.get("at", ""), query.get("in", "")
    if _is_key(document):
        return replace(selection, document=document)
    is_code = state == NO_STATE or (state.isascii() and state.isalpha() and len(state) == 2)
    return replace(selection, state=state) if is_code else selection
