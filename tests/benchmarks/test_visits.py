"""Visits of another commit: matched by name, asked at its own addresses."""

import json
from dataclasses import asdict, replace

from benchmarks.queries import with_first_asked
from benchmarks.visits import Goal, Visit, read_visits, visits_of_the_other

HOME = Visit("home", "/", "sessionid=ours", Goal(p50=12), statements=5)
NEW = Visit("page of tomorrow", "/tomorrow/", "sessionid=ours")


def test_visits_are_read_as_they_were_printed() -> None:
    assert read_visits(json.dumps([asdict(HOME), asdict(NEW)])) == [HOME, NEW]


def test_other_commit_is_asked_by_name_at_its_own_address() -> None:
    theirs = {"name": "home", "path": "/home/", "cookie": "sessionid=theirs", "statements": 14, "unknown": True}
    gone = {"name": "page of yesterday", "path": "/yesterday/", "cookie": "", "statements": 1}

    visits = visits_of_the_other(json.dumps([theirs, gone]), {"home": HOME, "page of tomorrow": NEW})

    assert visits == {"home": replace(HOME, path="/home/", cookie="sessionid=theirs", statements=14)}


def test_what_is_asked_for_first_each_time_is_asked_of_the_other_commit_with_its_own_cookie() -> None:
    search = Visit("search, rare words", "/search/?q=a+b", "sessionid=ours", statements=4)
    theirs = {"name": search.name, "path": "/find/?q=a+b", "cookie": "sessionid=theirs", "statements": 9}

    known, first = with_first_asked([search], {"rare words": ("c d", "e f")})
    others = visits_of_the_other(json.dumps([theirs]), {visit.name: visit for visit in (known, first)})

    assert known == search
    assert (first.name, first.statements) == ("search, rare words, asked first", None)
    assert first.paths == ("/search/?q=c+d", "/search/?q=e+f")
    assert others[first.name] == replace(first, cookie="sessionid=theirs")
    assert others[search.name] == replace(search, path="/find/?q=a+b", cookie="sessionid=theirs", statements=9)
