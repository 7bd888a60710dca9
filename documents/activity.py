"""Documents that the activity log names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from documents.models import Document


@StatementFor
def _documents(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Document, Any]:
    return Document.objects.visible_to(user).filter(among(ids)).values_list("pk", "key")


def linked_things() -> Sequence[LinkedThing]:
    """Those the reader may open."""
    return (LinkedThing("documents.document", _documents, lambda key: address_of("documents:detail", key)),)
