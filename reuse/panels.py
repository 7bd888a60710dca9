"""What a document's page says of its reuse: by how many states, what it was made from, and "We used this"."""

from typing import Any

from django.db.models import Count, Expression, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from clearinghouse.lib.slots import Panel
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.wording import counted
from documents.models import Document
from documents.panels import DocumentPanel
from reuse.models import Use

MOST = 5


@dataclass(frozen=True)
class ReusePanel:
    """How many other states reused it, those whose names the viewer can know, and what it was made from."""

    states: int
    named: list[str]
    sources: list[Any]
    may_record: bool

    @property
    def words(self) -> str:
        """ "Colorado, Maine, and 2 others": also those that the viewer can't know."""
        others = self.states - len(self.named)
        return joined([*self.named, *([counted(others, "other")] if others else [])]) if self.named else ""


def reuse_of(document: Document, user: Viewer) -> DocumentPanel:
    """Nothing for a document that is not shared, and nothing for who can neither see a use nor record one."""
    if document.status != Document.Status.PUBLISHED:
        return DocumentPanel((), lambda rows: None)
    may_record = standing_of(user).is_member
    asked = (
        count_of.asked(document=document.pk),
        named_of.asked(user, document=document.pk),
        sources_of.asked(user, document=document.pk),
    )
    return DocumentPanel(asked, lambda rows: _shown(rows, may_record))


def _shown(rows: list[list[Any]], may_record: bool) -> Panel | None:
    counts, names, sources = rows
    states = counts[0] if counts else 0
    if not (states or sources or may_record):
        return None
    return Panel("reuse/document_panel.html", ReusePanel(states, names[:MOST], sources[:MOST], may_record))


@Statement
def count_of(document: int) -> QuerySet[Use, Any]:
    """By how many other states, for whoever can see the document: each counts, whether it shows its name or not."""
    uses = Use.objects.filter(document=document).by_others().order_by()
    return uses.values("document").annotate(states=Count("state", distinct=True)).values_list("states", flat=True)


def states_of(document: str) -> Expression:
    """The same number for each row of a list, in its own statement: `document` is the row's field."""
    # The document's state is read within: a state of its own is none that reused it.
    uses = Use.objects.filter(document=OuterRef(document)).by_others().order_by()
    counts = uses.values("document").annotate(states=Count("state", distinct=True)).values("states")
    return Coalesce(Subquery(counts), 0, output_field=IntegerField())


@StatementFor
def named_of(user: Viewer, document: int) -> QuerySet[Use, str]:
    """The names of those among them that the person can know."""
    uses = Use.objects.visible_to(user).filter(document=document).by_others()
    return uses.order_by("state__name").values_list("state__name", flat=True).distinct()


@StatementFor
def sources_of(user: Viewer, document: int) -> QuerySet[Use, Any]:
    """What it was made from: documents that the person can see, of uses that they can see."""
    uses = Use.objects.visible_to(user).filter(result=document).order_by("document__title", "document__key")
    return uses.values_list("document__key", "document__title", named=True).distinct()
