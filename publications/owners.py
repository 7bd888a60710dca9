"""Who decides who can open the edition at an address, for questions about links."""

from django.urls import ResolverMatch

from accounts.actions.links import Owned
from documents.models import Document
from documents.owners import owners_of


def owner_at(match: ResolverMatch) -> Owned | None:
    """Those of the edition's document: an edition has no readers of its own."""
    if match.namespace != "publications" or "edition" not in match.kwargs:
        return None
    editions = Document.objects.published().filter(edition__study__slug=match.kwargs["study"])
    document = editions.filter(edition__slug=match.kwargs["edition"]).first()
    return owners_of(document) if document else None
