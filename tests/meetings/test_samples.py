"""The sample calls: three real ones with their source, invented ones marked, loaded once."""

from io import StringIO

from django.core.management import call_command

from accounts.models import User
from meetings.models import Meeting, MeetingDocument


def test_real_calls_have_a_source_and_invented_ones_are_marked(db: None) -> None:
    for _ in range(2):
        call_command("load_samples", "--process", "--anyway", stdout=StringIO())

    real = Meeting.objects.filter(is_sample=False).order_by("starts_at")
    invented = Meeting.objects.filter(is_sample=True)
    assert [(f"{call.starts_at:%Y-%m-%d}", call.speakers.count(), bool(call.source)) for call in real] == [
        ("2025-09-11", 2, True),
        ("2025-10-21", 1, True),
        ("2026-01-15", 1, True),
    ]
    assert [call.title for call in invented if not call.title.startswith("Sample: ")] == []
    assert {call.status for call in invented} == {"planned", "held", "cancelled"}
    member = User.objects.get(email="marcus.bell@ceo.sample.example")
    assert [row.document.title for row in MeetingDocument.objects.visible_to(member)] == [
        "Sample: Energizing fast charging sooner"
    ]
