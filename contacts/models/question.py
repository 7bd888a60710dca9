"""A question and its thread: who asked, what about, who is responsible, and every message."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, TruncDate
from django.urls import reverse
from django.utils import timezone

from accounts.models import Region, State
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keys import random_key
from contacts.models.route import Mailbox, Route
from documents.models import Document, Topic
from meetings.models import Meeting
from workinggroups.models import WorkingGroup


def portal_today() -> TruncDate:
    """clearinghouse.lib.zones.portal_today(), asked of the database: a kept statement must not keep a day."""
    return TruncDate(Now(), tzinfo=timezone.get_default_timezone())


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions. What a stranger has not confirmed is nobody's to read."""

    def confirmed(self) -> Self:
        """Those that were really asked."""
        return self.exclude(status=Question.Status.UNCONFIRMED)

    def asked_by(self, user: Viewer) -> Self:
        """One's own."""
        user_id = standing_of(user).user_id
        return self.filter(asker_id=user_id) if user_id else self.none()

    def answerable_by(self, user: Viewer) -> Self:
        """Where the person may answer: responsible, backup of somebody away, lead of the group, administrator."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self.confirmed()
        # SECURITY: who left keeps nothing, also before the sweep has handed their questions on.
        if not standing.is_approved:
            return self.none()
        return self.confirmed().filter(self._mine(user) | Q(group__in=WorkingGroup.objects.led_by(user).values("pk")))

    def visible_to(self, user: Viewer) -> Self:
        """One's own questions, and those one may answer."""
        standing = standing_of(user)
        if not standing.user_id:
            return self.none()
        if standing.is_administrator:
            return self.confirmed()
        mine = Q(asker_id=standing.user_id)
        if standing.is_approved:
            mine |= self._mine(user) | Q(group__in=WorkingGroup.objects.led_by(user).values("pk"))
        return self.confirmed().filter(mine)

    def waiting_for(self, user: Viewer) -> Self:
        """What waits for this very person: theirs, and those of somebody away whose backup they are."""
        if not standing_of(user).is_approved:
            return self.none()
        return self.waiting().filter(self._mine(user))

    def waiting(self) -> Self:
        """Without an answer to what the asker wrote last."""
        return self.filter(status=Question.Status.WAITING)

    def in_general_queue(self) -> Self:
        """With nobody but the administrators to answer: no person, and no mailbox that mail can reach."""
        return self.filter(Q(person=None) & (Q(mailbox=None) | Q(mailbox__email="")))

    def _mine(self, user: Viewer) -> Q:
        user_id = standing_of(user).user_id
        # SECURITY: one filter() on one route; the person away must be the one the question is with.
        away = Q(route__backup_person_id=user_id, route__backup_left=False, route__away_until__gte=portal_today())
        return Q(person_id=user_id) | (away & Q(person=models.F("route__person")))


class Question(models.Model):
    """A question. Without a responsible person or mailbox it stands in the general queue of the administrators."""

    class Status(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "Email address not confirmed yet"
        WAITING = "waiting", "Waiting for an answer"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"

    OPEN = (Status.WAITING, Status.ANSWERED)  # somebody may still write to it

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    subject = models.CharField(max_length=160)
    status = models.CharField(max_length=11, choices=Status, default=Status.WAITING)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="questions"
    )
    asker_name = models.CharField(max_length=120)
    asker_email = models.EmailField(
        blank=True, help_text="Of someone without an account. Confirmed by an emailed link."
    )
    agrees_to_name = models.BooleanField("can be named when the answer is published", default=False)
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    group = models.ForeignKey(WorkingGroup, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    state = models.ForeignKey(State, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    region = models.ForeignKey(Region, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    route = models.ForeignKey(Route, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="responsible_for"
    )
    mailbox = models.ForeignKey(Mailbox, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    once = models.CharField(max_length=64, unique=True, help_text="Of the form it came with: sent twice, asked once.")
    origin = models.CharField(max_length=64, blank=True, help_text="A keyed hash of the network address, for a day.")
    asked_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asker__isnull=False, asker_email="") | (Q(asker__isnull=True) & ~Q(asker_email="")),
                name="question_has_an_asker",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(mailbox__isnull=True), name="question_has_one_responsible"
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
                name="closed_question_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(status="unconfirmed") | Q(asker__isnull=True), name="only_strangers_confirm"
            ),
        ]
        indexes = [
            models.Index(fields=["waiting_since", "key"], condition=Q(status="waiting"), name="question_queue"),
            models.Index(fields=["asker", "-asked_at", "key"], name="question_of_asker"),
            models.Index(fields=["group", "waiting_since"], condition=Q(status="waiting"), name="question_of_group"),
            models.Index(fields=["asker_email", "asked_at"], condition=~Q(asker_email=""), name="question_by_address"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("contacts:thread", args=[self.key])

    @property
    def is_open(self) -> bool:
        """Whether somebody may still write to it."""
        return self.status in self.OPEN


class MessageQuerySet(models.QuerySet["Message"]):
    """Pieces of threads."""

    def visible_to(self, user: Viewer) -> Self:
        """Those of questions the person may read. Notes among those who answer are not the asker's to read."""
        readable = self.filter(question__in=Question.objects.visible_to(user))
        return readable.exclude(kind=Message.Kind.INSIDE, question__asker=standing_of(user).user_id)

    def said(self) -> Self:
        """What the asker wrote and the answers."""
        return self.filter(kind__in=[Message.Kind.ASKED, Message.Kind.ANSWER])


class Message(models.Model):
    """One piece of a thread: what the asker wrote, an answer, or a line about what happened to the question."""

    class Kind(models.TextChoices):
        ASKED = "asked", "From the asker"
        ANSWER = "answer", "Answer"
        NOTE = "note", "What happened"
        INSIDE = "inside", "Note among those who answer"

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=6, choices=Kind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    on_behalf_of = models.CharField(max_length=120, blank=True, help_text="The mailbox it was written for.")
    text = models.TextField(max_length=10_000)
    once = models.CharField(max_length=64, unique=True)
    written_at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["question", "written_at", "key"], name="message_of_question")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.question_id}"


class AskerLink(models.Model):
    """The hash of one secret that lets somebody without an account read and answer; each mail carries a new one."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="links")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"link to {self.question_id}"
