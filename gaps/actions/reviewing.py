"""Saying when a document should be looked at again."""

from datetime import date

from django.db import transaction

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.wording import long_date
from documents.models import Document
from documents.permissions import locked_for_change
from gaps.models import ReviewDate


@transaction.atomic
def set_review_date(*, document: Document, by: User, review_on: date | None) -> None:
    """For who may change the document; None takes the date away."""
    current = locked_for_change(document, by)
    if review_on is None:
        if ReviewDate.objects.filter(document=current).delete()[0]:
            write_event("document.review_date", by=by, about=current, sentence=f"{by} removed the review date.")
        return
    ReviewDate.objects.update_or_create(document=current, defaults={"review_on": review_on, "set_by": by})
    sentence = f"{by} set the review date to {long_date(review_on)}."
    write_event("document.review_date", by=by, about=current, sentence=sentence)
