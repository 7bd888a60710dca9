"""A meeting, the grants that say who may read its record and its summary, and the keys triggers derive from them."""

from datetime import datetime
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from guardian.models import GroupObjectPermissionBase

from accounts.circle_words import WORDS
from accounts.models import Audience
from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from clearinghouse.lib.among import Among
from clearinghouse.lib.keys import random_key
from workinggroups.models import WorkingGroup


class Sharing(models.TextChoices):
    """Who may read a record or a summary. Administrators always may."""

    GROUP = "group", "Members of the group"
    PARTICIPANTS = "participants", "Event participants"
    WORKFORCE = "workforce", WORDS["workforce"].name
    ALL_MEMBERS = "all_members", WORDS["all_members"].name
    PUBLIC = "public", WORDS["public"].name


class RegistrationMode(models.TextChoices):
    """How people register for an event."""

    NONE = "none", "No registration"
    OPEN = "open", "Open to everyone who can see the event"
    INVITATION = "invitation", "By invitation only"


ROW_COLUMNS = (
    "key", "kind", "title", "starts_at", "ends_at", "place", "status", "is_sample", "group__name", "group__slug",
    "summary_published_at", "recording_url", "has_time",
)  # fmt: skip


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings."""

    def visible_to(self, user: Viewer) -> Self:
        """Whose record the person may open: `record_keys` holds exactly who may; empty means no one."""
        return self.filter(record_keys__overlap=reader_keys_of(user))

    def summary_visible_to(self, user: Viewer) -> Self:
        """Whose summary, decisions, action items and recording the person may read, once they are there."""
        return self.filter(summary_keys__overlap=reader_keys_of(user))

    def editable_by(self, user: Viewer) -> Self:
        """Leads their group's, organizers their events and these events' sessions, administrators all."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        if not standing.is_approved:
            return self.none()
        organized = Meeting.organizers.through.objects.filter(user_id=standing.user_id).values("meeting_id")
        mine = Q(group__in=WorkingGroup.objects.led_by(user)) | Q(pk__in=organized) | Q(parent__in=organized)
        return self.filter(mine)

    def in_circles_of(self, user: Viewer) -> Self:
        """Those whose group or event the person belongs to: they are invited, answer, and get the link to join."""
        keys = reader_keys_of(user)
        own = Q(Among("group__audience", keys)) | Q(Among("audience", keys))
        return self.filter(own | Q(Among("parent__audience", keys)))

    def upcoming(self) -> Self:
        """Not over, and not cancelled; the next first."""
        return self.filter(ends_at__gte=Now()).exclude(status=Meeting.Status.CANCELLED).order_by("starts_at", "key")

    def past(self) -> Self:
        """Over or held; the latest first."""
        return self.filter(Q(ends_at__lt=Now()) | Q(status=Meeting.Status.COMPLETED)).order_by("-starts_at", "-key")

    def between(self, start: datetime, end: datetime) -> Self:
        """Those that overlap [start, end), in order."""
        return self.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "key")

    def light(self, *further: str) -> "models.QuerySet[Meeting, Any]":
        """The few columns that a row of a list or calendar shows, as named tuples; and further ones."""
        return self.values_list(*ROW_COLUMNS, *further, named=True)


@pghistory.track(exclude=["record_keys", "summary_keys", "words", "summary_words"])
class Meeting(models.Model):
    """A call, an in-person meeting, a conference or one of its sessions; of a group, or standing alone."""

    class Kind(models.TextChoices):
        CALL = "call", "Call"
        IN_PERSON = "in_person", "In-person meeting"
        CONFERENCE = "conference", "Conference"
        SESSION = "session", "Conference session"

    class Status(models.TextChoices):
        PLANNED = "planned", "Scheduled"
        COMPLETED = "held", "Completed"
        CANCELLED = "cancelled", "Canceled"

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CALL)
    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    series = models.ForeignKey(
        "meetings.Series", on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    has_time = models.BooleanField(
        default=True, db_default=True, help_text="Otherwise only its day is known; see meetings/when.py."
    )
    zone = models.CharField(max_length=40, default="America/New_York")
    place = models.CharField(max_length=300, blank=True)
    join_url = models.URLField("meeting link", max_length=500, blank=True)
    agenda = models.TextField(max_length=20_000, blank=True, help_text="Markdown.")
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    cancel_reason = models.CharField(max_length=500, blank=True)
    record_sharing = models.CharField(
        "who can see the meeting page", max_length=12, choices=Sharing, default=Sharing.GROUP
    )
    summary_sharing = models.CharField(
        "who can read the summary", max_length=12, choices=Sharing, default=Sharing.GROUP
    )
    summary_draft = models.TextField(max_length=50_000, blank=True, help_text="Markdown, for editors only.")
    summary = models.TextField(max_length=50_000, blank=True, help_text="Markdown, as published.")
    record_draft = models.JSONField(
        default=dict, blank=True, help_text="Decisions and action items beside the draft, until it is published."
    )
    summary_published_at = models.DateTimeField(null=True, blank=True)
    summary_changed_at = models.DateTimeField(null=True, blank=True, help_text="When it was published again.")
    summary_revision = models.PositiveIntegerField(default=1, help_text="Counts edits of the draft.")
    recording_url = models.URLField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")
    sequence = models.PositiveIntegerField(default=0, help_text="Of the calendar entry: what clients know is older.")
    source = models.CharField(max_length=300, blank=True, help_text="Source of a real record.")
    is_sample = models.BooleanField(default=False)
    registration = models.CharField(max_length=10, choices=RegistrationMode, default=RegistrationMode.NONE)
    sectors = ArrayField(models.CharField(max_length=12), default=list, blank=True, help_text="Who can register.")
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="Leave blank for no limit.")
    registration_closes_at = models.DateTimeField(null=True, blank=True)
    organizers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="organized_meetings")
    audience = models.OneToOneField(
        Audience, on_delete=models.PROTECT, null=True, blank=True, related_name="event",
        help_text="The participants of an event; sessions use their event's.",
    )  # fmt: skip
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    record_keys = ArrayField(
        models.BigIntegerField(), default=list, editable=False,
        help_text="Derived by triggers from the grants; empty means no one.",
    )  # fmt: skip
    summary_keys = ArrayField(models.BigIntegerField(), default=list, editable=False)
    words = SearchVectorField(null=True, editable=False)
    summary_words = SearchVectorField(null=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        permissions = [("view_summary", "Can read the summary")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(
                condition=(Q(kind="session") & Q(parent__isnull=False)) | (~Q(kind="session") & Q(parent__isnull=True)),
                name="sessions_have_an_event",
            ),
            models.CheckConstraint(
                condition=Q(summary="") | Q(summary_published_at__isnull=False), name="published_summary_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(kind="call", registration="none") | ~Q(kind="call"), name="nobody_registers_for_a_call"
            ),
            models.UniqueConstraint(
                fields=["series", "starts_at"],
                name="one_meeting_of_a_series_at_a_time",
                deferrable=models.Deferrable.DEFERRED,  # moving all that follow passes through each other
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "key"], name="meeting_by_start"),
            models.Index(fields=["ends_at"], name="meeting_by_end"),
            models.Index(
                fields=["-summary_published_at", "-key"],
                condition=Q(summary_published_at__isnull=False),
                name="meeting_by_publication",
            ),
            models.Index(fields=["group", "starts_at", "key"], name="meeting_by_group"),
            models.Index(fields=["parent", "starts_at", "key"], name="meeting_by_parent"),
            GinIndex(fields=["words"], name="meeting_words"),
            GinIndex(fields=["summary_words"], name="meeting_summary_words"),
        ]
        triggers = [
            # The title counts most; speakers are added by their own trigger through meetings_refresh_words().
            pgtrigger.Trigger(
                name="words_added",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("title", "agenda", "place", "summary"),
                func="PERFORM meetings_refresh_words(NEW.id); RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:detail", args=[self.key])

    @property
    def has_summary(self) -> bool:
        """Whether a summary is published; who may read it is another question."""
        return self.summary_published_at is not None


class MeetingGroupPermission(GroupObjectPermissionBase):
    """A grant to an audience, in a direct foreign-key table: view_meeting or view_summary."""

    content_object = models.ForeignKey(Meeting, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        triggers = [
            pgtrigger.Trigger(
                name="granted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="PERFORM meetings_refresh_readers(NEW.content_object_id); RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="revoked",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                func="PERFORM meetings_refresh_readers(OLD.content_object_id); RETURN NULL;",
            ),
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update),
        ]
