"""A campaign on its way: put together, open for input, under review, published; and the tables of its event."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audiences
from accounts.audit import write_event
from accounts.editing import EditConflict, changes_since
from accounts.models import Audience, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from clearinghouse.lib.wording import counted
from clearinghouse.lib.zones import portal_today
from inquiries import campaign_emails
from inquiries.actions.drafts import copy_fields, locked_for_change, newest_of
from inquiries.actions.questions import must_have_fields
from inquiries.actions.refusals import InquiryRefused
from inquiries.models import Campaign, CampaignTable, FieldType, Inquiry, Kind, Questionnaire, Status
from meetings.models import Meeting
from meetings.models.meeting import MeetingQuerySet

MOST_TABLES = 200
NOT_ORGANIZING = "Only administrators and the organizers of an event can do this."


@dataclass(frozen=True)
class CampaignDetails:
    """All that is said of a campaign beside its questions."""

    title: str
    introduction: str
    meeting: Meeting | None
    naming: str
    sectors: Sequence[str]
    closes_on: date | None


def may_start(user: User) -> bool:
    """Administrators, and who organizes an event."""
    standing = standing_of(user)
    if standing.is_administrator:
        return True
    return not standing.has_unchecked_address and events_of(user).exists()


def events_of(user: User) -> MeetingQuerySet:
    """The events that somebody can make a campaign for."""
    kinds = (Meeting.Kind.IN_PERSON, Meeting.Kind.CONFERENCE)
    return Meeting.objects.editable_by(user).filter(kind__in=kinds).order_by("-starts_at", "key")


@transaction.atomic
def start(*, by: User, details: CampaignDetails, copied_from: Inquiry | None = None) -> Campaign:
    """Start a draft, with the questions of an earlier campaign where one is named."""
    forget_standing(by)
    _must_organize(by, details.meeting)
    inquiry = Inquiry.objects.create(
        kind=Kind.CAMPAIGN, title=details.title, introduction=details.introduction, closes_on=details.closes_on,
        made_by=by,
    )  # fmt: skip
    campaign = Campaign.objects.create(
        inquiry=inquiry, meeting=details.meeting, naming=details.naming, sectors=list(details.sectors)
    )
    questionnaire = Questionnaire.objects.create(inquiry=inquiry)
    if copied_from is not None:
        copy_fields(newest_of(copied_from), questionnaire)
    write_event("campaign.started", by=by, about=inquiry, sentence=f"{by} started the campaign {inquiry}.")
    return campaign


def details_of(campaign: Campaign) -> CampaignDetails:
    """What is said of it now."""
    inquiry = campaign.inquiry
    return CampaignDetails(
        inquiry.title, inquiry.introduction, campaign.meeting, campaign.naming, tuple(campaign.sectors),
        inquiry.closes_on,
    )  # fmt: skip


@transaction.atomic
def change(*, campaign: Campaign, by: User, details: CampaignDetails, revision: int) -> Campaign:
    """Change it; once it was open, only its words, date, and sectors. The same again changes nothing.

    Raises EditConflict after somebody else's edit, and InquiryRefused.
    """
    current = _held(campaign, by)
    inquiry = current.inquiry
    if details_of(current) == details:
        return current
    if inquiry.revision != revision:
        raise EditConflict(inquiry, changes_since(inquiry, revision))
    if not inquiry.is_editable and details.naming != current.naming:
        # SECURITY: what people were told before they answered stays true.
        raise InquiryRefused("People were told how answers are given, so that can’t change anymore.")
    if details.meeting != current.meeting:
        _must_organize(by, details.meeting)
        if not inquiry.is_editable:
            raise InquiryRefused("The event of a campaign can’t change once it was open.")
    if inquiry.is_open and (details.closes_on is None or details.closes_on < portal_today()):
        raise InquiryRefused("Choose a last day for input that isn’t over.")
    inquiry.title, inquiry.introduction, inquiry.closes_on = details.title, details.introduction, details.closes_on
    inquiry.revision += 1
    inquiry.save(update_fields=["title", "introduction", "closes_on", "revision"])
    current.meeting, current.naming, current.sectors = details.meeting, details.naming, list(details.sectors)
    current.save(update_fields=["meeting", "naming", "sectors"])
    sentence = f"{by} changed the campaign {inquiry}."
    write_event("campaign.changed", by=by, about=inquiry, sentence=sentence, detail={"revision": inquiry.revision})
    return current


@transaction.atomic
def open_for_input(*, campaign: Campaign, by: User) -> Campaign:
    """Take answers from now on; a second time changes nothing. Raises InquiryRefused."""
    current = _held(campaign, by)
    inquiry = current.inquiry
    if inquiry.is_open:
        return current
    if not inquiry.is_editable:
        raise InquiryRefused("This campaign was open already.")
    version = inquiry.questionnaires.order_by("-number")[0]
    must_have_fields(version)
    if not current.sectors:
        raise InquiryRefused("Choose who may answer first.")
    if inquiry.closes_on is None or inquiry.closes_on < portal_today():
        raise InquiryRefused("Choose the last day for input first. It can’t be over.")
    if current.is_anonymous and version.fields.filter(type=FieldType.FILE).exists():
        # SECURITY: a document has an owner.
        raise InquiryRefused(
            "Answers are anonymous, but a question asks for a document, which would tell whose answer it is. Remove it."
        )
    now = timezone.now()
    version.published_at = now
    version.save(update_fields=["published_at"])
    inquiry.status, inquiry.opened_at, inquiry.released_by = Status.OPEN, now, by
    inquiry.audience = audiences.single("all_members")  # a sent inquiry has one; who sees a campaign is its own matter
    inquiry.save(update_fields=["status", "opened_at", "released_by", "audience"])
    write_event("campaign.opened", by=by, about=inquiry, sentence=f"{by} opened the campaign {inquiry} for input.")
    return current


@transaction.atomic
def close(*, campaign: Campaign, by: User | None) -> Campaign:
    """Take no more answers and review them; a second time changes nothing. Without a person the day has come.

    An answer that is sent in the same moment holds the row first and counts, or is told that the campaign is closed.
    """
    current = _held(campaign, by) if by is not None else _with_inquiry(campaign, locked(campaign.inquiry))
    inquiry = current.inquiry
    if not inquiry.is_open:
        return current
    if by is None and inquiry.closes_on is not None and inquiry.closes_on >= portal_today():
        return current  # somebody gave more time meanwhile
    inquiry.status, inquiry.closed_at = Status.CLOSED, timezone.now()
    inquiry.save(update_fields=["status", "closed_at"])
    inquiry.questionnaires.filter(published_at=None).delete()
    sentence = f"{by} closed the campaign {inquiry}." if by else f"The campaign {inquiry} closed on its date."
    write_event("campaign.closed", by=by, about=inquiry, sentence=sentence)
    if by is None:
        campaign_emails.notify_closed(current)
    return current


def close_due() -> int:
    """Close those whose last day is over; returns how many."""
    rows = Campaign.objects.filter(inquiry__status=Status.OPEN, inquiry__closes_on__lt=portal_today())
    due = list(rows.select_related("inquiry").order_by("pk"))
    for campaign in due:
        close(campaign=campaign, by=None)
    return len(due)


@transaction.atomic
def publish(*, campaign: Campaign, by: User, text: str, audience: Audience) -> Campaign:
    """Publish the synthesis to an audience, or publish it anew with other words. Raises InquiryRefused."""
    current = _held(campaign, by)
    inquiry = current.inquiry
    if inquiry.status not in (Status.CLOSED, Status.PUBLISHED):
        raise InquiryRefused("Stop taking input before you publish the synthesis.")
    if not text.strip():
        raise InquiryRefused("Write what you heard first.")
    # SECURITY: the form offers these, and only these count.
    if audience not in synthesis_audiences(current):
        raise PermissionDenied("The synthesis can’t be shared with this circle.")
    inquiry.summary, inquiry.summary_audience, inquiry.status = text, audience, Status.PUBLISHED
    inquiry.summary_published_at = inquiry.summary_published_at or timezone.now()
    inquiry.revision += 1
    inquiry.save(update_fields=["summary", "summary_audience", "status", "summary_published_at", "revision"])
    sentence = f"{by} published the synthesis of {inquiry}. Who can read it: {audience.label}."
    write_event("campaign.published", by=by, about=inquiry, sentence=sentence)
    return current


def synthesis_audiences(campaign: Campaign) -> list[Audience]:
    """With whom a synthesis can be shared, narrowest first."""
    event = campaign.meeting.audience if campaign.meeting is not None else None
    found = [event] if event is not None else []
    return [*found, *(audiences.single(kind) for kind in ("all_members", "workforce", "public"))]


@transaction.atomic
def delete_draft(*, campaign: Campaign, by: User) -> None:
    """Delete a campaign that was never open."""
    current = _held(campaign, by)
    if not current.inquiry.is_editable:
        raise InquiryRefused("This campaign was open already, so it can’t be deleted.")
    sentence = f"{by} deleted the draft campaign {current.inquiry}."
    write_event("campaign.deleted", by=by, about=current.inquiry, sentence=sentence)
    current.inquiry.delete()


@transaction.atomic
def add_tables(*, campaign: Campaign, by: User, number: int, name: str = "") -> list[CampaignTable]:
    """Add so many tables, numbered on; a name only where it is one. Raises InquiryRefused."""
    current = _held(campaign, by)
    there = current.tables.order_by("-number").first()
    first = there.number + 1 if there else 1
    if current.tables.count() + number > MOST_TABLES:
        raise InquiryRefused(f"A campaign has {MOST_TABLES} tables at most.")
    made = [
        CampaignTable.objects.create(campaign=current, number=first + place, name=name if number == 1 else "")
        for place in range(number)
    ]
    sentence = f"{by} added {counted(number, 'table')} to {current.inquiry}."
    write_event("campaign.tables_added", by=by, about=current.inquiry, sentence=sentence)
    return made


@transaction.atomic
def remove_table(*, table: CampaignTable, by: User) -> None:
    """Remove a table, whose address then opens nothing; what was written there stays."""
    current = _held(table.campaign, by)
    sentence = f"{by} removed {table} from {current.inquiry}."
    write_event("campaign.table_removed", by=by, about=current.inquiry, sentence=sentence)
    table.delete()


def _must_organize(by: User, meeting: Meeting | None) -> None:
    if not may_start(by):
        raise PermissionDenied(NOT_ORGANIZING)
    if standing_of(by).is_administrator:
        return
    # SECURITY: who organizes one event makes no campaign for another one, or for NASEO.
    if meeting is None or not events_of(by).filter(pk=meeting.pk).exists():
        raise PermissionDenied(NOT_ORGANIZING)


def _held(campaign: Campaign, by: User) -> Campaign:
    """The campaign as it is now, with its inquiry locked, for who organizes it."""
    return _with_inquiry(campaign, locked_for_change(campaign.inquiry, by))


def _with_inquiry(campaign: Campaign, inquiry: Inquiry) -> Campaign:
    current = locked(campaign)
    current.inquiry = inquiry
    return current
