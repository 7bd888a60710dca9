"""The reading report of a version, for those who may change its document: how each page was read, what was left out."""

from collections import Counter

from django.urls import reverse

from clearinghouse.lib.files import ocr
from clearinghouse.lib.files.results import PageSource
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import counted
from documents import hidden
from documents.models import DocumentVersion, Page
from documents.reading import pictures
from documents.reading.sources import TextState, is_unsure, page_list, text_states, told

PAGES_AT_ONCE = 10
LONGEST_TEXT = 3000
HOW = {
    PageSource.TEXT: "Text from the file",
    PageSource.SCANNED: "Scanned, not recognized yet",
    PageSource.RECOGNIZED: "Recognized from the page image",
    PageSource.BOTH: "Text from the file, and more recognized from the page image",
    PageSource.BLANK: "Blank",
    PageSource.UNREAD: "Not read",
}
# For "12 pages: 9 with …, 2 …".
COUNTED = {
    PageSource.TEXT: "with text from the file",
    PageSource.SCANNED: "waiting for text recognition",
    PageSource.RECOGNIZED: "recognized from the page image",
    PageSource.BOTH: "with text from the file and more from the page image",
    PageSource.BLANK: "blank",
    PageSource.UNREAD: "not read",
}


@dataclass(frozen=True)
class PageReport:
    """One page: how it was read, its text, and its picture where the file type has pictures."""

    number: int
    label: str
    how: str
    note: str
    is_problem: bool
    text: str
    is_cut: bool
    url: str
    image_url: str


@dataclass(frozen=True)
class Report:
    """What is said about the version as a whole."""

    summary: str
    places: list[hidden.Place]
    notes: list[str]
    to_mend: list[str]
    is_open: bool  # whether somebody must decide about hidden parts


def report_of(version: DocumentVersion) -> Report:
    """From a version that was read; two queries."""
    status, state = version.status, text_states([version.pk])[version.pk]
    sources = Counter(Page.objects.filter(version=version).values_list("source", flat=True))
    notes = [status.picture_note, *status.reading_notes, *hidden.flag_sentences(status)]
    return Report(
        summary=_summary(sources),
        places=hidden.by_place(hidden.parts_of(status)),
        notes=[note for note in dict.fromkeys(notes) if note],
        to_mend=_to_mend(version, state),
        is_open=hidden.is_open(version),
    )


def _summary(sources: Counter[str]) -> str:
    total = sum(sources.values())
    if not total:
        return "No page of this file could be read."
    parts = [f"{sources[source]} {words}" for source, words in COUNTED.items() if sources[source]]
    return f"{counted(total, 'page')}: {', '.join(parts)}."


def _to_mend(version: DocumentVersion, state: TextState) -> list[str]:
    found = told(version.status, state)
    if state.unsure:
        which = f"page{'s' if len(state.unsure) > 1 else ''} {page_list(state.unsure)}"
        found.append(f"The text of {which} may contain errors. Compare it with the page images below.")
    if hidden.is_open(version):
        found.append("Decide what to do with the content that the pages don’t show.")
    return found


def pages_of(version: DocumentVersion, first: int, *, only_problems: bool) -> list[PageReport]:
    """The pages from number `first` on, and one more than fits, which says that there are more."""
    pages = Page.objects.filter(version=version, number__gte=first).order_by("number").defer("vector")
    if only_problems:
        pages = pages.filter(number__in=_problems(version))
    return [_page(version, page) for page in pages[: PAGES_AT_ONCE + 1]]


def _problems(version: DocumentVersion) -> list[int]:
    state = text_states([version.pk])[version.pk]
    noted = Page.objects.filter(version=version).exclude(note="").values_list("number", flat=True)
    return sorted({*noted, *state.waiting, *state.unsure, *(n for pages in state.without.values() for n in pages)})


def _page(version: DocumentVersion, page: Page) -> PageReport:
    where = [version.document.key, version.key, page.number]
    return PageReport(
        number=page.number,
        label=page.label,
        how=_how(page),
        note=page.note,
        is_problem=page.source in (PageSource.UNREAD, PageSource.SCANNED) or is_unsure(page.confidence),
        text=page.text[:LONGEST_TEXT],
        is_cut=len(page.text) > LONGEST_TEXT,
        url=reverse("documents:version_page", args=where),
        image_url=reverse("documents:page_image", args=where) if pictures.has_pictures(version) else "",
    )


def _how(page: Page) -> str:
    if page.source == PageSource.SCANNED and not ocr.is_available():
        return "Scanned; text recognition isn’t available right now"
    sure = f" ({page.confidence}% certain)" if page.confidence is not None else ""
    return f"{HOW[PageSource(page.source)]}{sure}"
