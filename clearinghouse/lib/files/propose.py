"""Proposes what a document is, from its first pages, its name and its own description. People decide."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from clearinghouse.lib.files import names
from clearinghouse.lib.files.proposing import dates, kinds, titles
from clearinghouse.lib.files.proposing.places import Places
from clearinghouse.lib.files.results import PageText
from clearinghouse.lib.frozen import dataclass

_TITLE_PAGES = 3
_STATE_PAGES = 5
_DATE_PAGES = 3
_PAGE_CHARACTERS = 3000
_COVER_CHARACTERS = 1500
_LAYER = "gis-layer"
_KIND_OF_FORMAT = {**dict.fromkeys(("geojson", "json", "geojsonl", "geojsons", "kml", "kmz"), _LAYER), "pptx": "slides"}
# Rows speak of other documents and other days than their own.
_ROWS = {"csv", "xlsx", "geojson", "json"}


@dataclass(frozen=True)
class Proposal:
    """What the rules are sure enough of; None where they are not. `sources` has a sentence for each field."""

    title: str | None = None
    state_code: str | None = None
    kind_slug: str | None = None
    dated_on: date | None = None
    sources: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For storing: the date as an ISO string."""
        return {
            "title": self.title,
            "state_code": self.state_code,
            "kind_slug": self.kind_slug,
            "dated_on": self.dated_on.isoformat() if self.dated_on else None,
            "sources": self.sources,
        }


def propose_details(
    filename: str, pages: Sequence[PageText], title: str, state_names: Mapping[str, str], *, is_layer: bool = False
) -> Proposal:
    """Title, state, kind and date of a document.

    `pages` are its pages from the first on, `title` the one in the file's own description (may be empty),
    `state_names` the names by postal code, `is_layer` whether the reader saw a map layer in it.
    """
    stem = names.clean_filename(filename).rpartition(".")[0] or filename
    ending = names.extension(filename)
    sources: dict[str, str] = {}
    state = _state(stem, pages, title, state_names, sources)
    found_title = _title(stem, ending, pages, title, (state, state_names[state]) if state else None, sources)
    return Proposal(
        title=found_title,
        state_code=state,
        kind_slug=_kind(stem, ending, pages, [title, found_title or ""], sources)
        or (_layer_kind(sources) if is_layer else None),
        dated_on=_date(stem, ending, pages, sources),
        sources=sources,
    )


def _state(
    stem: str, pages: Sequence[PageText], title: str, state_names: Mapping[str, str], sources: dict[str, str]
) -> str | None:
    places = Places(state_names)
    places.see_title(title)
    places.see_file_name(stem)
    for page in pages[:_STATE_PAGES]:
        if page.number == 1:
            places.see_title(page.heading)
        places.see_page(page.text[:_PAGE_CHARACTERS], 1 if page.number <= 2 else 0.5)
    found = places.best()
    if found is None:
        return None
    sources["state_code"] = f"The document mentions “{found.words}”."
    return found.code


def _title(
    stem: str,
    ending: str,
    pages: Sequence[PageText],
    described: str,
    state: tuple[str, str] | None,
    sources: dict[str, str],
) -> str | None:
    headings = [] if ending in _ROWS or ending == "zip" else [page.heading for page in pages[:_TITLE_PAGES]]
    text = " ".join(page.text[:_PAGE_CHARACTERS] for page in pages[:_STATE_PAGES])
    found = titles.propose(stem, headings, text, described, state)
    if found is None:
        return None
    sources["title"] = found.source
    return found.title


def _kind(
    stem: str, ending: str, pages: Sequence[PageText], found_titles: Sequence[str], sources: dict[str, str]
) -> str | None:
    headings = [] if ending in _ROWS else [("cover", page.heading) for page in pages[:1]]
    spoken_name = " ".join(re.split(r"[\W_]+", stem))
    for where, text in [*(("title", title) for title in found_titles), *headings, ("file name", spoken_name)]:
        if found := kinds.in_title(text):
            sources["kind_slug"] = f"The {where} says “{found.words}”."
            return found.slug
    for page in pages[:2] if ending not in _ROWS else ():
        if found := kinds.in_text(page.text[:_COVER_CHARACTERS]):
            sources["kind_slug"] = f"Page {page.number} says “{' '.join(found.words.split())}”."
            return found.slug
    slug = _KIND_OF_FORMAT.get(ending)
    if slug:
        sources["kind_slug"] = "This is typical of files of this type."
    return slug


def _layer_kind(sources: dict[str, str]) -> str:
    """Of a ZIP file with a shapefile, or a list of charging stations."""
    sources["kind_slug"] = "The file holds a map layer."
    return _LAYER


def _date(stem: str, ending: str, pages: Sequence[PageText], sources: dict[str, str]) -> date | None:
    for page in pages[:_DATE_PAGES] if ending not in _ROWS else ():
        if found := dates.best(page.text[:_COVER_CHARACTERS]):
            sources["dated_on"] = f"Page {page.number} says “{found.words}”."
            return found.on
    if found := dates.best(re.sub(r"[_.]+", " ", stem)):
        sources["dated_on"] = f"The file name says “{found.words}”."
        return found.on
    return None
