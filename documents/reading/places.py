"""Where a reader is in a document: the page, its printed number, and what its address carries to the next page."""

from dataclasses import replace
from datetime import date, datetime

from django.db.models.functions import Lower
from django.http import QueryDict

from clearinghouse.lib.addresses import absolute_url, address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_date
from documents.addresses import page_address, with_query
from documents.finding.addresses import MOST_KEPT, results_address
from documents.models import Document, DocumentVersion, Page
from documents.questions.walking import NO_QUESTION, Place, read_place

FIT = "fit"
# What ?zoom= may say, and how it is called. 100% is the width of letter paper; the widest picture serves 200%.
ZOOMS = {FIT: "Fit width", "100": "100%", "150": "150%", "200": "200%", "text": "Next to the text"}
OF_DOCUMENT = "document"  # ?results=: the search was within the document
LONGEST_LABEL = 20


@dataclass(frozen=True)
class Carried:
    """What the address of a page hands on to the next: the search, the way back to it, and how large to show it."""

    base: str  # of the document's pages, or one version's
    query: str = ""
    results: str = ""
    zoom: str = FIT
    version: int | None = None  # the number of the version that a link meant
    question: Place = NO_QUESTION  # of a question set, whose answering pages are read one after another

    @property
    def values(self) -> dict[str, str]:
        """By name in the address; empty ones are left out there."""
        zoom = "" if self.zoom == FIT else self.zoom
        asked = {"question": self.question.question, "within": self.question.within}
        return {"q": self.query, "results": self.results, "zoom": zoom, "v": str(self.version or ""), **asked}

    def address(self, number: int) -> str:
        """The page of this number."""
        return with_query(f"{self.base}{number}/", **self.values)

    def zooms(self, number: int) -> list[dict[str, object]]:
        """The same page in each size."""
        return [
            {"label": label, "url": replace(self, zoom=zoom).address(number), "current": zoom == self.zoom}
            for zoom, label in ZOOMS.items()
        ]


def read_carried(query: QueryDict, base: str) -> Carried:
    """From an address; what it cannot mean is left out."""
    zoom, version = query.get("zoom", ""), query.get("v", "")
    return Carried(
        base=base,
        query=query.get("q", "").replace("\x00", " ").strip(),
        results=query.get("results", "").replace("\x00", " ")[:MOST_KEPT],
        zoom=zoom if zoom in ZOOMS else FIT,
        version=(int(version) or None) if _is_number(version) else None,
        question=read_place(query),
    )


def base_of(document: Document, version: DocumentVersion) -> str:
    """The address of the document's pages, or of the version's where it is not the current one."""
    if version.pk == document.current_version_id:
        return address_of("documents:pages", document.key)
    return address_of("documents:version_pages", document.key, version.key)


def place_in_words(number: int, label: str, count: int) -> str:
    """ "Page 6 of 80", or "Page iv (6 of 80)" where another number is printed on it."""
    return f"Page {label} ({number} of {count})" if label else f"Page {number} of {count}"


def page_meant(version: DocumentVersion, typed: str) -> int | None:
    """The page whose number or printed number was typed; numbers beyond the ends lead to the ends.

    None for words that are printed on no page. One query at most.
    """
    typed, last = typed.strip(), version.status.page_count or 1
    number = int(typed) if _is_number(typed) else None
    if number is not None and 1 <= number <= last:
        return number
    if 0 < len(typed) <= LONGEST_LABEL and "\x00" not in typed:
        labeled = Page.objects.filter(version=version).annotate(printed=Lower("label")).filter(printed=typed.lower())
        found = labeled.order_by("number").values_list("number", flat=True).first()
        if found is not None:
            return found
    if typed and number is None:
        return None
    return max(1, min(number or 1, last))


def printed_numbers(version: DocumentVersion) -> tuple[str, str] | None:
    """The first and the last number printed on a page, where any is; one query."""
    labels = Page.objects.filter(version=version).exclude(label="").order_by("number").values_list("label", flat=True)
    found = list(labels)
    return (found[0], found[-1]) if found else None


def results_url(document: Document, carried: Carried) -> str:
    """Back to the search that led here; empty when none did."""
    if not carried.query:
        return ""
    if carried.results == OF_DOCUMENT:
        return with_query(document.get_absolute_url(), q=carried.query)
    return results_address(carried.query, carried.results)


def lasting_address(document: Document, version: DocumentVersion, number: int) -> str:
    """For other people, with the portal's name: what it opens says so if the file changes."""
    if version.pk != document.current_version_id:
        return absolute_url(address_of("documents:version_page", document.key, version.key, number))
    return absolute_url(page_address(document.key, number, version=version.status.number))


def author_of(agency: str, of_state: str | None, state: str | None, state_name: str) -> str:
    """Who wrote a document, for a footnote: its agency, or its state where another state's agency shared it."""
    return state_name if state and of_state and state != of_state else agency


def citation(page: Page, author: str, address: str, today: date) -> str:
    """Author, title, version, page, address and the day it was read, for a footnote."""
    version = page.version
    assert version is not None
    number = version.status.number
    where = place_in(version.document.dated_on, number, version.uploaded_at, page.label or page.number)
    return cited(author, version.document.title, where, address, today)


def place_in(dated_on: date | None, version: int | None, uploaded: datetime | None, page: str | int) -> str:
    """Version and page for a footnote, with the document's own date; without one, the day of the version."""
    if dated_on is not None:
        return f"{long_date(dated_on)}. Version {version}, page {page}"
    return f"Version {version}, {long_date(uploaded)}, page {page}"


def cited(author: str, title: str, where: str, address: str, today: date) -> str:
    """A footnote; `where` in the document is empty for all of it."""
    place = f" {where}." if where else ""
    return f"{author or 'NASEO'}. “{title}.”{place} EV States Clearinghouse. {address}. Accessed {long_date(today)}."


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
