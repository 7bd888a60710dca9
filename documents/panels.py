"""What apps above show on a document's page: on which calls it was discussed, whom to ask."""

from collections.abc import Callable
from typing import Any

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Panel, Slot
from clearinghouse.lib.statements import Asked
from documents.finding.filters import Filters
from documents.models import Document


@dataclass(frozen=True)
class DocumentPanel:
    """What a panel asks of the database, and what it shows of the rows: the page asks for all panels at once.

    `show` is given a list of rows for each statement and returns None when there is nothing to show this person.
    """

    asked: tuple[Asked[Any], ...]
    show: Callable[[list[list[Any]]], Panel | None]


# (document, person) → a panel for the aside. Its template is given the panel's content as `panel`, beside `document`.
DOCUMENT_PANELS: Slot[Callable[[Document, Viewer], DocumentPanel]] = Slot()

# (person, filters, words) → a panel under a list of documents that found nothing: another way to what was sought.
NOTHING_FOUND: Slot[Callable[[Viewer, Filters, str], Panel | None]] = Slot()


def after_nothing(user: Viewer, filters: Filters, text: str = "") -> list[Panel]:
    """What apps above show under such a list."""
    return [panel for show in NOTHING_FOUND if (panel := show(user, filters, text))]
