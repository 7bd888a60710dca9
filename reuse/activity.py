"""Uses of documents and published reports that the activity log names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from reuse.models import ReportYear, Use


@StatementFor
def _uses(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Use, Any]:
    return Use.objects.visible_to(user).filter(among(ids)).values_list("pk", "document__key")


@StatementFor
def _years(user: Viewer, ids: tuple[int, ...]) -> QuerySet[ReportYear, Any]:
    return ReportYear.objects.visible_to(user).filter(among(ids)).values_list("pk", "slug")


def linked_things() -> Sequence[LinkedThing]:
    """Those the reader may open: a use on the page of its document."""
    return (
        LinkedThing("reuse.use", _uses, lambda key: address_of("reuse:document", key)),
        LinkedThing("reuse.reportyear", _years, lambda slug: address_of("reuse:report_year", slug)),
    )
