"""Studies and editions that the activity log names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from publications.models import Study


@StatementFor
def _studies(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Study, Any]:
    return Study.objects.visible_to(user).filter(among(ids)).values_list("pk", "slug")


def linked_things() -> Sequence[LinkedThing]:
    """Those the reader may open. What happens to an edition or a revision is told of its study."""
    return (LinkedThing("publications.study", _studies, lambda slug: reverse("publications:study", args=[slug])),)
