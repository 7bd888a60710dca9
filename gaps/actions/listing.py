"""Listing a document to members, and deciding who of them reads it."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import Membership, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from clearinghouse.lib.wording import long_date
from clearinghouse.lib.zones import portal_today
from documents.models import Document, DocumentUserPermission
from documents.permissions import locked_for_change
from documents.sharing.confidential import is_confidential
from documents.sharing.grants import VIEW, permissions
from gaps import reading_emails as emails
from gaps.actions.asking import PER_PERSON, AskRefused
from gaps.actions.ending import AlreadySo
from gaps.models import Listing, ReadRequest

DAY = timedelta(days=1)
Status = ReadRequest.Status


@transaction.atomic
def list_document(*, document: Document, by: User) -> Listing:
    """Let all members know that it exists. Raises AlreadySo."""
    current = locked_for_change(document, by)
    if current.status != Document.Status.PUBLISHED:
        raise AlreadySo("Only a document that is shared can be listed.")
    # SECURITY: a title can name the vendor.
    if is_confidential(current.label):
        raise AlreadySo("Vendor-confidential material can’t be listed: its title could say too much.")
    made, is_new = Listing.objects.get_or_create(document=current, defaults={"listed_by": by})
    if is_new:
        write_event("document.listed", by=by, about=current, sentence=f"{by} listed “{current}” to all members.")
    return made


@transaction.atomic
def unlist_document(*, document: Document, by: User) -> None:
    """Tell nobody of it any more. Who reads it by a grant keeps that."""
    current = locked_for_change(document, by)
    if Listing.objects.filter(document=current).delete()[0]:
        write_event("document.unlisted", by=by, about=current, sentence=f"{by} no longer lists “{current}”.")


@transaction.atomic
def ask_to_read(*, listing: Listing, by: User, purpose: str) -> ReadRequest:
    """Ask the owner. Raises AskRefused; who asks already changes nothing."""
    locked(by)  # of two submits the second waits here and finds the first
    listed = Listing.objects.listed_to(by).select_related("document").filter(pk=listing.pk).first()
    if listed is None:
        raise AskRefused("This document is no longer listed.")
    if Document.objects.visible_to(by).filter(pk=listed.document_id).exists():
        raise AskRefused("You can already open this document.")
    there = ReadRequest.objects.open().filter(document=listed.document, person=by).first()
    if there is not None:
        return there
    if ReadRequest.objects.filter(person=by, asked_at__gt=timezone.now() - DAY).count() >= PER_PERSON:
        raise AskRefused(f"You asked to read {PER_PERSON} documents in one day. Ask again tomorrow.")
    main = Membership.objects.one_each().filter(user=by).first()
    made = ReadRequest.objects.create(
        document=listed.document,
        title=listed.document.title,
        person=by,
        agency_id=main.agency_id if main else None,
        purpose=clean_text(purpose, 500),
    )
    write_event("read_request.asked", by=by, about=made, sentence=f"{by} asked to read “{made}”.")
    emails.notify_deciders(made)
    return made


@transaction.atomic
def withdraw_reading(*, request: ReadRequest, by: User) -> ReadRequest:
    """Ask no more. Raises AlreadySo."""
    current = locked(request)
    if current.person_id != by.pk:
        raise PermissionDenied("This request isn’t yours.")
    if not current.is_open:
        raise AlreadySo("This request was already decided.")
    _decide(current, Status.WITHDRAWN, by, f"{by} no longer asks to read “{current}”.")
    return current


@dataclass(frozen=True)
class Decision:
    """What becomes of a request to read. A grant without `until` is for good."""

    status: str
    until: date | None = None
    reason: str = ""


@transaction.atomic
def decide(*, request: ReadRequest, by: User, decision: Decision) -> ReadRequest:
    """Grant it, decline it, or say that the document is shared more widely now. The asker is told. Raises AlreadySo."""
    document = locked_for_change(request.document, by, named=[request.person])
    current = locked(request)
    # SECURITY: nobody decides on what they ask for themselves.
    if current.person_id == by.pk:
        raise PermissionDenied("Someone else decides on your request.")
    if not current.is_open:
        raise AlreadySo(f"This request was already decided: {current.get_status_display().lower()}.")
    current.reason = clean_text(decision.reason, 1000)
    match decision.status:
        case Status.GRANTED:
            _grant(document, current, decision.until)
            how = f"through {long_date(decision.until)}" if decision.until else "for good"
            sentence = f"{by} let {current.person} read “{document}” {how}."
        case Status.DECLINED:
            sentence = f"{by} declined to let {current.person} read “{document}”."
        case Status.SHARED:
            forget_standing(current.person)
            if not Document.objects.visible_to(current.person).filter(pk=document.pk).exists():
                raise AlreadySo(f"{current.person} still can’t see the document. First change who can see it.")
            sentence = f"{by} shared “{document}” with more people, and so with {current.person}."
        case _:
            raise ValueError(f"{decision.status} is no decision")
    _decide(current, decision.status, by, sentence)
    return current


def _grant(document: Document, request: ReadRequest, until: date | None) -> None:
    """One row of django-guardian's; triggers derive the readers from it. Call with document and memberships locked."""
    if document.status != Document.Status.PUBLISHED or is_confidential(document.label):
        raise AlreadySo("This document can’t be opened to more people now. Check its status and public-records label.")
    if until is not None and until < portal_today():
        raise AlreadySo("Choose a day that isn’t over yet.")
    # SECURITY: a grant by name is to the person where they work, and ends with that membership.
    work = Membership.objects.one_each().filter(user=request.person).first()
    forget_standing(request.person)
    if work is None or not standing_of(request.person).is_member:
        raise AlreadySo(f"{request.person} is no longer a member.")
    DocumentUserPermission.objects.get_or_create(
        content_object=document, user=request.person, agency=work.agency, permission=permissions()[VIEW]
    )
    request.until = until


def _decide(request: ReadRequest, status: str, by: User, sentence: str) -> None:
    request.status, request.decided_at, request.decided_by = status, timezone.now(), by
    request.save(update_fields=["status", "decided_at", "decided_by", "reason", "until"])
    write_event(f"read_request.{status}", by=by, about=request, sentence=sentence)
    if status != Status.WITHDRAWN:
        emails.notify_asker(request)


@transaction.atomic
def stop_reading(*, request: ReadRequest, by: User) -> None:
    """End a grant before its day. Raises AlreadySo."""
    locked_for_change(request.document, by)
    current = locked(request)
    if not current.is_read_now:
        raise AlreadySo("This person can no longer read it this way.")
    _remove(current, by=by, sentence=f"{by} ended that {current.person} can read “{current}”.")


def end_due() -> int:
    """Remove the grants whose last day is over; returns how many."""
    due = ReadRequest.objects.reading().filter(until__lt=portal_today())
    return sum(_end(pk) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _end(pk: int) -> int:
    # Documents are locked before requests, as decide() does.
    document = ReadRequest.objects.filter(pk=pk).values_list("document", flat=True).first()
    Document.objects.select_for_update().filter(pk=document or 0).first()
    rows = ReadRequest.objects.reading().filter(until__lt=portal_today())
    request = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if request is None:
        return 0
    _remove(request, by=None, sentence=f"The time is over for which {request.person} could read “{request}”.")
    return 1


def _remove(request: ReadRequest, *, by: User | None, sentence: str) -> None:
    # SECURITY: the grant by name alone goes; who reads the document in a circle goes on reading it.
    DocumentUserPermission.objects.filter(
        content_object=request.document_id, user=request.person_id, permission=permissions()[VIEW]
    ).delete()
    request.over_at = timezone.now()
    request.save(update_fields=["over_at"])
    write_event("read_request.over", by=by, about=request, sentence=sentence)
    emails.notify_over(request)
