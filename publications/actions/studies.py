"""Making a study, and changing what it says."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.text import slugify

from accounts.audit import write_event
from accounts.editing import EditConflict, changes_since
from accounts.models import Membership, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keys import random_key
from documents.finding.cards import write_card
from documents.models import Document, Topic
from publications.models import Study
from publications.permissions import can_make, locked_study

RESERVED = ("new",)  # addresses beside the studies'
LONGEST_SLUG = 60

R = TypeVar("R", bound=Model)


class ActionRefused(Exception):
    """The action cannot be done as asked. str() is a sentence for the person."""


@dataclass(frozen=True)
class StudyDetails:
    """What people say about a study."""

    name: str
    publisher: str = ""
    subject: str = ""
    summary: str = ""
    topics: tuple[Topic, ...] = ()
    source_url: str = ""


@transaction.atomic
def make_study(*, by: User, details: StudyDetails, is_sample: bool = False) -> Study:
    """A study without editions, which only its maker and administrators see. A form sent twice gives one."""
    list(Membership.objects.select_for_update().current().filter(user=by).order_by("pk"))  # the second waits here
    forget_standing(by)
    if not can_make(by):
        raise PermissionDenied("Only members, guests, and administrators can add studies.")
    columns = _columns(details)
    known = Study.objects.filter(made_by=by, name=columns["name"], editions=None).first()
    if known is not None:
        return known
    made = Study.objects.create(slug=_free_slug(details.name, by), made_by=by, is_sample=is_sample, **columns)
    made.topics.set(details.topics)
    write_event("publication.study_added", by=by, about=made, sentence=f"{by} added the study {made}.")
    return made


@transaction.atomic
def save_study(study: Study, *, by: User, details: StudyDetails, edits: int) -> Study:
    """Change what a study says, its name on its documents too. Raises EditConflict and PermissionDenied."""
    current = locked_study(study, by)
    name = current.name

    def write() -> None:
        update(current, _columns(details))
        current.topics.set(details.topics)

    if (
        changed(current, write, in_words, by=by, edits=edits, action="publication.study_changed")
        and name != details.name
    ):
        for document in Document.objects.filter(edition__study=current):
            name_study(document, current.name)
    return current


def in_words(study: Study) -> dict[str, str]:
    """Everything that can be edited, by its name, as people read it."""
    return {
        "name": study.name,
        "publisher": study.publisher,
        "subject": study.subject,
        "summary": study.summary,
        "topics": ", ".join(study.topics.order_by("position", "pk").values_list("name", flat=True)),
        "publisher’s page": study.source_url,
    }


def name_study(document: Document, name: str) -> None:
    """Write the study's name on a document, or take it off, so that search finds it by it."""
    document.study = name
    document.save(update_fields=["study"])
    write_card(document)


def update(row: Model, columns: Mapping[str, Any]) -> None:
    """Set and save these columns."""
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))


def changed(
    row: R, write: Callable[[], None], words: Callable[[R], dict[str, str]], *, by: User, edits: int, action: str
) -> bool:
    """Write a change to a row that is locked, count it and tell the audit log; returns whether anything changed.

    `edits` is the count the person started from. Raises EditConflict where somebody else changed it meanwhile to
    something other than what this person asks for.
    """
    before, counted = words(row), row.edits  # type: ignore[attr-defined]
    with transaction.atomic():
        write()
        names = [name for name, value in words(row).items() if before[name] != value]
        if names and counted != edits:
            transaction.set_rollback(True)
    if names and counted != edits:
        row.refresh_from_db()
        raise EditConflict(row, changes_since(row, edits, "edits"))
    if names:
        update(row, {"edits": counted + 1})
        sentence = f"{by} edited {row}: {', '.join(names)}."
        write_event(action, by=by, about=row, sentence=sentence, detail={"edits": counted + 1})
    return bool(names)


def _columns(details: StudyDetails) -> dict[str, Any]:
    """The values as they are stored; topics stand in a table of their own."""
    values = {field.name: getattr(details, field.name) for field in fields(details) if field.name != "topics"}
    for name in ("name", "publisher", "subject"):
        values[name] = one_line(values[name], 160)
    if not values["name"]:
        raise ActionRefused("Enter a name for the study.")
    return {**values, "summary": clean_text(values["summary"], 3000)}


def _free_slug(name: str, by: User) -> str:
    """The name as an address.

    SECURITY: four letters of chance make it unique, except for administrators, who see every study: for others a
    number behind the name would tell of a study that is hidden from them.
    """
    base = slugify(name)[:LONGEST_SLUG].strip("-") or "study"
    if not standing_of(by).is_administrator:
        return f"{base}-{random_key()[:4]}"
    taken = {*Study.objects.filter(slug__startswith=base).values_list("slug", flat=True), *RESERVED}
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
