"""Studies, editions and revisions for tests, made straight in the database."""

from datetime import date
from typing import Any

from documents.models import Document, DocumentVersion
from publications.models import Edition, Revision, Study
from tests import library


def study(name: str = "A study", **fields: Any) -> Study:
    """A study without editions."""
    number = Study.objects.count()
    return Study.objects.create(**{"slug": f"study-{number}", "name": name, "publisher": "An Office", **fields})


def edition(of: Study, document: Document, form: str = "fact-sheet", *, slug: str = "", **fields: Any) -> Edition:
    """The document as an edition, with its present file, or its record, as revision 1."""
    Document.objects.filter(pk=document.pk).update(study=of.name)
    made = Edition.objects.create(study=of, slug=slug or form, form=form, document=document, **fields)
    revision(made, document.current_version, revised_on=document.dated_on)
    return made


def revision(of: Edition, version: DocumentVersion | None, **fields: Any) -> Revision:
    """A further revision."""
    number = of.revisions.count() + 1
    return Revision.objects.create(edition=of, number=number, version=version, **fields)


def revised(of: Edition, revised_on: date | None = date(2025, 11, 3), *, changed: str = "", **file: Any) -> Revision:
    """A new file of the edition's document, which becomes the current one, as a further revision."""
    version = library.add_version(of.document, **file)
    return revision(of, version, revised_on=revised_on, what_changed=changed)


def record(owner: Any, title: str, pages: int, **fields: Any) -> Document:
    """A public record of something published elsewhere: a document without a file."""
    made = library.document(
        owner, title, **{"kind": "report", "state": None, "sharing_choice": "public", "era": None, **fields}
    )
    Document.objects.filter(pk=made.pk).update(current_version=None, file_type="", file_size=None, page_count=pages)
    made.refresh_from_db()
    return made
