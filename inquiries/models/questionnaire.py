"""What is asked: the questions of an inquiry, in versions of which each stays as it was answered."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string

MOST_FIELDS = 60
IDENT_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def random_ident() -> str:
    """What a question keeps from version to version, and from one year's inquiry to the next one's."""
    return get_random_string(8, IDENT_ALPHABET)


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    """Versions of an inquiry's questions."""

    def published(self) -> Self:
        """Those that people answer or answered, the newest first."""
        return self.filter(published_at__isnull=False).order_by("-number")


class Questionnaire(models.Model):
    """One version of an inquiry's questions. Once published it never changes; an edit goes into the next one."""

    inquiry = models.ForeignKey("inquiries.Inquiry", on_delete=models.CASCADE, related_name="questionnaires")
    number = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "number"], name="questionnaire_version_once"),
            models.UniqueConstraint(
                fields=["inquiry"], condition=Q(published_at=None), name="one_questionnaire_in_the_making"
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class FieldType(models.TextChoices):
    """How a question is answered."""

    SHORT = "short", "Short text"
    LONG = "long", "Long text"
    YES_NO = "yes_no", "Yes, no, or in part"
    ONE = "one", "One of several choices"
    SEVERAL = "several", "Any of several choices"
    RANKING = "ranking", "Rank choices in order"
    NUMBER = "number", "Number"
    MONEY = "money", "Amount in dollars"
    DATE = "date", "Date"
    LINK = "link", "Web address"
    FILE = "file", "Document in the Clearinghouse"
    TABLE = "table", "Table with a few columns"


class YesNo(models.TextChoices):
    """Answers of a question of that type."""

    YES = "yes", "Yes"
    NO = "no", "No"
    PART = "part", "In part"


WITH_CHOICES = (FieldType.ONE, FieldType.SEVERAL, FieldType.RANKING)
CAN_LEAD = (FieldType.YES_NO, FieldType.ONE, FieldType.SEVERAL)  # of which a later question may depend
MOST_CHOICES, MOST_COLUMNS, MOST_ROWS = 30, 6, 8


class InquiryField(models.Model):
    """One question of a version. `ident` is its own through all versions."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="fields")
    ident = models.CharField(max_length=8, default=random_ident, editable=False)
    position = models.PositiveSmallIntegerField()
    type = models.CharField("how it’s answered", max_length=8, choices=FieldType)
    label = models.CharField("question", max_length=300)
    help_text = models.CharField("help text", max_length=500, blank=True)
    is_required = models.BooleanField("an answer is required", default=False)
    choices = ArrayField(models.CharField(max_length=160), default=list, blank=True, size=MOST_CHOICES)
    unit = models.CharField(max_length=40, blank=True, help_text="Of a number: miles, people, percent.")
    columns = ArrayField(models.CharField(max_length=80), default=list, blank=True, size=MOST_COLUMNS)
    shown_after = models.CharField(max_length=8, blank=True, help_text="The ident of the question it depends on.")
    shown_for = ArrayField(models.CharField(max_length=160), default=list, blank=True, help_text="Its answers.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "ident"], name="question_once_in_a_version"),
            models.UniqueConstraint(
                fields=["questionnaire", "position"],
                name="question_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(shown_after="", shown_for=[]) | (~Q(shown_after="") & ~Q(shown_for=[])),
                name="question_depends_on_answers",
            ),
            models.CheckConstraint(condition=~Q(shown_after=F("ident")), name="question_not_after_itself"),
        ]

    def __str__(self) -> str:
        return self.label
