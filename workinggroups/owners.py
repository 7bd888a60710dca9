"""Who decides who is in the group at an address, for questions about links."""

from django.urls import ResolverMatch

from accounts.actions.links import Owned
from clearinghouse.lib.addresses import address_of
from workinggroups.models import WorkingGroup
from workinggroups.permissions import leads_of


def owner_at(match: ResolverMatch) -> Owned | None:
    """The group's leads."""
    if match.namespace != "workinggroups" or "slug" not in match.kwargs:
        return None
    group = WorkingGroup.objects.filter(slug=match.kwargs["slug"]).first()
    return Owned(group.name, address_of("workinggroups:people", group.slug), leads_of(group)) if group else None
