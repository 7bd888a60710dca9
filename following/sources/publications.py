"""News of publications: a new revision of an edition."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.activity import among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.statements import Asked
from following.models import News, NewsKind
from following.sources import Happening, Seen, numbers_of
from publications.models import Revision


class PublicationNews:
    """The source."""

    kinds = (NewsKind.REVISION,)

    def happened(self, since: datetime) -> Iterator[Happening]:
        """The first revision of an edition too: it is how an edition of a study appears."""
        rows = Revision.objects.filter(made_at__gte=since).order_by("pk")
        for pk, slug in rows.values_list("pk", "edition__study__slug"):
            yield Happening(f"revision:{pk}", NewsKind.REVISION, pk, (f"study:{slug}",))

    def asked(self, user: Viewer, news: Sequence[News]) -> tuple[Asked[Any], ...]:
        """The revisions."""
        return (_revisions.asked(user, ids=numbers_of(news)),)

    def seen(self, news: Sequence[News], groups: Mapping[int, str], *rows: list[Any]) -> dict[int, Seen]:
        """Those that the person may see."""
        found = {row.pk: row for row in rows[0]}
        return {
            one.pk: Seen(
                row.edition.study.name, row.edition.get_absolute_url(),
                f"{row.edition.get_form_display()}, {'new' if row.number == 1 else f'revision {row.number}'}",
                frozenset((f"study:{row.edition.study.slug}",)), "", row.edition.study.is_sample,
            )
            for one in news if (row := found.get(one.thing))
        }  # fmt: skip


@StatementFor
def _revisions(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Revision]:
    return Revision.objects.visible_to(user).filter(among(ids)).select_related("edition__study")


SOURCE = PublicationNews()
