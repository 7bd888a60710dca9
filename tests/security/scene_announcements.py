"""Announcements in every state, for the matrix and the canaries."""

from django.utils import timezone

from accounts import audiences
from accounts.models import Audience, State
from announcements.models import Announcement, Status
from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, APPROVED, GROUP, MEMBERS, MISSING_KEY, NOBODY, VERMONT, Scene, Thing
from workinggroups.models import WorkingGroup

GROUP_MEMBERS = frozenset({"group_member"})


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the state."""
    members, space = audiences.single("all_members"), audiences.single("workforce")
    vermont = audiences.of_state(State.objects.get(pk="VT"))
    group = WorkingGroup.objects.get(slug=GROUP).audience
    found = {
        "sent_to_members": _thing(_made([members], Status.SENT), MEMBERS),
        "sent_to_space": _thing(_made([space], Status.SENT), APPROVED),
        "sent_to_state": _thing(_made([vermont], Status.SENT), VERMONT),
        "sent_to_group": _thing(_made([group], Status.SENT), GROUP_MEMBERS),
        "draft": _thing(_made([members], Status.DRAFT), NOBODY),
        "withdrawn": _thing(_made([members], Status.WITHDRAWN), NOBODY),
        "missing": Thing(None, {"key": MISSING_KEY}, NOBODY),
    }
    for thing in found.values():
        if thing.made:
            Announcement.objects.filter(pk=thing.made.pk).update(made_by=scene.cast.administrator)
    return found


def _made(to: list[Audience], status: Status) -> Announcement:
    now = timezone.now()
    made = Announcement.objects.create(
        title="Funding notice", text="Uptime data is due in March.", status=status,
        sent_at=None if status == Status.DRAFT else now, posted_at=now,
        withdrawn_at=now if status == Status.WITHDRAWN else None,
    )  # fmt: skip
    made.audiences.set(to)
    return made


def _thing(made: Announcement, readers: frozenset[str]) -> Thing:
    return Thing(made, {"key": made.key}, readers | ADMINISTRATORS)


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in title and text: in new rows, because what was sent stays as it is."""
    for name, thing in scene.things["announcements"].items():
        if not isinstance(thing.made, Announcement):
            continue
        word = lambda place: canaries.word(f"{place} of the announcement {name}", thing.readers)  # noqa: B023, E731
        old = Announcement.objects.get(pk=thing.made.pk)
        new = Announcement.objects.create(
            title=word("title"), text=word("text"), status=old.status, sent_at=old.sent_at, posted_at=old.posted_at,
            withdrawn_at=old.withdrawn_at, made_by=old.made_by,
        )  # fmt: skip
        new.audiences.set(old.audiences.all())
        thing.arguments["key"] = new.key
