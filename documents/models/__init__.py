from documents.models.document import Document, DocumentGroupPermission, DocumentUserPermission, Reader, ShelfStamp
from documents.models.page import Page
from documents.models.taxonomy import Era, Family, Kind, SynonymSet, Topic
from documents.models.upload import Upload
from documents.models.version import DocumentVersion, VersionStatus

__all__ = [
    "Document",
    "DocumentGroupPermission",
    "DocumentUserPermission",
    "DocumentVersion",
    "Era",
    "Family",
    "Kind",
    "Page",
    "Reader",
    "ShelfStamp",
    "SynonymSet",
    "Topic",
    "Upload",
    "VersionStatus",
]
