"""How long somebody stays signed in, for the page that warns them; and ending one session of one's own."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.browsers import browser_in_words
from accounts.sessions import end_one_session, idle_seconds, ours
from accounts.standing import standing_of


@require_safe
@access.audience
def session(request: HttpRequest) -> JsonResponse:
    """Seconds until the session ends, and until it ends in any case; 0 for who is signed out.

    Asking is use like any other request and extends the session, unless it says that nobody is there to ask.
    """
    if not standing_of(request.user).user_id:
        return JsonResponse({"seconds": 0, "at_most": 0})
    store = ours(request.session)
    return JsonResponse({"seconds": store.seconds_left(idle_seconds(request.user)), "at_most": store.seconds_at_most()})


@require_POST
@access.signed_in
@access.fresh_sign_in
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign one other browser out; this one has its own way."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    other = get_object_or_404(others, pk=pk)
    browser = browser_in_words(other.user_agent)
    end_one_session(request.user, other)
    messages.success(request, f"{browser} is signed out.")
    return redirect("usersessions_list")
