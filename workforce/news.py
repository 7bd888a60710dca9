"""What is new in the space, for its first page."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from documents.models import Document
from workforce.models import Pair, Resource

MOST = 5
MOST_SHOWN = 8


@dataclass(frozen=True)
class News:
    """One new thing: what it is, where it is, since when."""

    kind: str
    title: str
    url: str
    at: datetime
    is_sample: bool


def newest_for(user: Viewer) -> Part[list[News]]:
    """Resources, pairs, and documents shared with the space, newest first."""
    return Part((_resources.asked(user), _pairs.asked(user), _documents.asked(user)), _newest)


def _newest(*answers: list[tuple[Any, ...]]) -> list[News]:
    kinds = (
        ("Resource", "workforce:resource"), ("State and city", "workforce:pair"), ("Document", "documents:detail"),
    )  # fmt: skip
    found = [
        News(kind, title, address_of(address, key), at, is_sample)
        for (kind, address), rows in zip(kinds, answers, strict=True)
        for key, title, at, is_sample in rows
    ]
    return sorted(found, key=lambda news: news.at, reverse=True)[:MOST_SHOWN]


@StatementFor
def _resources(user: Viewer) -> QuerySet[Resource, tuple[Any, ...]]:
    found = Resource.objects.in_hub_for(user).order_by("-decided_at", "-key")
    return found.values_list("key", "title", "decided_at", "is_sample")[:MOST]


@StatementFor.of_deciders
def _pairs(user: Viewer) -> QuerySet[Pair, tuple[Any, ...]]:
    found = Pair.objects.visible_to(user).open().order_by("-made_at", "-key")
    return found.values_list("key", "name", "made_at", "is_sample")[:MOST]


@StatementFor
def _documents(user: Viewer) -> QuerySet[Document, tuple[Any, ...]]:
    shared = Document.objects.visible_to(user).published().filter(sharing=Document.Sharing.WORKFORCE)
    return shared.newest().values_list("key", "title", "shared_at", "is_sample")[:MOST]
