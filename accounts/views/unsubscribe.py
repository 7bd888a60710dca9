from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.actions.preferences import turn_off
from accounts.standing import standing_of
from accounts.unsubscribing import subscription_of


# SECURITY: mail programs post here without a cookie or token (RFC 8058). Only who has the signed address can, and all
# it does is turn off one kind of mail of the person it names. Scanners open links, so GET changes nothing.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience
def unsubscribe(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask whether to turn a kind of mail off; the button, or a mail program, does it."""
    found = subscription_of(secret)
    if found is None or not standing_of(found.person).user_id:
        return render(request, "accounts/unsubscribe.html", {"title": "This link doesn’t work"}, status=404)
    if request.method == "POST":
        turn_off(person=found.person, kind=found.kind)
    is_done = request.method == "POST"
    title = "Emails turned off" if is_done else "Turn off these emails"
    return render(request, "accounts/unsubscribe.html", {"title": title, "label": found.label, "is_done": is_done})
