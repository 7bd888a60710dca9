"""The column "audience" of a manifest: one word, or whom to choose one by one, as in "state:CO,NM;group:data"."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q

from accounts.models import Audience, Region, State, User
from documents.models import Document
from documents.sharing import choices

GROUP_PREFIX = "group:"
SELECTED_FIELDS = {"group": "groups", "state": "states", "region": "regions", "person": "people"}
HOW_TO_SELECT = "person:email, state:CO,NM, region:naseo-west, group:name, or several of these with ; between them"


class AudienceRefused(Exception):
    """The cell cannot be read. str() says what to write."""


def read_audience(given: str, owner: User) -> tuple[str, dict[str, Any]]:
    """The sharing choice and, where people, states, regions or groups are chosen, which; raises AudienceRefused."""
    parts = [part.strip() for part in given.split(";") if part.strip()]
    if parts and all(part.partition(":")[0] in SELECTED_FIELDS and ":" in part for part in parts):
        return Document.Sharing.SELECTED, _selected(parts, owner)
    simple = [value for value in Document.Sharing.values if value != Document.Sharing.SELECTED]
    if given not in simple:
        raise AudienceRefused(f"“{given}” is not an audience. Use {', '.join(simple)}; or {HOW_TO_SELECT}.")
    return given, {}


def _selected(parts: list[str], owner: User) -> dict[str, Any]:
    chosen: dict[str, dict[int | str, Any]] = {}
    for part in parts:
        prefix, _, names = part.partition(":")
        rows = chosen.setdefault(SELECTED_FIELDS[prefix], {})
        for name in [names] if prefix == "group" else _names(prefix, names):
            row = READ[prefix](" ".join(name.split()), owner)
            rows[row.pk] = row
    return {field: tuple(rows.values()) for field, rows in chosen.items()}


def _names(prefix: str, names: str) -> Iterator[str]:
    given = [name.strip() for name in names.split(",") if name.strip()]
    if not given:
        raise AudienceRefused(f"“{prefix}:” names nothing. Use {HOW_TO_SELECT}.")
    yield from given


def _group(name: str, owner: User) -> Audience:
    """By the end of the group's address or by its name, in any case."""
    groups = Audience.objects.filter(kind=Audience.Kind.WORKING_GROUP).order_by("label", "pk")
    group = groups.filter(Q(group__name__iexact=f"{GROUP_PREFIX}{name}") | Q(label__iexact=name)).first()
    if group is None:
        known = ", ".join(groups.values_list("group__name", flat=True))
        raise AudienceRefused(f"there is no working group “{name}”. Use {known}.")
    return group


def _state(name: str, owner: User) -> State:
    state = State.objects.filter(Q(pk=name.upper()) | Q(name__iexact=name)).first()
    if state is None:
        raise AudienceRefused(f"“{name}” is not a state. Use postal codes or names, such as state:CO,NM.")
    return state


def _region(name: str, owner: User) -> Region:
    region = Region.objects.filter(Q(slug__iexact=name) | Q(name__iexact=name)).order_by("pk").first()
    if region is None:
        known = ", ".join(f"region:{slug}" for slug in Region.objects.order_by("pk").values_list("slug", flat=True))
        raise AudienceRefused(f"there is no region “{name}”. Use {known}.")
    return region


def _person(email: str, owner: User) -> User:
    """SECURITY: who has no account and whom the owner may not find get the same answer."""
    person = choices.people_for(owner, Document(owner=owner)).filter(email=email.lower()).first()
    if person is None:
        raise AudienceRefused(
            f"“{email}” is not the email address of someone {owner} can find in the directory. "
            "Use person: with the address of a listed member, such as person:jane.doe@agency.gov."
        )
    return person


READ: dict[str, Callable[[str, User], Any]] = {
    "group": _group, "state": _state, "region": _region, "person": _person,
}  # fmt: skip
