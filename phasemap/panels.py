"""What this app shows on other pages: that a document's layer can be laid over the phase map."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from accounts.standing import Viewer
from clearinghouse.lib.statements import Statement
from documents.models import Document, VersionStatus
from documents.panels import DocumentPanel, Panel
from documents.reading.maps import MAPPED


def on_the_map(document: Document, user: Viewer) -> DocumentPanel:
    """For a document whose current file a map can show."""
    is_published = document.status == Document.Status.PUBLISHED
    if not is_published or document.file_type not in MAPPED:
        return DocumentPanel((), lambda rows: None)
    address = f"{reverse('phasemap:map')}?{urlencode({'layer': document.key})}"
    return DocumentPanel(
        (_layer.asked(version=document.current_version_id or 0),),
        lambda rows: Panel("phasemap/document_panel.html", address) if rows[0] else None,
    )


@Statement
def _layer(version: int) -> QuerySet[VersionStatus, str]:
    return VersionStatus.objects.filter(version=version, layer__gt="").values_list("layer", flat=True)
