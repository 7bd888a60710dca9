"""Meetings found by the site search: agendas and speakers for who sees the record, summaries for who reads them."""

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse

from accounts.standing import Viewer
from accounts.statements import reader_keys_of
from clearinghouse.lib import markup
from documents.finding.full_text import looked_for
from documents.finding.marked import passage_of
from documents.finding.related import RelatedHit, RelatedSection, TotalOf
from meetings.models import Decision, Meeting, Speaker

MOST = 5


def related_meetings(user: Viewer, tsquery: str, text: str) -> RelatedSection | None:
    """The newest that match, what was said before what was planned. Four queries."""
    keys = reader_keys_of(user)
    said = Q(summary_words__matches=tsquery, summary_keys__overlap=keys, summary_published_at__isnull=False)
    planned = Q(words__matches=tsquery, record_keys__overlap=keys)
    rows = Meeting.objects.visible_to(user).filter(said | planned).select_related("group")
    rows = rows.defer("summary_draft", "record_draft", "words", "summary_words").order_by("-starts_at", "-key")
    found = list(rows.annotate(total=TotalOf(rows))[:MOST])
    if not found:
        return None
    total: int = found[0].total
    readable = Meeting.objects.summary_visible_to(user).filter(said, pk__in=[meeting.pk for meeting in found])
    with_summary = set(readable.values_list("pk", flat=True))
    wanted = looked_for(text)
    headlines = [passage_of(words, wanted) for words in _texts(found, with_summary)]
    hits = [
        _hit(meeting, meeting.pk in with_summary, headline) for meeting, headline in zip(found, headlines, strict=True)
    ]
    note = f"The newest {MOST}" if total > MOST else ""
    return RelatedSection("Calls and meetings", hits, note, total, "call or meeting,calls and meetings")


def _texts(found: Sequence[Meeting], with_summary: set[int]) -> list[str]:
    """The words of the part that matches: never of a summary that the person may not read."""
    decisions: dict[int, list[str]] = {}
    for meeting_id, text in Decision.objects.filter(meeting__in=with_summary).values_list("meeting", "text"):
        decisions.setdefault(meeting_id, []).append(text)
    speakers: dict[int, list[str]] = {}
    others = [meeting.pk for meeting in found if meeting.pk not in with_summary]
    for speaker in Speaker.objects.filter(meeting__in=others).order_by("position", "pk").defer("notes"):
        speakers.setdefault(speaker.meeting_id, []).append(f"{speaker}. {speaker.bio}".strip())
    return [
        " ".join([markup.to_text(meeting.summary), *decisions.get(meeting.pk, [])])
        if meeting.pk in with_summary
        else " ".join([*speakers.get(meeting.pk, []), meeting.place, markup.to_text(meeting.agenda)]).strip()
        for meeting in found
    ]


def _hit(meeting: Meeting, is_summary: bool, headline: str) -> RelatedHit:
    kind = "Summary" if is_summary else meeting.get_kind_display()
    return RelatedHit(
        title=meeting.title,
        url=reverse("meetings:detail", args=[meeting.key]) + ("#said" if is_summary else ""),
        kind=f"{kind} · {meeting.group.name}" if meeting.group else kind,
        when=meeting.starts_at,
        headline=headline,
        is_sample=meeting.is_sample,
        is_meeting=True,
    )
