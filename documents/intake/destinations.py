"""Pages of other apps that a file is uploaded for, such as a call: they list it as soon as it is shared."""

from collections.abc import Callable

from accounts.models import User
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot
from documents.models import Document, Upload


@dataclass(frozen=True)
class Destination:
    """The page, and the audience that the document is meant for."""

    key: str
    title: str
    url: str
    audience_id: int | None
    kind_slug: str = ""
    heading: str = "Upload slides"
    lists_it: bool = True  # or names the document already, such as a state's answer


# (person, key) → the page, where the person may add to it.
DESTINATIONS: Slot[Callable[[User, str], Destination | None]] = Slot()
# (document, key): the document is shared. Called inside the transaction that publishes it.
SHARED: Slot[Callable[[Document, str], None]] = Slot()


def destination(user: User, key: str) -> Destination | None:
    """The page with this key; None for an unknown one, and for who may not add to it."""
    found = (provider(user, key) for provider in DESTINATIONS) if key and "\x00" not in key else ()
    return next((place for place in found if place is not None), None)


def destination_of(user: User, document: Document) -> Destination | None:
    """The page that the document was uploaded for."""
    return destination(user, _key_of(document))


def list_where_wanted(document: Document) -> None:
    """Tell the page that a document was uploaded for that it is there."""
    if key := _key_of(document):
        for listed in SHARED:
            listed(document, key)


def _key_of(document: Document) -> str:
    rows = Upload.objects.filter(version__document=document).exclude(brought_for="").order_by("created_at")
    return rows.values_list("brought_for", flat=True).first() or ""
