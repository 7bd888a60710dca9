"""Who can see what a state is asked for."""

from collections.abc import Sequence

from accounts import audiences
from accounts.seeing import Circle, Kind, Seen, holders_of, of_administrators
from accounts.standing import Viewer
from gaps.models import DocumentRequest


def _describe_request(request: DocumentRequest, viewer: Viewer) -> Seen:
    members = holders_of([audiences.single("all_members").group_id])
    circles = [
        of_administrators("request for a document"),
        Circle("All member states", "because members see what states are asked for, but not who asks", members),
    ]
    return Seen(str(request), "request", request.get_absolute_url(), circles)


def seeable() -> Sequence[Kind]:
    """Requests for documents."""
    return (Kind("document-request", DocumentRequest.objects.visible_to, _describe_request),)
