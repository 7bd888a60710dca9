"""Meetings found by the site search: agendas and speakers for who sees the record, summaries for who reads them."""

from collections.abc import Sequence, Set
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor, reader_keys_of
from clearinghouse.lib import markup
from clearinghouse.lib.among import Among, numbers
from clearinghouse.lib.recent import Recent
from clearinghouse.lib.statements import Asked, Statement, together
from documents.finding.marked import Sought
from documents.finding.related import RelatedHit, RelatedQuestion, RelatedSection, TotalOf
from meetings.models import Decision, Meeting, Speaker

MOST = 5
# By query and reader keys, which meetings matched last: nothing that is shown, only what to ask about.
_last = Recent[tuple[int, ...]](500)


def related_meetings(user: Viewer, tsquery: str, by: Sought) -> RelatedQuestion:
    """The newest that match, what was said before what was planned.

    Those that matched when the same was asked last mostly do so still: what is shown of them is asked for along with
    that, or else in a second round trip to the database.
    """
    key = tsquery, standing_of(user).reader_keys
    last: Sequence[int] = _last.get(key, tuple)

    def section(rows: Sequence[list[Any]]) -> RelatedSection | None:
        found: list[Meeting] = rows[0]
        pks = tuple(meeting.pk for meeting in found)
        if not found:
            return None
        if pks == last:
            return _section(found, rows[1:], by)
        _last.put(key, pks)
        return _section(found, together(*_shown(user, tsquery, pks)), by)

    return RelatedQuestion((_matching.asked(user, tsquery=tsquery), *_shown(user, tsquery, last)), section)


def _shown(user: Viewer, tsquery: str, pks: Sequence[int]) -> list[Asked[Any]]:
    """What is asked about meetings that are shown, if any."""
    few = tuple(pks)
    if not few:
        return []
    return [_said.asked(user, tsquery=tsquery, pks=few), _decisions.asked(user, pks=few), _speakers.asked(pks=few)]


def _section(found: Sequence[Meeting], shown: Sequence[list[Any]], by: Sought) -> RelatedSection:
    said, decisions, speakers = shown
    total: int = found[0].total  # type: ignore[attr-defined]
    with_summary = set(said)
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
