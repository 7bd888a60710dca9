"""Who can see documents, their versions, question sets, and saved searches; accounts.seeing makes a page of it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.seeing import (
    Circle,
    Kind,
    Seen,
    administrators,
    approved,
    holders_of,
    is_public,
    of_administrators,
    of_keys,
    person,
    who_work_at,
)
from accounts.standing import Viewer, user_key
from clearinghouse.lib.addresses import address_of
from documents.models import Document, DocumentVersion, QuestionSet, SavedSearch, VersionStatus


def _may_change(document: Document, viewer: Viewer) -> bool:
    return Document.objects.editable_by(viewer).filter(pk=document.pk).exists()


def _describe_document(document: Document, viewer: Viewer) -> Seen:
    may_know = _may_change(document, viewer)
    circles = of_keys(document.reader_keys, viewer, what="document", owner=document.owner_id, may_know=may_know)
    return Seen(document.title, "document", document.get_absolute_url(), circles, may_know)


def _describe_version(version: DocumentVersion, viewer: Viewer) -> Seen:
    """A version is for readers of the document: all of them, those of its time, or who may change it."""
    document, status = version.document, version.status
    may_know = _may_change(document, viewer)
    keys, readers = document.reader_keys, holders_of(document.reader_keys)
    url = address_of("documents:version_pages", document.key, version.key)
    title = f"{document.title}, version {status.number}"
    if status.stage == VersionStatus.Stage.READY and document.current_version_id == version.pk:
        circles = of_keys(keys, viewer, what="document", owner=document.owner_id, may_know=may_know)
        return Seen(title, "version", url, circles, may_know)
    circles = [
        Circle("NASEO administrators", "because they can see every version", administrators().filter(pk__in=readers)),
        Circle(
            "Who can edit the document",
            "because they can see each version of it, also one that was withheld",
            _editors(document).filter(pk__in=readers),
            are_named=True,
        ),
    ]
    if status.stage == VersionStatus.Stage.READY:
        frozen = status.frozen_reader_keys or []
        then = holders_of(frozen).filter(pk__in=readers)
        why = "because they could see the document while this was its current version, and still can"
        everybody = is_public(keys) and is_public(frozen)
        circles.append(Circle("Its readers at the time", why, then, is_everybody=everybody))
    return Seen(title, "version", url, circles, may_know)


def _editors(document: Document) -> QuerySet[User]:
    """may_edit() the other way around: the owner while it is theirs, and the EV leads of its agency."""
    leads = who_work_at(document.agency_id, role=Membership.Role.EDITOR).filter(approved_email="")
    own = person(document.owner_id if user_key(document.owner_id) in document.reader_keys else None)
    return approved().filter(pk__in=leads.values("pk").union(own.values("pk")))


def _describe_set(questions: QuestionSet, viewer: Viewer) -> Seen:
    audiences = list(questions.audiences.values_list("pk", flat=True))
    owner = person(questions.owner_id).filter(pk__in=approved())
    if audiences and questions.agency_id:
        owner = owner.filter(pk__in=who_work_at(questions.agency_id))
    circles = [Circle("Its owner", "because the question set is theirs", owner)]
    if audiences:
        circles.append(of_administrators("shared question set"))
        for circle in of_keys(audiences, viewer, what="question set", may_know=False):
            # The public has no question sets: only who is approved opens one.
            people = approved() if circle.people is None else approved().filter(pk__in=circle.people)
            circles.append(Circle(circle.words, circle.why, people))
    return Seen(questions.name, "question set", questions.get_absolute_url(), circles)


def _describe_search(search: SavedSearch, viewer: Viewer) -> Seen:
    owner = person(search.owner_id).filter(pk__in=approved())
    circles = [Circle("Only you", "because no one else sees what you look for", owner)]
    return Seen(search.name, "saved search", address_of("documents:saved"), circles)


def _versions(viewer: Viewer) -> QuerySet[Any]:
    return DocumentVersion.objects.visible_to(viewer).select_related("document", "status")


def seeable() -> Sequence[Kind]:
    """Documents, versions, question sets, and saved searches."""
    return (
        Kind("document", Document.objects.visible_to, _describe_document),
        Kind("version", _versions, _describe_version),
        Kind("question-set", QuestionSet.objects.visible_to, _describe_set),
        Kind("saved-search", SavedSearch.objects.visible_to, _describe_search),
    )
