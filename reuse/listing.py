"""The uses of a document, by state, for its page."""

from typing import Any

from django.db.models import QuerySet

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part, read_parts
from documents.models import Document
from reuse.models import Use
from reuse.panels import count_of


@dataclass(frozen=True)
class Result:
    """A document that came of a use, and that the person can see."""

    key: str
    title: str


@dataclass(frozen=True)
class StateUses:
    """What one state did with a document. `is_own`: the document is from this state, so it isn't counted."""

    name: str
    uses: list[Use]
    is_own: bool


@dataclass(frozen=True)
class Uses:
    """All that the person can see, and how many other states there are."""

    states: int
    by_state: list[StateUses]

    @property
    def unnamed(self) -> int:
        """States that count and that this person can't know."""
        return self.states - sum(not each.is_own for each in self.by_state)


def uses_of(document: Document, user: Viewer) -> Uses:
    """One round trip."""
    parts: dict[str, Part[Any]] = {
        "states": Part((count_of.asked(document=document.pk),), lambda rows: rows[0] if rows else 0),
        "uses": Part((_uses.asked(user, document=document.pk),), list),
        "results": Part((_results.asked(user, document=document.pk),), _by_use),
    }
    read = read_parts(parts)
    by_state: dict[str, list[Use]] = {}
    for use in read["uses"]:
        use.shown_result = read["results"].get(use.pk)
        by_state.setdefault(use.state_id, []).append(use)
    found = [StateUses(uses[0].state.name, uses, code == document.state_id) for code, uses in by_state.items()]
    return Uses(read["states"], found)


def _by_use(rows: list[tuple[int, str, str]]) -> dict[int, Result]:
    return {use: Result(key, title) for use, key, title in rows}


@StatementFor
def _uses(user: Viewer, document: int) -> QuerySet[Use]:
    uses = Use.objects.visible_to(user).filter(document=document).with_may_change(user)
    return uses.select_related("state", "agency").order_by("state__name", "-added_at", "-key")


@StatementFor
def _results(user: Viewer, document: int) -> QuerySet[Use, Any]:
    # SECURITY: what came of it is named only to who can see that document too.
    seen = Document.objects.visible_to(user).published()
    uses = Use.objects.filter(document=document, result__in=seen)
    return uses.values_list("pk", "result__key", "result__title")


def may_record(user: Viewer) -> bool:
    """Whether the page offers it; the action asks again."""
    return standing_of(user).is_member
