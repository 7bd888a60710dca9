"""For administrators: how much of the documents each audience can see."""

from accounts.models import Audience
from clearinghouse.lib.frozen import dataclass

# Of each, what its people can see by being in it: what is for fewer, and what is for everybody.
CIRCLES = {
    "public": ("Public", (Audience.Kind.PUBLIC,)),
    "workforce": ("EV Workforce Collaborative", (Audience.Kind.PUBLIC, Audience.Kind.WORKFORCE)),
    "all_members": (
        "All member states",
        (Audience.Kind.PUBLIC, Audience.Kind.WORKFORCE, Audience.Kind.ALL_MEMBERS),
    ),
}


@dataclass(frozen=True)
class AudienceChoice:
    """An audience, and the groups whose documents its people can see."""

    value: str
    label: str
    keys: tuple[int, ...]


def audience_choices() -> list[AudienceChoice]:
    """The audiences that many are in; one query."""
    kinds = {kind for _, each in CIRCLES.values() for kind in each}
    groups = dict(Audience.objects.filter(kind__in=kinds).values_list("kind", "group_id"))
    return [
        AudienceChoice(value, label, tuple(groups[kind] for kind in each if kind in groups))
        for value, (label, each) in CIRCLES.items()
    ]
