"""The pages that a search found, as rows of a spreadsheet file."""

from collections.abc import Hashable, Sequence

from clearinghouse.lib.addresses import absolute_url
from documents.addresses import page_address
from documents.finding.folding import Fold
from documents.finding.hits import Hit

MOST_EXPORTED = 1000  # pages
COLUMNS = (
    "Title",
    "State",
    "Agency",
    "Document type",
    "Date",
    "Page",
    "Printed page number",
    "Heading",
    "Text found",
    "Link",
)


def in_groups(hits: Sequence[Hit], fold: Fold) -> list[Hit]:
    """The hits in the order of a page that lists them by document or by state; otherwise as they are."""
    groups: dict[Hashable, list[Hit]] = {}
    for number, hit in enumerate(hits):
        key = {Fold.DOCUMENT: hit.document.pk, Fold.STATE: hit.document.state_id}.get(fold, number)
        groups.setdefault(key, []).append(hit)
    return [hit for group in groups.values() for hit in group]


def cells_of(hit: Hit, words: str) -> tuple[object, ...]:
    """One row in the order of COLUMNS. A match in title or abstract has no page."""
    document = hit.document
    return (
        document.title,
        document.state.name if document.state else "",
        document.agency.name if document.agency else "",
        document.kind.name if document.kind else "",
        document.dated_on.isoformat() if document.dated_on else "",
        hit.page or "",
        hit.label,
        hit.heading if hit.page else "",
        hit.plain_snippet,
        absolute_url(address_of_hit(hit, words)),
    )


def address_of_hit(hit: Hit, words: str) -> str:
    """The page with the words marked, or the document where its title or abstract matches."""
    if not hit.page:
        return hit.document.get_absolute_url()
    return page_address(hit.document.key, hit.page, version=hit.version, q=words)
