"""What a state said: the meetings at which people of its agencies spoke, and published answers about it."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Value, Window
from django.db.models.functions import Concat, Lower

from accounts.models import Agency
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from contacts.models import Entry
from meetings.models import Meeting, Speaker
from meetings.rows import group_url, meeting_url
from states.people import NOT_OF_A_STATE

MOST_SPEAKERS, MOST_ANSWERS = 200, 5


@dataclass(frozen=True)
class Call:
    """A meeting at which somebody of the state spoke."""

    url: str
    title: str
    starts_at: datetime
    has_time: bool
    group: str
    group_url: str
    is_sample: bool
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A published answer."""

    url: str
    question: str
    topic: str
    published_at: datetime
    is_sample: bool


@dataclass(frozen=True)
class Answers:
    """The newest, and how many there are."""

    newest: tuple[Answer, ...]
    total: int


def calls_of(state: str, user: Viewer) -> Part[tuple[Call, ...]]:
    """Those whose page this person may open, the latest first."""
    return Part((_speakers.asked(user, state=state),), _calls)


def answers_of(state: str, user: Viewer) -> Part[Answers]:
    """Those that this person may read."""
    return Part(
        (_answers.asked(user, state=state),),
        lambda rows: Answers(tuple(_answer(*row) for *row, _ in rows), rows[0][-1] if rows else 0),
    )


@StatementFor
def _speakers(user: Viewer, state: str) -> QuerySet[Any, Any]:
    speakers = speakers_for(user, written_names(offices().filter(state=state)))
    meeting = "key", "title", "starts_at", "has_time", "group__name", "group__slug", "is_sample"
    shown = *(f"meeting__{name}" for name in meeting), "name", "title"
    return speakers.order_by("-meeting__starts_at", "-meeting__key", "position", "pk").values_list(*shown)[
        :MOST_SPEAKERS
    ]


def speakers_for(user: Viewer, names: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Speakers of organizations with these names, where the person may open the meeting; `of` is the name."""
    spoken = Meeting.objects.visible_to(user).past().exclude(status=Meeting.Status.CANCELLED)
    return Speaker.objects.annotate(of=Lower("organization")).filter(of__in=names, meeting__in=spoken)


def offices() -> QuerySet[Agency]:
    """Agencies whose speakers count as their state's."""
    return Agency.objects.exclude(NOT_OF_A_STATE)


def written_names(agencies: QuerySet[Agency], *more: str) -> QuerySet[Any, Any]:
    """How speakers write agencies: by name, by name and abbreviation, or by one that no other state has.

    In small letters as `written`, after the fields in `more`.
    """
    short = agencies.exclude(abbreviation="")
    elsewhere = Agency.objects.filter(abbreviation__iexact=OuterRef("abbreviation")).exclude(state=OuterRef("state"))
    both = Lower(Concat("name", Value(" ("), "abbreviation", Value(")")))
    own = short.filter(~Exists(elsewhere)).values(*more, written=Lower("abbreviation"))
    return agencies.values(*more, written=Lower("name")).union(short.values(*more, written=both), own)


@StatementFor
def _answers(user: Viewer, state: str) -> QuerySet[Entry, tuple[Any, ...]]:
    """The newest, each with the number of all."""
    entries = Entry.objects.visible_to(user).published().filter(state=state).order_by("-published_at", "-key")
    shown = "key", "question", "topic__name", "published_at", "is_sample", "all"
    return entries.annotate(all=Window(Count("pk"))).values_list(*shown)[:MOST_ANSWERS]


def _calls(rows: list[tuple[Any, ...]]) -> tuple[Call, ...]:
    found: dict[tuple[Any, ...], list[str]] = {}
    for *meeting, name, position in rows:
        found.setdefault(tuple(meeting), []).append(f"{name}, {position}" if position else name)
    return tuple(
        Call(
            *(meeting_url(key), title, starts_at, has_time, group or "", group_url(slug) if slug else "", is_sample),
            speakers=tuple(speakers),
        )
        for (key, title, starts_at, has_time, group, slug, is_sample), speakers in found.items()
    )


def _answer(key: str, question: str, topic: str | None, published_at: datetime, is_sample: bool) -> Answer:
    return Answer(address_of("contacts:entry", key), question, topic or "", published_at, is_sample)
