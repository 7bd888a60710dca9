"""The state a document comes from, by who speaks in it and how often it is named."""

import re
from collections import Counter
from collections.abc import Mapping

from clearinghouse.lib.frozen import dataclass

_OFFICE = (
    r"(?:state )?(?:department|dept\.?|division|office|commission|board|governor|energy|public (?:utilit|service)|"
    r"environmental|dot\b|transportation)"
)
_LEAST = 3
_MARGIN = 1.5
_TITLE = 5
_SPEAKS = 4
_FILE_NAME = 4
_MENTIONS_COUNTED = 6
_WORD_CODES = {"AS", "CO", "DE", "HI", "ID", "IN", "LA", "MA", "ME", "MI", "MO", "OH", "OK", "OR", "PA"}


@dataclass(frozen=True)
class Found:
    """A state's code and the words that gave it away."""

    code: str
    words: str


class Places:
    """Scores every state against a title, a file name and the first pages."""

    def __init__(self, state_names: Mapping[str, str]) -> None:
        self._names = {code: name.removeprefix("U.S. ") for code, name in state_names.items()}
        self._codes = {name.casefold(): code for code, name in self._names.items()}
        longest_first = sorted(self._names.values(), key=len, reverse=True)
        alternatives = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first) or r"(?!)"
        self._name = re.compile(
            rf"(?P<before>\b(?:state|commonwealth|territory|government)\s+of\s+)?\b(?P<name>{alternatives})\b"
            rf"(?!,?\s+D\.?\s?C)(?P<after>[’']s)?(?P<office>\s+{_OFFICE})?",
            re.IGNORECASE,
        )
        self._scores: dict[str, float] = {}
        self._words: dict[str, tuple[float, str]] = {}

    def see_title(self, title: str) -> None:
        """A title names its state, or begins with the state's code."""
        for match in self._name.finditer(title):
            self._note(self._code(match["name"]), _TITLE, _spoken(match))
        first = title.split(" ", 1)[0]
        if first in self._names:
            self._note(first, _TITLE, first)

    def see_file_name(self, stem: str) -> None:
        """`co_nevi_plan` begins with a code; elsewhere a code that is a word counts only in capitals."""
        words = re.split(r"[\W_]+", stem)
        for match in self._name.finditer(" ".join(words)):
            self._note(self._code(match["name"]), _FILE_NAME, match[0])
        for place, word in enumerate(words):
            code = word.upper()
            is_code = word == code or (place == 0 and len(words) > 1) or code not in _WORD_CODES
            if code in self._names and is_code:
                self._note(code, _FILE_NAME, word)

    def see_page(self, text: str, weight: float) -> None:
        """A page on which a state's office speaks, or that names the state often."""
        mentions: Counter[str] = Counter()
        for match in self._name.finditer(text):
            code = self._code(match["name"])
            mentions[code] += 1
            if mentions[code] <= _MENTIONS_COUNTED:
                speaks = bool(match["before"] or match["office"])
                self._note(
                    code, weight * (_SPEAKS if speaks and mentions[code] == 1 else 1), " ".join(match[0].split())
                )

    def best(self) -> Found | None:
        """The state that clearly leads; None when there is none or several do."""
        ranked = sorted(self._scores.items(), key=lambda item: item[1], reverse=True)
        if not ranked or ranked[0][1] < _LEAST or (len(ranked) > 1 and ranked[0][1] < _MARGIN * ranked[1][1]):
            return None
        return Found(ranked[0][0], self._words[ranked[0][0]][1])

    def _code(self, name: str) -> str:
        return self._codes[" ".join(name.split()).casefold()]

    def _note(self, code: str, score: float, words: str) -> None:
        self._scores[code] = self._scores.get(code, 0) + score
        telling = score if len(words) > len(code) else 0  # a name tells people more than a code
        if telling > self._words.get(code, (-1, ""))[0]:
            self._words[code] = (telling, words)


def _spoken(match: re.Match[str]) -> str:
    """ "State of Vermont" as it stands in the text, on one line."""
    return " ".join(f"{match['before'] or ''} {match['name']}".split())
