"""News of documents: shared, opened to more people, in a new version, past their review date."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from functools import partial
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import MD5

from accounts.activity import among
from accounts.models import AuditEvent
from accounts.standing import Viewer, standing_of, user_key
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Asked, Statement
from clearinghouse.lib.wording import counted, long_date
from clearinghouse.lib.zones import portal_today
from documents.actions import DETAILS_CHANGED, KEYS_BEFORE
from documents.models import Document, DocumentVersion, Page
from documents.models.document import is_own
from following.models import News, NewsKind
from following.sources import NOTHING, Happening, Seen, numbers_of
from gaps.models import ReviewDate
from workinggroups.models import WorkingGroup

FACTS = ("pk", "key", "state", "kind__slug", "owner", "reader_keys", "current_version", "shared_at")
SHOWN = (
    *("pk", "key", "title", "state", "state__name", "kind__name", "kind__slug", "owner", "reader_keys"),
    *("current_version", "is_sample", "review_date__review_on"),
)


class DocumentNews:
    """The source."""

    kinds = (NewsKind.SHARED, NewsKind.WIDENED, NewsKind.VERSION, NewsKind.REVIEW)

    def happened(self, since: datetime) -> Iterator[Happening]:
        """Of published documents alone."""
        published = Document.objects.published()
        shared = published.filter(shared_at__gte=since)
        renewed = published.filter(
            current_version__uploaded_at__gte=since, current_version__uploaded_at__gt=F("shared_at"),
            current_version__status__number__gt=1,
        )  # fmt: skip
        stale = ReviewDate.objects.filter(review_on__lt=portal_today(), review_on__gte=since.date())
        dates = dict(stale.values_list("document", "review_on"))
        due = published.filter(pk__in=list(dates))
        events = _widenings(since)
        widened = published.filter(pk__in={event.document for event in events})
        rows = {row["pk"]: row for rows in (shared, renewed, due, widened) for row in rows.values(*FACTS)}
        topics = _topics(rows)
        groups = dict(WorkingGroup.objects.values_list("audience", "slug"))
        for pk in shared.values_list("pk", flat=True):
            yield Happening(
                f"shared:{pk}", NewsKind.SHARED, pk, _targets(rows[pk], topics, groups), 0, rows[pk]["owner"]
            )
        for pk, version, by in renewed.values_list("pk", "current_version", "current_version__uploaded_by"):
            targets = _targets(rows[pk], topics, groups)
            yield Happening(
                f"version:{version}", NewsKind.VERSION, pk, targets, version, by, partial(_changed, version, pk)
            )
        for event in events:
            row = rows.get(event.document)
            if row and row["shared_at"] < event.at:
                yield Happening(
                    f"widened:{event.number}", NewsKind.WIDENED, row["pk"], _targets(row, topics, groups), 0, event.by,
                    partial(_could_before, event.keys_before),
                )  # fmt: skip
        for pk, day in dates.items():
            if pk in rows:
                yield Happening(f"review:{pk}:{day}", NewsKind.REVIEW, pk, (f"own:{rows[pk]['owner']}",))

    def asked(self, user: Viewer, news: Sequence[News]) -> tuple[Asked[Any], ...]:
        """Documents, topics, earlier versions, which are the person's own, and which they couldn't read before."""
        ids = numbers_of(news)
        before = tuple(sorted({one.facts["before"] for one in news if one.facts.get("before")})) or NOTHING
        due = numbers_of(one for one in news if one.kind == NewsKind.REVIEW)
        return (
            _shown.asked(user, ids=ids), _topics_of.asked(ids=ids), _readable_before.asked(user, ids=before),
            _own.asked(user, ids=due), _numbered.asked(ids=_new_to(user, news)),
        )  # fmt: skip

    def seen(self, news: Sequence[News], groups: Mapping[int, str], *rows_of: list[Any]) -> dict[int, Seen]:
        """What is shared still; a new version, while it is the current one."""
        shown, marks, earlier, own, opened = rows_of
        rows = {row["pk"]: row for row in (dict(zip(SHOWN, values, strict=True)) for values in shown)}
        topics = _by_document(marks)
        found = {}
        for one in news:
            if one.kind == NewsKind.WIDENED and one.pk not in opened:
                continue
            row = rows.get(one.thing)
            words = _words(one, row, set(earlier), is_own=row["pk"] in own) if row else ""
            if row and words:
                mine = _targets(row, topics, groups)
                about = " · ".join(filter(None, (row["kind__name"], row["state__name"])))
                found[one.pk] = Seen(
                    row["title"], address_of("documents:detail", row["key"]), words, frozenset(mine), about,
                    row["is_sample"],
                )  # fmt: skip
        return found


@dataclass(frozen=True)
class Widening:
    """A change of who can see a document: who could before, by reader keys."""

    number: int
    document: int
    at: datetime
    by: int | None
    keys_before: list[int]


def _widenings(since: datetime) -> list[Widening]:
    events = AuditEvent.objects.filter(action=DETAILS_CHANGED, happened_at__gte=since, detail__has_key=KEYS_BEFORE)
    rows = events.order_by("pk").values_list("pk", "object_id", "happened_at", "actor_id", f"detail__{KEYS_BEFORE}")
    return [Widening(number, int(document), at, by, keys) for number, document, at, by, keys in rows]


def _could_before(keys: list[int]) -> dict[str, Any]:
    return {KEYS_BEFORE: keys}


def _new_to(user: Viewer, news: Sequence[News]) -> tuple[int, ...]:
    """Numbers of the news about documents that none of the person's reader keys opened before."""
    standing = standing_of(user)
    # SECURITY: this only leaves things out; what the person can read now is asked of the documents.
    held = {*standing.reader_keys}
    return (
        tuple(
            sorted(
                one.pk
                for one in news
                if one.kind == NewsKind.WIDENED
                and not standing.is_administrator
                and not held & {*one.facts[KEYS_BEFORE]}
            )
        )
        or NOTHING
    )


@Statement
def _numbered(ids: tuple[int, ...]) -> QuerySet[News, int]:
    return News.objects.filter(among(ids)).values_list("pk", flat=True)


@StatementFor
def _shown(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Document, Any]:
    return Document.objects.visible_to(user).published().filter(among(ids)).values_list(*SHOWN)


@Statement
def _topics_of(ids: tuple[int, ...]) -> QuerySet[Any, Any]:
    return Document.topics.through.objects.filter(among(ids, "document")).values_list("document", "topic__slug")


def _topics(rows: Iterable[int]) -> dict[int, list[str]]:
    numbers = tuple(rows)
    return _by_document(_topics_of.rows(ids=numbers)) if numbers else {}


def _by_document(marks: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for document, slug in marks:
        found.setdefault(document, []).append(slug)
    return found


def _targets(row: Mapping[str, Any], topics: Mapping[int, list[str]], groups: Mapping[int, str]) -> tuple[str, ...]:
    found = [f"document:{row['key']}", f"own:{row['owner']}"]
    found += [f"state:{row['state']}"] if row["state"] else []
    found += [f"type:{row['kind__slug']}"] if row["kind__slug"] else []
    found += [f"topic:{slug}" for slug in topics.get(row["pk"], ())]
    keys = row["reader_keys"]
    found += [f"group:{groups[key]}" for key in keys if key in groups]
    # Opened to somebody by name.
    found += [f"person:{-key}" for key in keys if key < 0 and key != user_key(row["owner"])]
    return tuple(found)


@StatementFor
def _own(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Document, int]:
    rows = Document.objects.visible_to(user).filter(is_own(standing_of(user)), among(ids))
    return rows.values_list("pk", flat=True)


@StatementFor
def _readable_before(user: Viewer, ids: tuple[int, ...]) -> QuerySet[DocumentVersion, int]:
    # Only to who may read the version before, what changed since is told.
    return DocumentVersion.objects.visible_to(user).filter(among(ids)).values_list("pk", flat=True)


def _words(one: News, row: Mapping[str, Any], earlier: set[int], *, is_own: bool) -> str:
    """What happened; empty where it is no longer so."""
    if one.kind == NewsKind.SHARED:
        return "New document"
    if one.kind == NewsKind.WIDENED:
        return "Now shared with you"
    if one.kind == NewsKind.REVIEW:
        day = row["review_date__review_on"]
        is_due = is_own and day is not None and day < portal_today() and one.mark.endswith(str(day))
        return f"Past its review date, {long_date(day)}" if is_due else ""
    if row["current_version"] != one.detail:
        return ""  # a later version has come, which is news of its own
    changes = one.facts if one.facts.get("before") in earlier else {}
    told = [f"{counted(changes[name], 'page')} {name}" for name in ("added", "removed", "changed") if changes.get(name)]
    return f"New version: {', '.join(told)}" if told else "New version"


def _changed(version: int, document: int) -> dict[str, int]:
    """How many pages came, went and changed since the version before, by what they say."""
    versions = DocumentVersion.objects.filter(document=document, status__number__lt=_number(version))
    before = versions.readable().order_by("-status__number").values_list("pk", flat=True).first()
    if before is None:
        return {}
    old, new = _pages(before), _pages(version)
    counts = {"before": before, "added": 0, "removed": 0, "changed": 0}
    for what, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            both = min(last - first, end - start)
            counts["changed"] += both
            counts["added"] += end - start - both
            counts["removed"] += last - first - both
    return counts


def _number(version: int) -> int:
    return int(DocumentVersion.objects.values_list("status__number", flat=True).get(pk=version))


def _pages(version: int) -> list[str]:
    pages = Page.objects.filter(Q(version=version), number__gt=0).order_by("number")
    return list(pages.annotate(hashed=MD5("text")).values_list("hashed", flat=True))


SOURCE = DocumentNews()
