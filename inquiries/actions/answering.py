"""A state answers: colleagues write one answer, submit it once, and can take it back while it is open."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.editing import EditConflict
from accounts.models import State, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.locking import locked
from inquiries import emails
from inquiries.actions.refusals import InquiryRefused
from inquiries.models import (
    Contributor,
    Questionnaire,
    Response,
    ResponseStatus,
    Sharing,
    StatePractice,
)
from inquiries.permissions import leads_state, may_join, may_submit, may_write
from inquiries.routing import colleagues_of, leads_of_state

NOT_YOURS = "Ask a colleague who writes your state’s answer, or join them."
CLOSED = "This inquiry is closed, so answers can’t be changed anymore. What you typed was not saved."
WRITABLE = (ResponseStatus.WAITING, ResponseStatus.DRAFT, ResponseStatus.READY)


@transaction.atomic
def save_draft(*, response: Response, by: User, answers: Mapping[str, Any], sharing: str, revision: int) -> Response:
    """Keep what was typed so far; the same again changes nothing. Raises InquiryRefused and EditConflict."""
    current = _locked_for_writing(response, by)
    if current.status not in WRITABLE:
        raise InquiryRefused("Your state’s answer was submitted already. Reopen it to make changes.")
    if _is_same(current, answers, sharing):
        return current
    if current.revision != revision:
        raise EditConflict(current)
    _write(current, by, answers, sharing)
    current.status = ResponseStatus.DRAFT
    current.save()
    return current


@transaction.atomic
def submit(*, response: Response, by: User, answers: Mapping[str, Any], sharing: str, revision: int) -> Response:
    """Submit the state's answer as it stands in the form; a second submit of the same changes nothing.

    Raises InquiryRefused and EditConflict.
    """
    current = _locked_for_writing(response, by)
    if current.status == ResponseStatus.SUBMITTED and current.answers == answers:
        return current
    if current.status not in WRITABLE:
        raise InquiryRefused("Your state’s answer was submitted already. Reopen it to make changes.")
    if not may_submit(by, current):
        raise PermissionDenied("In your state, an EV lead submits the answer. Hand it to them.")
    if current.revision != revision and not _is_same(current, answers, sharing):
        raise EditConflict(current)
    _write(current, by, answers, sharing)
    current.status, current.submitted_by, current.submitted_at = ResponseStatus.SUBMITTED, by, timezone.now()
    current.save()
    sentence = f"{by} submitted {current.state}’s answer to {current.inquiry}."
    write_event("inquiry.answered", by=by, about=current.inquiry, sentence=sentence)
    return current


@transaction.atomic
def hand_to_lead(*, response: Response, by: User, answers: Mapping[str, Any], sharing: str, revision: int) -> Response:
    """Where an EV lead submits: say that the answer is ready for them. Raises InquiryRefused and EditConflict."""
    saved = save_draft(response=response, by=by, answers=answers, sharing=sharing, revision=revision)
    current = locked(saved)
    if current.status == ResponseStatus.READY:
        return current
    leads = leads_of_state(current.state_id)
    if not leads:
        raise InquiryRefused("Your state has no EV lead here at the moment. Ask NASEO to submit it, or name one.")
    current.status = ResponseStatus.READY
    current.save(update_fields=["status"])
    emails.notify_ready(current, leads, by)
    return current


@transaction.atomic
def take_back(*, response: Response, by: User) -> Response:
    """Make a submitted answer a draft again, while the inquiry is open; others stop seeing it at once."""
    current = _locked_for_writing(response, by)
    if current.status not in (ResponseStatus.SUBMITTED, ResponseStatus.DECLINED):
        return current
    if not may_submit(by, current):
        raise PermissionDenied("In your state, an EV lead decides about the answer.")
    current.status, current.submitted_by, current.submitted_at = ResponseStatus.DRAFT, None, None
    current.declined_because = ""
    current.save(update_fields=["status", "submitted_by", "submitted_at", "declined_because"])
    sentence = f"{by} took {current.state}’s answer to {current.inquiry} back."
    write_event("inquiry.answer_taken_back", by=by, about=current.inquiry, sentence=sentence)
    return current


@transaction.atomic
def decline(*, response: Response, by: User, reason: str) -> Response:
    """Say that the state will not answer, and why; it is not reminded anymore."""
    current = _locked_for_writing(response, by)
    if current.status == ResponseStatus.SUBMITTED:
        raise InquiryRefused("Your state’s answer was submitted already. Reopen it first.")
    if not may_submit(by, current):
        raise PermissionDenied("In your state, an EV lead decides about the answer.")
    current.status, current.declined_because = ResponseStatus.DECLINED, reason
    current.save(update_fields=["status", "declined_because"])
    sentence = f"{by} said that {current.state} won’t answer {current.inquiry}."
    write_event("inquiry.answer_declined", by=by, about=current.inquiry, sentence=sentence)
    return current


@transaction.atomic
def join(*, response: Response, by: User) -> Contributor:
    """Write the state's answer together with whom it was given to, who is told; a second time changes nothing."""
    forget_standing(by)
    current = locked(response)
    there = current.contributors.filter(person=by).first()
    if there is not None:
        return there
    if not may_join(by, current):
        raise PermissionDenied("Only people who work for the state can write its answer.")
    made = Contributor.objects.create(response=current, person=by)
    emails.notify_joined(current, by)
    return made


@transaction.atomic
def pass_on(*, response: Response, by: User, to: User, note: str = "") -> Response:
    """Give the answer to a colleague of the state, who is told; the one who passes it on still can write."""
    current = _locked_for_writing(response, by)
    # SECURITY: whoever is named, an answer never leaves the state.
    if to not in colleagues_of(current.state_id):
        raise InquiryRefused(f"{to} doesn’t work for {current.state} here.")
    if current.assigned_id == to.pk:
        return current
    if current.assigned_id is not None:
        Contributor.objects.get_or_create(response=current, person_id=current.assigned_id)
    current.assigned, current.assigned_at, current.passed_by, current.passed_note = to, timezone.now(), by, note
    current.save(update_fields=["assigned", "assigned_at", "passed_by", "passed_note"])
    sentence = f"{by} passed {current.state}’s answer to {current.inquiry} on to {to}."
    write_event("inquiry.answer_passed_on", by=by, about=current.inquiry, sentence=sentence)
    emails.ask_state(current)
    return current


@transaction.atomic
def assign(*, response: Response, by: User, to: User) -> Response:
    """For administrators: give a state's answer to somebody who works there, for example where it had nobody."""
    forget_standing(by)
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can assign a state’s answer.")
    current = locked(response)
    if to not in colleagues_of(current.state_id):
        raise InquiryRefused(f"{to} doesn’t work for {current.state} here.")
    current.assigned, current.assigned_at, current.passed_by, current.passed_note = to, timezone.now(), None, ""
    current.save(update_fields=["assigned", "assigned_at", "passed_by", "passed_note"])
    sentence = f"{by} gave {current.state}’s answer to {current.inquiry} to {to}."
    write_event("inquiry.answer_assigned", by=by, about=current.inquiry, sentence=sentence)
    emails.ask_state(current)
    return current


@transaction.atomic
def set_practice(*, state: State, by: User, lead_submits: bool) -> StatePractice:
    """Say whether only an EV lead submits the state's answers."""
    forget_standing(by)
    if not leads_state(by, state.pk):
        raise PermissionDenied("Only an EV lead of the state can change this.")
    values = {"lead_submits": lead_submits, "changed_by": by, "changed_at": timezone.now()}
    practice, _ = StatePractice.objects.update_or_create(state=state, defaults=values)
    who = "only EV leads submit" if lead_submits else "everyone who writes can submit"
    write_event("inquiry.practice_changed", by=by, about=state, sentence=f"{by} changed how {state} answers: {who}.")
    return practice


def current_version(response: Response) -> Questionnaire:
    """The questions that this state answers: the newest ones until it submitted."""
    if response.status in (ResponseStatus.SUBMITTED, ResponseStatus.DECLINED) or not response.inquiry.is_open:
        return response.questionnaire
    return response.inquiry.questionnaires.published()[0]


def _is_same(current: Response, answers: Mapping[str, Any], sharing: str) -> bool:
    return current.answers == answers and current.sharing == sharing and current.status != ResponseStatus.WAITING


def _write(current: Response, by: User, answers: Mapping[str, Any], sharing: str) -> None:
    if sharing not in Sharing.values:
        raise InquiryRefused("Choose who can read your state’s answer.")
    current.answers, current.sharing = dict(answers), sharing
    current.questionnaire = current_version(current)
    current.saved_by, current.saved_at = by, timezone.now()
    current.revision += 1


def _locked_for_writing(response: Response, by: User) -> Response:
    """The row as it is now, for who may write it, of an inquiry that stays open until this transaction ends."""
    forget_standing(by)
    # The inquiry first, as closing does: it waits for answers under way, and those behind it find it closed.
    inquiry = locked(response.inquiry)
    current = locked(response)
    if not may_write(by, current):
        raise PermissionDenied(NOT_YOURS)
    if not inquiry.is_open:
        raise InquiryRefused(CLOSED)
    current.inquiry = inquiry
    return current
