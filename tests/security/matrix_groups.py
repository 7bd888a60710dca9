"""H1 for working groups."""

from tests.security.answers import READ, Case, Route, everybody, one, readers
from tests.security.scene import GROUP, NOBODY, Scene


def groups(scene: Scene) -> list[Case]:
    """A working group and one that does not exist."""
    return [
        Case("group", {"slug": GROUP}),
        Case("missing", {"slug": "no-such-group"}, NOBODY),
    ]


GROUP_ROUTES: dict[str, Route] = {
    "workinggroups:list": Route(one, everybody, READ),
    "workinggroups:detail": Route(groups, readers, READ),
}
