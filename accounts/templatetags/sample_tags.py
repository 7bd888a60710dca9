"""The sample people on the sign-in page."""

from collections.abc import Sequence

from django import template
from django.conf import settings

from accounts.models import Audience, User
from accounts.models.membership import Tier
from clearinghouse.lib.frozen import dataclass

register = template.Library()
PAUSED = "Access paused"


@dataclass(frozen=True)
class SampleGroup:
    """Sample people with something in common."""

    title: str
    people: Sequence[User]


@register.simple_tag
def sample_people() -> list[SampleGroup]:
    """Invented people who can be signed in with one click, by what they are; nobody where the setting is off."""
    if not settings.SAMPLE_SIGN_IN:
        return []
    titles = ("Administrators", "State members", "Guests", PAUSED, "Not members")
    groups: dict[str, list[User]] = {title: [] for title in titles}
    people = User.objects.filter(is_sample=True, is_active=True).exclude(sample_note="").order_by("pk")
    for person in people.prefetch_related("memberships", "groups__audience"):
        groups[_title(person)].append(person)
    return [SampleGroup(title, found) for title, found in groups.items() if found]


def _title(person: User) -> str:
    kinds = {group.audience.kind for group in person.groups.all() if hasattr(group, "audience")}
    if Audience.Kind.ADMINISTRATORS in kinds:
        return "Administrators"
    lasting = [membership for membership in person.memberships.all() if membership.ended_at is None]
    if any(membership.suspended_at for membership in lasting):
        return PAUSED
    tiers = {membership.tier for membership in lasting}
    if Tier.MEMBER in tiers:
        return "State members"
    return "Guests" if Tier.GUEST in tiers or Audience.Kind.EVENT in kinds else "Not members"
