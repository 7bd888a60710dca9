"""Pages of the database as entries of the index."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import tantivy
from django.db.models import QuerySet

from clearinghouse.lib.words import exact
from clearinghouse.lib.words.prose import prose_of
from clearinghouse.lib.words.stems import stem
from clearinghouse.lib.words.word import Word
from documents.finding import page_words
from documents.finding.index.changes import Position
from documents.finding.index.schema import MARKER, schema
from documents.models import Document, Page

HEAP_BYTES = 50_000_000  # what the writer gathers in memory before it writes; for one thread
PAGES_AT_ONCE = 200

PageRow = tuple[int, int | None, int, str, str]  # pk, version, number, heading, text


class Writer:
    """Writes to one index. There is one at a time for each index; tantivy refuses a second with ValueError."""

    def __init__(self, index: tantivy.Index) -> None:
        self._writer = index.writer(HEAP_BYTES, 1)

    def replace(self, documents: Sequence[int]) -> int:
        """Let the index have exactly the pages that search finds of these documents now. Returns how many pages."""
        for document in documents:
            self._writer.delete_documents_by_term("document", document)
        return self.add(documents)

    def add(self, documents: Sequence[int]) -> int:
        """As replace(), for documents of which the index has nothing."""
        count = 0
        for entry in entries_of(documents):
            self._writer.add_document(entry)
            count += 1
        return count

    def commit(self, position: Position) -> None:
        """Make it all count at once, together with how far the index has come."""
        self._writer.delete_documents_by_term("page", MARKER)
        marker = tantivy.Document()
        marker.add_integer("page", MARKER)
        marker.add_text("followed", position.written())
        self._writer.add_document(marker)
        self._writer.commit()

    def close(self) -> None:
        """Wait for what goes on in its threads. It cannot be used after that."""
        self._writer.wait_merging_threads()


def searched_documents() -> QuerySet[Document]:
    """What an index is of. No person asks here: what somebody may see of it is asked of the database each time."""
    return Document.objects.published()


def entries_of(documents: Sequence[int]) -> Iterable[tantivy.Document]:
    """An entry for each page that search finds of those of these documents that are shared."""
    topics: dict[int, list[int]] = defaultdict(list)
    chosen = Document.topics.through.objects.filter(document__in=documents)
    for pk, topic in chosen.values_list("document_id", "topic_id"):
        topics[pk].append(topic)
    for document in searched_documents().filter(pk__in=documents).order_by("pk").defer("abstract"):
        title = exact.read(document.title)
        for row in _pages_of(document.pk):
            yield _entry(document, topics[document.pk], title, row)


def _pages_of(document: int) -> Iterator[PageRow]:
    """Its searched pages, read some at a time: one document may have thousands, and one query five seconds."""
    after = 0
    while True:
        pages = Page.objects.filter(document=document, is_current=True, pk__gt=after).order_by("pk")
        rows = list(pages.values_list("pk", "version_id", "number", "heading", "text")[:PAGES_AT_ONCE])
        yield from rows
        if len(rows) < PAGES_AT_ONCE:
            return
        after = rows[-1][0]


def _entry(
    document: Document,
    topics: list[int],
    title: Sequence[Word],
    row: PageRow,
) -> tantivy.Document:
    page, version, number, heading, text = row
    words, headline = exact.read(text), exact.read(heading)
    entry = tantivy.Document()
    for name, value in (
        ("page", page),
        ("document", document.pk),
        ("version", version or 0),
        ("number", number),
        ("shared_at", int(document.shared_at.timestamp()) if document.shared_at else 0),
        ("length", len(words)),
        ("year", document.dated_on.year if document.dated_on else 0),
        ("kind", document.kind_id or 0),
        ("era", document.era_id or 0),
        ("agency", document.agency_id or 0),
        *(("readers", key) for key in document.reader_keys),
        *(("topic", topic) for topic in topics),
    ):
        entry.add_integer(name, value)
    entry.add_text("state", document.state_id or "")
    entry.add_text("file_type", document.file_type)
    blob, strong = page_words.packed(prose_of(text), title, headline, words)
    entry.add_bytes("words", blob)
    entry.add_pre_tokenized_text("strong", _tokens((word, 0) for word in strong))
    entry.add_pre_tokenized_text("title", _stems(title))
    entry.add_pre_tokenized_text("heading", _stems(headline))
    entry.add_pre_tokenized_text("text", _stems(words))
    entry.add_pre_tokenized_text("exact", _as_written(headline, words))
    return entry


def _stems(words: Iterable[Word]) -> tantivy.PreTokenizedString:
    """As clearinghouse.lib.words.written reads a text, from what `exact` read: each text is read once."""
    return _tokens((stem(form), word.position) for word in words for form in word.forms)


def _as_written(heading: Iterable[Word], text: Iterable[Word]) -> tantivy.PreTokenizedString:
    """The words without stems, each once."""
    forms = dict.fromkeys(form for word in chain(heading, text) for form in word.forms)
    return _tokens((form, 0) for form in forms)


def _tokens(words: Iterable[tuple[str, int]]) -> tantivy.PreTokenizedString:
    """Forms at their positions. What they were in the text stays in the database."""
    return tantivy.PreTokenizedString("", [tantivy.Token(form, position, 0, 0) for form, position in words])


def index_in(path: str) -> tantivy.Index:
    """A new, empty index in an empty folder."""
    return tantivy.Index(schema(), path=path, reuse=False)
