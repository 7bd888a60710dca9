"""For home: which of the person's own documents states reused lately."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.parts import Part
from documents.models.document import is_own
from reuse.models import Use

LATELY = timedelta(days=30)
MOST = 5


def reused_of(user: Viewer) -> Part[list[Any]]:
    """The newest uses of what they shared: document, state, agency, when."""
    return Part((_reused.asked(user),), list)


@StatementFor
def _reused(user: Viewer) -> QuerySet[Use, Any]:
    standing = standing_of(user)
    uses = Use.objects.visible_to(user).filter(is_own(standing, "document__"), added_at__gte=Now() - LATELY)
    uses = uses.exclude(added_by=standing.user_id).order_by("-added_at", "-key")
    shown = "document__key", "document__title", "state__name", "agency__name", "added_at", "is_sample"
    return uses.values_list(*shown, named=True)[:MOST]
