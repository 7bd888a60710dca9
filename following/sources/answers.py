"""News of published answers to questions, and of what they say anew."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.activity import among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.statements import Asked
from contacts.models import Entry
from following.models import News, NewsKind
from following.sources import Happening, Seen, numbers_of


class AnswerNews:
    """The source."""

    kinds = (NewsKind.ANSWER, NewsKind.REVISED)

    def happened(self, since: datetime) -> Iterator[Happening]:
        """Published ones, and changed ones; of several changes the last is told."""
        rows = Entry.objects.published().select_related("topic").defer("answer", "words").order_by("pk")
        for row in rows.filter(published_at__gte=since):
            yield Happening(f"answer:{row.pk}", NewsKind.ANSWER, row.pk, _targets(row), 0, row.published_by_id)
        for row in rows.filter(revised_at__gte=since):
            yield Happening(
                f"revised:{row.pk}:{row.revision}", NewsKind.REVISED, row.pk, _targets(row), row.revision,
                row.revised_by_id,
            )  # fmt: skip

    def asked(self, user: Viewer, news: Sequence[News]) -> tuple[Asked[Any], ...]:
        """The answers."""
        return (_published.asked(user, ids=numbers_of(news)),)

    def seen(self, news: Sequence[News], groups: Mapping[int, str], *rows: list[Any]) -> dict[int, Seen]:
        """Those that are published still; a change, while no other has followed."""
        found = {row.pk: row for row in rows[0]}
        return {
            one.pk: Seen(
                row.question, row.get_absolute_url(), str(NewsKind(one.kind).label), frozenset(_targets(row)),
                row.state.name if row.state else "", row.is_sample,
            )
            for one in news
            if (row := found.get(one.thing)) and one.detail in (0, row.revision)
        }  # fmt: skip


@StatementFor
def _published(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Entry]:
    rows = Entry.objects.visible_to(user).published().filter(among(ids))
    return rows.select_related("topic", "state").defer("answer", "words")


def _targets(row: Entry) -> tuple[str, ...]:
    found = [f"answer:{row.key}"]
    found += [f"state:{row.state_id}"] if row.state_id else []
    found += [f"topic:{row.topic.slug}"] if row.topic else []
    return tuple(found)


SOURCE = AnswerNews()
