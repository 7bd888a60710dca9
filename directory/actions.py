"""Taking the directory away as a file: administrators only, and the activity log tells of it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch

from accounts.audit import write_event
from accounts.models import User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.spreadsheet import csv_lines
from directory.entries import BY_NAME, directory_for, entry_of, for_entries
from workinggroups.models import GroupMembership

COLUMNS = ("Name", "Position", "Agency", "Type of agency", "State", "Role", "Working groups", "Email", "Phone")


@transaction.atomic
def export_directory(*, by: User) -> str:
    """The listed people as comma-separated values, with the contact details that they show. Four queries."""
    forget_standing(by)
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can export the directory.")
    places = GroupMembership.objects.current().select_related("group").order_by("group__position", "group")
    people = for_entries(directory_for(by)).prefetch_related(Prefetch("group_memberships", places, to_attr="places"))
    rows = [_row(person) for person in people.order_by(*BY_NAME)]
    sentence = f"{by} exported the directory of members: {len(rows)} {'person' if len(rows) == 1 else 'people'}."
    write_event("directory.exported", by=by, about=by, sentence=sentence, detail={"people": len(rows)})
    return "".join(csv_lines(COLUMNS, rows))


def _row(person: User) -> tuple[str, ...]:
    entry = entry_of(person)
    groups = "; ".join(place.group.name for place in person.places)  # type: ignore[attr-defined]
    return (
        entry.name, entry.title, entry.agency, entry.kind, entry.state_name, entry.post, groups, entry.email,
        entry.phone,
    )  # fmt: skip
