"""News of questions to the states: asked, closed, and what came of them."""

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
from inquiries.models import SENT, Inquiry, Response, Status

ROUND = (NewsKind.ASKED, NewsKind.CLOSED)


class InquiryNews:
    """The source."""

    kinds = (*ROUND, NewsKind.FINDINGS)

    def happened(self, since: datetime) -> Iterator[Happening]:
        """Of rounds that are asked, closed, and summarized; of campaigns only their published synthesis."""
        moments = {NewsKind.ASKED: "opened_at", NewsKind.CLOSED: "closed_at", NewsKind.FINDINGS: "summary_published_at"}
        for kind, field in moments.items():
            rows = Inquiry.objects.filter(status__in=SENT, **{f"{field}__gte": since}).select_related("topic", "group")
            if kind in ROUND:
                rows = rows.rounds()
            for row in rows.defer("introduction", "summary"):
                asked = Response.objects.filter(inquiry=row).order_by("state").values_list("state", flat=True)
                targets = _targets(row, tuple(asked) if kind in ROUND else ())
                moment = getattr(row, field)
                yield Happening(f"{kind}:{row.pk}:{moment:%Y%m%d%H%M%S}", kind, row.pk, targets)

    def asked(self, user: Viewer, news: Sequence[News]) -> tuple[Asked[Any], ...]:
        """What was sent to states, and published summaries."""
        asked, told = _parted(news)
        return _sent.asked(user, ids=numbers_of(asked)), _summarized.asked(user, ids=numbers_of(told))

    def seen(self, news: Sequence[News], groups: Mapping[int, str], *rows: list[Any]) -> dict[int, Seen]:
        """An open round as asked, a closed one as closed, and then its summary."""
        asked, told = _parted(news)
        sent, summarized = ({row.pk: row for row in found} for found in rows)
        found = {one.pk: seen for one in asked if (seen := _of_round(one, sent.get(one.thing)))}
        for one in told:
            if row := summarized.get(one.thing):
                found[one.pk] = _seen(row, "Summary of answers published", ())
        return found


def _parted(news: Sequence[News]) -> tuple[list[News], list[News]]:
    """About rounds, and about what came of them."""
    return [one for one in news if one.kind in ROUND], [one for one in news if one.kind not in ROUND]


@StatementFor
def _summarized(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Inquiry]:
    rows = Inquiry.objects.found_by(user).filter(among(ids), status=Status.PUBLISHED)
    return rows.select_related("topic", "group").defer("introduction", "summary")


@StatementFor
def _sent(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Inquiry]:
    rows = Inquiry.objects.sent_to(user).filter(among(ids)).select_related("topic", "group", "agency")
    return rows.defer("introduction", "summary")


def _of_round(one: News, row: Inquiry | None) -> Seen | None:
    """SECURITY: that states were asked, and which, is for those it was sent to, not for readers of its summary."""
    if row is None or row.status != (Status.OPEN if one.kind == NewsKind.ASKED else Status.CLOSED):
        return None
    states = tuple(target.removeprefix("state:") for target in one.targets if target.startswith("state:"))
    words = f"{row.asker} asks the states" if one.kind == NewsKind.ASKED else "Closed; answers can be compared"
    return _seen(row, words, states)


def _seen(row: Inquiry, words: str, states: tuple[str, ...]) -> Seen:
    return Seen(row.title, row.get_absolute_url(), words, frozenset(_targets(row, states)), "", row.is_sample)


def _targets(row: Inquiry, states: tuple[str, ...]) -> tuple[str, ...]:
    found = [f"inquiry:{row.key}", *(f"state:{code}" for code in states)]
    found += [f"topic:{row.topic.slug}"] if row.topic else []
    found += [f"group:{row.group.slug}"] if row.group else []
    return tuple(found)


SOURCE = InquiryNews()
