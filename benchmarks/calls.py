"""The invented meetings of a benchmark: five years of calls of sixty groups, and two months of calls to come."""

import hashlib
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.utils import timezone

from accounts import audiences
from accounts.models import Agency, Audience
from benchmarks.corpus import BATCH, insert, without_triggers
from benchmarks.words import TRADE_WORDS
from meetings.models import Meeting, MeetingGroupPermission, Sharing, Speaker
from meetings.sharing import SINGLE, SUMMARY, VIEW
from workinggroups.models import WorkingGroup

SEED = 7
MOST = 10_000  # calls, however many documents there are
BEHIND, AHEAD = timedelta(days=5 * 365), timedelta(days=60)
SHARINGS, WEIGHTS = (Sharing.GROUP, Sharing.ALL_MEMBERS, Sharing.WORKFORCE, Sharing.PUBLIC), (80, 12, 5, 3)
SUMMARY_WORDS = 250


def load(count: int) -> None:
    """So many calls with their grants and readers, the past ones with summaries."""
    offices = list(Agency.objects.filter(kind=Agency.Kind.DOT).order_by("state").values_list("name", flat=True))
    groups = list(WorkingGroup.objects.filter(slug__startswith="bench-").order_by("pk"))
    chosen, now = random.Random(SEED), timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    single = {choice: audiences.single(kind).group_id for choice, kind in SINGLE.items()}
    administrators = audiences.single(Audience.Kind.ADMINISTRATORS).group_id
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL statement_timeout = 0")
        with without_triggers((Meeting, MeetingGroupPermission, Speaker)):
            for first in range(0, count, BATCH):
                numbers = range(first, min(first + BATCH, count))
                made = [_meeting(number, count, groups, chosen, now) for number in numbers]
                for meeting in made:
                    _give_readers(meeting, administrators, single)
                insert(made)
                _grant(made)
                _add_speakers(made, offices)
        cursor.execute("ALTER TABLE meetings_meeting DISABLE TRIGGER USER")
        cursor.execute("SELECT count(meetings_refresh_words(id)) FROM meetings_meeting")
        cursor.execute("ALTER TABLE meetings_meeting ENABLE TRIGGER USER")


def _meeting(number: int, count: int, groups: Sequence[WorkingGroup], chosen: random.Random, now: datetime) -> Meeting:
    starts_at = now - BEHIND + (BEHIND + AHEAD) * (number / count)
    is_past = starts_at < now
    words = TRADE_WORDS.split()
    sharing = chosen.choices(SHARINGS, WEIGHTS)[0]
    return Meeting(
        key=hashlib.sha256(f"call {number}".encode()).hexdigest()[:12].translate(str.maketrans("01", "xz")),
        group=groups[number % len(groups)],
        title=f"Sample call {number}: {' '.join(chosen.choices(words, k=4))}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        agenda=f"Sample. {' '.join(chosen.choices(words, k=30))}.",
        status=Meeting.Status.COMPLETED if is_past else Meeting.Status.PLANNED,
        record_sharing=sharing,
        summary_sharing=sharing,
        summary=f"Sample. {' '.join(chosen.choices(words, k=SUMMARY_WORDS))}." if is_past else "",
        summary_published_at=starts_at + timedelta(days=2) if is_past else None,
        is_sample=True,
    )


def _give_readers(meeting: Meeting, administrators: int, single: dict[Sharing, int]) -> None:
    """As meetings.sharing and its triggers do it; check_derived() compares."""
    assert meeting.group is not None
    keys = {administrators, meeting.group.audience_id}
    keys |= {single[Sharing(meeting.record_sharing)]} if meeting.record_sharing in single else set()
    meeting.record_keys = meeting.summary_keys = sorted(keys)


def _grant(made: Sequence[Meeting]) -> None:
    found = Permission.objects.filter(content_type__app_label="meetings", codename__in=[VIEW, SUMMARY])
    by_key = {meeting.key: meeting for meeting in Meeting.objects.filter(key__in=[meeting.key for meeting in made])}
    insert(
        [
            MeetingGroupPermission(content_object=meeting, group_id=key, permission=permission)
            for permission in found
            for meeting in by_key.values()
            for key in meeting.record_keys
        ]
    )


def _add_speakers(made: Sequence[Meeting], offices: Sequence[str]) -> None:
    """Somebody of a state speaks on every fourth call."""
    keys = [meeting.key for meeting in made[::4]]
    pks = Meeting.objects.filter(key__in=keys).order_by("starts_at", "key").values_list("pk", flat=True)
    insert([Speaker(meeting_id=pk, name=f"Sample Speaker {pk}", organization=offices[pk % len(offices)]) for pk in pks])


def check_derived(sample: int = 200) -> None:
    """Ask the real functions whether they would change any of some meetings; raises AssertionError."""
    from meetings.sharing import apply_sharing

    meetings = list(Meeting.objects.order_by("key").select_related("group")[:sample])
    pks = [meeting.pk for meeting in meetings]
    with transaction.atomic(), connection.cursor() as cursor:
        before = _derived(pks)
        for meeting in meetings:
            apply_sharing(meeting)
        cursor.execute("SELECT meetings_refresh_readers(pk), meetings_refresh_words(pk) FROM unnest(%s) AS pk", [pks])
        after = _derived(pks)
        transaction.set_rollback(True)
    assert before == after, "The loaded meetings differ from what sharing and triggers make."


def _derived(pks: list[int]) -> list[Any]:
    """Grants, readers and word vectors."""
    grants = MeetingGroupPermission.objects.filter(content_object__in=pks)
    fields = ("pk", "record_keys", "summary_keys", "words", "summary_words")
    return [
        sorted(grants.values_list("content_object_id", "group_id", "permission_id")),
        list(Meeting.objects.filter(pk__in=pks).order_by("pk").values_list(*fields)),
    ]
