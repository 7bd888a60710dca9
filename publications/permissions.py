"""What a person may do with studies. What they may see is in the querysets."""

from django.core.exceptions import PermissionDenied

from accounts.models import Membership, User
from accounts.standing import Viewer, forget_standing, standing_of
from clearinghouse.lib.locking import locked
from documents.permissions import locked_for_change
from publications.models import Edition, Study

NOT_YOURS = "Only people who can change all of this study’s documents, and administrators, can do this."
NOT_YOUR_DOCUMENT = "Only people who can change this edition’s document can do this."


def can_make(user: Viewer) -> bool:
    """Whoever may share documents."""
    return standing_of(user).is_approved


def can_change(user: Viewer, study: Study) -> bool:
    """What the study says, and its editions."""
    return Study.objects.editable_by(user).filter(pk=study.pk).exists()


def can_revise(user: Viewer, edition: Edition) -> bool:
    """What the edition says, and its revisions: who may change its document."""
    return Edition.objects.visible_to(user).editable_by(user).filter(pk=edition.pk).exists()


def locked_study(study: Study, by: User) -> Study:
    """The study, locked for a change that the person may make now; raises PermissionDenied."""
    list(Membership.objects.select_for_update().current().filter(user=by).order_by("pk"))
    current = locked(study)
    forget_standing(by)
    if not can_change(by, current):
        raise PermissionDenied(NOT_YOURS)
    return current


def locked_edition(edition: Edition, by: User) -> Edition:
    """The edition, locked for a change that the person may make now, with its document; raises PermissionDenied.

    The document first, as everybody who changes it does: what of it is current stays so until the commit.
    """
    forget_standing(by)
    document = locked_for_change(edition.document, by)
    current = locked(edition)
    current.document = document
    current.study = edition.study
    return current
