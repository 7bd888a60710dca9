"""News of the sample documents, calls and answers, as if it had been noticed over the last two weeks."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from following.collecting import collect
from following.models import News

LOOKED_BACK, SPREAD_OVER = timedelta(days=400), timedelta(days=14)


@transaction.atomic
def load() -> None:
    """Once; the things must be there."""
    if News.objects.exists() or not collect(back=LOOKED_BACK):
        return
    rows = list(News.objects.order_by("pk"))
    now = timezone.now()
    for place, row in enumerate(rows):
        row.noticed_at = now - SPREAD_OVER * ((len(rows) - place) / len(rows))
    News.objects.bulk_update(rows, ["noticed_at"])
