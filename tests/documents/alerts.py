"""What tests of alerts start from: saved searches, a clock, and the emails as they would go out."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts import digests, mail
from accounts.models import OutboxMail, User
from documents.finding.filters import Filters
from documents.models import SavedSearch, SearchNews
from documents.saved.saving import save_search
from documents.saved.watching import look_at_gains


def watch(owner: User, words: str = "winter", alert: str = "now", name: str = "", **filters: str) -> SavedSearch:
    """A saved search with an alert."""
    chosen = Filters({facet: (value,) for facet, value in filters.items()})
    return save_search(by=owner, name=name or words, words=words, filters=chosen, alert=alert)


def news(owner: User) -> list[str]:
    """The titles that wait to be told."""
    look_at_gains()
    waiting = SearchNews.objects.filter(search__owner=owner, digest="").order_by("document__title", "pk")
    return list(waiting.values_list("document__title", flat=True))


def digest_mails(person: User) -> list[OutboxMail]:
    """The person's, the oldest first."""
    return list(OutboxMail.objects.filter(person=person, check_name=digests.DIGEST).order_by("pk"))


def told(person: User, now: datetime | None = None) -> list[str]:
    """Look, write what is due, and the text of the person's new mails as they go out now."""
    before = {row.pk for row in digest_mails(person)}
    look_at_gains()
    digests.write_due(now)
    if now is not None:
        OutboxMail.objects.filter(check_name=digests.DIGEST).exclude(pk__in=before).update(created_at=now)
    written = [mail.written_now(row) for row in digest_mails(person) if row.pk not in before]
    return [f"{text.subject}\n\n{text.body}" for text in written if text]


def titles(text: str) -> list[str]:
    """The documents that a mail lists."""
    return [line.removeprefix("- ") for line in text.splitlines() if line.startswith("- ")]


def set_clock(monkeypatch: pytest.MonkeyPatch, said: str, zone: str = "America/New_York") -> datetime:
    """Let it be so, as in "2026-12-07 06:59", for everything that asks Django what time it is."""
    moment = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment
