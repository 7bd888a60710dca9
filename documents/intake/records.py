"""Records of publications that live elsewhere: described and found here, read at the publisher."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from accounts.standing import standing_of
from documents.actions import Details, era_on
from documents.finding.cards import write_card
from documents.models import Document
from documents.sharing import grants
from documents.sharing.choices import audience_words


@transaction.atomic
def publish_record(
    *, by: User, details: Details, source_url: str, study: str = "", page_count: int | None = None
) -> Document:
    """Share a record without a file; administrators only. The same title and address give the same record."""
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can add records of publications.")
    known = Document.objects.filter(title=details.title, source_url=source_url, current_version=None).first()
    if known is not None:
        return known
    document = Document.objects.create(
        title=details.title,
        abstract=details.abstract,
        kind=details.kind,
        dated_on=details.dated_on,
        era=era_on(details.dated_on),
        label=details.label,
        sharing=details.sharing,
        owner=by,
        status=Document.Status.PUBLISHED,
        shared_at=timezone.now(),
        source_url=source_url,
        study=study,
        page_count=page_count,
    )
    document.topics.set(details.topics)
    grants.apply_sharing(document, details.groups)
    write_card(document)
    sentence = f"Added the record “{document.title}”. Who can see it: {audience_words(document)}."
    write_event("document.record_added", by=by, about=document, sentence=sentence)
    return document
