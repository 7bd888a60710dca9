"""What tests of news start from: noticing what happened, and reading it as somebody."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts import digests, mail
from accounts.models import OutboxMail, User
from following.collecting import collect
from following.follows import following_of
from following.reading import grouped, news_for


def fresh(person: User) -> User:
    """The same person, whose standing is read anew."""
    return User.objects.get(pk=person.pk)


def read(person: User) -> list[tuple[str, str]]:
    """What stands on the person's News page: what happened, and the title, the newest first."""
    collect()
    reader = fresh(person)
    return [(line.words, line.title) for line in news_for(reader, following_of(reader))]


def headings(person: User) -> list[str]:
    """What the person's news stands under."""
    reader = fresh(person)
    return [group.followed.heading for group in grouped(news_for(reader, following_of(reader)))]


def mails(person: User) -> list[OutboxMail]:
    """The person's digests, the oldest first."""
    return list(OutboxMail.objects.filter(person=person, check_name=digests.DIGEST).order_by("pk"))


def told(person: User, now: datetime | None = None) -> list[mail.Written]:
    """Notice, write what is due, and the person's new digests as they would go out now."""
    before = {row.pk for row in mails(person)}
    collect()
    digests.write_due(now)
    return [written for row in mails(person) if row.pk not in before and (written := mail.written_now(row))]


def titles(written: mail.Written) -> list[str]:
    """The news that a digest lists."""
    return [line.removeprefix("- ") for line in written.body.splitlines() if line.startswith("- ")]


def set_clock(monkeypatch: pytest.MonkeyPatch, said: str, zone: str = "America/New_York") -> datetime:
    """Let it be so, as in "2026-12-07 06:59", for everything that asks Django what time it is."""
    moment = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment
