"""Putting an inquiry together: starting one, changing it, copying it, keeping it as a template."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.audit import write_event
from accounts.editing import must_be_newest, write_edit
from accounts.models import Agency, Region, State, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from documents.models import Topic
from inquiries.actions.refusals import InquiryRefused
from inquiries.models import (
    MOST_FIELDS,
    Inquiry,
    InquiryField,
    Kind,
    Questionnaire,
    Status,
    Target,
    memberships_of,
)
from inquiries.permissions import may_ask, may_change
from workinggroups.models import WorkingGroup

MOST_DRAFTS = 50
NOT_YOURS = "Only the person who wrote this, and administrators, can change it."
FIELD_PARTS = (
    "ident", "position", "type", "label", "help_text", "is_required", "choices", "unit", "columns", "shown_after",
    "shown_for",
)  # fmt: skip


@dataclass(frozen=True)
class InquiryDetails:
    """All that is said of an inquiry beside its questions."""

    title: str
    introduction: str = ""
    topic: Topic | None = None
    target: str = Target.ALL
    region: Region | None = None
    group: WorkingGroup | None = None
    states: Sequence[State] = ()
    answer_to_see: bool = False
    closes_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """What stands in the inquiry's own row."""
        return {part.name: getattr(self, part.name) for part in fields(self) if part.name != "states"}


def asking_agency(person: User) -> Agency | None:
    """The agency that somebody asks for: their main one; None where an administrator asks for NASEO."""
    membership = memberships_of(person).select_related("agency__state").main_first().first()
    if standing_of(person).is_administrator:
        return None
    return membership.agency if membership else None


@transaction.atomic
def start(*, by: User, details: InquiryDetails, kind: str = Kind.ROUND, copied_from: Inquiry | None = None) -> Inquiry:
    """Start a draft, with the questions of another inquiry or template where one is named. Raises InquiryRefused."""
    forget_standing(by)
    if not may_ask(by):
        raise PermissionDenied("Only members of state agencies and administrators can ask the states.")
    locked(by)  # of two submits the second counts the first
    if Inquiry.objects.filter(made_by=by, status=Status.DRAFT, is_template=False).count() >= MOST_DRAFTS:
        raise InquiryRefused(f"You have {MOST_DRAFTS} drafts. Delete one first.")
    made = Inquiry.objects.create(**details.columns(), kind=kind, made_by=by, agency=asking_agency(by))
    made.states.set(details.states)
    questionnaire = Questionnaire.objects.create(inquiry=made)
    if copied_from is not None:
        copy_fields(newest_of(copied_from), questionnaire)
    write_event("inquiry.started", by=by, about=made, sentence=f"{by} started the inquiry {made}.")
    return made


def newest_of(inquiry: Inquiry) -> Questionnaire:
    """Its questions as they stand: what is answered now, or, before anything was sent, the draft."""
    published = inquiry.questionnaires.published().first()
    return published or inquiry.questionnaires.order_by("-number")[0]


def copy_fields(source: Questionnaire, to: Questionnaire) -> None:
    """The same questions, each known by the ident it had."""
    InquiryField.objects.bulk_create(
        InquiryField(questionnaire=to, **{name: getattr(row, name) for name in FIELD_PARTS})
        for row in source.fields.order_by("position")
    )


def details_of(inquiry: Inquiry) -> InquiryDetails:
    """What is said of it now."""
    names = [part.name for part in fields(InquiryDetails) if part.name != "states"]
    states = tuple(inquiry.states.order_by("name"))
    return InquiryDetails(**{name: getattr(inquiry, name) for name in names}, states=states)


@transaction.atomic
def change(*, inquiry: Inquiry, by: User, details: InquiryDetails, revision: int) -> Inquiry:
    """Change a draft; the same again changes nothing. Raises EditConflict after somebody else's edit."""
    current = locked_for_change(inquiry, by)
    if details_of(current) == details:
        return current
    must_be_newest(current, revision)
    must_be_unsent(current)
    write_edit(current, details.columns())
    current.states.set(details.states)
    sentence = f"{by} changed the inquiry {current}."
    write_event("inquiry.changed", by=by, about=current, sentence=sentence, detail={"revision": current.revision})
    return current


@transaction.atomic
def keep_as_template(*, inquiry: Inquiry, by: User) -> Inquiry:
    """A copy of its words and questions to start from, for the person's agency, an administrator's for all members."""
    forget_standing(by)
    if not may_ask(by) or not Inquiry.objects.visible_to(by).filter(pk=inquiry.pk).exists():
        raise PermissionDenied(NOT_YOURS)
    made = Inquiry.objects.create(
        title=inquiry.title, introduction=inquiry.introduction, topic=inquiry.topic, kind=inquiry.kind,
        answer_to_see=inquiry.answer_to_see, made_by=by, agency=asking_agency(by), is_template=True,
    )  # fmt: skip
    copy_fields(newest_of(inquiry), Questionnaire.objects.create(inquiry=made))
    write_event("inquiry.template_kept", by=by, about=made, sentence=f"{by} saved the template {made}.")
    return made


@transaction.atomic
def delete_draft(*, inquiry: Inquiry, by: User) -> None:
    """Delete a draft or a template for good; what was sent once is withdrawn instead."""
    current = locked_for_change(inquiry, by)
    must_be_unsent(current)
    write_event("inquiry.deleted", by=by, about=current, sentence=f"{by} deleted the draft {current}.")
    current.delete()


def locked_for_change(inquiry: Inquiry, by: User) -> Inquiry:
    """The row as it is now, for who may change it."""
    forget_standing(by)
    current = locked(inquiry)
    if not may_change(by, current):
        raise PermissionDenied(NOT_YOURS)
    return current


def must_be_unsent(inquiry: Inquiry) -> None:
    """Refuse once the states have it."""
    if not inquiry.is_editable:
        raise InquiryRefused("This was sent to the states already, so it can’t be changed here.")


def most_fields_reached(questionnaire: Questionnaire) -> bool:
    """Whether no question can be added."""
    return questionnaire.fields.count() >= MOST_FIELDS
