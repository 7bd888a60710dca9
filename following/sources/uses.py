"""News for who shared a document: a state used it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.activity import among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.statements import Asked
from following.models import News, NewsKind
from following.sources import Happening, Seen, numbers_of
from reuse.models import Use


class UseNews:
    """The source."""

    kinds = (NewsKind.REUSED,)

    def happened(self, since: datetime) -> Iterator[Happening]:
        """Recorded uses."""
        rows = Use.objects.filter(added_at__gte=since)
        shown = ("pk", "key", "document__key", "document__owner", "added_by")
        for pk, use, key, owner, by in rows.values_list(*shown):
            targets = (f"own:{owner}", f"document:{key}")
            yield Happening(f"use:{pk}", NewsKind.REUSED, pk, targets, actor=by, email=f"reuse-{use}-")

    def asked(self, user: Viewer, news: Sequence[News]) -> tuple[Asked[Any], ...]:
        """The uses."""
        return (_uses.asked(user, ids=numbers_of(news)),)

    def seen(self, news: Sequence[News], groups: Mapping[int, str], *rows: list[Any]) -> dict[int, Seen]:
        """Those that the person may see."""
        found = {row.pk: row for row in rows[0]}
        return {
            one.pk: Seen(
                row.document.title, address_of("reuse:document", row.document.key), f"Used by {row.state.name}",
                frozenset((f"own:{row.document.owner_id}", f"document:{row.document.key}")), "", row.is_sample,
            )
            for one in news if (row := found.get(one.thing))
        }  # fmt: skip


@StatementFor
def _uses(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Use]:
    return (
        Use.objects.visible_to(user).filter(among(ids)).select_related("document", "state").defer("document__abstract")
    )


SOURCE = UseNews()
