"""The floor of search: twenty queries on an invented library bring what they brought before, or better."""

import json
from pathlib import Path

import pytest

from accounts.models import User
from benchmarks.search_quality import report
from benchmarks.search_quality.judged import TUNE, Judged
from benchmarks.search_quality.measures import Score, answers, is_at_least, score
from documents.finding.filters import Filters
from documents.finding.search import search_pages
from tests import library
from tests.cast import Cast

INVENTED = json.loads((Path(__file__).parent / "search_floor.json").read_text(encoding="utf-8"))
QUERIES = [
    Judged(each["query"], each["kind"], each["query"], TUNE, frozenset(each["relevant"].split()))
    for each in INVENTED["queries"]
]
# Raise it with each improvement of search.
FLOOR = Score(queries=20, reciprocal=0.9, recall=0.95, without_hit=1)


@pytest.fixture
def reader(cast: Cast) -> User:
    """A member who sees the invented library."""
    for made in INVENTED["documents"]:
        library.document(cast.vermont, made["title"], kind="nevi-plan", state=made["state"], pages=made["pages"])
    return cast.colorado


def test_search_finds_at_least_what_it_found_before(reader: User) -> None:
    def ask(query: str) -> list[str]:
        hits = search_pages(reader, query, Filters()).hits
        return [f"{(hit.document.state_id or '').lower()}:{hit.page}" for hit in hits]

    answered = answers(ask, QUERIES)

    assert is_at_least(score(answered), FLOOR), f"{score(answered)}\n{report.failures(answered)}"


def test_invented_library_can_be_answered() -> None:
    pages = {
        f"{made['state'].lower()}:{at}" for made in INVENTED["documents"] for at in range(1, len(made["pages"]) + 1)
    }

    assert {page for each in QUERIES for page in each.relevant} <= pages
