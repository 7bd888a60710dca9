from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from documents.models import Document
from documents.permissions import NOT_YOURS, can


def editable_or_error(request: HttpRequest, key: str) -> Document:
    """The document, for those who may change it; 404 for who may not see it, 403 for who may only read it."""
    documents = Document.objects.visible_to(request.user).select_related(
        "kind", "state", "agency__state", "era", "owner"
    )
    document = get_object_or_404(documents, key=key)
    if not can(request.user, "change", document):
        raise PermissionDenied(NOT_YOURS)
    return document
