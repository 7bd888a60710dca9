"""Meetings found by the site search: agendas and speakers for who sees the record, summaries for who reads them."""

from collections.abc import Sequence, Set

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.standing import Viewer
from accounts.statements import StatementFor, reader_keys_of
from clearinghouse.lib import markup
from clearinghouse.lib.among import Among, numbers
from clearinghouse.lib.statements import Statement, together
from documents.finding.marked import sought
from documents.finding.related import RelatedHit, RelatedQuestion, RelatedSection, TotalOf
from meetings.models import Decision, Meeting, Speaker

MOST = 5


def related_meetings(user: Viewer, tsquery: str, text: str) -> RelatedQuestion:
    """The newest that match, what was said before what was planned. Two round trips to the database."""
    return RelatedQuestion(
        _matching.asked(user, tsquery=tsquery), lambda found: _section(user, tsquery, text, found) if found else None
    )


def _section(user: Viewer, tsquery: str, text: str, found: Sequence[Meeting]) -> RelatedSection:
    total: int = found[0].total  # type: ignore[attr-defined]
    pks = tuple(meeting.pk for meeting in found)
    said, decisions, speakers = together(
        _said.asked(user, tsquery=tsquery, pks=pks), _decisions.asked(user, pks=pks), _speakers.asked(pks=pks)
    )
    with_summary = set(said)
    by = sought(text)
    headlines = [by.passage_of(words) for words in _texts(found, with_summary, decisions, speakers)]
    hits = [
        _hit(meeting, meeting.pk in with_summary, headline) for meeting, headline in zip(found, headlines, strict=True)
    ]
    note = f"The newest {MOST}" if total > MOST else ""
    return RelatedSection("Meetings", hits, note, total, "meeting")


def _said_in(user: Viewer, tsquery: str) -> Q:
    """Whose summary has the words, for who may read it."""
    keys = reader_keys_of(user)
    return Q(summary_words__matches=tsquery, summary_keys__overlap=keys, summary_published_at__isnull=False)


@StatementFor.planned_anew
def _matching(user: Viewer, tsquery: str) -> QuerySet[Meeting, Meeting]:
    """Without the words in sight PostgreSQL couldn't know how common they are, and would read every meeting's."""
    planned = Q(words__matches=tsquery, record_keys__overlap=reader_keys_of(user))
    rows = Meeting.objects.visible_to(user).filter(_said_in(user, tsquery) | planned).select_related("group")
    rows = rows.defer("summary_draft", "record_draft", "words", "summary_words").order_by("-starts_at", "-key")
    return rows.annotate(total=TotalOf(rows))[:MOST]


@StatementFor
def _said(user: Viewer, tsquery: str, pks: tuple[int, ...]) -> QuerySet[Meeting, int]:
    """Of these, whose summary has the words and may be read."""
    readable = Meeting.objects.summary_visible_to(user).filter(_said_in(user, tsquery), Among("pk", numbers(pks)))
    return readable.values_list("pk", flat=True)


@StatementFor
def _decisions(user: Viewer, pks: tuple[int, ...]) -> QuerySet[Decision, tuple[int, str]]:
    """SECURITY: of summaries that the person may read alone."""
    readable = Meeting.objects.summary_visible_to(user).filter(summary_published_at__isnull=False)
    decisions = Decision.objects.filter(meeting__in=readable.filter(Among("pk", numbers(pks))))
    return decisions.values_list("meeting_id", "text")


@Statement
def _speakers(pks: tuple[int, ...]) -> QuerySet[Speaker, Speaker]:
    return Speaker.objects.filter(Among("meeting_id", numbers(pks))).order_by("position", "pk").defer("notes")


def _texts(
    found: Sequence[Meeting],
    with_summary: Set[int],
    decisions: Sequence[tuple[int, str]],
    speakers: Sequence[Speaker],
) -> list[str]:
    """The words of the part that matches: never of a summary that the person may not read."""
    return [
        " ".join([markup.to_text(meeting.summary), *(text for pk, text in decisions if pk == meeting.pk)])
        if meeting.pk in with_summary
        else " ".join([*_said_of(meeting, speakers), meeting.place, markup.to_text(meeting.agenda)]).strip()
        for meeting in found
    ]


def _said_of(meeting: Meeting, speakers: Sequence[Speaker]) -> list[str]:
    return [f"{speaker}. {speaker.bio}".strip() for speaker in speakers if speaker.meeting_id == meeting.pk]


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
