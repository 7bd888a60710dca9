"""The sample library: invented documents brought in as people bring theirs, so that every state can be seen."""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid5

from django.utils import timezone

from accounts import audiences
from accounts.models import Membership, User
from accounts.reference import read_json
from clearinghouse.lib.files.ocr import Recognized
from clearinghouse.lib.files.results import PageSource
from documents.actions import Details
from documents.finding.filters import Filters
from documents.intake import processing, recognizing, records
from documents.intake.admission import start_upload
from documents.intake.filing import receive
from documents.intake.importing import NAMESPACE, Outcome, import_manifest
from documents.models import (
    Document,
    DocumentVersion,
    Kind,
    Opening,
    Page,
    QuestionSet,
    SavedSearch,
    Topic,
    Upload,
    VersionStatus,
)
from documents.questions.actions import Details as QuestionSetDetails
from documents.questions.actions import create_set
from documents.questions.wording import read_table
from documents.saved.saving import save_search
from documents.storage import fingerprint, read_chunks

FOLDER = Path(__file__).parent / "samples"
PUBLICATIONS = Path(__file__).parent / "data" / "publications.json"
SCAN = "sample_inspection_scan.pdf"
SCAN_WORDS = FOLDER / "content" / "inspection_scan.json"
REVISED = "sample_position_description.txt"
REVISED_NOTE = "The analyst also reviews make-ready tariffs."
REVISION = "\n\nRevised June 3, 2024 (Sample): the analyst also reviews make-ready tariffs of the utilities.\n"
QUESTIONS = FOLDER / "questions.csv"
QUESTIONS_OWNER = "ana.ruiz@vtrans.sample.example"
CONFIDENTIAL_KIND = "dbom-contract"  # shows what vendor-confidential material looks like
SEARCHER = "ana.ruiz@vtrans.sample.example"
SAVED_SEARCHES: tuple[tuple[str, str, dict[str, tuple[str, ...]], str], ...] = (
    ("Uptime in other states", "uptime", {}, SavedSearch.Alert.DAILY),
    ("Contracts of all states", "", {"family": ("contracts-and-agreements",)}, SavedSearch.Alert.NONE),
)
DRAFT_OWNER = "priya.nair@egle.sample.example"
DRAFT = (
    "Sample — invented document\n\nNotes for the next round of fast charging grants\n\n"
    "1. Ask the utilities for capacity letters before applicants pay for designs.\n"
    "2. Score uptime remedies, not uptime promises.\n"
)


def load(administrator: User) -> Iterator[Outcome]:
    """Everything that is not there yet; the people must be. Yields one line for each file of the manifest."""
    _load_publications(administrator)
    yield from import_manifest(FOLDER / "manifest.csv")
    _mark_as_samples()
    _load_second_version()
    _load_draft()
    _load_scan()
    _load_openings(administrator)
    _load_question_set()
    _load_saved_searches()


def _mark_as_samples() -> None:
    """Badge what is invented: our own files. A real plan that somebody brings as a sample person is no sample."""
    hashes = [fingerprint(read_chunks(path.open("rb")))[1] for path in FOLDER.glob("sample_*")]
    invented = DocumentVersion.objects.filter(sha256__in=hashes, uploaded_by__is_sample=True)
    Document.objects.filter(pk__in=invented.values("document"), is_sample=False).update(is_sample=True)
    # Before it is read for the first time only: what somebody says about it later stays.
    contracts = Document.objects.filter(is_sample=True, current_version=None, kind__slug=CONFIDENTIAL_KIND)
    contracts.update(label=Document.Label.CONFIDENTIAL)


def _load_publications(administrator: User) -> None:
    """Real publications, with the address where their publisher keeps them."""
    for row in read_json(PUBLICATIONS)["editions"]:
        details = Details(
            title=row["title"],
            kind=Kind.objects.get(slug=row["kind"]),
            topics=tuple(Topic.objects.filter(slug__in=row["topics"])),
            dated_on=date.fromisoformat(row["revised_on"]) if row["revised_on"] else None,
            abstract=row["abstract"],
            label=Document.Label.PUBLIC,
            sharing=Document.Sharing.PUBLIC,
        )
        records.publish_record(
            by=administrator, details=details, source_url=row["url"], study=row["study"], page_count=row["pages"]
        )


def _load_second_version() -> None:
    """One document that was revised, so that its versions can be looked at."""
    first = Upload.objects.filter(filename=REVISED, document=None, version__document__is_sample=True).first()
    if first is not None and first.version is not None:
        content = (FOLDER / REVISED).read_text(encoding="utf-8").rstrip() + REVISION
        _bring(first.owner, REVISED, content, first.version.document, note=REVISED_NOTE)


def _load_draft() -> None:
    """One file that its owner has not described yet."""
    owner = User.objects.filter(email=DRAFT_OWNER, is_sample=True).first()
    if owner is not None:
        draft = _bring(owner, "sample_notes_for_next_round.txt", DRAFT, None)
        Document.objects.filter(pk=draft.pk).update(is_sample=True)


def _load_scan() -> None:
    """One document with scanned pages, read at once: so that a trial without Tesseract has a reading report to see."""
    version = DocumentVersion.objects.filter(filename=SCAN, document__is_sample=True).first()
    if version is None:
        return
    processing.process(version.pk)
    words = {number: page for number, page in enumerate(read_json(SCAN_WORDS), 1) if "recognized" in page}
    for page in Page.objects.filter(version=version, source=PageSource.SCANNED, number__in=words):
        seen = words[page.number]
        recognizing.keep(version, page, Recognized(seen["recognized"], [], seen["confidence"]))
    recognizing.note_state(version)


def _load_openings(administrator: User) -> None:
    """Who opened the documents of one agency, state or region: an administrator and the owner's colleagues."""
    few = [Document.Sharing.AGENCY, Document.Sharing.STATE, Document.Sharing.REGION]
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    for document in Document.objects.filter(is_sample=True, sharing__in=few, openings=None):
        current = Membership.objects.current().filter(agency=document.agency).values("user")
        colleagues = User.objects.filter(pk__in=current, is_sample=True, is_active=True)
        people = [administrator, *colleagues.exclude(pk=document.owner_id).order_by("pk")[:2]]
        version = document.versions.order_by("pk").first()
        if version is None:
            continue
        for person in people:
            for kind in Opening.Kind:  # within the hour of the upload: nobody opened it before it was there
                Opening.objects.create(
                    document=document, version=version, person=person, kind=kind, hour=now, opened_at=now
                )


def _load_question_set() -> None:
    """What to look for in NEVI plans, shared with all members."""
    owner = User.objects.filter(email=QUESTIONS_OWNER, is_sample=True).first()
    if owner is None or QuestionSet.objects.filter(is_sample=True).exists():
        return
    details = QuestionSetDetails(
        name="Sample: What state plans say",
        about="Nine questions that analysts ask about NEVI plans. Make your own copy to change the words.",
        audiences=(audiences.single("all_members"),),
        questions=tuple(read_table(QUESTIONS.read_text(encoding="utf-8"))),
    )
    create_set(by=owner, details=details, is_sample=True)


def _bring(owner: User, filename: str, content: str, document: Document | None, note: str = "") -> Document:
    """Bring it once: the id is made from owner and name."""
    upload_id = uuid5(NAMESPACE, f"{owner.pk}|{filename}|{document.key if document else 'draft'}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / filename
        path.write_text(content, encoding="utf-8")
        upload = start_upload(
            by=owner,
            filename=filename,
            length=path.stat().st_size,
            document=document,
            note=note,
            upload_id=upload_id,
            is_imported=True,
        )
        return receive(upload, path, by=owner).document


def process_now() -> int:
    """Scan and read what waits, without a worker; returns how many files became ready."""
    before = VersionStatus.objects.filter(stage=VersionStatus.Stage.READY).count()
    waiting = VersionStatus.objects.filter(stage__in=processing.UNFINISHED).order_by("pk")
    for version_id in list(waiting.values_list("pk", flat=True)):
        processing.process(version_id)
    return VersionStatus.objects.filter(stage=VersionStatus.Stage.READY).count() - before


def _load_saved_searches() -> None:
    """What one person looks for again and again, once with an alert."""
    owner = User.objects.filter(email=SEARCHER, is_sample=True).first()
    if owner is None or owner.saved_searches.exists():
        return
    for name, words, filters, alert in SAVED_SEARCHES:
        save_search(by=owner, name=name, words=words, filters=Filters(filters), alert=alert)
