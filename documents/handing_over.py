"""Documents, question sets and saved searches of somebody who leaves their agency: see accounts.handing_over.

What only the leaver ever saw stays theirs, and its number untold, unless they themselves hand it on.
"""

from typing import Any

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from accounts.handing_over import Leaving, Line
from accounts.models import Agency, User
from accounts.standing import user_key
from clearinghouse.lib.wording import counted
from documents.models import (
    Document,
    DocumentUserPermission,
    DocumentVersion,
    QuestionSet,
    SavedSearch,
    VersionStatus,
)
from documents.models.saved import LONGEST_NAME
from documents.saved.saving import MOST_SEARCHES


class DocumentsPart:
    """The documents belong to the agency already; who has an owner's rights changes."""

    name, label = "documents", "Documents"
    for_administrators = False
    stays = "Drafts that only this person ever saw stay with them, unless they chose to hand them on."

    def remember(self, person: User, agency: Agency) -> Any:
        """Nothing: documents name their owner, whoever works where."""

    def lines(self, leaving: Leaving, successor: User | None) -> list[Line]:
        """Documents, and with the leaver's word their private drafts."""
        shared = _documents(leaving).exclude(_is_private()).count()
        private = _documents(leaving).filter(_is_private()).count() if leaving.with_private else 0
        lines = [Line(counted(shared, "document"), shared), Line(f"{counted(private, 'private draft')}", private)]
        return [line for line in lines if line.count]

    def move(self, leaving: Leaving, successor: User, by: User) -> None:
        """The database derives the readers anew, row by row."""
        rows = _documents(leaving).select_for_update().order_by("pk")
        wanted = rows if leaving.with_private else rows.exclude(_is_private())
        moved = list(wanted.values_list("pk", flat=True))
        for pk in moved:
            Document.objects.filter(pk=pk).update(owner=successor)
        # SECURITY: what the leaver had as an owner they do not keep, should they come back, nor the successor what they
        # had by name, should they hand it on.
        DocumentUserPermission.objects.filter(content_object__in=moved, user=successor).delete()
        key = Value(user_key(leaving.person.pk), output_field=BigIntegerField())
        old = VersionStatus.objects.filter(
            version__document__in=moved, frozen_reader_keys__contains=[user_key(leaving.person.pk)]
        )
        old.update(frozen_reader_keys=Func(F("frozen_reader_keys"), key, function="array_remove"))


class QuestionSetsPart:
    """Sets shared with others; with the leaver's word also what only they could see."""

    name, label = "question_sets", "Question sets and saved searches"
    for_administrators = False
    stays = "Private question sets and saved searches stay with this person, unless they chose to hand them on."

    def remember(self, person: User, agency: Agency) -> Any:
        """Nothing: they name their owner."""

    def lines(self, leaving: Leaving, successor: User | None) -> list[Line]:
        """Counts of what moves."""
        shared = _sets(leaving).count()
        lines = [Line(counted(shared, "shared question set"), shared)]
        if leaving.with_private:
            private, searches = _private_sets(leaving).count(), _searches(leaving, successor)
            lines.append(Line(counted(private, "private question set"), private))
            lines.append(Line(counted(len(searches), "saved search,saved searches"), len(searches)))
        return [line for line in lines if line.count]

    def move(self, leaving: Leaving, successor: User, by: User) -> None:
        """Searches keep their alert; one whose name the successor uses already gets its key besides."""
        _sets(leaving).update(owner=successor)
        if not leaving.with_private:
            return
        _private_sets(leaving).update(owner=successor)
        taken = set(SavedSearch.objects.filter(owner=successor).values_list("name", flat=True))
        for search in _searches(leaving, successor):
            if search.name in taken:
                ending = f" ({search.key})"
                search.name = search.name[: LONGEST_NAME - len(ending)] + ending
            search.owner = successor
            search.save(update_fields=["owner", "name"])


def _documents(leaving: Leaving) -> QuerySet[Document]:
    return Document.objects.filter(owner=leaving.person, agency=leaving.agency)


def _is_private() -> Q:
    """Nobody else ever saw it: the rule of documents_has_owner()."""
    others = DocumentVersion.objects.filter(document=OuterRef("pk")).exclude(uploaded_by=OuterRef("owner"))
    return Q(~Exists(others), sharing=Document.Sharing.ME)


def _shared_sets() -> Exists:
    return Exists(QuestionSet.audiences.through.objects.filter(questionset_id=OuterRef("pk")))


def _sets(leaving: Leaving) -> QuerySet[QuestionSet]:
    return QuestionSet.objects.filter(_shared_sets(), owner=leaving.person, agency=leaving.agency)


def _private_sets(leaving: Leaving) -> QuerySet[QuestionSet]:
    found = QuestionSet.objects.filter(~_shared_sets(), owner=leaving.person)
    return found.filter(agency=leaving.agency) if leaving.serves_another else found


def _searches(leaving: Leaving, successor: User | None) -> list[SavedSearch]:
    """As many as the successor has room for; who serves another agency keeps theirs, which name no agency."""
    if leaving.serves_another:
        return []
    room = MOST_SEARCHES - (SavedSearch.objects.filter(owner=successor).count() if successor else 0)
    return list(SavedSearch.objects.filter(owner=leaving.person).order_by("pk")[: max(room, 0)])
