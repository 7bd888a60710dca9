"""Who decides whom the document at an address is shared with, for questions about links."""

from django.urls import ResolverMatch

from accounts.actions.links import Owned
from accounts.models import Membership, User
from accounts.seeing import who_work_at
from accounts.standing import user_key
from clearinghouse.lib.addresses import address_of
from documents.models import Document


def owner_at(match: ResolverMatch) -> Owned | None:
    """Of a document's pages; None for drafts and other pages."""
    if match.namespace != "documents" or "key" not in match.kwargs:
        return None
    document = Document.objects.published().filter(key=match.kwargs["key"]).first()
    return owners_of(document) if document else None


def owners_of(document: Document) -> Owned:
    """The one who shared it while it is theirs, else the EV leads of its agency."""
    has_owner = user_key(document.owner_id) in document.reader_keys
    owner = User.objects.filter(pk=document.owner_id, is_active=True)
    leads = who_work_at(document.agency_id, role=Membership.Role.EDITOR).filter(approved_email="")
    return Owned(document.title, address_of("documents:edit", document.key), owner if has_owner else leads)
