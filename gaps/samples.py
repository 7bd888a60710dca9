"""Invented requests for documents, so that every state of one can be seen, and a listing. No mail is written."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contacts.secrets import token_hash
from documents.models import Document, Kind
from gaps.models import Asker, DocumentRequest, Listing

Status = DocumentRequest.Status
# State, type, title, status, days ago, who asks, what for, answer.
ROWS = (
    ("VT", "o-m-agreement", "Sample: operations of fast chargers", Status.OPEN, 9,
     ("marcus.bell@ceo.sample.example", "priya.nair@egle.sample.example"),
     "Invented sample: we write the same agreement this winter.", ""),
    ("CO", "uptime-report", "Sample: second quarter", Status.OPEN, 2, ("ana.ruiz@vtrans.sample.example",), "", ""),
    ("MI", "budget-model", "Sample: staffing", Status.NONE, 30, ("ana.ruiz@vtrans.sample.example",), "",
     "Invented sample answer. We buy this as a service and have no model of our own."),
)  # fmt: skip


@transaction.atomic
def load() -> None:
    """What is not there yet; the sample people must be."""
    people = {person.email: person for person in User.objects.filter(is_sample=True)}
    for state, kind, title, status, days, askers, purpose, answer in ROWS:
        if DocumentRequest.objects.filter(state=state, title=title).exists():
            continue
        asked_at = timezone.now() - timedelta(days=days)
        made = DocumentRequest.objects.create(
            state_id=state,
            kind=Kind.objects.get(slug=kind),
            title=title,
            sought=title.casefold().replace(":", ""),
            status=status,
            asked_at=asked_at,
            waiting_since=asked_at,
            ended_at=None if status == Status.OPEN else timezone.now() - timedelta(days=days - 5),
            answer=answer,
            is_sample=True,
        )
        for email in askers:
            if email in people:
                once = token_hash("sample document request", made.pk, email)
                Asker.objects.create(request=made, person=people[email], purpose=purpose, once=once, asked_at=asked_at)
    few = Document.objects.filter(is_sample=True, sharing__in=(Document.Sharing.AGENCY, Document.Sharing.STATE))
    closed = few.exclude(label=Document.Label.CONFIDENTIAL).order_by("title", "pk").first()
    if closed and not Listing.objects.exists():
        Listing.objects.create(document=closed, listed_by=closed.owner)
