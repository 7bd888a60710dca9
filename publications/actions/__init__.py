"""Everything that changes studies, editions and revisions."""

from publications.actions.editions import (
    EditionDetails,
    RevisionDetails,
    add_edition,
    add_revision,
    remove_edition,
    save_edition,
    save_revision,
)
from publications.actions.studies import ActionRefused, StudyDetails, make_study, save_study

__all__ = [
    "ActionRefused",
    "EditionDetails",
    "RevisionDetails",
    "StudyDetails",
    "add_edition",
    "add_revision",
    "make_study",
    "remove_edition",
    "save_edition",
    "save_revision",
    "save_study",
]
