from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.actions.preferences import turn_off
from accounts.standing import standing_of
from accounts.unsubscribing import Subscription, ToAddress, ToPerson, subscription_of
from clearinghouse.lib import decisions


# SECURITY: mail programs post here without a cookie or token (RFC 8058). Only who has the signed address can, and all
# it does is turn off one kind of mail of the person it names. Scanners open links, so GET changes nothing.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience
def unsubscribe(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask whether to turn a kind of mail off; the button, or a mail program, does it."""
    found = subscription_of(secret)
    if isinstance(found, ToAddress):
        decisions.record()  # who holds the signed address may do this, and nothing else
    if found is None or (not isinstance(found, ToAddress) and not standing_of(found.person).user_id):
        return render(request, "accounts/unsubscribe.html", {"title": "This link doesn’t work"}, status=404)
    is_back = isinstance(found, ToAddress) and "again" in request.POST
    is_done = request.method == "POST" and not is_back
    if request.method == "POST":
        _switch(found, on=is_back)
    context = {
        "title": "Emails turned off" if is_done else "Emails turned on again" if is_back else "Turn off these emails",
        "label": found.label,
        "is_done": is_done,
        "is_back": is_back,
        "can_return": isinstance(found, ToAddress),
        "is_preference": isinstance(found, ToPerson),
    }
    return render(request, "accounts/unsubscribe.html", context)


def _switch(found: ToPerson | ToAddress | Subscription, *, on: bool) -> None:
    if isinstance(found, ToPerson):
        turn_off(person=found.person, kind=found.kind)
    elif isinstance(found, ToAddress) and on:
        found.turn_on()
    else:
        found.turn_off()
