"""Asking a state for a document, with others who ask for the same, and taking it back."""

import re
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import Membership, State, User
from accounts.standing import standing_of
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from contacts.secrets import token_hash
from documents.models import Kind
from gaps import emails
from gaps.actions.ending import AlreadySo, end
from gaps.models import Asker, DocumentRequest
from gaps.responders import contact_of

DAY = timedelta(days=1)
PER_PERSON, PER_AGENCY = 10, 30  # a day
SIGNS = re.compile(r"[\W_]+")


class AskRefused(Exception):
    """The request cannot be taken; the message is a sentence for the person."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks a state for. `once` is of the form: sent twice, it is asked once."""

    state: State
    kind: Kind | None = None
    title: str = ""
    purpose: str = ""
    once: str = ""

    @property
    def sought(self) -> str:
        """The title as requests are compared: without case, signs and blanks between."""
        return SIGNS.sub(" ", one_line(self.title, 160).casefold()).strip()[:160]


@transaction.atomic
def ask(*, by: User, wanted: Wanted) -> DocumentRequest:
    """Ask, alone or with those who ask for the same already. Raises AskRefused; a second submit changes nothing.

    SECURITY: no document is looked up here. Whether the state has it, and who can see that, changes no answer.
    """
    # SECURITY: guests of the Collaborative meet nothing of a state.
    if not (standing_of(by).is_member or standing_of(by).is_administrator):
        raise PermissionDenied("Only state members can ask a state for a document.")
    if wanted.kind is None and not wanted.sought:
        raise AskRefused("Choose a document type, or say in words which document you need.")
    locked(by)  # of two submits the second waits here and finds the first
    once = token_hash("document request", by.pk, wanted.once or f"{wanted.state.pk} {wanted.kind} {wanted.sought}")
    there = Asker.objects.filter(once=once).select_related("request").first()
    if there is not None:
        if there.withdrawn_at is None and (there.request.is_open or wanted.once):
            return there.request
        once = token_hash(once, timezone.now().isoformat())  # asked again, after it ended
    main = Membership.objects.one_each().filter(user=by).first()
    _check_limits(by, main)
    request, is_new = _request(by, wanted)
    _join(request, by, main, wanted, once)
    write_event("document_request.asked", by=by, about=request, sentence=f"{by} asked {request.state} for a document.")
    if is_new:
        emails.notify_responders(request, emails.NEW)
    return request


def _check_limits(by: User, main: Membership | None) -> None:
    today = Asker.objects.filter(asked_at__gt=timezone.now() - DAY)
    if today.filter(person=by).count() >= PER_PERSON:
        raise AskRefused(f"You asked for {PER_PERSON} documents in one day. Ask again tomorrow.")
    if main is None:
        return
    Membership.objects.select_for_update().get(pk=main.pk)
    if today.filter(agency=main.agency_id).count() >= PER_AGENCY:
        raise AskRefused(
            f"Your agency asked for {PER_AGENCY} documents in one day, so that states aren’t flooded with requests. "
            "Ask again tomorrow."
        )


def _request(by: User, wanted: Wanted) -> tuple[DocumentRequest, bool]:
    """The open request for the same, locked, or a new one."""
    same = DocumentRequest.objects.open().filter(state=wanted.state, kind=wanted.kind, sought=wanted.sought)
    there = same.select_for_update(of=("self",)).first()
    if there is not None:
        return there, False
    contact = contact_of(wanted.state.pk, by)
    try:
        with transaction.atomic():
            made = DocumentRequest.objects.create(
                state=wanted.state,
                kind=wanted.kind,
                title=one_line(wanted.title, 160),
                sought=wanted.sought,
                person=contact.person,
                mailbox=contact.mailbox,
            )
    except IntegrityError:  # somebody asked for the same in this moment
        return same.select_for_update(of=("self",)).get(), False
    return made, True


def _join(request: DocumentRequest, by: User, main: Membership | None, wanted: Wanted, once: str) -> None:
    """Who asked before and withdrew asks again; who asks already says anew what for."""
    fields = {
        "purpose": clean_text(wanted.purpose, 500),
        "agency_id": main.agency_id if main else None,
        "once": once,
        "withdrawn_at": None,
    }
    Asker.objects.update_or_create(
        request=request, person=by, defaults=fields, create_defaults={**fields, "asked_at": timezone.now()}
    )


@transaction.atomic
def withdraw(*, request: DocumentRequest, by: User) -> DocumentRequest:
    """Ask no more. With nobody left to ask, the request ends. Raises AlreadySo."""
    current = locked(request)
    mine = current.askers.current().filter(person=by)
    if not mine.exists():
        raise PermissionDenied("You haven’t asked for this.")
    if not current.is_open:
        raise AlreadySo("This request has ended.")
    take_back(current, by, by=by)
    return current


def take_back(request: DocumentRequest, person: User, *, by: User | None) -> None:
    """The person asks no more; call with the request locked."""
    request.askers.current().filter(person=person).update(withdrawn_at=timezone.now())
    if request.askers.current().exists():
        sentence = f"{person} no longer asks {request.state} for a document. Others still do."
        write_event("document_request.left", by=by, about=request, sentence=sentence)
        return
    end(request, DocumentRequest.Status.WITHDRAWN, by=by, sentence=f"{person} withdrew the request.")
