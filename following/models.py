"""What people follow, what is new, and who was told of it."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from clearinghouse.lib.frozen import dataclass


class FollowKind(models.TextChoices):
    """What can be followed. `target` of a follow is the thing's key in its address, or a state's code."""

    STATE = "state", "State"
    REGION = "region", "Region"
    TOPIC = "topic", "Topic"
    TYPE = "type", "Document type"
    GROUP = "group", "Working group"
    SERIES = "series", "Meeting series"
    DOCUMENT = "document", "Document"
    STUDY = "study", "Publication"
    INQUIRY = "inquiry", "Question to the states"
    ANSWER = "answer", "Published answer"
    OWN = "own", "What you shared or asked for"
    NASEO = "naseo", "Announcements"


class Pace(models.TextChoices):
    """How news of something that is followed comes."""

    NOW = "now", "Right away"
    DAILY = "daily", "Once a day, in the morning"
    WEEKLY = "weekly", "Once a week, on Monday morning"
    PAGE = "page", "Only on the News page"
    OFF = "off", "Don’t follow"


class Follow(models.Model):
    """That a person follows something, or doesn't follow what they would follow without being asked."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    kind = models.CharField(max_length=8, choices=FollowKind)
    target = models.CharField(max_length=80)
    pace = models.CharField("how news comes", max_length=6, choices=Pace, default=Pace.DAILY)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "target"], name="followed_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.target}"


class NewsKind(models.TextChoices):
    """What happened."""

    SHARED = "shared", "Document shared"
    WIDENED = "widened", "Document shared with more people"
    VERSION = "version", "New version"
    REVIEW = "review", "Past its review date"
    REUSED = "reused", "Used by a state"
    PLANNED = "planned", "Meeting scheduled"
    MOVED = "moved", "Meeting changed"
    CANCELLED = "cancelled", "Meeting canceled"
    SUMMARY = "summary", "Summary published"
    MATERIAL = "material", "Slides or materials added"
    ANSWER = "answer", "Question answered"
    ASKED = "asked", "States asked"
    CLOSED = "closed", "Answers closed"
    FINDINGS = "findings", "Summary of answers published"
    REVISION = "revision", "New revision"
    ANNOUNCED = "announced", "Announcement"
    REVISED = "revised", "Answer changed"
    DECIDED = "decided", "Request to join decided"
    INQUIRED = "inquired", "Question about your document"
    OPENED = "opened", "Your document read"


@dataclass(frozen=True)
class Reading:
    """What of the news a person has read: up to this number, but for what they marked one by one."""

    until: int = 0
    read: frozenset[int] = frozenset()
    unread: frozenset[int] = frozenset()

    def is_read(self, number: int) -> bool:
        """Whether they have read this piece of news."""
        return number in self.read or (number <= self.until and number not in self.unread)


class NewsQuerySet(models.QuerySet["News"]):
    """News. Nothing of it is shown as it stands here: following.reading asks each thing's own visible_to()."""

    def of(self, targets: list[str]) -> Self:
        """About one of these targets."""
        return self.filter(targets__overlap=targets)

    def unread_by(self, reading: "Reading") -> Self:
        """After what is read, but for single ones."""
        later = models.Q(pk__gt=reading.until) | models.Q(pk__in=reading.unread)
        return self.filter(later).exclude(pk__in=reading.read)


class News(models.Model):
    """Something that happened to a thing, once: `mark` names the event, `targets` who may care, such as "state:CO".

    SECURITY: numbers, keys and codes only. What a reader is told is read of the thing itself, when they read it.
    """

    mark = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=NewsKind)
    thing = models.BigIntegerField()
    detail = models.BigIntegerField(default=0, help_text="A version, or how often a calendar entry had changed.")
    facts = models.JSONField(default=dict, blank=True)
    targets = ArrayField(models.CharField(max_length=90), default=list)
    actor_id = models.BigIntegerField(null=True, blank=True)
    noticed_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "news"
        # Asked by every home page and digest, written now and then: nothing waits to be put in order by who reads.
        indexes = [GinIndex(fields=["targets"], name="targets_of_news", fastupdate=False)]

    def __str__(self) -> str:
        return self.mark


class ReadMark(models.Model):
    """That a person marked one piece of news as read or unread, whatever they have read up to."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="+")
    is_read = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "news"], name="marked_once")]

    def __str__(self) -> str:
        return f"{self.news_id} {'read' if self.is_read else 'unread'} by {self.person_id}"


class Told(models.Model):
    """That a digest took news for a person: they get it by no other one."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=12, db_index=True)

    class Meta:
        verbose_name_plural = "told"
        constraints = [models.UniqueConstraint(fields=["person", "news"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.news_id} to {self.person_id}"


class Reader(models.Model):
    """How far a person has read, when they were last told, and their feed's secret."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="news_reader"
    )
    read_until = models.BigIntegerField(default=0, help_text="News up to this number is read.")
    visit_at = models.DateTimeField(null=True, blank=True, help_text="When they signed in for this visit.")
    visit_before_at = models.DateTimeField(null=True, blank=True, help_text="The same of the visit before.")
    daily_at = models.DateTimeField(null=True, blank=True)
    weekly_at = models.DateTimeField(null=True, blank=True)
    now_at = models.DateTimeField(null=True, blank=True)
    feed_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    feed_made_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"reader {self.person_id}"
