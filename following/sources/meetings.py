"""News of meetings: scheduled, changed, canceled, with a summary or materials."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from accounts.activity import among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.statements import Asked
from following.models import News, NewsKind
from following.sources import Happening, Seen, numbers_of
from meetings.emails.call_notices import CANCELLATION, CHANGE, INVITATION
from meetings.emails.record_notices import SUMMARY
from meetings.models import Meeting, MeetingDocument
from meetings.when import begin_of

ABOUT_TO_COME = (NewsKind.PLANNED, NewsKind.MOVED, NewsKind.CANCELLED)
SHOWN = (
    *("pk", "key", "title", "starts_at", "ends_at", "has_time", "status", "sequence", "is_sample"),
    *("group__slug", "series__key"),
)
Status = Meeting.Status


class MeetingNews:
    """The source."""

    kinds = (*ABOUT_TO_COME, NewsKind.SUMMARY, NewsKind.MATERIAL)

    def happened(self, since: datetime) -> Iterator[Happening]:
        """Of calls to come, and of records. A new series is one piece of news."""
        now = timezone.now()
        to_come = Meeting.objects.filter(starts_at__gt=now, parent=None).order_by("starts_at", "pk")
        planned_series: set[int] = set()
        for row in to_come.filter(created_at__gte=since, status=Status.PLANNED).values(*_FACTS):
            if row["series"] in planned_series:
                continue
            planned_series |= {row["series"]} if row["series"] else set()
            mark = f"planned:series:{row['series']}" if row["series"] else f"planned:{row['pk']}"
            about = f"series-{INVITATION}-{row['series']}-" if row["series"] else f"meeting-{INVITATION}-{row['pk']}-"
            yield _happening(mark, NewsKind.PLANNED, row, about)
        for row in to_come.filter(changed_at__gte=since, created_at__lt=F("changed_at"), sequence__gt=0).values(
            *_FACTS
        ):
            is_off = row["status"] == Status.CANCELLED
            kind = NewsKind.CANCELLED if is_off else NewsKind.MOVED
            about = f"meeting-{CANCELLATION if is_off else CHANGE}-{row['pk']}-{row['sequence']}-"
            yield _happening(f"{kind}:{row['pk']}:{row['sequence']}", kind, row, about)
        for row in Meeting.objects.filter(summary_published_at__gte=since).values(*_FACTS):
            yield _happening(f"summary:{row['pk']}", NewsKind.SUMMARY, row, f"meeting-{SUMMARY}-{row['pk']}-")
        yield from self._added(since)

    def _added(self, since: datetime) -> Iterator[Happening]:
        roles = (MeetingDocument.Role.SLIDES, MeetingDocument.Role.MATERIAL)
        rows = MeetingDocument.objects.filter(added_at__gte=since, role__in=roles)
        shown = ("pk", "added_by", "meeting__key", "meeting__group__slug", "meeting__series__key")
        for row in rows.values(*shown):
            targets = _targets(row["meeting__key"], row["meeting__group__slug"], row["meeting__series__key"])
            yield Happening(
                f"material:{row['pk']}", NewsKind.MATERIAL, row["pk"], targets, actor=row["added_by"]
            )  # fmt: skip

    def asked(self, user: Viewer, news: Sequence[News]) -> tuple[Asked[Any], ...]:
        """Records, published summaries, and materials."""
        records, summaries, materials = _parted(news)
        return (
            _records.asked(user, ids=numbers_of(records)), _summaries.asked(user, ids=numbers_of(summaries)),
            _materials.asked(user, ids=numbers_of(materials)),
        )  # fmt: skip

    def seen(self, news: Sequence[News], groups: Mapping[int, str], *rows: list[Any]) -> dict[int, Seen]:
        """What is to come while it is, and what was published."""
        records, summaries, materials = _parted(news)
        by_record, by_summary, by_material = ({row.pk: row for row in found} for found in rows)
        found = {one.pk: seen for one in records if (seen := _to_come(one, by_record.get(one.thing)))}
        for one in summaries:
            if row := by_summary.get(one.thing):
                found[one.pk] = _seen(row, "Summary published")
        for one in materials:
            if row := by_material.get(one.thing):
                found[one.pk] = _material(row)
        return found


_FACTS = ("pk", "key", "group__slug", "series", "series__key", "sequence", "status", "created_by")


def _happening(mark: str, kind: NewsKind, row: Mapping[str, Any], email: str) -> Happening:
    actor = row["created_by"] if kind == NewsKind.PLANNED else None
    targets = _targets(row["key"], row["group__slug"], row["series__key"])
    return Happening(mark, kind, row["pk"], targets, row["sequence"], actor, email=email)


def _targets(key: str, group: str | None, series: str | None) -> tuple[str, ...]:
    found = [f"meeting:{key}"]
    found += [f"group:{group}"] if group else ["events:all"]
    found += [f"series:{series}"] if series else []
    return tuple(found)


@StatementFor
def _records(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Meeting, Any]:
    return Meeting.objects.visible_to(user).filter(among(ids)).values_list(*SHOWN, named=True)


@StatementFor
def _summaries(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Meeting, Any]:
    published = Meeting.objects.summary_visible_to(user).filter(summary_published_at__isnull=False, pk=OuterRef("pk"))
    return Meeting.objects.visible_to(user).filter(Exists(published), among(ids)).values_list(*SHOWN, named=True)


@StatementFor
def _materials(user: Viewer, ids: tuple[int, ...]) -> QuerySet[MeetingDocument, Any]:
    meeting = [f"meeting__{name}" for name in ("key", "title", "is_sample", "group__slug", "series__key")]
    rows = MeetingDocument.objects.visible_to(user).filter(among(ids))
    return rows.values_list("pk", "role", "document__title", *meeting, named=True)


def _parted(news: Sequence[News]) -> tuple[list[News], list[News], list[News]]:
    """About records, summaries, and materials."""
    found: dict[str, list[News]] = {"": [], NewsKind.SUMMARY: [], NewsKind.MATERIAL: []}
    for one in news:
        found[one.kind if one.kind in found else ""].append(one)
    return found[""], found[NewsKind.SUMMARY], found[NewsKind.MATERIAL]


def _to_come(one: News, row: Any) -> Seen | None:
    """While it is to come, and this was the last change of it."""
    if row is None or row.starts_at <= timezone.now():
        return None
    is_off = row.status == Status.CANCELLED
    when = begin_of(row.starts_at, row.ends_at, has_time=row.has_time)
    if one.kind == NewsKind.PLANNED:
        return (
            None
            if is_off
            else _seen(row, f"Scheduled: {when}" if row.series__key is None else f"Series scheduled, first {when}")
        )
    if row.sequence != one.detail or is_off != (one.kind == NewsKind.CANCELLED):
        return None
    return _seen(row, f"Canceled: {when}" if is_off else f"Changed, now {when}")


def _seen(row: Any, words: str) -> Seen:
    targets = _targets(row.key, row.group__slug, row.series__key)
    url = address_of("meetings:detail", row.key)
    return Seen(row.title, url, words, frozenset(targets), "", row.is_sample)


def _material(row: Any) -> Seen:
    targets = _targets(row.meeting__key, row.meeting__group__slug, row.meeting__series__key)
    words = f"{MeetingDocument.Role(row.role).label}: {row.document__title}"
    url = address_of("meetings:detail", row.meeting__key)
    return Seen(row.meeting__title, url, words, frozenset(targets), "", row.meeting__is_sample)


SOURCE = MeetingNews()
