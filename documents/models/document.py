"""A document, the grants that say who may see it, and the reader rows that triggers derive from them."""

from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q, Value
from django.db.models.functions import Coalesce
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.circle_words import WORDS
from accounts.models import Agency, Membership, State
from accounts.standing import Standing, Viewer, standing_of
from accounts.statements import reader_keys_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.keys import random_key
from documents.models.taxonomy import Era, Kind, Topic
from documents.reused import reused

REFRESH = "PERFORM documents_refresh_readers({row}.{column}); RETURN NULL;"


IS_NEW = "(OLD.status <> 'published' OR OLD.current_version_id IS DISTINCT FROM NEW.current_version_id)"
GAINS_READERS = f"NEW.status = 'published' AND ({IS_NEW} OR OLD.reader_keys IS DISTINCT FROM NEW.reader_keys)"
NOTE_GAINED = f"PERFORM documents_note_gained(NEW.id, OLD.reader_keys, {IS_NEW}); RETURN NULL;"

# What reader rows copy of their document
READER_COPIES = (
    *("status", "owner_id", "shared_at"),
    *("kind_id", "state_id", "era_id", "dated_on", "file_type"),
)
# What the index of pages says of a page's document, beside its topics.
SEARCHED = (
    *("title", "status", "reader_keys", "shared_at"),
    *("kind", "state", "agency", "era", "dated_on", "file_type"),
)
# What decides beside grants and memberships who may read.
READER_CAUSES = ("agency_id", "sharing")
# The columns of reader rows that lists are filtered by, each with an index of its own.
READER_FACETS = {"kind": "kind_id", "state": "state_id", "era": "era_id", "year": "year", "type": "file_type"}

# Undated documents stand last in the order by date.
DATE_OR_LAST = Coalesce("dated_on", Value(date(1, 1, 1)), output_field=models.DateField())

# A title's words without accents and apostrophes, as documents.finding.suggesting reads what is typed: "hawaii" begins
# "Hawaiʻi". Signs become blanks, or PostgreSQL would read a negative number in "J-1772".
TITLE_WORDS = Func(
    F("title"),
    template=(
        "to_tsvector('simple', regexp_replace(regexp_replace(normalize(lower(%(expressions)s), NFKD), "
        r"'[\u0300-\u036f\u02bb\u02bc\u2018\u2019'']', '', 'g'), '[!-/:-@[-`{-~]+', ' ', 'g'))"
    ),
    output_field=SearchVectorField(),
)


def refresh_on(name: str, operation: pgtrigger.Operation, row: str, column: str) -> pgtrigger.Trigger:
    """A trigger that recomputes who may read the document that a changed row belongs to."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        func=REFRESH.format(row=row, column=column),
    )


def is_own(standing: Standing, document: str = "") -> Q:
    """Uploaded by the person, who still has an owner's rights. `document` is the path to it, as in "document__".

    Documents belong to their agency: documents_refresh_readers() lists the owner among the readers while they work
    there, and this only looks it up.
    """
    owner = f"{document}owner_id"
    return Q(**{owner: standing.user_id, f"{document}reader_keys__contains": [F(owner) * -1]})


def may_edit(standing: Standing, document: str = "") -> Q:
    """The owner's own, and their agency's for its editors. `document` is the path to it, as in "document__".

    A condition on the row at hand: as a subquery over documents PostgreSQL would collect all that are visible.
    """
    if standing.has_unchecked_address:
        return is_own(standing, document)
    # SECURITY: one Exists on one membership row; role and agency must be of the same membership.
    editor_here = Membership.objects.current().filter(
        user_id=standing.user_id, role=Membership.Role.EDITOR, agency=models.OuterRef(f"{document}agency")
    )
    return is_own(standing, document) | Q(models.Exists(editor_here))


def may_change(standing: Standing) -> Q:
    """Of documents the person may see: all for administrators, what they may edit for those who are approved."""
    if standing.is_administrator:
        return Q(pk__isnull=False)
    return may_edit(standing) if standing.is_approved else Q(pk__isnull=True)


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents."""

    def visible_to(self, user: Viewer) -> Self:
        """What the person may open: `reader_keys` holds, per document, exactly who may.

        Drafts and documents under check list only their owner and the administrators there (the trigger
        function documents_refresh_readers decides); an empty list means nobody.
        """
        # Not none() for people without a key: lists and counts put this query into SQL of their own.
        return self.filter(reader_keys__overlap=reader_keys_of(user))

    def published(self) -> Self:
        """Shared with somebody, complete and checked."""
        return self.filter(status=Document.Status.PUBLISHED)

    def owned_by(self, user: Viewer) -> Self:
        """The person's own, while they work for the document's agency; what only they ever saw stays theirs."""
        return self.visible_to(user).filter(is_own(standing_of(user)))

    def editable_by(self, user: Viewer) -> Self:
        """The owner's own, their agency's for its editors, everything for administrators."""
        return self.visible_to(user).filter(may_change(standing_of(user)))

    def with_may_change(self, user: Viewer) -> Self:
        """Adds may_change, for rows the person may see: the same condition as editable_by()."""
        is_theirs = ExpressionWrapper(may_change(standing_of(user)), output_field=models.BooleanField())
        return self.annotate(may_change=is_theirs)

    def newest(self) -> Self:
        """Newest shared first; the key breaks ties."""
        return self.order_by("-shared_at", "-key")

    def publications(self) -> Self:
        """The Publications family: fact sheets, briefing papers, working papers, reports."""
        return self.filter(kind__family__slug="publications")

    def for_rows(self) -> Self:
        """With what a list row shows, and without what it does not."""
        rows = self.annotate(is_printed=F("current_version__status__is_printed"), reused=reused())
        return rows.select_related("kind", "state", "agency", "era").defer("abstract", "reader_keys")


@pghistory.track(exclude=["reader_keys", "teller"])
class Document(models.Model):
    """One thing a state wrote, or a record of a publication elsewhere."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        CONFIRMED = "confirmed", "Waiting for file checks"
        PUBLISHED = "published", "Shared"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Label(models.TextChoices):
        PUBLIC = "public", "Already public"
        DELIBERATIVE = "deliberative", "Internal draft, deliberative"
        CONFIDENTIAL = "confidential", "Contains vendor-confidential material"

    class Sharing(models.TextChoices):
        ME = "me", WORDS["me"].name
        AGENCY = "agency", WORDS["agency"].name
        STATE = "state", WORDS["state"].name
        REGION = "region", WORDS["region"].name
        # People, states, regions, groups and events, chosen one by one. The value is older than the other four.
        SELECTED = "groups", WORDS["groups"].name
        ALL_MEMBERS = "all_members", WORDS["all_members"].name
        WORKFORCE = "workforce", WORDS["workforce"].name
        PUBLIC = "public", WORDS["public"].name

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    title = models.CharField(max_length=250)
    abstract = models.TextField(max_length=5000, blank=True)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, null=True, blank=True)
    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    topics = models.ManyToManyField(Topic, blank=True, related_name="documents")
    era = models.ForeignKey(Era, on_delete=models.PROTECT, null=True, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    label = models.CharField(max_length=20, choices=Label, default=Label.DELIBERATIVE)
    sharing = models.CharField(max_length=20, choices=Sharing, default=Sharing.ME)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField(
        default=1, help_text="Counts edits, so that no one overwrites another person’s changes."
    )
    current_version = models.OneToOneField(
        "documents.DocumentVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="current_for",
    )
    file_type = models.CharField(max_length=10, blank=True, help_text="Of the current version; empty for a record.")
    page_count = models.PositiveIntegerField(null=True, blank=True)
    file_size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes of the current version.")
    source_url = models.URLField(max_length=500, blank=True, help_text="Web address of the publication.")
    study = models.CharField(max_length=160, blank=True, help_text="The study that this is an edition of.")
    is_sample = models.BooleanField(default=False)
    teller = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who asked to email the readers once it is shared.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    shared_at = models.DateTimeField(null=True, blank=True, help_text="When others could first see it.")
    reader_keys = ArrayField(
        models.BigIntegerField(),
        default=list,
        editable=False,
        help_text="Derived by triggers from status, grants and the owner's membership; empty means no one.",
    )

    people_told = 0  # by email, in the save that this instance comes from

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(shared_at__isnull=False), name="published_has_a_date"
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(kind__isnull=False), name="published_has_a_kind"
            ),
        ]
        indexes = [
            GinIndex(fields=["reader_keys"], name="document_readers"),
            GinIndex(TITLE_WORDS, condition=Q(status="published"), name="document_title_words"),
            models.Index("shared_at", "key", condition=Q(status="published"), name="document_newest"),
            models.Index("kind", "shared_at", "key", condition=Q(status="published"), name="document_by_kind"),
            models.Index("state", "shared_at", "key", condition=Q(status="published"), name="document_by_state"),
            models.Index("agency", "shared_at", "key", condition=Q(status="published"), name="document_by_agency"),
            models.Index("era", "shared_at", "key", condition=Q(status="published"), name="document_by_era"),
            models.Index(
                "shared_at",
                "key",
                condition=Q(status="published", sharing="workforce"),
                name="document_of_workforce",
            ),
            models.Index(DATE_OR_LAST, "key", condition=Q(status="published"), name="document_by_date"),
            models.Index("owner", "created_at", name="document_by_owner"),
            models.Index(fields=["owner"], condition=Q(status__in=["draft", "confirmed"]), name="document_unfinished"),
        ]
        triggers = [
            refresh_on("readers_added", pgtrigger.Insert, "NEW", "id"),
            refresh_on("readers_changed", pgtrigger.UpdateOf(*READER_COPIES, *READER_CAUSES), "NEW", "id"),
            pgtrigger.Trigger(
                name="counts_changed",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf(
                    "revision", "kind_id", "state_id", "agency_id", "era_id", "dated_on", "file_type"
                ),
                condition=pgtrigger.Q(new__status="published"),
                func="PERFORM documents_stamp_shelf(); RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="search_changed",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*SEARCHED),
                func="PERFORM documents_search_changed(NEW.id); RETURN NULL;",
            ),
            # For the alerts of saved searches; see documents/sql/gained_readers.sql.
            pgtrigger.Trigger(
                name="gained_readers",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("status", "current_version_id", "reader_keys"),
                condition=pgtrigger.Condition(GAINS_READERS),
                func=NOTE_GAINED,
            ),
            # Revoking the grants of a dying document would otherwise write reader rows for it once more.
            pgtrigger.Trigger(
                name="readers_removed",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="DELETE FROM documents_reader WHERE document_id = OLD.id; RETURN OLD;",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("documents:detail", self.key)


class DocumentGroupPermission(GroupObjectPermissionBase):
    """A grant to an audience, in a direct foreign-key table: it dies with its document."""

    content_object = models.ForeignKey(Document, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        triggers = [
            refresh_on("granted", pgtrigger.Insert, "NEW", "content_object_id"),
            refresh_on("revoked", pgtrigger.Delete, "OLD", "content_object_id"),
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update),
        ]


class DocumentUserPermission(UserObjectPermissionBase):
    """A grant to a named person, for as long as they work where they did when they were chosen."""

    content_object = models.ForeignKey(Document, on_delete=models.CASCADE)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where the person works who was chosen; the grant holds while they do. Empty: wherever they work.",
    )

    class Meta(UserObjectPermissionBase.Meta):
        triggers = [
            refresh_on("granted", pgtrigger.Insert, "NEW", "content_object_id"),
            refresh_on("revoked", pgtrigger.Delete, "OLD", "content_object_id"),
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update),
        ]


class ReaderNotice(models.Model):
    """That somebody was told by email that a document was shared with them; once for each version."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="notices")
    version = models.ForeignKey(
        "documents.DocumentVersion", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "version", "person"], nulls_distinct=False, name="told_once_of_each_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} was told of {self.document_id}"


FEW = 10_000


class ReaderQuerySet(models.QuerySet["Reader"]):
    """Reader rows."""

    def of(self, user: Viewer) -> Self:
        """Those of the person's keys: one or more for each published document they may see."""
        return self.filter(reader_key__in=standing_of(user).reader_keys)

    def are_few(self) -> bool:
        """Whether it is cheaper to collect all that a person may see than to walk the list, newest first.

        PostgreSQL cannot know: it takes what somebody may see for evenly spread, but for some it is all old.
        """
        return not self[FEW : FEW + 1].exists()


class Reader(models.Model):
    """One published document as one reader key meets it, with copies of what lists are sorted and filtered by.

    Written only by documents_refresh_readers(). Reading the newest rows of each of a person's keys gives any page
    of the list, also of one filter, in constant time; docs/decisions/0003-readers.md has the measurements.
    """

    reader_key = models.BigIntegerField(db_column="key")
    # Without an index of its own: the constraint below begins with it.
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="readers", db_index=False)
    shared_at = models.DateTimeField()
    document_key = models.CharField(max_length=12, help_text="Breaks ties of the sort key.")
    kind_id = models.BigIntegerField(null=True)
    state_id = models.CharField(max_length=2, null=True)  # noqa: DJ001 - a copy, and the state may be unknown
    era_id = models.BigIntegerField(null=True)
    year = models.SmallIntegerField(null=True)
    file_type = models.CharField(max_length=10, default="")

    objects = ReaderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "reader_key"], name="reader_once_per_document")]
        indexes = [
            models.Index(
                fields=["reader_key", "shared_at", "document_key"], include=["document"], name="reader_newest"
            ),
            *[
                models.Index(
                    fields=["reader_key", column, "shared_at", "document_key"],
                    include=["document"],
                    name=f"reader_by_{name}",
                )
                for name, column in READER_FACETS.items()
            ],
        ]

    def __str__(self) -> str:
        return f"{self.reader_key} reads {self.document_id}"


class DocumentsStamp(models.Model):
    """One row whose counter moves with every change of what anybody may list; cached counts carry it.

    A sequence would not do: its numbers are taken before the change is committed.
    """

    counter = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "documents_shelfstamp"  # the name that triggers write to

    def __str__(self) -> str:
        return str(self.counter)
