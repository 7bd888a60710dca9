"""What is new in the space, for its first page."""

from datetime import datetime

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
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


def newest(user: Viewer) -> list[News]:
    """Resources, pairs, and documents shared with the space, newest first; three queries."""
    resources = Resource.objects.in_hub_for(user).select_related(None).order_by("-decided_at", "-key")[:MOST]
    pairs = Pair.objects.visible_to(user).open().order_by("-made_at", "-key")[:MOST]
    shared = Document.objects.visible_to(user).published().filter(sharing=Document.Sharing.WORKFORCE)
    found = [
        *(News("Resource", row.title, row.get_absolute_url(), _known(row.decided_at), row.is_sample)
          for row in resources),
        *(News("State and city", row.name, row.get_absolute_url(), row.made_at, row.is_sample) for row in pairs),
        *(News("Document", row.title, row.get_absolute_url(), _known(row.shared_at), row.is_sample)
          for row in shared.newest()[:MOST]),
    ]  # fmt: skip
    return sorted(found, key=lambda news: news.at, reverse=True)[:MOST_SHOWN]


def _known(moment: datetime | None) -> datetime:
    assert moment is not None  # what is in the hub was decided on, what is published was shared
    return moment
