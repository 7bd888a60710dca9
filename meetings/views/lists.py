from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.keyset import page_by_key
from meetings.models import Meeting

PAGE_SIZE = 25


@require_safe
@access.audience
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings the person may see: those to come and those that were."""
    shelf = Meeting.objects.visible_to(request.user).for_rows(request.user)
    page = page_by_key(shelf, ("-starts_at", "-key"), request.GET.get("page", ""), PAGE_SIZE)
    context = {
        "meetings": page.rows,
        "newer_url": f"?page={page.before}" if page.before else "",
        "older_url": f"?page={page.after}" if page.after else "",
    }
    return render(request, "meetings/meeting_list.html", context)
