"""News for who shared a document: a state used it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from accounts.standing import Viewer
from clearinghouse.lib.addresses import address_of
from following.models import News, NewsKind
from following.sources import Happening, Seen
from reuse.models import Use


class UseNews:
    """The source."""

    kinds = (NewsKind.REUSED,)

    def happened(self, since: datetime) -> Iterator[Happening]:
        """Recorded uses."""
        rows = Use.objects.filter(added_at__gte=since)
        for pk, key, owner, by in rows.values_list("pk", "document__key", "document__owner", "added_by"):
            yield Happening(f"use:{pk}", NewsKind.REUSED, pk, (f"own:{owner}", f"document:{key}"), actor=by)

    def seen(self, user: Viewer, news: Sequence[News], groups: Mapping[int, str]) -> dict[int, Seen]:
        """One query."""
        rows = Use.objects.visible_to(user).filter(pk__in={one.thing for one in news})
        found = {row.pk: row for row in rows.select_related("document", "state").defer("document__abstract")}
        return {
            one.pk: Seen(
                row.document.title, address_of("reuse:document", row.document.key), f"Used by {row.state.name}",
                frozenset((f"own:{row.document.owner_id}", f"document:{row.document.key}")), "", row.is_sample,
            )
            for one in news if (row := found.get(one.thing))
        }  # fmt: skip


SOURCE = UseNews()
