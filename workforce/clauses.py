"""Where a state's solicitations and contracts ask something of workers: the sentence, the document, and the page."""

import re
from collections.abc import Sequence
from dataclasses import field

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from accounts.models import State
from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from documents.addresses import page_address
from documents.finding.full_text import compile_query
from documents.finding.hits import marked
from documents.finding.listing import unnested
from documents.finding.marked import sought
from documents.models import Document, Page
from documents.questions.matching import Matcher, PageWords
from workforce.models import Requirement

NEWEST = ("-shared_at", "-key")
FAMILIES = ("solicitations", "contracts-and-agreements")
MOST_DOCUMENTS = 100  # the newest are looked through
MOST_PAGES = 60
MOST_SHOWN = 8  # clauses of one requirement
_DOTS = re.compile(r"(?:\. ?){5}")
Row = tuple[int, str, str, str, int, int, str, str]


@dataclass(frozen=True)
class Clause:
    """One page that asks for it."""

    sentence: SafeString
    title: str
    kind: str
    page: str
    url: str


@dataclass(frozen=True)
class Asked:
    """What is asked for, and where; `more` pages ask for it too."""

    requirement: Requirement
    clauses: list[Clause]
    more: int = 0


@dataclass(frozen=True)
class Clauses:
    """All that a state's documents ask of workers, as far as somebody may see, and whether some were left off."""

    asked: list[Asked] = field(default_factory=list)
    documents: int = 0
    has_more_documents: bool = False
    has_more_pages: bool = False


def clauses_of(state: State, user: Viewer, requirements: Sequence[Requirement]) -> Clauses:
    """By requirement; two queries, however many documents and pages.

    Pages are found by the full text of those documents, and then asked whether they truly have one of the words.
    """
    query, _ = compile_query(" OR ".join(_typed(requirement) for requirement in requirements if requirement.words))
    pks = list(_documents(state, user).order_by(*NEWEST).values_list("pk", flat=True)[: MOST_DOCUMENTS + 1])
    rows = _pages(state, user, pks[:MOST_DOCUMENTS], query) if query and pks else []
    pages = [(row, PageWords(row[-1])) for row in rows[:MOST_PAGES]]  # read once for all requirements
    asked = [_asked(requirement, pages) for requirement in requirements]
    return Clauses(asked, min(len(pks), MOST_DOCUMENTS), len(pks) > MOST_DOCUMENTS, len(rows) > MOST_PAGES)


def _typed(requirement: Requirement) -> str:
    """As somebody would type it into the search."""
    return " OR ".join(f'"{word.replace(chr(34), " ")}"' for word in requirement.words)


def _documents(state: State, user: Viewer) -> QuerySet[Document]:
    shared = Document.objects.visible_to(user).published()
    return shared.filter(state=state, kind__family__slug__in=FAMILIES).exclude(current_version=None)


def _pages(state: State, user: Viewer, pks: Sequence[int], query: str) -> list[Row]:
    # SECURITY: asked again with the pages; a right may have ended since the documents were read.
    visible = _documents(state, user).filter(pk__in=unnested(pks))
    pages = Page.objects.filter(is_current=True, version__isnull=False, document__in=visible, vector__matches=query)
    rows = pages.order_by("-document__shared_at", "-document__key", "number").values_list(
        "pk", "document__key", "document__title", "document__kind__name", "version__status__number", "number", "label",
        "text",
    )  # fmt: skip
    return list(rows[: MOST_PAGES + 1])


def _asked(requirement: Requirement, pages: Sequence[tuple[Row, PageWords]]) -> Asked:
    matcher = Matcher([requirement.words], any_form=True)
    passages = sought(_typed(requirement))
    clauses: dict[str, Clause] = {}  # by sentence: a package holds its documents once more
    for (_, key, title, kind, version, number, label, text), words in pages:
        if not matcher.answers(words):
            continue
        sentence = passages.passage_of(text)
        if _DOTS.search(sentence):  # a line of a table of contents
            continue
        url = page_address(key, number, version=version, q=_typed(requirement))
        clauses.setdefault(sentence, Clause(marked(sentence), title, kind, label or str(number), url))
    found = list(clauses.values())
    return Asked(requirement, found[:MOST_SHOWN], max(0, len(found) - MOST_SHOWN))
