"""News of announcements: that NASEO sent one. They come by an email of their own, so no digest tells them again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.activity import among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from announcements.models import Announcement
from clearinghouse.lib.statements import Asked
from following.models import News, NewsKind
from following.sources import Happening, Seen, numbers_of

TARGET = "naseo:announcements"


class AnnouncementNews:
    """The source."""

    kinds = (NewsKind.ANNOUNCED,)

    def happened(self, since: datetime) -> Iterator[Happening]:
        """Each is sent once."""
        for number in (
            Announcement.objects.sent().filter(sent_at__gte=since).order_by("pk").values_list("pk", flat=True)
        ):
            yield Happening(f"announced:{number}", NewsKind.ANNOUNCED, number, (TARGET,))

    def asked(self, user: Viewer, news: Sequence[News]) -> tuple[Asked[Any], ...]:
        """The announcements."""
        return (_announcements.asked(user, ids=numbers_of(news)),)

    def seen(self, news: Sequence[News], groups: Mapping[int, str], *rows: list[Any]) -> dict[int, Seen]:
        """Those that the person may see."""
        found = {row.pk: row for row in rows[0]}
        return {
            one.pk: Seen(row.title, row.get_absolute_url(), "Announcement", frozenset((TARGET,)), "", row.is_sample)
            for one in news if (row := found.get(one.thing))
        }  # fmt: skip


@StatementFor
def _announcements(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Announcement]:
    return Announcement.objects.visible_to(user).sent().filter(among(ids)).defer("text", "words")


SOURCE = AnnouncementNews()
