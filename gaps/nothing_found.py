"""The way on from a list of documents that found nothing: ask the state that was chosen."""

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.slots import Panel
from documents.finding.filters import BY_NAME, Filters
from gaps.table import ask_url


def ask_the_state(user: Viewer, filters: Filters, text: str) -> Panel | None:
    """For members who chose one state. SECURITY: made of what they chose alone, whatever the state has."""
    standing = standing_of(user)
    states, kinds = filters.values.get("state", ()), filters.values.get("kind", ())
    if not (standing.is_member or standing.is_administrator) or len(states) != 1:
        return None
    names = {choice.value: choice.label for name in ("state", "kind") for choice in BY_NAME[name].choices()}
    kind = kinds[0] if len(kinds) == 1 else ""
    more = [("kind", kind), ("title", one_line(text, 160))]
    url = ask_url(states[0], [(name, value) for name, value in more if value])
    return Panel("gaps/nothing_found.html", {"state": names[states[0]], "kind": names.get(kind, ""), "url": url})
