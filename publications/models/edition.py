"""An edition of a study, which is a document, and its revisions, each of which keeps its address for good."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.standing import Viewer
from accounts.statements import reader_keys_of
from documents.models import Document, DocumentVersion
from publications.models.study import Study


class Language(models.TextChoices):
    """Those in which states publish, by the code that programs read (BCP 47)."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Spanish"
    FRENCH = "fr", "French"
    CHINESE = "zh", "Chinese"
    VIETNAMESE = "vi", "Vietnamese"
    KOREAN = "ko", "Korean"
    TAGALOG = "tl", "Tagalog"
    ARABIC = "ar", "Arabic"


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions."""

    def visible_to(self, user: Viewer) -> Self:
        """Those whose document the person may open: an edition has no readers of its own."""
        return self.filter(document__reader_keys__overlap=reader_keys_of(user))

    def editable_by(self, user: Viewer) -> Self:
        """Those whose document the person may change."""
        return self.filter(Exists(Document.objects.editable_by(user).filter(pk=OuterRef("document"))))

    def shortest_first(self) -> Self:
        """By pages; those of unknown length last."""
        return self.order_by(F("document__page_count").asc(nulls_last=True), "pk")


class Edition(models.Model):
    """A study in one form and language. Its title, abstract, readers and files are the document's."""

    class Form(models.TextChoices):
        FACT_SHEET = "fact-sheet", "Fact sheet"
        BRIEFING_PAPER = "briefing-paper", "Briefing paper"
        WORKING_PAPER = "working-paper", "Working paper"
        FULL_REPORT = "full-report", "Full report"
        SUMMARY = "summary", "Executive summary"
        SLIDES = "slides", "Slides"
        DATA = "data", "Data"

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="editions")
    slug = models.SlugField(max_length=40, help_text="In its address, which never changes.")
    form = models.CharField(max_length=20, choices=Form)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="edition")
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    answers = models.CharField(max_length=240, blank=True, help_text="What it answers, in a sentence.")
    made_at = models.DateTimeField(default=timezone.now)
    edits = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "slug"], name="edition_once_in_its_study")]

    def __str__(self) -> str:
        return f"{self.get_form_display()} of a study"

    def get_absolute_url(self) -> str:
        """Read study with it."""
        return reverse("publications:edition", args=[self.study.slug, self.slug])


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions."""

    def visible_to(self, user: Viewer) -> Self:
        """Records for who may open the document; those with a file for who may read that very version.

        SECURITY: a superseded file stays with those who could read it while it was current (DocumentVersion's rule);
        an earlier one that was never shared, was withheld for hidden parts or taken back opens to nobody by this.
        """
        readable = DocumentVersion.objects.visible_to(user).readable()
        of_this = readable.filter(pk=OuterRef("version"), document=OuterRef("edition__document"))
        rows = self.filter(edition__document__reader_keys__overlap=reader_keys_of(user))
        return rows.filter(Q(version=None) | Q(Exists(of_this)))

    def newest_first(self) -> Self:
        """The highest number first, with the file's facts."""
        return self.select_related("version__status").order_by("-number")


class Revision(models.Model):
    """What an edition said at one time: a version of its document, or a record of a file that is kept elsewhere.

    Its address never changes; the one with the highest number supersedes the others.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(help_text="In its address, counted from 1, never reused.")
    revised_on = models.DateField(null=True, blank=True, help_text="As the publication says; empty where unknown.")
    what_changed = models.CharField(max_length=1000, blank=True)
    version = models.OneToOneField(
        DocumentVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="revision",
        help_text="Its file; empty for a record of a file that is kept elsewhere.",
    )
    page_count = models.PositiveIntegerField(null=True, blank=True, help_text="Of a record, with its source.")
    file_size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes. Of a record, with its source.")
    facts_source = models.URLField(max_length=500, blank=True, help_text="Where a record’s pages and size are from.")
    made_at = models.DateTimeField(default=timezone.now)
    edits = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="revision_once_in_its_edition"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revisions_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(version=None) | Q(page_count=None, file_size=None, facts_source=""),
                name="facts_of_a_file_are_the_files",
            ),
            models.CheckConstraint(
                condition=Q(page_count=None, file_size=None) | ~Q(facts_source=""), name="typed_facts_have_a_source"
            ),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"

    @property
    def pages(self) -> int | None:
        """Of its file, or as typed. Read version and status with it."""
        return self.version.status.page_count if self.version else self.page_count

    @property
    def size(self) -> int | None:
        """Bytes of its file, or as typed. Read version with it."""
        return self.version.size if self.version else self.file_size
