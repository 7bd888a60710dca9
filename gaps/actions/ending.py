"""How requests end, and what happens while nobody answers: reminders, expiry, somebody who is gone."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from contacts.routing import people_still_there
from gaps import emails
from gaps.models import DocumentRequest
from gaps.models.request import EXPIRES_AFTER

REMIND_AFTER = (timedelta(days=7), timedelta(days=14))


class AlreadySo(Exception):
    """What was asked is so already, or cannot be any more; the message is a sentence."""


def end(request: DocumentRequest, status: str, *, by: User | None, sentence: str, fields: Iterable[str] = ()) -> None:
    """End a locked request, with what was set in these fields; who asked is told of all but their own withdrawal."""
    request.status, request.ended_at, request.ended_by = status, timezone.now(), by
    request.save(update_fields=["status", "ended_at", "ended_by", *fields])
    write_event("document_request.ended", by=by, about=request, sentence=sentence)
    emails.notify_askers(request)


def give_to(request: DocumentRequest, person: User | None, *, by: User | None, sentence: str) -> None:
    """Somebody else answers a locked request: a person, or with None the state's EV leads or administrators."""
    request.person, request.mailbox = person, None
    request.waiting_since, request.reminders = timezone.now(), 0
    request.save(update_fields=["person", "mailbox", "waiting_since", "reminders"])
    write_event("document_request.passed_on", by=by, about=request, sentence=sentence)
    emails.notify_responders(request, emails.PASSED)


def remind_due() -> int:
    """Remind whoever answers, a week after they got it and a week after that; returns how many requests."""
    reminded = 0
    for place, after in enumerate(REMIND_AFTER):
        due = DocumentRequest.objects.open().filter(waiting_since__lte=timezone.now() - after, reminders=place)
        for pk in due.order_by("pk").values_list("pk", flat=True):
            reminded += _remind(pk, place)
    return reminded


@transaction.atomic
def _remind(pk: int, place: int) -> int:
    # The answer takes the same lock: after it nobody is reminded.
    rows = DocumentRequest.objects.open().select_for_update(of=("self",)).filter(pk=pk, reminders=place)
    request = rows.first()
    if request is None:
        return 0
    request.reminders = place + 1
    request.save(update_fields=["reminders"])
    emails.notify_responders(request, emails.AGAIN)
    return 1


def expire_due() -> int:
    """End requests that nobody answered for sixty days; who asked is told. Returns how many."""
    due = DocumentRequest.objects.open().filter(asked_at__lte=timezone.now() - EXPIRES_AFTER)
    return sum(_expire(pk) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _expire(pk: int) -> int:
    request = DocumentRequest.objects.open().select_for_update(of=("self",)).filter(pk=pk).first()
    if request is None:
        return 0
    sentence = f"No one answered the request to {request.state} for {EXPIRES_AFTER.days} days. It expired."
    end(request, DocumentRequest.Status.EXPIRED, by=None, sentence=sentence)
    return 1


def hand_on_gone() -> int:
    """The net under gaps.leaving: open requests of people who are gone go to the state's EV leads."""
    rows = DocumentRequest.objects.open().filter(person__isnull=False)
    gone = rows.annotate(there=people_still_there("person_id")).filter(there=False)
    return sum(_hand_on(pk) for pk in gone.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _hand_on(pk: int) -> int:
    request = DocumentRequest.objects.open().select_for_update(of=("self",)).filter(pk=pk).first()
    if request is None or request.person is None:
        return 0
    sentence = f"{request.person} no longer answers here. The request went to EV leads of {request.state}."
    give_to(request, None, by=None, sentence=sentence)
    return 1
