"""An inquiry: one set of questions for many, such as a round to the states."""

from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, Audience, Membership, Region, State
from accounts.models.membership import MembershipQuerySet
from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from accounts.vouching import led_agencies
from clearinghouse.lib.among import Among
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.search_words import search_words
from documents.models import Topic
from inquiries.models.questionnaire import Questionnaire
from meetings.models import Meeting
from workinggroups.models import WorkingGroup

INQUIRY_WORDS = search_words("title", "introduction")
SUMMARY_WORDS = search_words("summary")


class Status(models.TextChoices):
    """How far an inquiry has come."""

    DRAFT = "draft", "Draft"
    WAITING = "waiting", "Waiting for release"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    PUBLISHED = "published", "Summary published"
    WITHDRAWN = "withdrawn", "Withdrawn"


SENT = (Status.OPEN, Status.CLOSED, Status.PUBLISHED)  # the states have it, or had it
EDITABLE = (Status.DRAFT, Status.WAITING)


class Kind(models.TextChoices):
    """Who answers."""

    ROUND = "round", "Round to the states"
    CAMPAIGN = "campaign", "Input campaign"


class Target(models.TextChoices):
    """Which states are asked."""

    ALL = "all", "All states and territories"
    REGION = "region", "A region"
    GROUP = "group", "States in a working group"
    STATES = "states", "States I name"


def memberships_of(user: Viewer) -> MembershipQuerySet:
    """The person's current memberships of state agencies."""
    standing = standing_of(user)
    user_id = standing.user_id if standing.is_member else 0  # SECURITY: no row has this number
    return Membership.objects.current().filter(user_id=user_id, tier=Membership.Tier.MEMBER)


def states_of(user: Viewer) -> QuerySet[Audience, Any]:
    """The states that the person works for, as a subquery."""
    # SECURITY: by their audiences, which a suspended or ended membership no longer gives.
    return _places_of(user).filter(kind=Audience.Kind.STATE).values("state")


def agencies_of(user: Viewer) -> QuerySet[Audience, Any]:
    """The agencies that the person works for, as a subquery."""
    return _places_of(user).filter(kind=Audience.Kind.AGENCY).values("agency")


def _places_of(user: Viewer) -> QuerySet[Audience, Any]:
    rows = Audience.objects.filter(Among("pk", reader_keys_of(user)))
    return rows if standing_of(user).is_member else rows.none()


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    """Inquiries."""

    def visible_to(self, user: Viewer) -> Self:
        """Drafts: who wrote them. Sent ones: whom they were sent to. Summaries: with whom they were shared."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        published = _published_to(user) | _of_events_of(user)
        if not standing.is_member:
            return self.filter(published)
        to_release = Q(status=Status.WAITING, agency__in=led_agencies(user))
        templates = Q(is_template=True) & (Q(agency=None) | Q(agency__in=agencies_of(user)))
        return self.filter(published | self._own(user) | to_release | templates | _sent_to(user))

    def sent_to(self, user: Viewer) -> Self:
        """Sent ones, for those who may know that states were asked: the circle, the states asked, and who asked."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self.rounds().filter(status__in=SENT)
        return self.filter(_sent_to(user)) if standing.is_member else self.none()

    def found_by(self, user: Viewer) -> Self:
        """Those that search shows: sent ones and published summaries, by nothing but the person's standing."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self.filter(status__in=SENT)
        published = _published_to(user)
        return self.filter(published | _sent_to(user) if standing.is_member else published)

    def saying(self, user: Viewer, tsquery: str) -> Self:
        """With these words, in PostgreSQL's notation, in what the person reads of it."""
        rows = self.alias(words=INQUIRY_WORDS, summary_words=SUMMARY_WORDS)
        # SECURITY: a summary counts once it is published, and for those with whom it was shared.
        is_administrator = standing_of(user).is_administrator
        published = Q(status=Status.PUBLISHED) if is_administrator else _published_to(user)
        return rows.filter(Q(words__matches=tsquery) | (published & Q(summary_words__matches=tsquery)))

    def editable_by(self, user: Viewer) -> Self:
        """Who wrote it while they work for the agency that asks; of a campaign its organizers; administrators."""
        if standing_of(user).is_administrator:
            return self
        return self.filter(self._own(user) | _of_events_of(user))

    def releasable_by(self, user: Viewer) -> Self:
        """Waiting for release, for the EV leads of the agency that asks, and administrators."""
        waiting = self.filter(status=Status.WAITING)
        if standing_of(user).is_administrator:
            return waiting
        return waiting.filter(agency__in=led_agencies(user))

    def rounds(self) -> Self:
        """Those that ask states."""
        return self.filter(kind=Kind.ROUND)

    def templates(self) -> Self:
        """Kept to start others from."""
        return self.filter(is_template=True)

    def not_templates(self) -> Self:
        """Those that are asked, or will be."""
        return self.filter(is_template=False)

    def _own(self, user: Viewer) -> Q:
        # SECURITY: what somebody wrote for an agency stays with it when they leave.
        return Q(made_by_id=standing_of(user).user_id, agency__in=agencies_of(user))


def _published_to(user: Viewer) -> Q:
    """Of inquiries: that a summary is published, and shared with the person."""
    return Q(status=Status.PUBLISHED) & Q(Among("summary_audience", reader_keys_of(user)))


def _sent_to(user: Viewer) -> Q:
    """Of inquiries: that the person may know the states were asked."""
    own_states = states_of(user)
    asked = Response.objects.filter(inquiry=OuterRef("pk"), state__in=own_states)
    circle = Q(Among("audience", reader_keys_of(user))) | Q(agency__state__in=own_states) | Q(Exists(asked))
    return Q(kind=Kind.ROUND, status__in=SENT) & circle


def _of_events_of(user: Viewer) -> Q:
    """Of campaigns: that the person organizes the event. Whom a campaign asks is in Campaign.objects."""
    return Q(kind=Kind.CAMPAIGN, campaign__meeting__in=Meeting.objects.editable_by(user))


@pghistory.track()
class Inquiry(models.Model):
    """Questions that one agency, or NASEO, asks of many states, with the summary that closes it."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    kind = models.CharField("type", max_length=8, choices=Kind, default=Kind.ROUND)
    title = models.CharField(max_length=160)
    introduction = models.TextField(max_length=5000, blank=True, help_text="Markdown.")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    is_template = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty where NASEO asks."
    )
    target = models.CharField("who is asked", max_length=6, choices=Target, default=Target.ALL)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    states = models.ManyToManyField(State, blank=True, related_name="+")
    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Who sees that it was asked, once it is sent.",
    )  # fmt: skip
    answer_to_see = models.BooleanField("states see others’ answers once they’ve answered", default=False)
    closes_on = models.DateField("answers are due", null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(null=True, blank=True)
    returned_because = models.CharField(max_length=500, blank=True, help_text="Why it was not released.")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(max_length=50_000, blank=True, help_text="Markdown.")
    summary_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    summary_published_at = models.DateTimeField(null=True, blank=True)
    ask_again_on = models.DateField("ask again on", null=True, blank=True)
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="later")
    revision = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")
    is_sample = models.BooleanField("sample data", default=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "inquiries"
        indexes = [
            models.Index(fields=["status", "-opened_at", "key"], name="inquiry_in_order"),
            models.Index(fields=["agency", "opened_at"], name="inquiry_of_agency"),
            GinIndex(INQUIRY_WORDS, name="inquiry_words"),
            GinIndex(SUMMARY_WORDS, name="inquiry_summary_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(target="region") & Q(region__isnull=False) & Q(group=None))
                | (Q(target="group") & Q(group__isnull=False) & Q(region=None))
                | (Q(target__in=("all", "states")) & Q(group=None, region=None)),
                name="inquiry_asks_whom_it_says",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "waiting"), opened_at=None)
                | Q(status="withdrawn")
                | Q(
                    status__in=("open", "closed", "published"),
                    opened_at__isnull=False,
                    audience__isnull=False,
                    closes_on__isnull=False,
                ),
                name="sent_inquiry_has_readers",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("closed", "published"), closed_at__isnull=False)
                | (~Q(status__in=("closed", "published", "withdrawn")) & Q(closed_at=None))
                | Q(status="withdrawn"),
                name="closed_inquiry_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(status="published")
                | (Q(summary_audience__isnull=False, summary_published_at__isnull=False) & ~Q(summary="")),
                name="published_inquiry_has_a_summary",
            ),
            models.CheckConstraint(condition=Q(is_template=False) | Q(status="draft"), name="template_is_never_sent"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        is_campaign = self.kind == Kind.CAMPAIGN
        return reverse("inquiries:campaign" if is_campaign else "inquiries:inquiry", args=[self.key])

    @property
    def asker(self) -> str:
        """Who asks, in words; read agency with it."""
        return self.agency.name if self.agency is not None else "NASEO"

    @property
    def is_sent(self) -> bool:
        """Whether the states have it, or had it."""
        return self.status in SENT

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.status == Status.OPEN

    @property
    def is_editable(self) -> bool:
        """Whether all of it may still change."""
        return self.status in EDITABLE


class ResponseStatus(models.TextChoices):
    """How far a state's answer has come."""

    WAITING = "waiting", "Not started"
    DRAFT = "draft", "In progress"
    READY = "ready", "Ready for the EV lead"
    SUBMITTED = "submitted", "Answered"
    DECLINED = "declined", "Won’t answer"


UNANSWERED = (ResponseStatus.WAITING, ResponseStatus.DRAFT, ResponseStatus.READY)


class Sharing(models.TextChoices):
    """Who may read a state's answer. The state's own members and administrators always may."""

    ANSWERED = "answered", "States that answered, and the state that asked"
    MEMBERS = "members", "Everyone who can see the inquiry"
    NASEO = "naseo", "NASEO only"


class ResponseQuerySet(models.QuerySet["Response"]):
    """States' answers."""

    def visible_to(self, user: Viewer) -> Self:
        """Their own state's; and of others what they submitted, as far as each chose to share it."""
        standing = standing_of(user)
        if standing.is_administrator:
            submitted = Q(status=ResponseStatus.SUBMITTED) | Q(state__in=states_of(user))
            return self.filter(submitted, inquiry__status__in=SENT)
        if not standing.is_member:
            return self.none()
        own_states = states_of(user)
        answered = Response.objects.filter(
            inquiry=OuterRef("inquiry"), state__in=own_states, status=ResponseStatus.SUBMITTED
        )
        # SECURITY: never wider than the state chose, and never by the side door of an inquiry they cannot see.
        in_it = Q(inquiry__agency__state__in=own_states) | Q(Exists(answered))
        to_members = Q(sharing=Sharing.MEMBERS) & (Q(inquiry__answer_to_see=False) | in_it)
        shared = (Q(sharing=Sharing.ANSWERED) & in_it) | to_members
        readable = Inquiry.objects.sent_to(user)
        others = Q(status=ResponseStatus.SUBMITTED, inquiry__in=readable.values("pk")) & shared
        return self.filter(Q(state__in=own_states, inquiry__status__in=SENT) | others)

    def of_states_of(self, user: Viewer) -> Self:
        """Those of the states that the person works for."""
        return self.filter(state__in=states_of(user), inquiry__status__in=SENT)

    def answerable_by(self, user: Viewer) -> Self:
        """Where the person may write: whom it was given to, who joined in, and the state's EV leads."""
        standing = standing_of(user)
        # SECURITY: whoever changed their address answers for nobody until an administrator has looked.
        if not standing.is_member or standing.has_unchecked_address:
            return self.none()
        joined = Contributor.objects.filter(response=OuterRef("pk"), person_id=standing.user_id)
        leads = Agency.objects.filter(pk__in=led_agencies(user), state=OuterRef("state"))
        mine = Q(assigned_id=standing.user_id) | Exists(joined) | Exists(leads)
        return self.of_states_of(user).filter(mine)

    def assignable_by(self, user: Viewer) -> Self:
        """What administrators may give to somebody of the state: of its answer they see nothing by that."""
        return self.unanswered() if standing_of(user).is_administrator else self.none()

    def unanswered(self) -> Self:
        """Without an answer yet, while answers are taken."""
        return self.filter(inquiry__status=Status.OPEN, status__in=UNANSWERED)

    def submitted(self) -> Self:
        """Answered."""
        return self.filter(status=ResponseStatus.SUBMITTED)


@pghistory.track()
class Response(models.Model):
    """One state's answer to an inquiry, from the day it is asked. `answers` holds values by the ident of the question.

    A value is a text, a list of texts, or for a table a list of rows; numbers and dates are texts as the forms of
    inquiries.values write them. While it is a draft, it holds what was typed.
    """

    Status = ResponseStatus

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="responses")
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=ResponseStatus, default=ResponseStatus.WAITING)
    sharing = models.CharField("who can read it", max_length=8, choices=Sharing, default=Sharing.ANSWERED)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, blank=True)
    earlier_answers = models.JSONField(default=dict, blank=True, help_text="Of the state, when it was asked before.")
    declined_because = models.CharField(max_length=500, blank=True)
    assigned = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    assigned_at = models.DateTimeField(default=timezone.now)
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="The colleague who passed it on.",
    )  # fmt: skip
    passed_note = models.CharField(max_length=500, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, help_text="Counts saves: two colleagues notice each other.")

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "state"], name="one_response_of_a_state"),
            models.CheckConstraint(
                condition=Q(status="submitted", submitted_at__isnull=False)
                | (~Q(status="submitted") & Q(submitted_at=None)),
                name="submitted_response_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "inquiry"], name="response_of_state"),
            models.Index(
                fields=["assigned"], condition=Q(status__in=("waiting", "draft", "ready")), name="response_to_write"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} on {self.inquiry}"

    def get_absolute_url(self) -> str:
        return reverse("inquiries:response", args=[self.inquiry.key, self.state_id])


class Contributor(models.Model):
    """Somebody of the state who writes the answer with whom it was given to."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="contributors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "person"], name="contributor_once")]

    def __str__(self) -> str:
        return f"{self.person} on {self.response_id}"


class StatePractice(models.Model):
    """How a state answers: whether an EV lead submits."""

    state = models.OneToOneField(State, on_delete=models.CASCADE, primary_key=True, related_name="+")
    lead_submits = models.BooleanField("only an EV lead submits the state’s answers", default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.state_id}: {'EV lead' if self.lead_submits else 'anyone who writes'} submits"
