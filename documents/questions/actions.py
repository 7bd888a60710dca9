"""What people do with question sets: make, change, copy, delete. Only what is shared has lines in the activity log."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.audit import write_event
from accounts.editing import EditConflict, changes_since
from accounts.models import Agency, Audience, Membership, User
from accounts.standing import standing_of
from clearinghouse.lib.frozen import dataclass
from documents.models import Question, QuestionSet
from documents.questions.wording import TypedQuestion, groups_of
from documents.sharing import grants

MOST_SETS = 100
NOT_YOURS = "Only its owner, the agency’s editors, and administrators can do this."
CHANGED = "question_set.changed"
NEVER_OFFERED = (Audience.Kind.PUBLIC, Audience.Kind.ADMINISTRATORS)


class ActionRefused(Exception):
    """The action cannot be done as asked. str() is a sentence for the person."""


@dataclass(frozen=True)
class Details:
    """Everything people say about a set, questions in order."""

    name: str
    about: str
    audiences: tuple[Audience, ...]
    questions: tuple[TypedQuestion, ...]


def audiences_for(user: User, question_set: QuestionSet | None) -> list[Audience]:
    """Those a person may share a set with: their own and the circles they choose for documents; what is chosen stays.

    Two queries, and one for the set's own.
    """
    standing = standing_of(user)
    mine = Audience.objects.filter(group__in=standing.reader_keys).exclude(kind__in=NEVER_OFFERED)
    if standing.is_administrator:
        mine |= Audience.objects.filter(kind__in=(Audience.Kind.ALL_MEMBERS, Audience.Kind.WORKFORCE))
    kept = list(question_set.audiences.all()) if question_set is not None else []
    found = {audience.pk: audience for audience in [*mine, *grants.circles_of(user), *kept]}
    order = {kind: at for at, kind in enumerate(Audience.Kind)}
    return sorted(found.values(), key=lambda row: (order[Audience.Kind(row.kind)], row.label, row.pk))


@transaction.atomic
def create_set(*, by: User, details: Details, is_sample: bool = False) -> QuestionSet:
    """A new set of the person's own. Raises ActionRefused and PermissionDenied."""
    if not standing_of(by).is_approved:
        raise PermissionDenied(NOT_YOURS)
    if QuestionSet.objects.filter(owner=by).count() >= MOST_SETS:
        raise ActionRefused(f"You have {MOST_SETS} question sets. Delete one first.")
    _check_audiences(by, None, details)
    row = QuestionSet.objects.create(
        name=details.name, about=details.about, owner=by, agency=_agency_of(by), is_sample=is_sample
    )
    row.audiences.set(details.audiences)
    _write_questions(row, details.questions)
    _note(row, by, "question_set.created", f"Shared the question set “{row.name}” with {_names(details.audiences)}.")
    return row


@transaction.atomic
def save_set(question_set: QuestionSet, *, by: User, details: Details, revision: int) -> QuestionSet:
    """Change a set with its questions; `revision` is the one the person started from.

    Raises EditConflict, ActionRefused and PermissionDenied.
    """
    row = _locked(question_set, by)
    if row.revision != revision:
        raise EditConflict(row, changes_since(row, revision))
    _check_audiences(by, row, details)
    before = list(row.audiences.order_by("label", "pk"))
    if not before and row.owner_id == by.pk:
        row.agency = _agency_of(by)
    row.name, row.about, row.revision = details.name, details.about, row.revision + 1
    row.save(update_fields=["name", "about", "agency", "revision", "changed_at"])
    row.audiences.set(details.audiences)
    _write_questions(row, details.questions)
    _note(row, by, CHANGED, _change_in_words(row, before, details.audiences), was_shared=bool(before))
    return row


@transaction.atomic
def copy_set(question_set: QuestionSet, *, by: User) -> QuestionSet:
    """A private copy, for somebody who may see the set."""
    row = QuestionSet.objects.visible_to(by).filter(pk=question_set.pk).first()
    if row is None:
        raise PermissionDenied(NOT_YOURS)
    questions = [
        TypedQuestion(question.name, question.category, groups=tuple(map(tuple, question.words)))
        for question in row.questions.order_by("position", "pk")
    ]
    name = f"Copy of {row.name}"[:120]
    return create_set(by=by, details=Details(name, row.about, (), tuple(questions)))


@transaction.atomic
def delete_set(question_set: QuestionSet, *, by: User) -> None:
    """Delete a set with its questions. Raises PermissionDenied."""
    row = _locked(question_set, by)
    audiences = list(row.audiences.order_by("label", "pk"))
    shared = f", which was shared with {_names(audiences)}" if audiences else ""
    _note(
        row, by, "question_set.deleted", f"Deleted the question set “{row.name}”{shared}.", was_shared=bool(audiences)
    )
    row.delete()


def _locked(question_set: QuestionSet, by: User) -> QuestionSet:
    """The set, locked for a change that the person may make."""
    # A move holds the membership until it is done: the change comes before it, or finds it done.
    list(Membership.objects.select_for_update().current().filter(user=by).order_by("pk"))
    row = QuestionSet.objects.select_for_update().filter(pk=question_set.pk).first()
    if row is None or not QuestionSet.objects.editable_by(by).filter(pk=row.pk).exists():
        raise PermissionDenied(NOT_YOURS)
    return row


def _check_audiences(by: User, row: QuestionSet | None, details: Details) -> None:
    # SECURITY: a form offers only these, but an action trusts no form.
    open_to = {audience.pk for audience in audiences_for(by, row)}
    if any(audience.pk not in open_to for audience in details.audiences):
        raise ActionRefused("You can’t share it with one of these. Choose again who can see it.")


def _agency_of(user: User) -> Agency | None:
    """Where the person works."""
    current = Membership.objects.current().filter(user=user).select_related("agency").main_first().first()
    return current.agency if current else None


def _write_questions(row: QuestionSet, typed: Sequence[TypedQuestion]) -> None:
    """Rows that exist keep their number in the database, for links lead to it."""
    existing = {question.pk: question for question in row.questions.all()}
    kept = {question.pk for question in typed if question.pk in existing}
    row.questions.exclude(pk__in=kept).delete()
    for position, question in enumerate(typed, 1):
        fields = {
            "position": position,
            "name": question.name,
            "category": question.category,
            "groups": question.groups or groups_of(question.words),
        }
        if question.pk in kept:
            kept.discard(question.pk)
            Question.objects.filter(pk=question.pk).update(**fields)
        else:
            Question.objects.create(question_set=row, **fields)


def _change_in_words(row: QuestionSet, before: Sequence[Audience], after: Sequence[Audience]) -> str:
    if {audience.pk for audience in before} == {audience.pk for audience in after}:
        return f"Changed the question set “{row.name}”."
    if not after:
        return f"Made the question set “{row.name}” private. It was shared with {_names(before)}."
    return f"Shared the question set “{row.name}” with {_names(after)}. Before: {_names(before) or 'no one'}."


def _names(audiences: Sequence[Audience]) -> str:
    return ", ".join(sorted(audience.label for audience in audiences))


def _note(row: QuestionSet, by: User, action: str, sentence: str, *, was_shared: bool = False) -> None:
    """A line in the activity log, unless nobody but the owner ever saw the set."""
    if was_shared or row.audiences.exists():
        write_event(action, by=by, about=row, sentence=sentence, detail={"revision": row.revision})
