"""Working groups among the suggestions of the search box."""

from accounts.standing import Viewer
from documents.finding.suggesting import Named, Suggestion, Typed, meant
from workinggroups.models import WorkingGroup


def groups(user: Viewer, typed: Typed) -> list[Suggestion]:
    """Groups that are open and whose name the text begins; that a group exists is public. One query."""
    found = list(WorkingGroup.objects.filter(closed_at=None).in_order())
    names = [Named(group.name) for group in found]
    return [
        Suggestion(found[at].name, "Working group", found[at].get_absolute_url())
        for at, before in meant(typed, names)
        if not before
    ]
