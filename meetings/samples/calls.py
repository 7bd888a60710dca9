"""Three calls that really took place, with their source, and invented ones marked Sample."""

from dataclasses import field
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, User
from clearinghouse.lib.frozen import dataclass
from documents.models import Document
from meetings.models import ActionItem, Attendance, Decision, Meeting, MeetingDocument, Sharing, Speaker
from meetings.sharing import apply_sharing
from meetings.wall_clock import moment
from meetings.when import moments_of_day
from workinggroups.models import GroupMembership, WorkingGroup

GROUP = "grid-integration"
ZONE = "America/New_York"
SOURCE = "NASEO, calls of the group EVs and Grid Integration."
SLIDES = "Sample: Energizing fast charging sooner"
LEAD = "marcus.bell@ceo.sample.example"


@dataclass(frozen=True)
class RealCall:
    """A call as its source tells of it: day, speakers (name, title, organization), subject."""

    day: date
    title: str
    subject: str
    speakers: list[tuple[str, str, str]] = field(default_factory=list)


REAL = [
    RealCall(
        date(2026, 1, 15),
        "Energizing EV charging stations: new and flexible approaches to capacity constraints",
        "ATE’s report “Energizing EV Charging Stations: New and Flexible Approaches to Capacity Constraints”: ways to "
        "cut the time and cost of energizing stations.",
        [
            (
                "Elizabeth Turnbull",
                "Director of Policy and Regulatory Affairs",
                "Alliance for Transportation Electrification (ATE)",
            )
        ],
    ),
    RealCall(
        date(2025, 10, 21),
        "A reference for states on engaging utilities",
        "A reference for states on engaging utilities: utility basics, engagement recommendations, NEVI "
        "best practices.",
        [("Amy Snelling", "Project Manager and Researcher", "National Renewable Energy Laboratory (NREL)")],
    ),
    RealCall(
        date(2025, 9, 11),
        "Flexible interconnection and flexible service connection",
        "Flexible interconnection and flexible service connection, for transit and school-bus fleets above all.",
        [
            ("Stacy Noblet", "Vice President of Transportation Electrification", "ICF"),
            ("Jacqueline Piero", "U.S. Head of Policy and Regulatory", "The Mobility House"),
        ],
    ),
]


@transaction.atomic
def load(administrator: User) -> None:
    """What is not there yet; groups, people and documents must be. Days of the invented calls lie around today."""
    group = WorkingGroup.objects.get(slug=GROUP)
    _make_lead(group)
    for call in REAL:
        _load_real(group, call, administrator)
    if not Meeting.objects.filter(group=group, is_sample=True).exists():
        _load_next(group, administrator)
        _load_completed(group, administrator)
        _load_cancelled(group, administrator)


def _make_lead(group: WorkingGroup) -> None:
    if not group.memberships.filter(role=GroupMembership.Role.LEAD, ended_at=None).exists():
        group.memberships.filter(user__email=LEAD, ended_at=None).update(role=GroupMembership.Role.LEAD)


def _load_real(group: WorkingGroup, call: RealCall, administrator: User) -> None:
    starts_at, _ = moments_of_day(call.day)
    if Meeting.objects.filter(group=group, starts_at=starts_at, is_sample=False).exists():
        return
    made = _make(
        group,
        administrator,
        title=call.title,
        starts_at=starts_at,
        has_time=False,
        status=Meeting.Status.COMPLETED,
        summary=call.subject,
        source=SOURCE,
        record_sharing=Sharing.ALL_MEMBERS,
    )
    for position, (name, title, organization) in enumerate(call.speakers):
        Speaker.objects.create(meeting=made, name=name, title=title, organization=organization, position=position)


def _load_next(group: WorkingGroup, administrator: User) -> None:
    made = _make(
        group,
        administrator,
        title="Sample: Make-ready tariffs, what states ask of their utilities",
        starts_at=_afternoon(16),
        join_url="https://meet.sample.example/grid-integration",
        agenda="- Welcome and news from the states\n- Make-ready tariffs in three states\n- Questions and next steps",
        is_sample=True,
    )
    Speaker.objects.create(
        meeting=made, name="Robin Example", title="Rates analyst", organization="Sample Utility Commission"
    )


def _load_completed(group: WorkingGroup, administrator: User) -> None:
    made = _make(
        group,
        administrator,
        title="Sample: Energizing fast charging sooner",
        starts_at=_afternoon(-20),
        status=Meeting.Status.COMPLETED,
        agenda="- What delays stations\n- Capacity letters before applications\n- Updates from states",
        summary=(
            "States compared how long stations wait for power, and what shortened the wait.\n\n"
            "# What delays stations\n\n"
            "- Applicants pay for designs before the utility has said what it can serve.\n"
            "- Transformers take longer to arrive than chargers.\n\n"
            "# What helped\n\n"
            "A **capacity letter** before the application, and service at lower power until the upgrade is there.\n\n"
            "# Pasted from the notes\n\n"
            "Months of waiting:\n"
            "•\tdesign first\no\tthen the transformer\n\n"
            "State\tDesign\tTransformer\nColorado\t3\t9\nVermont\t2\t7\n\n"
            "More at https://www.naseo.org/issues/transportation."
        ),
        is_sample=True,
    )
    Speaker.objects.create(
        meeting=made,
        name="Alex Example",
        title="Interconnection manager",
        organization="Sample Power and Light",
        bio="Invented for this sample.",
    )
    Decision.objects.create(meeting=made, text="The group will collect capacity letters from all states until spring.")
    owner = User.objects.filter(email=LEAD).first()
    for position, (text, days, done) in enumerate(
        [("Send the capacity letter template to the group", 10, False), ("Ask AASHTO for its survey", -8, True)]
    ):
        ActionItem.objects.create(
            meeting=made,
            text=text,
            owner=owner,
            owner_name=str(owner or "The lead"),
            due_on=timezone.localdate() + timedelta(days=days),
            done_at=timezone.now() if done else None,
            done_by=owner if done else None,
            position=position,
        )
    _fill_attendance(made, group)
    document = Document.objects.filter(title=SLIDES, is_sample=True).first()
    if document is not None:
        MeetingDocument.objects.create(meeting=made, document=document, role="slides", added_by=administrator)


def _fill_attendance(made: Meeting, group: WorkingGroup) -> None:
    people = User.objects.filter(groups=group.audience_id, is_sample=True, is_active=True)
    for membership in Membership.objects.one_each().filter(user__in=people).select_related("user", "agency__state"):
        Attendance.objects.create(
            meeting=made,
            user=membership.user,
            name=str(membership.user),
            organization=membership.agency.name,
            state=membership.agency.state,
        )


def _load_cancelled(group: WorkingGroup, administrator: User) -> None:
    _make(
        group,
        administrator,
        title="Sample: School buses that return power to the grid",
        starts_at=_afternoon(44),
        status=Meeting.Status.CANCELLED,
        cancel_reason="The speaker isn’t available. We’ll set a new date. (Sample)",
        is_sample=True,
    )


def _make(group: WorkingGroup, administrator: User, **fields: object) -> Meeting:
    starts_at = fields["starts_at"]
    assert isinstance(starts_at, datetime)
    if fields.get("summary"):
        fields["summary_published_at"] = timezone.now()
    made = Meeting.objects.create(
        group=group, zone=ZONE, ends_at=starts_at + timedelta(hours=1), created_by=administrator, **fields
    )
    apply_sharing(made)
    return made


def _afternoon(days: int) -> datetime:
    """2 p.m. Eastern that many days from today."""
    found = moment(timezone.localdate() + timedelta(days=days), time(14), ZONE)
    return found or timezone.now().astimezone(UTC)
