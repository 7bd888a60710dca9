"""The Follow button on the page of whatever can be followed."""

from typing import Any

from django import template

from accounts.standing import standing_of
from clearinghouse.lib import decisions
from clearinghouse.lib.statements import together
from following.follows import asked_of, is_followed
from following.models import Pace

register = template.Library()


@register.inclusion_tag("following/button.html", takes_context=True)
def follow_button(context: dict[str, Any], kind: str, target: str, name: str) -> dict[str, Any]:
    """For the page's reader, where they are a member or guest; one statement."""
    request = context["request"]
    with decisions.aside():  # a button asks for its own sake; that is not the decision that the page's view owes
        if not standing_of(request.user).is_approved:
            return {"is_offered": False}
        followed = is_followed(request.user, kind, str(target), *together(*asked_of(request.user)))
    return {
        "is_offered": True, "kind": kind, "target": target, "name": name, "is_followed": followed,
        "off": Pace.OFF.value, "next": request.path, "csrf_token": context.get("csrf_token"),
    }  # fmt: skip
