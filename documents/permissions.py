"""What a person may do with a document. Reading is visible_to(); the rest is here, from the same querysets."""

from collections.abc import Iterable
from typing import Literal

from django.core.exceptions import PermissionDenied

from accounts.models import Membership, User
from accounts.standing import Viewer, standing_of
from documents.models import Document

Action = Literal["view", "change", "share"]
NOT_YOURS = "Only the owner, the agency’s editors, and administrators can do this."


def can(user: Viewer, action: Action, document: Document | None = None) -> bool:
    """Whether the person may do this; "share" (bring something new) needs no document."""
    if action == "share":
        return standing_of(user).is_approved
    if document is None:
        return False
    if action == "view":
        return Document.objects.visible_to(user).filter(pk=document.pk).exists()
    return Document.objects.editable_by(user).filter(pk=document.pk).exists()


def locked_for_change(document: Document, by: User, *, named: Iterable[User] = ()) -> Document:
    """The document, locked for a change that the person may make; raises PermissionDenied.

    A move holds the membership until it is done, so that a change either comes before it or finds it done. Asked with
    both locked: the right may have gone while the person wrote, or while a file was on its way. `named` are the people
    it is to be shared with by name: their grants hold while they work where they do.
    """
    held = {by.pk, *(person.pk for person in named)}
    list(Membership.objects.select_for_update().current().filter(user__in=held).order_by("pk"))
    current = Document.objects.select_for_update().filter(pk=document.pk).first()
    if current is None or not can(by, "change", current):
        raise PermissionDenied(NOT_YOURS)
    return current
