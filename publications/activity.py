"""Studies and editions that the activity log names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from publications.models import Edition, Revision, Study


@StatementFor
def _studies(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Study, Any]:
    return Study.objects.visible_to(user).filter(among(ids)).values_list("pk", "slug")


@StatementFor
def _editions(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Edition, Any]:
    return _with_path(Edition.objects.visible_to(user).filter(among(ids)), "study__slug", "slug")


@StatementFor
def _revisions(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Revision, Any]:
    rows = Revision.objects.visible_to(user).filter(among(ids))
    return _with_path(rows, "edition__study__slug", "edition__slug")


def _with_path(rows: QuerySet[Any, Any], study: str, edition: str) -> QuerySet[Any, Any]:
    """Each row's number, and its edition's address as "study/edition"."""
    return rows.values_list("pk", Concat(study, Value("/"), edition, output_field=CharField()))


def linked_things() -> Sequence[LinkedThing]:
    """Those the reader may open; of a revision its edition's page, which lists all."""
    address = lambda path: reverse("publications:edition", args=path.split("/"))  # noqa: E731
    return (
        LinkedThing("publications.study", _studies, lambda slug: reverse("publications:study", args=[slug])),
        LinkedThing("publications.edition", _editions, address),
        LinkedThing("publications.revision", _revisions, address),
    )
