"""The questions of an inquiry: adding, changing, moving and removing them, before it is sent and in new versions."""

from collections.abc import Sequence
from dataclasses import fields as parts_of
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.frozen import dataclass
from inquiries.actions.drafts import copy_fields, locked_for_change, most_fields_reached, newest_of
from inquiries.actions.refusals import InquiryRefused
from inquiries.models import CAN_LEAD, MOST_FIELDS, Inquiry, InquiryField, Questionnaire, Status

GONE = "This question was removed by someone else."


@dataclass(frozen=True)
class FieldDetails:
    """All that is said of a question beside its place."""

    type: str
    label: str
    help_text: str = ""
    is_required: bool = False
    choices: Sequence[str] = ()
    unit: str = ""
    columns: Sequence[str] = ()
    shown_after: str = ""
    shown_for: Sequence[str] = ()

    def values(self) -> dict[str, Any]:
        """As columns of the question's row."""
        named = {part.name: getattr(self, part.name) for part in parts_of(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in named.items()}


def edited(inquiry: Inquiry) -> Questionnaire:
    """The version that is in the making; where there is none, what people answer now."""
    return inquiry.questionnaires.filter(published_at=None).first() or newest_of(inquiry)


@transaction.atomic
def add_field(*, inquiry: Inquiry, by: User, details: FieldDetails) -> InquiryField:
    """Add a question at the end. Raises InquiryRefused."""
    version = _version_to_change(inquiry, by)
    if most_fields_reached(version):
        raise InquiryRefused(f"An inquiry has {MOST_FIELDS} questions at most. Remove one first.")
    last = version.fields.order_by("-position").first()
    made = InquiryField(questionnaire=version, position=last.position + 1 if last else 1, **details.values())
    _must_fit(made, version)
    made.save()
    return made


@transaction.atomic
def change_field(*, inquiry: Inquiry, by: User, ident: str, details: FieldDetails) -> InquiryField:
    """Change a question. Raises InquiryRefused."""
    version = _version_to_change(inquiry, by)
    row = _field(version, ident)
    for name, value in details.values().items():
        setattr(row, name, value)
    _must_fit(row, version)
    row.save()
    _let_go(version, row)
    return row


@transaction.atomic
def move_field(*, inquiry: Inquiry, by: User, ident: str, up: bool) -> None:
    """Move a question one place; at the end it stays. Raises InquiryRefused if it would come before its condition."""
    version = _version_to_change(inquiry, by)
    rows = list(version.fields.order_by("position"))
    here = next((number for number, row in enumerate(rows) if row.ident == ident), None)
    if here is None:
        raise InquiryRefused(GONE)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    first, second = rows[min(here, there)], rows[max(here, there)]
    if second.shown_after == first.ident:
        raise InquiryRefused(f"“{second.label}” depends on “{first.label}”, so it must come after it.")
    first.position, second.position = second.position, first.position
    InquiryField.objects.bulk_update([first, second], ["position"])


@transaction.atomic
def remove_field(*, inquiry: Inquiry, by: User, ident: str) -> None:
    """Take a question out; a second time changes nothing. Those that depended on it are always asked."""
    version = _version_to_change(inquiry, by)
    version.fields.filter(ident=ident).delete()
    version.fields.filter(shown_after=ident).update(shown_after="", shown_for=[])


@transaction.atomic
def publish_changes(*, inquiry: Inquiry, by: User) -> Questionnaire:
    """Let states that have not answered yet answer the changed questions; answers given stay as they are."""
    current = locked_for_change(inquiry, by)
    version = current.questionnaires.filter(published_at=None).first()
    if version is None or not current.is_open:
        raise InquiryRefused("There are no changes to publish.")
    must_have_fields(version)
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    sentence = f"{by} changed the questions of {current}: version {version.number}."
    write_event("inquiry.questions_changed", by=by, about=current, sentence=sentence)
    return version


@transaction.atomic
def drop_changes(*, inquiry: Inquiry, by: User) -> None:
    """Forget the version in the making of an inquiry that was sent."""
    current = locked_for_change(inquiry, by)
    if current.is_sent:
        current.questionnaires.filter(published_at=None).delete()


def must_have_fields(version: Questionnaire) -> None:
    """Refuse a version without a question."""
    if not version.fields.exists():
        raise InquiryRefused("Add at least one question first.")


def _version_to_change(inquiry: Inquiry, by: User) -> Questionnaire:
    """The version in the making; of an inquiry that is open, one that begins as a copy of what people answer."""
    current = locked_for_change(inquiry, by)
    if not current.is_editable and current.status != Status.OPEN:
        raise InquiryRefused("This inquiry is closed, so its questions can’t be changed.")
    version = current.questionnaires.filter(published_at=None).first()
    if version is None:
        newest = newest_of(current)
        version = Questionnaire.objects.create(inquiry=current, number=newest.number + 1)
        copy_fields(newest, version)
    if current.is_editable:  # so that who edits its words, or sends it, notices
        current.revision += 1
        current.save(update_fields=["revision"])
    return version


def _field(version: Questionnaire, ident: str) -> InquiryField:
    row = version.fields.filter(ident=ident).first()
    if row is None:
        raise InquiryRefused(GONE)
    return row


def _must_fit(row: InquiryField, version: Questionnaire) -> None:
    """A question depends only on an earlier one of which the answers are known beforehand."""
    if not row.shown_after:
        return
    leading = version.fields.filter(ident=row.shown_after, position__lt=row.position, type__in=CAN_LEAD).first()
    if leading is None:
        raise InquiryRefused("The question it depends on must come earlier, and offer answers to choose from.")


def _let_go(version: Questionnaire, row: InquiryField) -> None:
    """Of questions that depend on the changed one, keep what can still be answered."""
    known = {"yes", "no", "part"} if row.type == "yes_no" else set(row.choices)
    for dependent in version.fields.filter(shown_after=row.ident):
        left = [answer for answer in dependent.shown_for if answer in known] if row.type in CAN_LEAD else []
        if left != dependent.shown_for:
            dependent.shown_for, dependent.shown_after = left, row.ident if left else ""
            dependent.save(update_fields=["shown_for", "shown_after"])
