"""Lists of people as a file: administrators only, and the activity log tells of each."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.audit import write_event
from accounts.colleagues import STALEST_FIRST, cells_of, colleagues_of
from accounts.models import User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.wording import counted


@transaction.atomic
def export_colleagues(*, by: User, agency: int | None = None, only_stale: bool = False) -> list[list[str]]:
    """Rows under accounts.colleagues.COLUMNS."""
    forget_standing(by)
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can export this list.")
    found = colleagues_of(by, agency=agency, only_stale=only_stale).order_by(*STALEST_FIRST)
    rows = [cells_of(membership) for membership in found]
    sentence = f"{by} exported who confirmed where they work: {counted(len(rows), 'person,people')}."
    write_event("membership.exported", by=by, about=by, sentence=sentence, detail={"people": len(rows)})
    return rows
