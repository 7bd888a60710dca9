"""News of meetings: scheduled, changed, canceled, with a summary or materials."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.standing import Viewer
from following.models import News, NewsKind
from following.sources import Happening, Seen
from meetings.models import Meeting, MeetingDocument
from meetings.when import begin_of

ABOUT_TO_COME = (NewsKind.PLANNED, NewsKind.MOVED, NewsKind.CANCELLED)
SHOWN = ("pk", "key", "title", "group__slug", "series__key", "sequence", "status", "is_sample")
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
            yield _happening(mark, NewsKind.PLANNED, row)
        for row in to_come.filter(changed_at__gte=since, created_at__lt=F("changed_at"), sequence__gt=0).values(
            *_FACTS
        ):
            is_off = row["status"] == Status.CANCELLED
            kind = NewsKind.CANCELLED if is_off else NewsKind.MOVED
            yield _happening(f"{kind}:{row['pk']}:{row['sequence']}", kind, row)
        for row in Meeting.objects.filter(summary_published_at__gte=since).values(*_FACTS):
            yield _happening(f"summary:{row['pk']}", NewsKind.SUMMARY, row)
        yield from self._materials(since)

    def _materials(self, since: datetime) -> Iterator[Happening]:
        roles = (MeetingDocument.Role.SLIDES, MeetingDocument.Role.MATERIAL)
        rows = MeetingDocument.objects.filter(added_at__gte=since, role__in=roles)
        shown = ("pk", "added_by", "meeting__key", "meeting__group__slug", "meeting__series__key")
        for row in rows.values(*shown):
            targets = _targets(row["meeting__key"], row["meeting__group__slug"], row["meeting__series__key"])
            yield Happening(
                f"material:{row['pk']}", NewsKind.MATERIAL, row["pk"], targets, actor=row["added_by"]
            )  # fmt: skip

    def seen(self, user: Viewer, news: Sequence[News], groups: Mapping[int, str]) -> dict[int, Seen]:
        """Three queries at most: of records, of summaries, and of materials."""
        by_kind: dict[str, list[News]] = {}
        for one in news:
            place = one.kind if one.kind in (NewsKind.SUMMARY, NewsKind.MATERIAL) else "record"
            by_kind.setdefault(place, []).append(one)
        found: dict[int, Seen] = {}
        if records := by_kind.get("record"):
            rows = _rows(Meeting.objects.visible_to(user), records)
            found |= {one.pk: seen for one in records if (seen := _to_come(one, rows.get(one.thing)))}
        if summaries := by_kind.get(NewsKind.SUMMARY):
            published = Meeting.objects.summary_visible_to(user).filter(summary_published_at__isnull=False)
            rows = _rows(published & Meeting.objects.visible_to(user), summaries)
            found |= {
                one.pk: _seen(rows[one.thing], "Summary published") for one in summaries if one.thing in rows
            }  # fmt: skip
        if materials := by_kind.get(NewsKind.MATERIAL):
            found |= _materials_seen(user, materials)
        return found


_FACTS = ("pk", "key", "group__slug", "series", "series__key", "sequence", "status", "created_by")


def _happening(mark: str, kind: NewsKind, row: Mapping[str, Any]) -> Happening:
    actor = row["created_by"] if kind == NewsKind.PLANNED else None
    targets = _targets(row["key"], row["group__slug"], row["series__key"])
    return Happening(mark, kind, row["pk"], targets, row["sequence"], actor)


def _targets(key: str, group: str | None, series: str | None) -> tuple[str, ...]:
    found = [f"meeting:{key}"]
    found += [f"group:{group}"] if group else ["events:all"]
    found += [f"series:{series}"] if series else []
    return tuple(found)


def _rows(meetings: "QuerySet[Meeting]", news: Sequence[News]) -> dict[int, Meeting]:
    rows = meetings.filter(pk__in={one.thing for one in news}).select_related("group", "series")
    heavy = ("summary", "summary_draft", "agenda", "words", "summary_words", "record_keys", "summary_keys")
    return {row.pk: row for row in rows.defer(*heavy)}


def _to_come(one: News, row: Meeting | None) -> Seen | None:
    """While it is to come, and this was the last change of it."""
    if row is None or row.starts_at <= timezone.now():
        return None
    is_off = row.status == Status.CANCELLED
    when = begin_of(row.starts_at, row.ends_at, has_time=row.has_time)
    if one.kind == NewsKind.PLANNED:
        return (
            None
            if is_off
            else _seen(row, f"Scheduled: {when}" if row.series_id is None else f"Series scheduled, first {when}")
        )
    if row.sequence != one.detail or is_off != (one.kind == NewsKind.CANCELLED):
        return None
    return _seen(row, f"Canceled: {when}" if is_off else f"Changed, now {when}")


def _seen(row: Meeting, words: str) -> Seen:
    group = row.group.slug if row.group else None
    targets = _targets(row.key, group, row.series.key if row.series else None)
    return Seen(row.title, reverse("meetings:detail", args=[row.key]), words, frozenset(targets), "", row.is_sample)


def _materials_seen(user: Viewer, news: Sequence[News]) -> dict[int, Seen]:
    rows = MeetingDocument.objects.visible_to(user).filter(Q(pk__in={one.thing for one in news}))
    rows = rows.select_related("meeting__group", "meeting__series", "document")
    by_pk = {row.pk: row for row in rows}
    found = {}
    for one in news:
        row = by_pk.get(one.thing)
        if row is not None:
            found[one.pk] = _seen(row.meeting, f"{row.get_role_display()}: {row.document.title}")
    return found


SOURCE = MeetingNews()
