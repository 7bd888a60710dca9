"""Where a state's solicitations and contracts ask something of workers: the sentence, the document, and the page.

The worker found the sentences when it read the pages (workforce.clause_search); who may see them is asked here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import field
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.safestring import SafeString

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.among import Among, numbers
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from documents.addresses import page_address
from documents.finding.filters import BY_NAME
from documents.finding.hits import marked
from documents.models import Document
from workforce.clause_search import typed, words_now
from workforce.models import ClauseSearch, FoundClause, Requirement

FAMILIES = ("solicitations", "contracts-and-agreements")
MOST_DOCUMENTS = 100  # the newest count
MOST_OF_A_DOCUMENT = 200  # clauses
MOST_PAGES = 60  # of one requirement
MOST_SHOWN = 8  # clauses of one requirement


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
    """All that a state's documents ask of workers, as far as somebody may see, and whether some were left off.

    `waiting` of the documents are still to be looked through.
    """

    asked: list[Asked] = field(default_factory=list)
    documents: int = 0
    waiting: int = 0
    has_more_documents: bool = False
    has_more_pages: bool = False


def clauses_of(state: str, user: Viewer) -> Part[list[tuple[Any, ...]]]:
    """The state's newest solicitations and contracts that the person may open, for clauses_under()."""
    kinds = tuple(int(key) for choice in BY_NAME["family"].choices() if choice.value in FAMILIES for key in choice.keys)
    return Part((_documents.asked(user, state=state, kinds=kinds),), list)


def clauses_under(requirements: Sequence[Requirement], documents: Sequence[tuple[Any, ...]]) -> Clauses:
    """By requirement, from the documents of clauses_of()."""
    pages: dict[int, list[_Page]] = defaultdict(list)
    for key, title, kind, version, _, clauses in documents[:MOST_DOCUMENTS]:
        for clause in clauses:
            pages[clause["requirement"]].append(_Page(key, title, kind, version, clause))
    looked = [is_looked_through for _, _, _, _, is_looked_through, _ in documents[:MOST_DOCUMENTS]]
    return Clauses(
        asked=[_asked(requirement, pages[requirement.pk]) for requirement in requirements],
        documents=len(looked),
        waiting=len(looked) - sum(looked),
        has_more_documents=len(documents) > MOST_DOCUMENTS,
        has_more_pages=any(len(found) > MOST_PAGES for found in pages.values()),
    )


class _Page(NamedTuple):
    """A page that asks for something, with its document."""

    key: str
    title: str
    kind: str
    version: int
    clause: dict[str, Any]


@StatementFor
def _documents(user: Viewer, state: str, kinds: tuple[int, ...]) -> QuerySet[Document, tuple[Any, ...]]:
    """With whether each was looked through for the words of now, and its clauses in the order of its pages."""
    # By the numbers of the types: by a join, PostgreSQL asks an index for each of them.
    shared = Document.objects.visible_to(user).published().filter(Among("kind", numbers(kinds)), state=state)
    done = ClauseSearch.objects.for_words(words_now()).filter(version=OuterRef("current_version"))
    found = FoundClause.objects.filter(version=OuterRef("current_version"), page__is_current=True)
    clause = JSONObject(requirement="requirement_id", number="page__number", label="page__label", sentence="sentence")
    clauses = ArraySubquery(found.order_by("page__number", "pk").values(clause=clause)[:MOST_OF_A_DOCUMENT])
    shown = "key", "title", "kind__name", "current_version__status__number", Exists(done), clauses
    return shared.exclude(current_version=None).newest().values_list(*shown)[: MOST_DOCUMENTS + 1]


def _asked(requirement: Requirement, pages: Sequence[_Page]) -> Asked:
    words = typed(requirement)
    clauses: dict[str, Clause] = {}  # by sentence: a package holds its documents once more
    for key, title, kind, version, found in pages[:MOST_PAGES]:
        sentence, number = found["sentence"], found["number"]
        if sentence not in clauses:
            url = page_address(key, number, version=version, q=words)
            clauses[sentence] = Clause(marked(sentence), title, kind, found["label"] or str(number), url)
    found_all = list(clauses.values())
    return Asked(requirement, found_all[:MOST_SHOWN], max(0, len(found_all) - MOST_SHOWN))
