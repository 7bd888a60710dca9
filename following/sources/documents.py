"""News of documents: shared, in a new version, past their review date."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from functools import partial
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import MD5

from accounts.standing import Viewer, standing_of, user_key
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.wording import counted, long_date
from clearinghouse.lib.zones import portal_today
from documents.models import Document, DocumentVersion, Page
from documents.models.document import is_own
from following.models import News, NewsKind
from following.sources import Happening, Seen
from gaps.models import ReviewDate
from workinggroups.models import WorkingGroup

FACTS = ("pk", "key", "state", "kind__slug", "owner", "reader_keys", "current_version")
SHOWN = (
    *("pk", "key", "title", "state", "state__name", "kind__name", "kind__slug", "owner", "reader_keys"),
    *("current_version", "is_sample", "review_date__review_on"),
)


class DocumentNews:
    """The source."""

    kinds = (NewsKind.SHARED, NewsKind.VERSION, NewsKind.REVIEW)

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
        rows = {row["pk"]: row for rows in (shared, renewed, due) for row in rows.values(*FACTS)}
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
        for pk, day in dates.items():
            if pk in rows:
                yield Happening(f"review:{pk}:{day}", NewsKind.REVIEW, pk, (f"own:{rows[pk]['owner']}",))

    def seen(self, user: Viewer, news: Sequence[News], groups: Mapping[int, str]) -> dict[int, Seen]:
        """One query, a second one for topics, and a third where there are new versions."""
        documents = Document.objects.visible_to(user).published()
        rows = {row["pk"]: row for row in documents.filter(pk__in={one.thing for one in news}).values(*SHOWN)}
        topics = _topics(rows)
        own = _own(user, rows)
        earlier = _readable_before(user, news)
        found = {}
        for one in news:
            row = rows.get(one.thing)
            words = _words(one, row, earlier, is_own=row["pk"] in own) if row else ""
            if row and words:
                mine = _targets(row, topics, groups)
                about = " · ".join(filter(None, (row["kind__name"], row["state__name"])))
                found[one.pk] = Seen(
                    row["title"], address_of("documents:detail", row["key"]), words, frozenset(mine), about,
                    row["is_sample"],
                )  # fmt: skip
        return found


def _topics(rows: Iterable[int]) -> dict[int, list[str]]:
    through = Document.topics.through.objects.filter(document__in=list(rows))
    found: dict[int, list[str]] = {}
    for document, slug in through.values_list("document", "topic__slug"):
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


def _own(user: Viewer, rows: Iterable[int]) -> set[int]:
    standing = standing_of(user)
    own = Document.objects.visible_to(user).filter(is_own(standing), pk__in=list(rows))
    return set(own.values_list("pk", flat=True)) if standing.user_id else set()


def _readable_before(user: Viewer, news: Sequence[News]) -> set[int]:
    """Earlier versions that the person may read: only then what changed since is theirs to know."""
    wanted = {one.facts["before"] for one in news if one.facts.get("before")}
    if not wanted:
        return set()
    return set(DocumentVersion.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))


def _words(one: News, row: Mapping[str, Any], earlier: set[int], *, is_own: bool) -> str:
    """What happened; empty where it is no longer so."""
    if one.kind == NewsKind.SHARED:
        return "New document"
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
