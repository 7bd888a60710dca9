"""Fills an empty portal with an invented library, straight into the tables.

The triggers that derive readers, word vectors and numbers of versions are off while it loads; the same rules run over
whole tables instead, and `check_derived` then asks the real functions whether they would change anything.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F, Field, JSONField, Model, QuerySet
from django.db.models.expressions import DatabaseDefault

from benchmarks.library import Library, Made, StoredFile
from benchmarks.words import Text
from documents.models import Document, DocumentsStamp, DocumentVersion, Page, Reader, VersionStatus
from documents.models.document import DocumentGroupPermission, DocumentUserPermission
from documents.reading import pictures
from documents.storage import fingerprint

BATCH = 1000
MEGABYTE = 1_000_000
PICTURE_BYTES = 175_000
WITHOUT_TRIGGERS = (
    Document,
    DocumentVersion,
    VersionStatus,
    DocumentGroupPermission,
    DocumentUserPermission,
    Page,
)

# As the trigger "words" of documents.models.page does it
VECTOR = """setweight(search_words({heading}), 'B') || setweight(search_words({text}), 'D')"""

TEXTS = "CREATE TABLE benchmark_text (id integer PRIMARY KEY, heading text, text text, vector tsvector)"
TEXT_VECTORS = f"UPDATE benchmark_text SET vector = {VECTOR.format(heading='heading', text='text')}"

PAGES = """
INSERT INTO documents_page (document_id, version_id, number, heading, text, is_current, vector)
SELECT d.id, d.current_version_id, n, t.heading, t.text, true, t.vector
FROM documents_document d CROSS JOIN generate_series(1, %s) AS n
    JOIN benchmark_text t ON t.id = (d.id * %s + n) %% %s
ORDER BY d.id, n
"""
CARDS = f"""
INSERT INTO documents_page (document_id, number, heading, text, is_current, vector)
SELECT id, 0, title, abstract, true, {VECTOR.format(heading="title", text="abstract")}
FROM documents_document ORDER BY id
"""
READERS = """
INSERT INTO documents_reader (key, document_id, shared_at, document_key, kind_id, state_id, era_id, year, file_type)
SELECT k, d.id, d.shared_at, d.key, d.kind_id, d.state_id, d.era_id, extract(year FROM d.dated_on), d.file_type
FROM documents_document d CROSS JOIN unnest(d.reader_keys) AS k WHERE d.status = 'published' ORDER BY d.id
"""
STAMP = "INSERT INTO documents_shelfstamp (id, counter) VALUES (1, 1) ON CONFLICT DO NOTHING"


@dataclass(frozen=True)
class Files:
    """What lies in storage: a file of 1 MB, one of 100 MB, and a picture of the first one's page 1."""

    small: StoredFile
    large: StoredFile

    @property
    def all(self) -> list[StoredFile]:
        """Small first: it belongs to the newest document."""
        return [self.small, self.large]


def store_files(large: int = 100 * MEGABYTE) -> Files:
    """Put the files into storage unless they lie there from a run before."""
    small = f"benchmark-small-{MEGABYTE}"
    files = Files(_store(f"originals/{small}", MEGABYTE), _store(f"originals/benchmark-large-{large}", large))
    _store(f"pictures/{small}/1-{pictures.READER_WIDTH}.webp", PICTURE_BYTES)
    return files


def _store(name: str, size: int) -> StoredFile:
    content = bytes(range(256)) * (size // 256 + 1)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content[:size]))
    return StoredFile(name, *fingerprint([content[:size]]))


def load_texts(texts: Sequence[Text]) -> None:
    """Keep page texts with their word vectors in a table that `load` takes pages from."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(TEXTS)
        _copy("benchmark_text (id, heading, text)", [(at, text.heading, text.text) for at, text in enumerate(texts)])
        cursor.execute(TEXT_VECTORS)
        cursor.execute("ANALYZE benchmark_text")


def load(count: int, pages: int, files: Files) -> None:
    """So many documents with so many pages each, their grants, readers and word vectors."""
    library = Library(count, pages, files.all)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL statement_timeout = 0")
        with without_word_index(), without_triggers():
            documents = library.documents()
            while batch := list(islice(documents, BATCH)):
                _save(batch, library.single["administrators"])
            cursor.execute("SELECT count(*) FROM benchmark_text")
            (texts,) = cursor.fetchone()
            cursor.execute(PAGES, [pages, pages, texts])
            cursor.execute(CARDS)
        cursor.execute(READERS)
        cursor.execute(STAMP)
        _move_sequences()


def _save(batch: list[Made], administrators: int) -> None:
    insert([made.document for made in batch])
    insert([made.version for made in batch])
    insert([made.status for made in batch])
    wanted = Permission.objects.filter(content_type__app_label="documents", content_type__model="document")
    rights = dict(wanted.values_list("codename", "pk"))
    view, change = rights["view_document"], rights["change_document"]
    both = ((administrators, view), (administrators, change))
    granted = [
        (made.document.pk, group, right)
        for made in batch
        for group, right in (*both, *((group, view) for group in made.groups))
    ]
    _copy("documents_documentgrouppermission (content_object_id, group_id, permission_id)", granted)
    topics = [(made.document.pk, topic) for made in batch for topic in made.topics]
    _copy("documents_document_topics (document_id, topic_id)", topics)


def insert(rows: Sequence[Model]) -> None:
    """As bulk_create does, in less than half the time: no statement with all values is written, split and parsed."""
    options = rows[0]._meta
    written = [field for field in options.concrete_fields if not field.generated]
    fields = [field for field in written if not (field.primary_key and rows[0].pk is None)]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(options.db_table)
    _copy(f"{table} ({columns})", ([_value(field, row) for field in fields] for row in rows))


def _value(field: "Field[Any, Any]", row: Model) -> Any:
    value = field.pre_save(row, add=True)
    if isinstance(value, DatabaseDefault):
        value = field.db_default
    return field.get_db_prep_save(value, connection) if isinstance(field, JSONField) else value


def _copy(table: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def without_triggers(models: Sequence[type[Model]] = WITHOUT_TRIGGERS) -> Iterator[None]:
    """Our own triggers rest; foreign keys are still checked."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextmanager
def without_word_index() -> Iterator[None]:
    """Building the index afterwards takes a third of the time, and gives the index that a REINDEX would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'page_words'")
        (definition,) = cursor.fetchone()
        cursor.execute("DROP INDEX page_words")
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(definition)


def _move_sequences() -> None:
    with connection.cursor() as cursor:
        for table in (Document._meta.db_table, DocumentVersion._meta.db_table):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def settle() -> None:
    """What the database does by itself within the hour: statistics, and marks of what everybody may see."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("DROP TABLE IF EXISTS benchmark_text")
        cursor.execute("VACUUM (ANALYZE)")


def check_derived(sample: int = 200) -> None:
    """Ask the real trigger functions whether they would change any of some documents; raises AssertionError."""
    pks = list(Document.objects.order_by("key").values_list("pk", flat=True)[:sample])
    with transaction.atomic(), connection.cursor() as cursor:
        before = _derived(pks)
        cursor.execute("SELECT documents_refresh_readers(pk) FROM unnest(%s::bigint[]) AS pk", [pks])
        Page.objects.filter(document__in=pks).update(text=F("text"))
        _save_again(VersionStatus.objects.filter(version__document__in=pks))
        after = _derived(pks)
        transaction.set_rollback(True)
    assert before == after, "The loaded readers, numbers or word vectors differ from what the triggers make."


def _save_again(statuses: QuerySet[VersionStatus]) -> None:
    """As the first time: each gets its number when it comes."""
    again = list(statuses.order_by("pk"))
    statuses.delete()
    VersionStatus.objects.bulk_create(again)


def _derived(pks: list[int]) -> list[Any]:
    """The readers, numbers, word vectors and stamp that triggers keep."""
    return [
        list(Document.objects.filter(pk__in=pks).order_by("pk").values_list("pk", "reader_keys")),
        list(Reader.objects.filter(document__in=pks).order_by("document", "reader_key").values_list()),
        list(VersionStatus.objects.filter(version__document__in=pks).order_by("pk").values_list("pk", "number")),
        list(Page.objects.filter(document__in=pks).order_by("pk").values_list("pk", "vector")),
        list(DocumentsStamp.objects.values_list("counter", flat=True)),
    ]
