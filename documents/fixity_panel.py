"""What administrators read of the stored files, on the system page."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.db.models.lookups import LessThan
from django.utils import timezone

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Panel
from clearinghouse.lib.wording import counted
from documents.fixity import DAYS, READ_AT
from documents.models import Document, DocumentVersion, FileCheck

SHOWN = 20
ANY_NUMBER = 10**12  # counts for administrators are exact


@dataclass(frozen=True)
class StoredFiles:
    """How many files there are, how they were found when they were last read, and the first of those that are wrong."""

    files: int
    unread: int
    wrong: int
    checked_at: datetime | None
    rows: list[FileCheck]

    @property
    def files_in_words(self) -> str:
        """ "1,409 files"."""
        return counted(self.files, "file", cap=ANY_NUMBER)

    @property
    def unread_in_words(self) -> str:
        """ "12 files haven’t been checked for 30 days"."""
        return f"{counted(self.unread, 'file', cap=ANY_NUMBER)} {_have(self.unread)}n’t been checked for {DAYS} days"

    @property
    def more(self) -> int:
        """How many wrong ones the list leaves out."""
        return self.wrong - len(self.rows)


def panel(user: Viewer) -> Panel:
    """For this administrator; in two queries. A title stands there only if they can open the document."""
    long_ago = timezone.now() - timedelta(days=DAYS)
    counts = DocumentVersion.objects.stored().aggregate(
        files=Count("pk"),
        unread=Count("pk", filter=Q(LessThan(READ_AT, long_ago))),
        wrong=Count("file_check__wrong_since"),
        checked_at=Max("file_check__checked_at"),
    )
    visible = Document.objects.visible_to(user).filter(pk=OuterRef("version__document"))
    wrong = FileCheck.objects.wrong().select_related("version__document", "version__status")
    rows = wrong.annotate(is_visible=Exists(visible)).order_by("wrong_since", "pk")[:SHOWN]
    return Panel("documents/stored_files_panel.html", StoredFiles(rows=list(rows), **counts))


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
