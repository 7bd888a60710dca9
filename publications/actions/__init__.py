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
from publications.actions.records import RecordDetails, add_record, correct_record
from publications.actions.studies import ActionRefused, StudyDetails, make_study, save_study

__all__ = [
    "ActionRefused",
    "EditionDetails",
    "RecordDetails",
    "RevisionDetails",
    "StudyDetails",
    "add_edition",
    "add_record",
    "add_revision",
    "correct_record",
    "make_study",
    "remove_edition",
    "save_edition",
    "save_revision",
    "save_study",
]
