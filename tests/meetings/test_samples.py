"""The sample calls: three real ones with their source, invented ones marked, loaded once."""

from django.utils import timezone

from meetings.actions.records import restore_meeting
from meetings.models import Meeting, MeetingDocument
from meetings.samples import calls, series
from tests import library
from tests.cast import Cast


def test_real_calls_have_a_source_and_invented_ones_are_marked(cast: Cast) -> None:
    library.document(cast.colorado, calls.SLIDES, sharing_choice="all_members", state="CO", is_sample=True)
    for _ in range(2):
        calls.load(cast.administrator)

    real = Meeting.objects.filter(is_sample=False).order_by("starts_at")
    invented = Meeting.objects.filter(is_sample=True)
    assert [(f"{call.starts_at:%Y-%m-%d}", call.speakers.count(), bool(call.source)) for call in real] == [
        ("2025-09-11", 2, True),
        ("2025-10-21", 1, True),
        ("2026-01-15", 1, True),
    ]
    assert [call.title for call in invented if not call.title.startswith("Sample: ")] == []
    assert sorted(call.status for call in invented) == ["cancelled", "held", "planned"]
    assert [row.document.title for row in MeetingDocument.objects.all()] == [calls.SLIDES]


def test_one_sample_call_to_come_is_canceled_and_can_be_restored(cast: Cast) -> None:
    for _ in range(2):
        series.load()

    to_come = Meeting.objects.filter(series__title__startswith="Data and Reporting", ends_at__gt=timezone.now())
    assert [row.status for row in to_come.order_by("starts_at")][:3] == ["planned", "cancelled", "planned"]
    assert restore_meeting(meeting=to_come.get(status="cancelled"), by=cast.administrator).sequence == 2
