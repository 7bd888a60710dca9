"""Addresses of lists: the same page with one thing changed."""

from django.http import QueryDict

from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from documents.finding.facets import FacetGroup
from documents.finding.filters import FACETS

MOST_KEPT = 1000  # characters; more filters than that are left out on the way back
KEPT = {*(facet.name for facet in FACETS), "sort", "fold", "page"}


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force, with the address of the list without it."""

    group: str
    label: str
    remove_url: str


@dataclass(frozen=True)
class SortLink:
    """One way to order the list."""

    label: str
    url: str
    current: bool


def changed(query: QueryDict, **changes: str | None) -> str:
    """The query string with these set (None removes), always from the first page."""
    copy = query.copy()
    copy.pop("after", None)
    copy.pop("page", None)
    for name, value in changes.items():
        if value is None:
            copy.pop(name, None)
        else:
            copy[name] = value
    return f"?{copy.urlencode()}"


def without_words(query: QueryDict) -> str:
    """The filters, the order and the screen of a search, for the way back to it from a page it found."""
    copy = query.copy()
    copy.pop("q", None)
    return copy.urlencode()[:MOST_KEPT]


def results_address(words: str, kept: str) -> str:
    """The search that found a page: the same words, with what without_words() kept."""
    query = QueryDict(kept[:MOST_KEPT], mutable=True)
    for name in set(query) - KEPT:
        del query[name]
    query["q"] = words
    return f"{address_of('documents:search')}?{query.urlencode()}"


def without(query: QueryDict, name: str, value: str) -> str:
    """The query string without one of a filter's values."""
    copy = query.copy()
    copy.setlist(name, [kept for kept in copy.getlist(name) if kept != value])
    return changed(copy)


def active_filters(query: QueryDict, groups: list[FacetGroup]) -> list[ActiveFilter]:
    """Each chosen value, removable."""
    return [
        ActiveFilter(group.label, option.label, without(query, group.name, option.value))
        for group in groups
        for option in group.options
        if option.checked
    ]
