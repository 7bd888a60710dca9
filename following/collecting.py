"""Noticing what happened: a job looks at every kind of thing and keeps what is new, once."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from following.models import News
from following.sources import Happening, all_sources

BACK = timedelta(days=3)  # a worker that stood still for a weekend misses nothing
EMAIL = "email"  # among the facts of a piece of news: see Happening.email
KEEP_FOR = timedelta(days=60)


def collect(now: datetime | None = None, back: timedelta = BACK) -> int:
    """How many pieces of news were noticed. Twice, or two at once: each is kept once, by its mark."""
    now = now or timezone.now()
    happenings = [one for source in all_sources() for one in source.happened(now - back)]
    known = set(News.objects.filter(mark__in=[one.mark for one in happenings]).values_list("mark", flat=True))
    fresh = [one for one in happenings if one.mark not in known]
    News.objects.bulk_create(
        [
            News(
                mark=one.mark, kind=one.kind, thing=one.thing, detail=one.detail, facts=_facts(one),
                targets=list(one.targets), actor_id=one.actor, noticed_at=now,
            )
            for one in fresh
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(fresh)


def _facts(one: Happening) -> dict[str, Any]:
    return one.facts() | ({EMAIL: one.email} if one.email else {})


def forget(now: datetime | None = None) -> int:
    """Remove what is old, and who was told of it; returns how many pieces of news."""
    old = News.objects.filter(noticed_at__lt=(now or timezone.now()) - KEEP_FOR)
    return old.delete()[1].get("following.News", 0)
