"""Where a file asks something of workers, found by the worker when its pages are read."""

from typing import Self

from django.db import models

from documents.models import DocumentVersion, Page
from workforce.models.lists import Requirement


class FoundClause(models.Model):
    """One page of a version that asks for something, with the sentence that does.

    SECURITY: the database itself deletes it with its page, whoever deletes that: a sentence of an upload that somebody
    took back must not outlive it. Django's own cascade would read each page before it deletes any. A clause has no
    readers of its own; who may see one is asked of its document (workforce.clauses).
    """

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    sentence = models.TextField(help_text="With the marks around the words that ask for it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "requirement"], name="clause_once_on_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} on page {self.page_id}"


class ClauseSearchQuerySet(models.QuerySet["ClauseSearch"]):
    """Which versions were looked through."""

    def for_words(self, digest: object) -> Self:
        """Those that were looked through for these words (workforce.clause_search.words_now)."""
        return self.filter(words=digest)


class ClauseSearch(models.Model):
    """That the pages of a version were looked through, and for which words."""

    version = models.OneToOneField(DocumentVersion, on_delete=models.CASCADE, primary_key=True, related_name="+")
    words = models.CharField(max_length=32, help_text="Stands for all words that were looked for.")
    looked_at = models.DateTimeField()

    objects = ClauseSearchQuerySet.as_manager()

    def __str__(self) -> str:
        return f"version {self.version_id}"
