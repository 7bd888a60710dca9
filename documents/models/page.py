from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, Q
from django.db.models.sql.compiler import SQLCompiler

from clearinghouse.lib.files.results import PageSource
from documents.models.document import Document
from documents.models.version import DocumentVersion


@SearchVectorField.register_lookup
class Matches(Lookup):
    """`vector__matches=tsquery`: a vector against a query in PostgreSQL's own notation."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", (*parameters, self.rhs)


# At most one row a document for each statement, however many pages it writes.
NOTE_CHANGES = "PERFORM documents_search_changed(p.document_id) FROM ({pages}) AS p; RETURN NULL;"
INSERTED = "SELECT DISTINCT document_id FROM inserted WHERE is_current"
DELETED = "SELECT DISTINCT document_id FROM deleted WHERE is_current"
UPDATED = """
    SELECT DISTINCT n.document_id FROM replaced o JOIN replacing n ON n.id = o.id
    WHERE (o.is_current OR n.is_current)
      AND (o.is_current, o.heading, o.text, o.number) IS DISTINCT FROM (n.is_current, n.heading, n.text, n.number)
"""


def note_changes(
    name: str, operation: pgtrigger.Operation, pages: str, *, old: str | None = None, new: str | None = None
) -> pgtrigger.Trigger:
    """A trigger that notes the documents whose searched pages a statement changed (documents.models.SearchChange)."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(old=old, new=new),
        func=NOTE_CHANGES.format(pages=pages),
    )


class Page(models.Model):
    """One page of one version, as text. Number 0, without a version, is the document's record card
    (title, agency, kind, topics, abstract), so that records without a file are found too.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, null=True, related_name="pages")
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=250, blank=True)
    label = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text="The number printed on it, such as “iv”, where it differs.",
    )
    text = models.TextField(blank=True)
    source = models.CharField(max_length=10, default=PageSource.TEXT, db_default=PageSource.TEXT)
    confidence = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How sure the recognition of a scanned page is, in percent."
    )
    note = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="How it was read, for the uploader."
    )
    sections = ArrayField(
        models.CharField(max_length=250),
        default=list,
        db_default=[],
        blank=True,
        help_text="The heading in force where it begins and those on it; empty where there is none to choose.",
    )
    is_current = models.BooleanField(default=False, help_text="Searched: the current version's pages and the card.")
    vector = SearchVectorField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="page_once_per_version"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(version__isnull=True), name="one_record_card_per_document"
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=True, number=0) | Q(version__isnull=False, number__gte=1),
                name="page_zero_is_the_card",
            ),
        ]
        indexes = [GinIndex(fields=["vector"], condition=Q(is_current=True), name="page_words")]
        triggers = [
            pgtrigger.Trigger(
                name="words",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("heading", "text"),
                func="""
                NEW.vector := setweight(search_words(NEW.heading), 'B') || setweight(search_words(NEW.text), 'D');
                RETURN NEW;
                """,
            ),
            note_changes("search_added", pgtrigger.Insert, INSERTED, new="inserted"),
            note_changes("search_changed", pgtrigger.Update, UPDATED, old="replaced", new="replacing"),
            note_changes("search_removed", pgtrigger.Delete, DELETED, old="deleted"),
        ]

    def __str__(self) -> str:
        return f"page {self.number} of {self.document_id}"
