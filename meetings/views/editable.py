from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.standing import Viewer
from accounts.statements import StatementFor
from meetings.models import Meeting
from meetings.permissions import can

NOT_YOURS = "Only leads of the group, organizers of the event, and administrators can do this."


def readable_or_404(request: HttpRequest, key: str) -> Meeting:
    """The meeting, for those who may see its record."""
    found = _readable.rows(request.user, key=key)
    if not found:
        raise Http404
    return found[0]


@StatementFor
def _readable(user: Viewer, key: str) -> QuerySet[Meeting]:
    visible = Meeting.objects.visible_to(user).select_related("group", "parent__group", "series", "audience")
    # SECURITY: a session may be open to more people than its event; they are not told of the event.
    event = Meeting.objects.visible_to(user).filter(pk=OuterRef("parent"))
    return visible.annotate(names_event=Exists(event)).defer("words", "summary_words").filter(key=key)


def editable_or_error(request: HttpRequest, key: str) -> Meeting:
    """The meeting, for those who may change it; 404 for who may not see it, 403 for who may only read it."""
    meeting = readable_or_404(request, key)
    if not can(request.user, "change", meeting):
        raise PermissionDenied(NOT_YOURS)
    return meeting


def crumbs_to(meeting: Meeting, *further: str) -> list[dict[str, str]]:
    """Breadcrumbs through the group or event to the meeting, and to a page below it."""
    crumbs = [{"label": "Meetings", "url": reverse("meetings:list")}]
    if meeting.parent and getattr(meeting, "names_event", True):  # those who take care of it see its event
        crumbs.append({"label": meeting.parent.title, "url": meeting.parent.get_absolute_url()})
    elif meeting.group:
        crumbs.append({"label": meeting.group.name, "url": meeting.group.get_absolute_url()})
    crumbs.append({"label": meeting.title, "url": meeting.get_absolute_url()})
    return [*crumbs, *({"label": label, "url": ""} for label in further)]


def row_number(request: HttpRequest, name: str) -> int:
    """The number of a row in what was posted; 0, which no row has, for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
