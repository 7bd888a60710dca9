"""What the index of pages has to follow, and who follows it. docs/decisions/0043-search-index.md tells why."""

from django.db import models


class SearchChange(models.Model):
    """One document whose pages, rights or details one transaction changed, in the sight of search.

    Written by triggers alone (documents/sql/search_changes.sql), in that same transaction.
    """

    # No foreign key: the row outlives the document, whose pages must leave the index.
    document_id = models.BigIntegerField()
    transaction = models.BigIntegerField(help_text="PostgreSQL's 64-bit number of the transaction.")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transaction", "document_id"], name="one_search_change_a_transaction"),
        ]

    def __str__(self) -> str:
        return f"document {self.document_id} in transaction {self.transaction}"


class SearchFollower(models.Model):
    """One index on one host, with the process that keeps it: the changes it has not yet seen are kept for it."""

    folder = models.CharField(max_length=20, unique=True, help_text="The index’s folder, a random name.")
    host = models.CharField(max_length=253)
    passed = models.BigIntegerField(help_text="All changes of transactions below this number are in the index.")
    pages = models.PositiveIntegerField(default=0)
    is_building = models.BooleanField(default=False, help_text="The index is being made anew and answers no one yet.")
    problem = models.CharField(max_length=300, blank=True, default="", help_text="Why it stands still.")
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.folder} on {self.host}"
