"""How often one person may open what could be collected in bulk."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse


def too_often(request: HttpRequest, *, action: str, rates: str) -> HttpResponse | None:
    """The page that asks to wait, once the person has used up the rates, such as "120/h/user,400/d/user".

    The library's public function lets every GET pass, and what is collected in bulk is read.
    """
    allowed = ratelimit.consume(request, app="allauth.account", action=action, config={action: rates}, limit_get=True)
    return None if allowed else ratelimit.respond_429(request)
