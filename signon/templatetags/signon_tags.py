from typing import Any

from django import template

from accounts.models import User
from signon.models import AgencySignIn, Identity

register = template.Library()


@register.simple_tag
def agency_sign_in_is_offered() -> bool:
    """Whether any agency's people can sign in at their agency."""
    return AgencySignIn.objects.on().exists()


@register.simple_tag
def agency_identities(person: User) -> list[Any]:
    """As whom the person signs in at their agency."""
    rows = Identity.objects.filter(user=person.pk).select_related("provider__agency")
    return list(rows.order_by("linked_at", "pk"))
