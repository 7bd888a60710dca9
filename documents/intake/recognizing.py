"""The text of pages that are pictures: read a few at a time, behind everything that people wait for."""

import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from clearinghouse.lib.files import ocr
from clearinghouse.lib.files.results import PageSource, PageText
from clearinghouse.lib.files.text import pages_in_words
from clearinghouse.lib.files.types import ZIP
from clearinghouse.lib.jobs import task_named
from clearinghouse.lib.slots import Slot
from documents.files import file_limits
from documents.models import DocumentVersion, Page, VersionStatus
from documents.reading import bundles, pictures

# What follows once every scanned page of a version has been looked at; an app above adds its own.
RECOGNIZED_ALL: Slot[Callable[[DocumentVersion], None]] = Slot()

PAGES_PER_JOB = 3  # a job ends soon, so that other jobs come in between and a stopped worker loses little
SECONDS_PER_JOB = 20.0
MOST_PAGES = 300
AGAIN_A_NIGHT = 20
LOW_CONFIDENCE = 70  # percent
_CUT = "The text is very long."  # how the note of a file begins that was read in part

RECOGNIZED = "Some pages are scanned images. Their text was recognized automatically and may contain errors."
GAVE_UP = "We couldn’t read the text in the image of this page. We will try again."
NO_WORDS = "We found no words that we can read on this page."
TOO_MANY = f"We read the text in images on the first {MOST_PAGES} pages only."
IN_ANOTHER_FILE = (
    "We can’t read the text in this image inside a ZIP file. Upload the file by itself to search its text."
)
HARD_TO_READ = "This page was hard to read. Its text may contain many errors."


def queue(version: DocumentVersion, pages: Sequence[PageText]) -> None:
    """Queue what is to be recognized, and tell the uploader what has no text until then."""
    if not _may_be_drawn(version):
        return
    if version.file_type == ZIP.slug:
        _leave_out_of_reach(version)
    if version.status.is_printed:
        _mark_pictures_of_office_file(version, pages)
    waiting = _waiting(version)
    waiting.filter(number__gt=MOST_PAGES).update(source=PageSource.UNREAD, note=TOO_MANY)
    if waiting.exists() and ocr.is_available():
        _defer(version.pk, after=0)
    if Page.objects.filter(version=version, source__in=[PageSource.SCANNED, PageSource.UNREAD]).exists():
        note_state(version)


def _may_be_drawn(version: DocumentVersion) -> bool:
    return version.file_type == ZIP.slug or pictures.has_pictures(version)


def _leave_out_of_reach(version: DocumentVersion) -> None:
    """Pages that can't be drawn: of files in a ZIP within the ZIP, or of two files with one name."""
    for page in _waiting(version).defer("text"):
        if not bundles.is_drawn(version, page.heading):
            _update(page, source=PageSource.UNREAD, note=IN_ANOTHER_FILE)


def _mark_pictures_of_office_file(version: DocumentVersion, pages: Sequence[PageText]) -> None:
    """A page of a printed office file that has next to no words may hold a picture of some."""
    numbers = [page.number for page in pages if ocr.is_worth_trying(page.text)]
    Page.objects.filter(version=version, number__in=numbers, source=PageSource.TEXT).update(source=PageSource.SCANNED)


def recognize(version_id: int, after: int) -> None:
    """Read the next few pages that wait for it beyond number `after`, then queue the rest. Safe to run twice."""
    version = DocumentVersion.objects.readable().select_related("status").filter(pk=version_id).first()
    if version is None or not _may_be_drawn(version) or not ocr.is_available():
        return
    batch = list(_waiting(version).filter(number__gt=after).order_by("number")[:PAGES_PER_JOB])
    last = _recognize(version, batch) if batch else after
    note_state(version)
    if _waiting(version).filter(number__gt=last).exists():
        _defer(version.pk, after=last)
    else:
        for step in RECOGNIZED_ALL:
            step(version)


def _recognize(version: DocumentVersion, batch: Sequence[Page]) -> int:
    """As many as fit into a job's time, one at least; the number of the last one."""
    until = time.monotonic() + SECONDS_PER_JOB
    last = 0
    with pictures.drawable_copy(version) as path:
        for page in batch:
            if page.confidence is not None:
                page.text = ""  # what was recognized before it is read again
            beside = bool(page.text)
            languages = settings.OCR_LANGUAGES
            number, member = page.number, ""
            if version.file_type == ZIP.slug and (part := bundles.part_of(version, page.number)):
                number, member = part.number, part.member
            seen = ocr.recognize_page(path, number, file_limits(), languages=languages, beside=beside, member=member)
            keep(version, page, seen)
            last = page.number
            if time.monotonic() > until:
                break
    return last


def keep(version: DocumentVersion, page: Page, seen: ocr.Recognized | None) -> None:
    """What was seen on a page that waits for it; None where nothing could be read."""
    if seen is None:
        _update(page, source=PageSource.UNREAD, note=GAVE_UP)
        return
    if not seen.text:
        _keep_without_words(page)
        return
    pictures.keep_recognized_words(version, page.number, seen.words)
    note = HARD_TO_READ if seen.confidence < LOW_CONFIDENCE else ""
    source = PageSource.BOTH if page.text else PageSource.RECOGNIZED
    _update(page, source=source, text=_beside(page.text, seen.text), confidence=seen.confidence, note=note)


def _keep_without_words(page: Page) -> None:
    """A photograph is no page that could not be read; one whose letters are not what they look like is."""
    if page.note:
        _update(page, source=PageSource.UNREAD, note=NO_WORDS)
    else:
        _update(page, source=PageSource.TEXT if page.text else PageSource.BLANK, text=page.text, confidence=None)


def _beside(own: str, seen: str) -> str:
    """The page's own words, and below them the lines that only the image has."""
    known = {" ".join(line.split()).casefold() for line in own.splitlines()}
    lines = [line for line in seen.splitlines() if not line.strip() or " ".join(line.split()).casefold() not in known]
    return "\n".join(filter(None, (own, "\n".join(lines).strip())))


def _update(page: Page, **fields: object) -> None:
    """Only while it waits, so that a job that runs twice changes nothing."""
    Page.objects.filter(pk=page.pk, source=PageSource.SCANNED).update(**fields)


def note_state(version: DocumentVersion) -> None:
    """Say which pages have no text and why, instead of what was said about it before."""
    pages = Page.objects.filter(version=version)
    found: dict[str, list[int]] = {}
    for source, number in pages.order_by("number").values_list("source", "number"):
        found.setdefault(source, []).append(number)
    hard = pages.filter(note=HARD_TO_READ).order_by("number").values_list("number", flat=True)
    sentences = [
        _no_text_yet(found.get(PageSource.SCANNED, [])),
        _unread(found.get(PageSource.UNREAD, [])),
        RECOGNIZED if PageSource.RECOGNIZED in found or PageSource.BOTH in found else "",
        f"Hard to read: {pages_in_words(hard)}." if hard else "",
    ]
    VersionStatus.objects.filter(pk=version.pk).exclude(text_note__startswith=_CUT).update(
        text_note=" ".join(filter(None, sentences))[:500]
    )


def _no_text_yet(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    where = _cut(pages_in_words(numbers))
    if ocr.is_available():
        return f"We’re still reading the text in the images on {where}."
    return f"We can’t read the text in the images on {where} yet, so it can’t be searched. We will try again."


def _unread(numbers: Sequence[int]) -> str:
    return f"We couldn’t read {_cut(pages_in_words(numbers))}, so that text can’t be searched." if numbers else ""


def _cut(words: str, most: int = 120) -> str:
    return words if len(words) <= most else words[:most].rpartition(",")[0] + ", and more"


def queue_forgotten() -> int:
    """Queue versions with pages that wait, such as those from before Tesseract was installed. Returns how many."""
    if not ocr.is_available():
        return 0
    busy = {
        job.args.get("version_id")
        for job in ProcrastinateJob.objects.filter(
            task_name="documents.tasks.recognize_pages", status__in=["todo", "doing"]
        )
    }
    waiting = Page.objects.filter(source=PageSource.SCANNED, version__isnull=False).values_list("version_id", flat=True)
    versions = DocumentVersion.objects.readable().filter(pk__in=waiting).exclude(pk__in=busy).select_related("status")
    forgotten = [version for version in versions if _may_be_drawn(version)]
    for version in forgotten:
        _defer(version.pk, after=0)
    return len(forgotten)


def try_again() -> int:
    """Let pages on which Tesseract gave up wait once more, a few a night. Returns how many."""
    if not ocr.is_available():
        return 0
    given_up = Page.objects.filter(source=PageSource.UNREAD, note=GAVE_UP).order_by("-version_id", "number")
    keys = list(given_up.values_list("pk", flat=True)[:AGAIN_A_NIGHT])
    return Page.objects.filter(pk__in=keys).update(source=PageSource.SCANNED, note="")


def _waiting(version: DocumentVersion) -> QuerySet[Page]:
    return Page.objects.filter(version=version, source=PageSource.SCANNED)


def _defer(version_id: int, *, after: int) -> None:
    task_named("documents.tasks.recognize_pages").defer(version_id=version_id, after=after)
