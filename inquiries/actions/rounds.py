"""A round on its way: released, opened, closed, summed up, and asked again."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audiences
from accounts.audit import write_event
from accounts.editing import must_be_newest, write_edit
from accounts.models import Audience, Membership, State, User
from accounts.models.place import RegionState
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.locking import locked
from clearinghouse.lib.wording import counted, long_date
from clearinghouse.lib.zones import portal_today
from inquiries import emails
from inquiries.actions.drafts import InquiryDetails, details_of, locked_for_change, must_be_unsent, start
from inquiries.actions.questions import must_have_fields
from inquiries.actions.refusals import InquiryRefused
from inquiries.models import SENT, Inquiry, Response, Status, Target
from inquiries.permissions import may_release
from inquiries.routing import answerers
from workinggroups.models import GroupMembership

PER_AGENCY = 2  # rounds in a month, so that nobody is flooded
MONTH = timedelta(days=30)
NOT_RELEASING = "Only EV leads of the agency that asks, and administrators, can release this."
SHORTEST = timedelta(days=5)  # from opening to the day answers are due


@transaction.atomic
def ask_for_release(*, inquiry: Inquiry, by: User) -> Inquiry:
    """Hand a draft to the agency's EV leads and NASEO; a second time changes nothing. Raises InquiryRefused."""
    current = locked_for_change(inquiry, by)
    if current.status == Status.WAITING:
        return current
    must_be_unsent(current)
    _must_be_ready(current)
    current.status, current.waiting_since, current.returned_because = Status.WAITING, timezone.now(), ""
    current.save(update_fields=["status", "waiting_since", "returned_because"])
    write_event("inquiry.release_asked", by=by, about=current, sentence=f"{by} asked to release the inquiry {current}.")
    emails.ask_to_release(current, by)
    return current


@transaction.atomic
def return_to_writer(*, inquiry: Inquiry, by: User, reason: str) -> Inquiry:
    """Give it back with a reason instead of releasing it."""
    current = _locked_for_release(inquiry, by)
    current.status, current.waiting_since, current.returned_because = Status.DRAFT, None, reason
    current.save(update_fields=["status", "waiting_since", "returned_because"])
    write_event("inquiry.returned", by=by, about=current, sentence=f"{by} returned the inquiry {current}.")
    emails.notify_returned(current, by)
    return current


@transaction.atomic
def take_back(*, inquiry: Inquiry, by: User) -> Inquiry:
    """Make it a draft again before anybody released it."""
    current = locked_for_change(inquiry, by)
    if current.status == Status.WAITING:
        current.status, current.waiting_since = Status.DRAFT, None
        current.save(update_fields=["status", "waiting_since"])
        write_event("inquiry.taken_back", by=by, about=current, sentence=f"{by} took the inquiry {current} back.")
    return current


@transaction.atomic
def release(*, inquiry: Inquiry, by: User, revision: int) -> Inquiry:
    """Send it to the states: each has an answer to write from now on, and one person is told. Raises InquiryRefused.

    `revision` is what the person saw, so that nobody releases what was changed meanwhile.
    """
    current = _locked_for_release(inquiry, by)
    if current.revision != revision:
        raise InquiryRefused("This was changed since you opened the page. Look at it again, then release it.")
    _must_be_ready(current)
    if current.agency_id is not None and not standing_of(by).is_administrator:
        _must_not_flood(current)
    return _open(current, by)


@transaction.atomic
def send(*, inquiry: Inquiry, by: User) -> Inquiry:
    """For those who may release it themselves: release a draft in one step."""
    current = locked_for_change(inquiry, by)
    if current.status == Status.DRAFT:
        _must_be_ready(current)
        current.status, current.waiting_since = Status.WAITING, timezone.now()
        current.save(update_fields=["status", "waiting_since"])
    return release(inquiry=current, by=by, revision=current.revision)


def _must_be_ready(inquiry: Inquiry) -> None:
    if inquiry.is_template:
        raise InquiryRefused("A template can’t be sent. Start an inquiry from it.")
    must_have_fields(inquiry.questionnaires.order_by("-number")[0])
    if inquiry.closes_on is None or inquiry.closes_on < portal_today() + SHORTEST:
        raise InquiryRefused(f"Give the states at least {SHORTEST.days} days: choose a later date for their answers.")
    if not states_asked(inquiry):
        raise InquiryRefused("No state would be asked. Choose who is asked.")


def _must_not_flood(inquiry: Inquiry) -> None:
    locked(inquiry.agency)  # type: ignore[type-var]  # of two releases the second counts the first
    recent = Inquiry.objects.filter(agency=inquiry.agency, opened_at__gt=timezone.now() - MONTH)
    if recent.count() >= PER_AGENCY:
        raise InquiryRefused(
            f"{inquiry.agency} sent {counted(PER_AGENCY, 'inquiry,inquiries')} in the last 30 days, which is the "
            "limit for an agency. NASEO can still release it."
        )


def states_asked(inquiry: Inquiry) -> list[str]:
    """The postal codes of the states that it asks, in order; its own state is not asked."""
    codes: QuerySet[Any, str]
    if inquiry.target == Target.REGION:
        codes = RegionState.objects.filter(region=inquiry.region).values_list("state", flat=True)
    elif inquiry.target == Target.GROUP:
        places = GroupMembership.objects.filter(group=inquiry.group, ended_at=None)
        people = Membership.objects.current().filter(user__in=places.values("user"), tier=Membership.Tier.MEMBER)
        codes = State.objects.filter(pk__in=people.values("agency__state")).values_list("pk", flat=True)
    elif inquiry.target == Target.STATES:
        codes = inquiry.states.values_list("pk", flat=True)
    else:
        codes = State.objects.values_list("pk", flat=True)
    own = inquiry.agency.state_id if inquiry.agency is not None else None
    return sorted(set(codes) - {own})


def _open(inquiry: Inquiry, by: User) -> Inquiry:
    now = timezone.now()
    version = inquiry.questionnaires.order_by("-number")[0]
    version.published_at = now
    version.save(update_fields=["published_at"])
    inquiry.status, inquiry.opened_at, inquiry.released_by = Status.OPEN, now, by
    inquiry.audience = inquiry.group.audience if inquiry.group is not None else audiences.single("all_members")
    inquiry.save(update_fields=["status", "opened_at", "released_by", "audience"])
    earlier = _earlier_answers(inquiry)
    made = Response.objects.bulk_create(
        Response(
            inquiry=inquiry, state_id=found.state, questionnaire=version, assigned=found.person, assigned_at=now,
            answers=earlier.get(found.state, {}), earlier_answers=earlier.get(found.state, {}),
        )
        for found in answerers(inquiry, states_asked(inquiry))
    )  # fmt: skip
    sentence = f"{by} released the inquiry {inquiry} to {counted(len(made), 'state')}."
    write_event("inquiry.released", by=by, about=inquiry, sentence=sentence)
    for response in made:
        emails.ask_state(response)
    emails.notify_released(inquiry, by)
    return inquiry


def _earlier_answers(inquiry: Inquiry) -> dict[str, dict[str, object]]:
    """What each state answered the last time, by its postal code."""
    if inquiry.previous is None:
        return {}
    rows = inquiry.previous.responses.submitted().values_list("state", "answers")
    return dict(rows)


@transaction.atomic
def extend(*, inquiry: Inquiry, by: User, closes_on: date) -> Inquiry:
    """Give the states more time. Raises InquiryRefused."""
    current = locked_for_change(inquiry, by)
    if not current.is_open:
        raise InquiryRefused("This inquiry isn’t open.")
    if current.closes_on is None or closes_on <= current.closes_on:
        raise InquiryRefused("Choose a later date than the one it has.")
    current.closes_on = closes_on
    current.save(update_fields=["closes_on"])
    sentence = f"{by} gave the states until {long_date(closes_on)} to answer {current}."
    write_event("inquiry.extended", by=by, about=current, sentence=sentence)
    return current


@transaction.atomic
def close(*, inquiry: Inquiry, by: User | None) -> Inquiry:
    """Take no more answers; a second time changes nothing. Without a person the day has come.

    An answer that is submitted in the same moment holds the row first and counts, or finds it closed and stays a draft.
    """
    current = locked_for_change(inquiry, by) if by is not None else locked(inquiry)
    if not current.is_open:
        return current
    if by is None and current.closes_on is not None and current.closes_on >= portal_today():
        return current  # somebody gave more time meanwhile
    current.status, current.closed_at = Status.CLOSED, timezone.now()
    current.save(update_fields=["status", "closed_at"])
    current.questionnaires.filter(published_at=None).delete()
    sentence = f"{by} closed the inquiry {current}." if by else f"The inquiry {current} closed on its date."
    write_event("inquiry.closed", by=by, about=current, sentence=sentence)
    emails.notify_closed(current)
    return current


def close_due() -> int:
    """Close those whose day is over; returns how many."""
    due = Inquiry.objects.rounds().filter(status=Status.OPEN, closes_on__lt=portal_today()).order_by("pk")
    for inquiry in due:
        close(inquiry=inquiry, by=None)
    return len(due)


@transaction.atomic
def withdraw(*, inquiry: Inquiry, by: User) -> Inquiry:
    """Take it back from the states; what they wrote stays readable to them no more. A second time changes nothing."""
    current = locked_for_change(inquiry, by)
    if current.status == Status.WITHDRAWN:
        return current
    if current.status not in SENT:
        raise InquiryRefused("This was not sent yet. Delete the draft instead.")
    current.status = Status.WITHDRAWN
    current.save(update_fields=["status"])
    write_event("inquiry.withdrawn", by=by, about=current, sentence=f"{by} withdrew the inquiry {current}.")
    return current


@transaction.atomic
def save_summary(*, inquiry: Inquiry, by: User, text: str, ask_again_on: date | None, revision: int) -> Inquiry:
    """Keep the summary as a draft; of a published one, change it where it is. The same again changes nothing.

    Raises InquiryRefused, and EditConflict after somebody else's edit.
    """
    current = locked_for_change(inquiry, by)
    _must_be_closed(current)
    if (current.summary, current.ask_again_on) == (text, ask_again_on):
        return current
    must_be_newest(current, revision)
    if current.status == Status.PUBLISHED and not text.strip():
        raise InquiryRefused("A published summary can’t be empty.")
    write_edit(current, {"summary": text, "ask_again_on": ask_again_on})
    sentence = f"{by} saved the summary of {current}."
    write_event("inquiry.summary_saved", by=by, about=current, sentence=sentence, detail={"revision": current.revision})
    return current


@transaction.atomic
def publish_summary(*, inquiry: Inquiry, by: User, audience: Audience) -> Inquiry:
    """Publish the summary to an audience, and tell the states that answered. Raises InquiryRefused."""
    current = locked_for_change(inquiry, by)
    _must_be_closed(current)
    if not current.summary.strip():
        raise InquiryRefused("Write the summary first.")
    # SECURITY: the form offers these, and only these count.
    if audience not in summary_audiences(current):
        raise PermissionDenied("The summary can’t be shared with this circle.")
    is_first = current.status != Status.PUBLISHED
    current.status, current.summary_audience = Status.PUBLISHED, audience
    current.summary_published_at = current.summary_published_at or timezone.now()
    current.save(update_fields=["status", "summary_audience", "summary_published_at"])
    sentence = f"{by} published the summary of {current}."
    write_event("inquiry.summary_published", by=by, about=current, sentence=sentence)
    if is_first:
        emails.notify_published(current)
    return current


def summary_audiences(inquiry: Inquiry) -> list[Audience]:
    """With whom a summary can be shared, narrowest first."""
    found = [inquiry.group.audience] if inquiry.group is not None else []
    return [*found, *(audiences.single(kind) for kind in ("all_members", "workforce", "public"))]


@transaction.atomic
def ask_again(*, inquiry: Inquiry, by: User) -> Inquiry:
    """A draft with the same questions; when it is sent, each state starts from what it answered this time."""
    current = locked_for_change(inquiry, by)
    if current.closed_at is None or current.status == Status.WITHDRAWN:
        raise InquiryRefused("Close this inquiry before you ask it again.")
    old = details_of(current)
    values = {**old.columns(), "states": old.states, "closes_on": None}
    made = start(by=by, details=InquiryDetails(**values), copied_from=current)
    made.previous, made.agency = current, current.agency
    made.save(update_fields=["previous", "agency"])
    return made


def _must_be_closed(inquiry: Inquiry) -> None:
    if inquiry.status not in (Status.CLOSED, Status.PUBLISHED):
        raise InquiryRefused("Close the inquiry before you write its summary.")


def _locked_for_release(inquiry: Inquiry, by: User) -> Inquiry:
    forget_standing(by)
    current = locked(inquiry)
    if current.status == Status.DRAFT:
        raise InquiryRefused("This is a draft again, so it can’t be released.")
    if current.status != Status.WAITING:
        raise InquiryRefused("This was released already.")
    if not may_release(by, current):
        raise PermissionDenied(NOT_RELEASING)
    return current
