"""News of published answers to questions."""

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

    kinds = (NewsKind.ANSWER,)

    def happened(self, since: datetime) -> Iterator[Happening]:
        """Published ones."""
        rows = Entry.objects.published().filter(published_at__gte=since).select_related("topic")
        for row in rows.defer("answer", "words"):
            yield Happening(f"answer:{row.pk}", NewsKind.ANSWER, row.pk, _targets(row), actor=row.published_by_id)

    def asked(self, user: Viewer, news: Sequence[News]) -> tuple[Asked[Any], ...]:
        """The answers."""
        return (_published.asked(user, ids=numbers_of(news)),)

    def seen(self, news: Sequence[News], groups: Mapping[int, str], *rows: list[Any]) -> dict[int, Seen]:
        """Those that are published still."""
        found = {row.pk: row for row in rows[0]}
        return {
            one.pk: Seen(
                row.question, row.get_absolute_url(), "Question answered", frozenset(_targets(row)),
                row.state.name if row.state else "", row.is_sample,
            )
            for one in news if (row := found.get(one.thing))
        }  # fmt: skip


@StatementFor
def _published(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Entry]:
    rows = Entry.objects.visible_to(user).published().filter(among(ids))
    return rows.select_related("topic", "state").defer("answer", "words")


def _targets(row: Entry) -> tuple[str, ...]:
    found = [f"state:{row.state_id}"] if row.state_id else []
    found += [f"topic:{row.topic.slug}"] if row.topic else []
    return tuple(found)


SOURCE = AnswerNews()
