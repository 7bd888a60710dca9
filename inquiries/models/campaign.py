"""A campaign: input of many people, at an event or by itself, anonymous or by name, and the tables of the event."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import Agency, Membership, State
from accounts.standing import Viewer, standing_of
from clearinghouse.lib import decisions
from clearinghouse.lib.keys import random_key
from inquiries.models.inquiry import SENT, Inquiry, Kind, Status
from inquiries.models.questionnaire import IDENT_ALPHABET, Questionnaire
from meetings.models import Meeting, Registration, Sector

PUBLIC = "public"
SECTORS = (*Sector.choices, (PUBLIC, "Member of the public"))
CODE_LENGTH = 8
CITIES = (Agency.Kind.CITY, Agency.Kind.COUNTY)
GUEST_SECTORS: dict[Sector, list[str]] = {  # for whom guests speak, by the kinds of where they work
    Sector.CITIES: list(CITIES),
    Sector.FEDERAL: [Agency.Kind.FEDERAL],
    Sector.PARTNERS: [kind for kind in Agency.Kind.values if kind not in (*CITIES, Agency.Kind.FEDERAL)],
}


class Naming(models.TextChoices):
    """Whether an answer says whose it is."""

    ANONYMOUS = "anonymous", "Anonymous"
    NAMED = "named", "By name"


class Stage(models.TextChoices):
    """An inquiry's status in the words of a campaign."""

    DRAFT = "draft", "Draft"
    OPEN = "open", "Open for input"
    CLOSED = "closed", "Under review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


def sectors_by_membership(user: Viewer) -> set[str]:
    """For whom somebody speaks by where they work."""
    standing = standing_of(user)
    if not standing.is_approved:
        return set()
    found: set[str] = {Sector.STATES} if standing.is_member else set()
    guests = Membership.objects.current().filter(user_id=standing.user_id, tier=Membership.Tier.GUEST)
    kinds = set(guests.values_list("agency__kind", flat=True))
    return found | {str(sector) for sector, where in GUEST_SECTORS.items() if kinds & set(where)}


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Campaigns."""

    def visible_to(self, user: Viewer) -> Self:
        """Who organizes it; once it was open, whom it asks, who gave their name, and who may read its synthesis."""
        seen = Q(inquiry__in=Inquiry.objects.visible_to(user).values("pk"))
        user_id = standing_of(user).user_id
        own = Q(pk__in=Submission.objects.filter(person_id=user_id).values("campaign")) if user_id else Q(pk=None)
        asked = own | _asks(user) | Q(sectors__contains=[PUBLIC])
        return self.filter(seen | (asked & Q(inquiry__status__in=SENT)))

    def organized_by(self, user: Viewer) -> Self:
        """Administrators all; organizers those of their events."""
        return self.filter(inquiry__in=Inquiry.objects.editable_by(user).filter(kind=Kind.CAMPAIGN).values("pk"))

    def answerable_by(self, user: Viewer) -> Self:
        """Open ones, for people of the sectors it asks: by where they work, or as they registered for its event."""
        return self.filter(_asks(user), inquiry__status=Status.OPEN)

    def waiting_for(self, user: Viewer) -> Self:
        """The same, without those that the person answered by name; of an anonymous answer nobody knows whose it is."""
        mine = Submission.objects.sent().filter(person_id=standing_of(user).user_id)
        return self.answerable_by(user).exclude(pk__in=mine.values("campaign"))


def _asks(user: Viewer) -> Q:
    """Of campaigns: that one asks people of a sector that the person speaks for. The same as sectors_of(), in SQL."""
    standing = standing_of(user)
    asked = Q(pk=None)
    if not standing.user_id:
        return asked
    if standing.is_member:
        asked |= Q(sectors__contains=[Sector.STATES])
    if standing.is_approved:
        guests = Membership.objects.current().filter(user_id=standing.user_id, tier=Membership.Tier.GUEST)
        for sector, kinds in GUEST_SECTORS.items():
            asked |= Q(sectors__contains=[sector]) & Q(Exists(guests.filter(agency__kind__in=kinds)))
    mine = Registration.objects.filter(user_id=standing.user_id, status=Registration.Status.CONFIRMED)
    for sector in Sector:
        # SECURITY: the event and the sector are of one registration.
        asked |= Q(sectors__contains=[sector], meeting__in=mine.filter(sector=sector).values("meeting"))
    return asked


class Campaign(models.Model):
    """What a campaign has beside its inquiry: the event, who may answer, and whether by name."""

    inquiry = models.OneToOneField(Inquiry, on_delete=models.CASCADE, primary_key=True, related_name="campaign")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="campaigns")
    naming = models.CharField("how answers are given", max_length=10, choices=Naming, default=Naming.ANONYMOUS)
    sectors = ArrayField(models.CharField(max_length=12, choices=SECTORS), default=list)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sectors__contained_by=[value for value, _ in SECTORS]), name="campaign_asks_known_sectors"
            ),
        ]

    def __str__(self) -> str:
        return str(self.inquiry)

    def get_absolute_url(self) -> str:
        return reverse("inquiries:campaign", args=[self.inquiry.key])

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing of an answer says whose it is."""
        return self.naming == Naming.ANONYMOUS

    @property
    def stage(self) -> str:
        """How far it has come, in words."""
        return str(Stage(self.inquiry.status).label)


def sectors_of(user: Viewer, campaign: Campaign) -> list[tuple[str, str]]:
    """As whom the person may answer this campaign: values with labels, in their order."""
    own = sectors_by_membership(user)
    if campaign.meeting is not None:
        rows = campaign.meeting.registrations.filter(user_id=standing_of(user).user_id)
        own |= set(rows.filter(status=Registration.Status.CONFIRMED).values_list("sector", flat=True))
    return [(value, label) for value, label in SECTORS if value in own and value in campaign.sectors]


def random_code() -> str:
    """A table's code (39 bits): people type it from a sheet of paper."""
    return get_random_string(CODE_LENGTH, IDENT_ALPHABET)


class CampaignTableQuerySet(models.QuerySet["CampaignTable"]):
    """Tables."""

    def visible_to(self, user: Viewer) -> Self:
        """Who organizes the campaign: a code lets whoever has it answer and read the table's notes."""
        return self.filter(campaign__in=Campaign.objects.organized_by(user))

    def behind(self, code: str) -> "CampaignTable | None":
        """The table that a code opens; that is the permission of who has the sheet. The page asks whether it is open.

        SECURITY: before its campaign was opened, a code opens nothing.
        """
        decisions.record()
        rows = self.select_related("campaign__inquiry", "campaign__meeting")
        return rows.filter(code=code.lower(), campaign__inquiry__status__in=SENT).first()


class CampaignTable(models.Model):
    """A table of the event, with the short address on its sheet."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=random_code, editable=False)
    made_at = models.DateTimeField(default=timezone.now)

    objects = CampaignTableQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="table_number_once")]

    def __str__(self) -> str:
        return f"Table {self.number}: {self.name}" if self.name else f"Table {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("tables:answer", args=[self.code])


class Quoting(models.TextChoices):
    """What the synthesis may do with the words of an answer that is given by name."""

    NO = "no", "Don’t quote me"
    WORDS = "words", "Quote my words without my name"
    NAME = "name", "Quote me by name"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Answers."""

    def visible_to(self, user: Viewer) -> Self:
        """Sent ones, for who organizes the campaign; and one's own, where it says whose it is."""
        organized = Q(campaign__in=Campaign.objects.organized_by(user)) & ~Q(status=Submission.Status.DRAFT)
        user_id = standing_of(user).user_id
        return self.filter((organized | Q(person_id=user_id)) if user_id else organized)

    def sent(self) -> Self:
        """Those that count."""
        return self.filter(status=Submission.Status.SENT)

    def in_order(self) -> Self:
        """By day; within a day in an order that says nothing."""
        return self.order_by("sent_on", "key")


class Submission(models.Model):
    """One answer, of a person or the notes of a table. `answers` holds values by the ident of the question.

    SECURITY: of an anonymous one nothing here says who wrote it: no person, no time beside the day, no number that
    counts up, no history (decision 69). The check below holds that for every way of writing.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "Answer"
        NOTES = "notes", "Notes of a table"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SENT = "sent", "Sent"

    key = models.CharField(max_length=12, primary_key=True, default=random_key, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="submissions")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.PERSON)
    status = models.CharField(max_length=5, choices=Status, default=Status.SENT)
    is_anonymous = models.BooleanField()
    sector = models.CharField(max_length=12, choices=SECTORS, blank=True)
    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    table = models.ForeignKey(
        CampaignTable, on_delete=models.SET_NULL, null=True, blank=True, related_name="submissions"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=120, blank=True)
    organization = models.CharField(max_length=160, blank=True)
    quoting = models.CharField(max_length=5, choices=Quoting, default=Quoting.NO)
    answers = models.JSONField(default=dict, blank=True)
    once = models.CharField(max_length=64, unique=True, help_text="A hash of the form's token.")
    sent_on = models.DateField()
    revision = models.PositiveIntegerField(default=1)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_anonymous=False)
                | Q(person=None, name="", organization="", quoting="no", status="sent", kind="notes")
                | Q(person=None, name="", organization="", quoting="no", status="sent", table=None),
                name="anonymous_submission_names_nobody",
            ),
            models.CheckConstraint(condition=~Q(kind="notes") | Q(person=None), name="notes_are_a_tables"),
            models.UniqueConstraint(
                fields=["campaign", "person"], condition=Q(person__isnull=False), name="one_submission_of_a_person"
            ),
        ]
        indexes = [models.Index(fields=["campaign", "status", "sector"], name="submission_of_sector")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.campaign_id}"

    @property
    def may_quote(self) -> bool:
        """Whether its words may be published. Of anonymous ones the form says so before the first field."""
        return self.is_anonymous or self.kind == self.Kind.NOTES or self.quoting != Quoting.NO


class MailedCode(models.Model):
    """A link that was mailed to an address of the public; it counts for one answer.

    SECURITY: nothing of the address is here, and nothing of this stays with an answer.
    """

    secret_hash = models.CharField(max_length=64, primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    is_used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"A code for {self.campaign_id}"
