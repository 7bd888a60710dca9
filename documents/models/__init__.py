from documents.models.accessibility import AccessibilityReport
from documents.models.document import (
    Document,
    DocumentGroupPermission,
    DocumentsStamp,
    DocumentUserPermission,
    Reader,
    ReaderNotice,
)
from documents.models.file_check import FileCheck
from documents.models.opening import Opening
from documents.models.page import Page
from documents.models.questions import Question, QuestionSet
from documents.models.saved import GainedReaders, SavedSearch, SearchNews
from documents.models.search_change import SearchChange, SearchFollower
from documents.models.taxonomy import Era, Family, Kind, SampleQuery, SynonymSet, Topic
from documents.models.upload import Upload
from documents.models.version import DocumentVersion, VersionStatus

__all__ = [
    "AccessibilityReport",
    "Document",
    "DocumentGroupPermission",
    "DocumentUserPermission",
    "DocumentVersion",
    "DocumentsStamp",
    "Era",
    "Family",
    "FileCheck",
    "GainedReaders",
    "Kind",
    "Opening",
    "Page",
    "Question",
    "QuestionSet",
    "Reader",
    "ReaderNotice",
    "SampleQuery",
    "SavedSearch",
    "SearchChange",
    "SearchFollower",
    "SearchNews",
    "SynonymSet",
    "Topic",
    "Upload",
    "VersionStatus",
]
