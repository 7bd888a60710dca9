"""Recording that a document was used, changing that, and removing it."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.audit import write_event
from accounts.editing import edited
from accounts.models import Agency, User
from accounts.standing import forget_standing
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from contacts.secrets import token_hash
from documents.models import Document
from reuse.emails import notify_owner
from reuse.models import Use
from reuse.permissions import MEMBERS_ONLY, NOT_YOURS, agencies_of

MOST_USES = 20  # of one document by one agency


class ReuseRefused(Exception):
    """It cannot be recorded like this; carries a sentence for the person."""


@dataclass(frozen=True)
class UseDetails:
    """What somebody says of a use."""

    purpose: str
    sections: str = ""
    since: date | None = None
    result: Document | None = None
    hours_saved: int | None = None
    sharing: str = Use.Sharing.NAMED


@transaction.atomic
def record_use(*, document: Document, agency: Agency, by: User, details: UseDetails, once: str) -> Use:
    """Record it and tell whoever shared the document; the same form sent twice records once."""
    held = _held(by)
    if not agencies_of(held).filter(pk=agency.pk).exists() or agency.state is None:
        raise PermissionDenied(MEMBERS_ONLY)
    if not Document.objects.visible_to(held).published().filter(pk=document.pk).exists():
        raise PermissionDenied("You can’t see this document.")
    _check_result(document, agency, held, details.result)
    key = token_hash("reuse", by.pk, document.pk, once or details.purpose)
    there = Use.objects.filter(once=key).first()
    if there is not None:
        return there
    if Use.objects.filter(document=document, agency=agency).count() >= MOST_USES:
        raise ReuseRefused(f"Your agency has recorded {MOST_USES} uses of this document. Edit one of them instead.")
    made = Use.objects.create(
        document=document, agency=agency, state=agency.state, added_by=by, once=key, **_fields(details)
    )
    # SECURITY: the document may be for few; the log names only who used one.
    write_event("reuse.added", by=by, about=made, sentence=f"{by} recorded for {agency} that it reused a document.")
    notify_owner(made, by)
    return made


@transaction.atomic
def change_use(*, use: Use, by: User, details: UseDetails, revision: int) -> Use:
    """Change what is said of it. Raises EditConflict when somebody else did meanwhile."""
    current = _locked_for_change(use, by)
    if details.result is not None and details.result.pk != current.result_id:
        _check_result(current.document, current.agency, by, details.result)
    fields = _fields(details)
    if not edited(current, fields, revision=revision):
        return current
    write_event("reuse.changed", by=by, about=current, sentence=f"{by} changed a reuse of {current.agency}.")
    return current


@transaction.atomic
def remove_use(*, use: Use, by: User) -> None:
    """Remove it from every page, count, and report that is not published yet."""
    current = _locked_for_change(use, by)
    write_event("reuse.removed", by=by, about=current, sentence=f"{by} removed a reuse of {current.agency}.")
    current.delete()


def _held(by: User) -> User:
    # Of two sends of one form at the same moment the second waits here, and then finds what the first one made.
    locked(by)
    # SECURITY: since the page was asked for, a membership may have ended.
    by.refresh_from_db(fields=("is_active", "approved_email"))
    forget_standing(by)
    return by


def _locked_for_change(use: Use, by: User) -> Use:
    current = locked(use)
    if not Use.objects.editable_by(_held(by)).filter(pk=current.pk).exists():
        raise PermissionDenied(NOT_YOURS)
    return current


def _check_result(document: Document, agency: Agency, by: User, result: Document | None) -> None:
    if result is None:
        return
    # A longer way back to the document is not refused: it may lead through documents that this person can't see.
    if result.pk == document.pk:
        raise ReuseRefused("A document can’t be made from itself. Choose another document of yours.")
    own = Document.objects.visible_to(by).published().filter(pk=result.pk, agency=agency)
    if not own.exists():
        raise ReuseRefused("Choose one of your agency’s own documents.")


def _fields(details: UseDetails) -> dict[str, object]:
    return {
        "sections": one_line(details.sections, 300),
        "purpose": clean_text(details.purpose, 2000),
        "since": details.since,
        "result": details.result,
        "hours_saved": details.hours_saved,
        "sharing": details.sharing,
    }
