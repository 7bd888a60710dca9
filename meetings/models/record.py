"""What a record holds: speakers as of the day, documents, decisions, action items, attendance, and answers."""

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import State
from accounts.standing import Viewer, standing_of
from documents.models import Document
from meetings.models.meeting import Meeting

REFRESH_WORDS = "PERFORM meetings_refresh_words({row}.meeting_id); RETURN NULL;"


def refresh_words(name: str, operation: pgtrigger.Operation, row: str) -> pgtrigger.Trigger:
    """A trigger that reads a meeting's words anew after a row of it changed."""
    return pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=operation, func=REFRESH_WORDS.format(row=row))


class Speaker(models.Model):
    """Who spoke, with name, title and organization of that day: they stay when the person moves on."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    organization = models.CharField(max_length=160, blank=True)
    bio = models.TextField(max_length=3000, blank=True)
    notes = models.TextField(max_length=3000, blank=True, help_text="For meeting organizers only.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(Lower("organization"), name="speaker_by_organization")]
        triggers = [
            refresh_words("words_added", pgtrigger.Insert | pgtrigger.Update, "NEW"),
            refresh_words("words_removed", pgtrigger.Delete, "OLD"),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.title, self.organization) if part)


class MeetingDocumentQuerySet(models.QuerySet["MeetingDocument"]):
    """Documents at meetings."""

    def visible_to(self, user: Viewer) -> Self:
        """Where the person may see both the document and the part of the meeting that names it.

        Slides and materials belong to the record, what was mentioned to the summary.
        """
        documents = Document.objects.visible_to(user).published()
        records = Meeting.objects.visible_to(user)
        summaries = Meeting.objects.summary_visible_to(user).filter(summary_published_at__isnull=False)
        named = Q(role__in=(MeetingDocument.Role.SLIDES, MeetingDocument.Role.MATERIAL), meeting__in=records) | Q(
            role=MeetingDocument.Role.MENTIONED, meeting__in=summaries
        )
        return self.filter(named, document__in=documents)

    def listed_for(self, user: Viewer) -> Self:
        """For those who take care of the meeting, who ask for it: every listed document the person may see."""
        return self.filter(document__in=Document.objects.visible_to(user).published())


class MeetingDocument(models.Model):
    """A document of the repository at a meeting. Being listed here opens it to nobody."""

    class Role(models.TextChoices):
        SLIDES = "slides", "Slides"
        MATERIAL = "material", "Meeting material"
        MENTIONED = "mentioned", "Document discussed"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="at_meetings")
    role = models.CharField(max_length=10, choices=Role, default=Role.MATERIAL)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    objects = MeetingDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "document", "role"], name="document_once_per_role_and_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.document} at {self.meeting}"


class Decision(models.Model):
    """What was decided, in a sentence; read by those who may read the summary."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(max_length=1000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        triggers = [
            refresh_words("words_added", pgtrigger.Insert | pgtrigger.Update, "NEW"),
            refresh_words("words_removed", pgtrigger.Delete, "OLD"),
        ]

    def __str__(self) -> str:
        return self.text


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """Action items."""

    def visible_to(self, user: Viewer) -> Self:
        """Those of published summaries the person may read, and of meetings they take care of."""
        read = Meeting.objects.summary_visible_to(user).filter(summary_published_at__isnull=False)
        return self.filter(Q(meeting__in=read) | Q(meeting__in=Meeting.objects.editable_by(user)))

    def owned_by(self, user: Viewer) -> Self:
        """What the person took on in a group or event that they still belong to; administrators belong to all."""
        standing = standing_of(user)
        theirs = self.visible_to(user).filter(owner_id=standing.user_id)
        if standing.is_administrator:
            return theirs
        # SECURITY: what everybody reads stays readable to who left; it is no longer theirs.
        return theirs.filter(meeting__in=Meeting.objects.in_circles_of(user).values("pk"))

    def open(self) -> Self:
        """Not done yet."""
        return self.filter(done_at=None)


@pghistory.track()
class ActionItem(models.Model):
    """Who does what until when; read by those who may read the summary."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="action_items")
    text = models.CharField(max_length=1000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="action_items"
    )
    owner_name = models.CharField(max_length=160, help_text="As of the meeting date, with or without an account.")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = ActionItemQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text


class Attendance(models.Model):
    """Who was there, for which state; names and states of that day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="attended"
    )
    name = models.CharField(max_length=160)
    organization = models.CharField(max_length=160, blank=True)
    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], condition=Q(user__isnull=False), name="present_once_per_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.meeting}"


class Rsvp(models.Model):
    """Whether a person means to come."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        MAYBE = "maybe", "Maybe"
        NO = "no", "No"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rsvps")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rsvps")
    answer = models.CharField(max_length=5, choices=Answer)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="one_answer_per_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_answer_display()}"
