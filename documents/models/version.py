"""The files of a document. A version never changes; what happens to it is kept beside it."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value

from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from clearinghouse.lib.files.results import HiddenKind
from documents.models.document import Document, may_edit, random_key

# A file of somebody else makes a document that nobody shares the agency's: documents_has_owner() asks for it.
BY_SOMEBODY_ELSE = """
    PERFORM documents_refresh_readers(d.id) FROM documents_document d
        WHERE d.id = NEW.document_id AND d.owner_id <> NEW.uploaded_by_id;
    RETURN NULL;
"""
# In the database, so that no way of making a version leaves one without a number. Who files a further version holds
# the document, so that two never take the same one.
NEXT_NUMBER = """
    NEW.number := 1 + (
        SELECT coalesce(max(s.number), 0)
        FROM documents_documentversion v JOIN documents_documentversion o ON o.document_id = v.document_id
            JOIN documents_versionstatus s ON s.version_id = o.id
        WHERE v.id = NEW.version_id
    );
    RETURN NEW;
"""
LONGEST_NOTE = 500
# Names in the properties are told and wait for nobody (documents/hidden.py).
ANY_TO_ASK = f'$[*] ? (@.kind != "{HiddenKind.PROPERTIES}")'


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    """Versions."""

    def visible_to(self, user: Viewer) -> Self:
        """Versions the person may read: checked ones of documents they may open.

        An old version stays with those who could read it while it was current; owners and editors see all.
        """
        standing = standing_of(user)
        keys = reader_keys_of(user)
        versions = self.filter(document__reader_keys__overlap=keys)
        if standing.is_administrator:
            return versions
        current_then_or_now = Q(document__current_version=F("pk")) | Q(status__frozen_reader_keys__overlap=keys)
        may_read = Q(status__stage=VersionStatus.Stage.READY) & current_then_or_now
        if standing.is_approved:
            may_read |= may_edit(standing, "document__")
        return versions.filter(may_read)

    def readable(self) -> Self:
        """Scanned, checked and read: the only ones whose bytes, text or pictures are ever served.

        Those that wait for an answer are among them: visible_to() leaves them to who has an owner's rights.
        """
        return self.filter(status__stage__in=READ_STAGES)

    def stored(self) -> Self:
        """Those whose file is kept: all but those taken back."""
        return self.exclude(status__stage=VersionStatus.Stage.TAKEN_BACK)

    def waiting(self) -> Self:
        """Those that nobody else sees until somebody with an owner's rights says what to do with their hidden parts."""
        return self.filter(status__stage=VersionStatus.Stage.HELD, status__hidden_answer="")

    def noticed(self) -> Self:
        """Current ones in which hidden parts were found after they were shared, and nobody has said what to do."""
        shared = self.filter(document__status=Document.Status.PUBLISHED, document__current_version=F("pk"))
        has_parts = Func(
            F("status__hidden_parts"),
            Value(ANY_TO_ASK),
            template="jsonb_path_exists(%(expressions)s::jsonpath)",
            output_field=models.BooleanField(),
        )
        return shared.filter(has_parts, status__hidden_answer="")


class DocumentVersion(models.Model):
    """One received file: immutable, known by its hash."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    filename = models.CharField(
        max_length=150, help_text="The uploader’s name for the file, cleaned; shown, never used as a path."
    )
    file_type = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=100, unique=True, help_text="Random; says nothing about the file.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["sha256"])]
        triggers = [
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="readers_changed",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=BY_SOMEBODY_ELSE,
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class VersionStatus(models.Model):
    """How far a version has come: received, scanned, checked, text read, ready. Anything unclear stays waiting."""

    class Stage(models.TextChoices):
        RECEIVED = "received", "Received"
        SCANNED = "scanned", "Scanned"
        CHECKED = "checked", "Checked"
        HELD = "held", "Needs a decision"
        READY = "ready", "Ready"
        REFUSED = "refused", "Refused"
        QUARANTINED = "quarantined", "Quarantined"
        TAKEN_BACK = "taken_back", "Deleted"

    class HiddenAnswer(models.TextChoices):
        """What to do with a file that holds more than its pages show."""

        SHARE = "share", "Share it as it is"
        CLEAN = "clean", "Share a cleaned copy that we make"
        BACK = "back", "Delete this upload"

    class Scan(models.TextChoices):
        WAITING = "waiting", "Waiting for the virus scanner"
        CLEAN = "clean", "No virus found"
        INFECTED = "infected", "A virus was found"
        NOT_CONFIGURED = "not_configured", "No virus scanner is set up"

    class Layer(models.TextChoices):
        """A file that can be laid over the phase map."""

        FEATURES = "features", "Map layer"
        STATIONS = "stations", "Station list of the Alternative Fuels Data Center"

    version = models.OneToOneField(DocumentVersion, on_delete=models.CASCADE, primary_key=True, related_name="status")
    number = models.PositiveIntegerField(
        db_default=0, editable=False, help_text="1 for a document’s first file, in the order they came; never reused."
    )
    note = models.CharField(
        max_length=LONGEST_NOTE,
        blank=True,
        default="",
        db_default="",
        help_text="What changed, in the uploader’s words.",
    )
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.RECEIVED)
    scan = models.CharField(max_length=20, choices=Scan, default=Scan.WAITING)
    problem = models.CharField(max_length=500, blank=True, help_text="A message for the uploader.")
    text_note = models.CharField(max_length=500, blank=True, help_text="Why text is missing or incomplete.")
    reader = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Which generation of our readers read it; 0 before they were counted."
    )
    hidden_parts = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        help_text="What is in the file and not on its face: kind, sentence and place of each.",
    )
    hidden_answer = models.CharField(
        max_length=5,
        choices=HiddenAnswer,
        blank=True,
        default="",
        db_default="",
        help_text="What to do with the hidden parts, as its uploader or another with an owner’s rights decided.",
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    cleaned_from = models.OneToOneField(
        DocumentVersion,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cleaned_status",
        help_text="The version that this one is a cleaned copy of; one copy of each.",
    )
    removed_parts = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        help_text="What was removed from a cleaned copy, in sentences.",
    )
    reading_notes = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        help_text="Sentences for the uploader about how it was read.",
    )
    flags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    layer = models.CharField(
        max_length=10,
        choices=Layer,
        blank=True,
        default="",
        db_default="",
        help_text="What of a map it holds, as far as its reader saw.",
    )
    is_printed = models.BooleanField(
        default=False,
        db_default=False,
        help_text="A PDF of it is kept, from which its pages are drawn.",
    )
    picture_note = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="Why an office file has no pictures."
    )
    proposal = models.JSONField(default=dict, blank=True, help_text="Title, state, kind and date read from the file.")
    attempts = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
    frozen_reader_keys = ArrayField(
        models.BigIntegerField(),
        null=True,
        blank=True,
        help_text="Set once superseded: who could read it while it was current.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_answer="", answered_at=None) | ~Q(hidden_answer="") & Q(answered_at__isnull=False),
                name="an_answer_has_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["version"], condition=~Q(layer=""), name="versions_on_the_map")]
        triggers = [
            pgtrigger.Trigger(name="number", when=pgtrigger.Before, operation=pgtrigger.Insert, func=NEXT_NUMBER)
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.stage}"


READ_STAGES = (VersionStatus.Stage.HELD, VersionStatus.Stage.READY)
