"""Announcements that the activity log names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from announcements.models import Announcement
from clearinghouse.lib.addresses import address_of


@StatementFor
def _announcements(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Announcement, Any]:
    return Announcement.objects.visible_to(user).filter(among(ids)).values_list("pk", "key")


def linked_things() -> Sequence[LinkedThing]:
    """Those the reader may open."""
    where = lambda key: address_of("announcements:announcement", key)  # noqa: E731
    return (LinkedThing("announcements.announcement", _announcements, where),)
