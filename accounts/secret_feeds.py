"""Feeds that programs read by a secret address, such as a calendar: the token in it is the credential."""

import hashlib
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from accounts.limits import too_often
from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib.keys import hash_of

LIMITS = {"feed": "60/h/key,600/m/ip", "missed": "120/m/ip"}


def feed_answer(
    request: HttpRequest,
    token: str,
    *,
    action: str,
    owner_by: Callable[[str], User | None],
    draw: Callable[[User], str],
    content_type: str,
) -> HttpResponseBase:
    """What the owner of the address may see now; 404 for an address that nobody has, or whose owner has left.

    `action` is what its limits are counted as, `owner_by` finds the owner by the token's hash.
    SECURITY: whether the owner still belongs here is asked of the database at each fetch; `draw` asks
    what they may see.
    """
    key = hash_of(token)
    if answer := too_often(request, action=action, rates=LIMITS["feed"], key=key):
        return answer
    owner = owner_by(key)
    if owner is None or not standing_of(owner).is_approved:
        if answer := too_often(request, action=f"missed_{action}", rates=LIMITS["missed"]):
            return answer
        raise Http404("We can’t find this feed.")
    text = draw(owner)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()}"'
    answer = HttpResponse(text, content_type=f"{content_type}; charset=utf-8", headers={"ETag": etag})
    answer["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=answer) or answer
