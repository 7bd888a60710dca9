"""Holding a row until the transaction ends, so that of two who act at the same moment the second sees the first."""

from typing import TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


def locked(row: M) -> M:
    """The row as it stands now, locked until the transaction ends; raises DoesNotExist when it is gone.

    Decide on what this returns, never on the row that the page read before.
    """
    # Without joins: PostgreSQL reads the locked row anew after the wait, but joined rows as they were before it.
    # By __class__, because the person of a request is a lazy object, whose type is not the model.
    return row.__class__._default_manager.select_for_update().get(pk=row.pk)
