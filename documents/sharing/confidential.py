"""Vendor-confidential material: how far its label goes. See docs/decisions/0029-chosen-readers.md."""

from collections.abc import Sequence

from accounts.models import Agency, Audience, Membership, User
from clearinghouse.lib.wording import counted
from documents.models import Document
from documents.sharing import grants

MARK = "Vendor-confidential"
IN_FILE_NAMES = " (vendor-confidential)"


def is_confidential(label: str) -> bool:
    """Whether the public-records label says so."""
    return label == Document.Label.CONFIDENTIAL


def goes_beyond_label(
    document: Document, *, agency: Agency | None, label: str, chosen: Sequence[Audience], people: Sequence[User]
) -> bool:
    """Whether the choice opens vendor-confidential material to somebody outside the agency who could not open it yet.

    `document` is as it stands before the change. The label allows the document's own agency, which has the contract.
    """
    if not is_confidential(label):
        return False
    outside = [audience for audience in chosen if agency is None or audience.agency_id != agency.pk]
    strangers = _elsewhere(people, agency)
    # What was confirmed with this label is not asked again with every other change.
    if document.pk and document.status != Document.Status.DRAFT and is_confidential(document.label):
        kept, known = grants.audiences_of(document), grants.people_of(document)
        outside = [audience for audience in outside if audience not in kept]
        strangers = [person for person in strangers if person not in known]
    return bool(outside or strangers)


def _elsewhere(people: Sequence[User], agency: Agency | None) -> list[User]:
    here = Membership.objects.current().filter(user__in=people, agency=agency)
    colleagues = set(here.values_list("user_id", flat=True))
    return [person for person in people if person.pk not in colleagues]


def what_will_happen(chosen: Sequence[Audience], people: Sequence[User], agency: Agency | None) -> str:
    """The question before it is shared wider: who will be able to open it."""
    if any(audience.kind == Audience.Kind.PUBLIC for audience in chosen):
        who = "anyone on the internet"
    else:
        count, states = grants.reach(chosen, people)
        who = counted(count, "person,people") + (f" in {counted(states, 'state')}" if states > 1 else "")
    home = f"people outside {agency}" if agency else "people outside your agency"
    return (
        f"This document contains vendor-confidential material. If you share it this way, {who} will be able to open "
        f"and download it, including {home}, who may not be bound by your agreement with the vendor."
    )


def marked_name(filename: str, label: str) -> str:
    """The name a file is downloaded by: "contract (vendor-confidential).pdf"."""
    if not is_confidential(label):
        return filename
    stem, dot, extension = filename.rpartition(".")
    return f"{stem}{IN_FILE_NAMES}{dot}{extension}" if stem else f"{filename}{IN_FILE_NAMES}"
