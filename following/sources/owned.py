"""News for who shared a document: a question about it, and once a week how many people opened it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.activity import among
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.statements import Asked, Statement
from clearinghouse.lib.wording import counted, long_date
from contacts.models import Question
from documents.models import Document, Opening
from documents.models.document import is_own
from following.models import News, NewsKind
from following.sources import NOTHING, Happening, Seen, numbers_of

WEEK = timedelta(days=7)
LOOKED_BACK = timedelta(days=45)  # news is shown for 30 days, and is about the week before


class OwnedNews:
    """The source. SECURITY: it names nobody, neither who asked nor who read."""

    kinds = (NewsKind.INQUIRED, NewsKind.OPENED)

    def happened(self, since: datetime) -> Iterator[Happening]:
        """Questions about documents; and of last week, which documents were opened by others than their owners."""
        asked = Question.objects.confirmed().filter(asked_at__gte=since, document__owner__isnull=False)
        rows = asked.order_by("pk").values_list("pk", "document", "document__owner", "asker")
        for pk, document, owner, asker in rows:
            yield Happening(f"inquired:{pk}", NewsKind.INQUIRED, document, (f"own:{owner}",), pk, asker)
        monday = last_monday()
        opened = _of_week(monday).exclude(person=F("document__owner")).order_by("document")
        for document, owner in opened.values_list("document", "document__owner").distinct():
            mark = f"opened:{document}:{monday:%Y%m%d}"
            yield Happening(mark, NewsKind.OPENED, document, (f"own:{owner}",), int(f"{monday:%Y%m%d}"))

    def asked(self, user: Viewer, news: Sequence[News]) -> tuple[Asked[Any], ...]:
        """The person's own documents among them, questions that are there still, and who opened what."""
        questions = tuple(sorted({one.detail for one in news if one.kind == NewsKind.INQUIRED})) or NOTHING
        read = numbers_of(one for one in news if one.kind == NewsKind.OPENED)
        return (
            _owned.asked(user, ids=numbers_of(news)),
            _questions.asked(ids=questions),
            _openings.asked(ids=read, since=timezone.now() - LOOKED_BACK),
        )

    def seen(self, news: Sequence[News], groups: Mapping[int, str], *rows: list[Any]) -> dict[int, Seen]:
        """Of documents that are the person's own now."""
        owned = {row.pk: row for row in rows[0]}
        questions = set(rows[1])
        people = {(row[0], row[1], monday_of(row[2])) for row in rows[2] if _is_other(owned, *row[:2])}
        counts = Counter((document, monday) for document, _, monday in people)
        found = {}
        for one in news:
            row = owned.get(one.thing)
            words = _words(one, questions, counts) if row else ""
            if row and words:
                target = frozenset((f"own:{row.owner_id}",))
                url = address_of("documents:detail", row.key)
                found[one.pk] = Seen(row.title, url, words, target, "", row.is_sample)
        return found


def last_monday() -> date:
    """On which the last whole week began, by the portal's clock."""
    return monday_of(timezone.now()) - WEEK


def monday_of(moment: datetime) -> date:
    """On which the week of this moment began."""
    day = timezone.localtime(moment, timezone.get_default_timezone()).date()
    return day - timedelta(days=day.weekday())


def _of_week(monday: date) -> QuerySet[Opening]:
    zone = timezone.get_default_timezone()
    begins, ends = (datetime.combine(day, time.min, tzinfo=zone) for day in (monday, monday + WEEK))
    return Opening.objects.filter(opened_at__gte=begins, opened_at__lt=ends)


def _is_other(owned: Mapping[int, Document], document: int, person: int) -> bool:
    return document in owned and owned[document].owner_id != person


def _words(one: News, questions: set[int], counts: Mapping[tuple[int, date], int]) -> str:
    if one.kind == NewsKind.INQUIRED:
        return "Someone asked a question about it" if one.detail in questions else ""
    monday = date.fromisoformat(str(one.detail))
    count = counts[one.thing, monday]
    return f"Opened by {counted(count, 'person,people')} in the week of {long_date(monday)}" if count else ""


@StatementFor
def _owned(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Document]:
    rows = Document.objects.visible_to(user).published().filter(is_own(standing_of(user)), among(ids))
    return rows.only("pk", "key", "title", "owner", "is_sample")


@Statement
def _questions(ids: tuple[int, ...]) -> QuerySet[Question, int]:
    return Question.objects.confirmed().filter(among(ids)).values_list("pk", flat=True)


@Statement
def _openings(ids: tuple[int, ...], since: datetime) -> QuerySet[Opening, Any]:
    rows = Opening.objects.filter(among(ids, "document"), opened_at__gte=since)
    return rows.values_list("document", "person", "opened_at")


SOURCE = OwnedNews()
