"""What apps further right show on a document's page: on which calls it was discussed, whom to ask."""

from collections.abc import Callable

from accounts.standing import Viewer
from clearinghouse.lib.slots import Panel, Slot
from documents.models import Document

# (document, person) → a panel for the aside, or None when there is nothing to show this person. The template is given
# the panel's content as `panel`, beside `document`.
DOCUMENT_PANELS: Slot[Callable[[Document, Viewer], Panel | None]] = Slot()
