"""How search is measured: the judged queries, the plain engine beside it, and the arithmetic."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.search_quality import report
from benchmarks.search_quality.judged import HELD, TUNE, Judged, judged
from benchmarks.search_quality.measures import Answer, Score, answers, is_at_least, score
from benchmarks.search_quality.plain import PlainSearch

PLANS = os.environ.get("PLANS", "")
PAGES = {"va:1": "Snow removal at stations.", "va:2": "Snow, snow and more snow on roads.", "co:1": "Charging sites."}


def asked(query: str, *relevant: str) -> Judged:
    return Judged(query, "keywords", "snow", TUNE, frozenset(relevant))


def test_there_are_enough_queries_of_each_kind_in_both_sets() -> None:
    counts = Counter((each.set, each.kind) for each in judged())

    kinds = (
        *("acronym", "by dice", "everyday", "keywords", "phrase", "plain words", "question", "same thing", "state"),
        "typing error",
    )
    assert sorted(counts) == sorted((name, kind) for name in (TUNE, HELD) for kind in kinds)
    assert min(Counter(each.set for each in judged()).values()) >= 60


def test_each_query_is_asked_once_and_has_pages_that_answer() -> None:
    queries = [each.query for each in judged()]

    assert [query for query, count in Counter(queries).items() if count > 1] == []
    assert [each.query for each in judged() if not each.relevant] == []
    pages = {page for each in judged() for page in each.relevant}
    assert [page for page in pages if not re.fullmatch(r"[a-z]{2}:[1-9]\d{0,2}", page)] == []


def test_no_topic_is_in_both_sets() -> None:
    assert {each.topic for each in judged([TUNE])} & {each.topic for each in judged([HELD])} == set()


def test_plain_search_ranks_pages_with_rare_words_and_more_of_them_first() -> None:
    search = PlainSearch(PAGES)

    assert search.best("snow") == ["va:2", "va:1"]
    assert search.best("removing snow") == ["va:1", "va:2"]
    assert search.best("whale") == []
    assert search.best("station snow", most=1) == ["va:1"]


def test_an_answer_counts_by_its_place_and_by_what_it_brings_of_all() -> None:
    answer = Answer(asked("snow", "va:1", "co:1"), ("va:2", "va:1"))

    assert (answer.first, answer.reciprocal, answer.recall) == (2, 0.5, 0.5)
    assert Answer(asked("snow", "va:1"), ()).reciprocal == 0.0


def test_more_pages_than_fit_do_not_lower_recall() -> None:
    relevant = [f"va:{number}" for number in range(1, 21)]

    assert Answer(asked("snow", *relevant), tuple(relevant[:10])).recall == 1.0


def test_score_is_the_mean_and_counts_queries_without_hit() -> None:
    answered = answers(PlainSearch(PAGES).best, [asked("snow", "va:1"), asked("whale", "va:2")])

    assert score(answered) == Score(queries=2, reciprocal=0.25, recall=0.5, without_hit=1)


@pytest.mark.parametrize("worse", [Score(2, 0.4, 0.5, 1), Score(2, 0.5, 0.4, 1), Score(2, 0.5, 0.5, 2)])
def test_floor_is_broken_by_each_figure(worse: Score) -> None:
    floor = Score(2, 0.5, 0.5, 1)

    assert (is_at_least(floor, floor), is_at_least(worse, floor)) == (True, False)


def test_report_shows_each_engine_and_the_failures_with_what_came_instead() -> None:
    answered = answers(PlainSearch(PAGES).best, [asked("snow", "va:1"), asked("whale", "va:2")])

    assert report.table({"ours": answered}).splitlines()[-1].split() == ["all", "2", "0.250", "0.500", "1"]
    assert report.failures(answered).splitlines() == [
        "  keywords: whale  (no answer, recall 0.00)",
        "    came: nothing",
        "    missed: va:2",
        "  keywords: snow  (first answer in place 2, recall 1.00)",
        "    came: va:2 va:1+",
    ]


@pytest.mark.slow
@pytest.mark.skipif(not PLANS, reason="The state plans are not ours to spread: PLANS names the folder with them.")
def test_search_of_the_real_plans_did_not_become_worse(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.search_quality", "--plans", PLANS, "--check", "--folder", tmp_path]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLEARINGHOUSE_")}

    assert subprocess.run(command, env=environment, check=False).returncode == 0
