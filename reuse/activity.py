"""Uses of documents that the activity log names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from reuse.models import Use


@StatementFor
def _uses(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Use, Any]:
    return Use.objects.visible_to(user).filter(among(ids)).values_list("pk", "document__key")


def linked_things() -> Sequence[LinkedThing]:
    """Those the reader may open, on the page of their document."""
    return (LinkedThing("reuse.use", _uses, lambda key: address_of("reuse:document", key)),)
