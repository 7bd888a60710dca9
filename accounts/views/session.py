"""How long somebody stays signed in, for the page that warns them."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts import access
from accounts.sessions import idle_seconds, ours
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
