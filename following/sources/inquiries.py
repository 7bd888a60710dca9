"""News of questions to the states: asked, closed, and what came of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from accounts.standing import Viewer
from following.models import News, NewsKind
from following.sources import Happening, Seen
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

    def seen(self, user: Viewer, news: Sequence[News], groups: Mapping[int, str]) -> dict[int, Seen]:
        """Two queries: of what was sent to the states, and of published summaries."""
        asked = [one for one in news if one.kind in ROUND]
        told = [one for one in news if one.kind == NewsKind.FINDINGS]
        found: dict[int, Seen] = {}
        if asked:
            found |= _of_rounds(user, asked)
        if told:
            rows = Inquiry.objects.visible_to(user).filter(status=Status.PUBLISHED, pk__in={one.thing for one in told})
            by_pk = {row.pk: row for row in rows.select_related("topic", "group").defer("introduction", "summary")}
            words = "Summary of answers published"
            found |= {one.pk: _seen(by_pk[one.thing], words, ()) for one in told if one.thing in by_pk}
        return found


def _of_rounds(user: Viewer, news: Sequence[News]) -> dict[int, Seen]:
    """SECURITY: that states were asked, and which, is for those it was sent to, not for readers of its summary."""
    numbers = {one.thing for one in news}
    rows = Inquiry.objects.sent_to(user).filter(pk__in=numbers).select_related("topic", "group", "agency")
    by_pk = {row.pk: row for row in rows.defer("introduction", "summary")}
    found = {}
    for one in news:
        row = by_pk.get(one.thing)
        # An open one is told as asked, a closed one as closed; once its summary is out, that is the news.
        if row is None or row.status != (Status.OPEN if one.kind == NewsKind.ASKED else Status.CLOSED):
            continue
        states = tuple(target.removeprefix("state:") for target in one.targets if target.startswith("state:"))
        words = f"{row.asker} asks the states" if one.kind == NewsKind.ASKED else "Closed; answers can be compared"
        found[one.pk] = _seen(row, words, states)
    return found


def _seen(row: Inquiry, words: str, states: tuple[str, ...]) -> Seen:
    return Seen(row.title, row.get_absolute_url(), words, frozenset(_targets(row, states)), "", row.is_sample)


def _targets(row: Inquiry, states: tuple[str, ...]) -> tuple[str, ...]:
    found = [f"inquiry:{row.key}", *(f"state:{code}" for code in states)]
    found += [f"topic:{row.topic.slug}"] if row.topic else []
    found += [f"group:{row.group.slug}"] if row.group else []
    return tuple(found)


SOURCE = InquiryNews()
