"""What administrators read of the search index, on the system page."""

from accounts.standing import Viewer
from clearinghouse.lib.slots import Panel
from documents.finding.index import health


def panel(user: Viewer) -> Panel:
    """For every administrator: this host's index and the processes that keep one; in two queries."""
    return Panel("documents/search_index_panel.html", {"state": health.state(), "hosts": health.hosts()})
