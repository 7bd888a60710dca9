"""The sample campaigns: loaded once, marked, one open and one with its synthesis."""

import pytest

from inquiries import campaign_samples
from inquiries.models import Campaign, Passage, Submission, Theme
from tests.cast import Cast
from tests.meetings.events import conference


@pytest.mark.django_db
def test_sample_campaigns_are_marked_and_loaded_once(cast: Cast) -> None:
    conference(cast, "Sample: Conference", is_sample=True)
    for _ in range(2):
        campaign_samples.load(cast.administrator)

    rows = Campaign.objects.select_related("inquiry", "meeting").order_by("pk")
    assert [(row.inquiry.status, row.meeting is not None, row.tables.count()) for row in rows] == [
        ("open", True, 4), ("published", False, 0)
    ]  # fmt: skip
    assert [row.inquiry.is_sample and row.inquiry.title.startswith("Sample: ") for row in rows] == [True, True]
    assert (Submission.objects.count(), Theme.objects.count()) == (12, 3)
    assert (Passage.objects.count(), Passage.objects.filter(released_at__isnull=False).count()) == (13, 5)
