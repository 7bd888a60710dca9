"""Invented parts of Vermont's page: somebody who spoke on a sample call, and a published answer about the state."""

from django.db import transaction

from accounts import audiences
from accounts.models import Agency
from contacts.models import Entry
from documents.models import Topic
from meetings.models import Meeting, Speaker

STATE, ABBREVIATION = "VT", "VTrans"
SPEAKER, TITLE = "Jordan Example (Sample)", "Corridor program engineer"
QUESTION = "Who reviews site applications in Vermont? (Sample)"
ANSWER = "Invented sample answer. The agency of transportation reviews them, with the public service department."


@transaction.atomic
def load() -> None:
    """What is not there yet; the sample meetings must be."""
    calls = Meeting.objects.filter(is_sample=True, kind=Meeting.Kind.CALL, status=Meeting.Status.COMPLETED)
    call = calls.order_by("starts_at", "key").first()
    agency = Agency.objects.filter(state=STATE, abbreviation=ABBREVIATION).first()
    if call and agency and not call.speakers.filter(name=SPEAKER).exists():
        Speaker.objects.create(meeting=call, name=SPEAKER, title=TITLE, organization=agency.name, position=9)
    if not Entry.objects.filter(question=QUESTION).exists():
        Entry.objects.create(
            question=QUESTION,
            answer=ANSWER,
            audience=audiences.single("all_members"),
            topic=Topic.objects.filter(slug="siting-and-site-hosts").first(),
            state_id=STATE,
            is_sample=True,
        )
