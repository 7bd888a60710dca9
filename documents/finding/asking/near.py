"""Words near others in meaning, for those that hardly any page has and no set of synonyms knows: “hurricane”, “storm”.

They are no words for the same thing, so they count for less, and a page that has only them still lacks the word.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import structlog
from django.conf import settings

from clearinghouse.lib.words.stems import stem
from documents.finding.asking.same_thing import words_of
from documents.finding.asking.wanted import NEAR, Run

log = structlog.get_logger(__name__)


def near_to(form: str) -> tuple[Run, ...]:
    """Other words to look for where a page hardly ever has this one, a stem; the nearest first."""
    others = near_words(settings.SEARCH_NEAR_WORDS).get(form, "").split()
    ways = dict.fromkeys(words_of(other) for other in others)
    return tuple(Run(way, NEAR) for way in ways if way and way != (form,))


@lru_cache(maxsize=2)
def near_words(file: Path) -> Mapping[str, str]:
    """By the stem of a word, the words near it. Empty, with a line in the log, where the file can't be read."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        log.error("near_words_unreadable", file=str(file), fault=str(error))
        return {}
    parts = (line.partition("\t") for line in lines if not line.startswith("#"))
    return {stem(word.strip().lower()): others.lower() for word, tab, others in parts if tab}
