"""A real study as a record, with links to its publisher, and an invented one with files and two revisions."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import uuid5

from django.db import transaction

from accounts.models import State, User
from accounts.reference import read_json
from documents.actions import Details, save_details
from documents.intake import processing
from documents.intake.admission import start_upload
from documents.intake.filing import receive
from documents.intake.importing import NAMESPACE
from documents.models import Document, DocumentVersion, Kind, Topic
from documents.samples import PUBLICATIONS
from publications import actions
from publications.actions import EditionDetails, RevisionDetails, StudyDetails
from publications.models import Edition, Study

FOLDER = Path(__file__).parent / "samples"
OWNER = "marcus.bell@ceo.sample.example"
FIRST, REVISED = date(2024, 5, 20), date(2025, 9, 8)
CHANGED = "Costs of 2025, three more towns, and reach for people who use a wheelchair."
TOPICS = ("planning-and-corridors",)
NAME = "Sample: Curbside Charging in Small Towns"
ABSTRACTS = {
    "fact_sheet": "The short answer, on one page: poles at the curb can carry the power, and what a town can do now.",
    "briefing_2024": "For town managers: where power is at the curb, what it costs, who uses it, what to do first.",
    "full_report": "How fifteen invented towns planned, bought, and opened charging at the curb, with all numbers.",
}


def load(administrator: User) -> None:
    """Both that are not there yet; the sample people and documents must be."""
    _load_record(administrator)
    _load_sample(administrator)


@transaction.atomic
def _load_record(by: User) -> None:
    """CALSTART's study: its editions are public records without a file."""
    shipped = read_json(PUBLICATIONS)
    about = shipped["study"]
    if Study.objects.filter(name=about["study"]).exists():
        return
    study = actions.make_study(
        by=by,
        details=StudyDetails(
            name=about["study"],
            publisher=about["publisher"],
            subject=about["subject"],
            summary=about["summary"],
            topics=_topics(shipped["editions"][0]["topics"]),
            source_url=shipped["editions"][0]["url"],
        ),
    )
    for row in shipped["editions"]:
        record = Document.objects.filter(title=row["title"], current_version=None, edition=None).first()
        if record is not None:
            day = date.fromisoformat(row["revised_on"]) if row["revised_on"] else None
            first = RevisionDetails(None, day, page_count=row["pages"], facts_source=row["url"])
            details = EditionDetails(Edition.Form(row["kind"]), answers=row["answers"])
            actions.add_edition(study, record, by=by, details=details, first=first)


def _load_sample(by: User) -> None:
    """A study of a sample agency. Its files are read at once, so that one can be revised after it was shared."""
    owner = User.objects.filter(email=OWNER, is_sample=True).first()
    if owner is None or Study.objects.filter(name=NAME).exists():
        return
    documents = {
        "fact_sheet": _bring(owner, "fact_sheet", "Fact sheet", "fact-sheet", REVISED),
        "briefing_2024": _bring(owner, "briefing_2024", "Briefing paper", "briefing-paper", FIRST),
        "full_report": _bring(owner, "full_report", "Full report", "report", REVISED),
    }
    study = actions.make_study(
        by=by,
        details=StudyDetails(
            name=NAME,
            publisher="Energy Office (Sample)",
            subject="Charging at the curb",
            summary="An invented study in three editions. Its finding: light poles can carry the power.",
            topics=_topics(TOPICS),
        ),
        is_sample=True,
    )
    for name, form, answers in (
        ("fact_sheet", Edition.Form.FACT_SHEET, "Can our town offer charging at the curb, and what comes first?"),
        ("briefing_2024", Edition.Form.BRIEFING_PAPER, "What does a port at the curb cost, and who uses it?"),
        ("full_report", Edition.Form.FULL_REPORT, "How was this found out, and what went wrong on the way?"),
    ):
        document = documents[name]
        first = RevisionDetails(document.current_version, document.dated_on)
        actions.add_edition(study, document, by=by, details=EditionDetails(form, answers=answers), first=first)
    _revise(documents["briefing_2024"], by)


def _revise(document: Document, by: User) -> None:
    version = _file(document.owner, "briefing_2025", document)
    edition = Edition.objects.select_related("study", "document").get(document=document)
    details = RevisionDetails(version.document.current_version, REVISED, CHANGED)
    actions.add_revision(edition, by=by, details=details)


def _bring(owner: User, name: str, form: str, kind: str, day: date) -> Document:
    """Upload, describe and read one file, as its owner."""
    document = _file(owner, name, None).document
    details = Details(
        title=f"{NAME}: {form}",
        kind=Kind.objects.get(slug=kind),
        state=State.objects.get(pk="CO"),
        agency=document.agency,
        topics=_topics(TOPICS),
        dated_on=day,
        abstract=ABSTRACTS[name],
        label=Document.Label.PUBLIC,
        sharing=Document.Sharing.PUBLIC,
        public_confirmed=True,
    )
    if document.status == Document.Status.DRAFT:
        save_details(document, by=owner, details=details, revision=document.revision)
    Document.objects.filter(pk=document.pk).update(is_sample=True)
    document.refresh_from_db()
    return document


def _file(owner: User, name: str, document: Document | None) -> DocumentVersion:
    """Uploaded and read."""
    path = FOLDER / f"sample_{name}.pdf"
    upload = start_upload(
        by=owner,
        filename=path.name,
        length=path.stat().st_size,
        document=document,
        upload_id=uuid5(NAMESPACE, f"{owner.pk}|{path.name}|publications"),
        is_imported=True,
    )
    version = receive(upload, path, by=owner)
    processing.process(version.pk)
    version.document.refresh_from_db()
    return version


def _topics(slugs: Iterable[str]) -> tuple[Topic, ...]:
    return tuple(Topic.objects.filter(slug__in=list(slugs)))
