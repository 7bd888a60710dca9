"""The text of two versions, compared word by word: pages that are the same are skipped, sentences found again.

Bounded, so that it fits into a request whatever the versions hold: so many characters at a time, then a link goes on.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from django.db.models.functions import MD5

from clearinghouse.lib.frozen import dataclass
from documents.models import DocumentVersion, Page
from documents.reading.moving import moves

MOST_CHARACTERS = 200_000  # of each version in one go, some seventy printed pages
MOST_WORDS = 30_000
MOST_PASSAGES = 200
LARGEST_TABLE = 4_000_000  # words times words; what is larger is shown as removed and added whole
CONTEXT = 12  # unchanged words shown before and after a change
SHORTEST_SAME = 3  # fewer unchanged words between two changes are part of the change
SHORTEST_SENTENCE, LONGEST_SENTENCE = 4, 40
FULL_LINE = 0.7  # a line shorter than this share of the page’s long ones ends a sentence
_END = re.compile(r"[.!?:;][\"”’)]*\Z")

Kind = Literal["same", "added", "removed", "moved_here", "moved_away"]


class Word(NamedTuple):
    """A word and the number of the page it stands on."""

    text: str
    page: int
    ends_line: bool = False  # that is short for its page: a heading, a row of a table, the end of a paragraph


class Part(NamedTuple):
    """A run of words that stayed, came or went."""

    kind: Kind
    text: str


class Moved(NamedTuple):
    """Sentences that stand elsewhere now, told where they stand and, by their beginning, where they stood."""

    kind: Kind
    text: str
    page: int  # of the other place, in the other version


@dataclass(frozen=True)
class Passage:
    """Changes near one another, with the words around them, and the pages where they begin."""

    page: int  # in the later version
    earlier_page: int
    parts: list[Part | Moved]


class Start(NamedTuple):
    """The pages of both versions from which they are compared."""

    earlier: int = 1
    later: int = 1


@dataclass(frozen=True)
class Comparison:
    """What changed, in the order of the later version. `further` is where to go on, None at the end."""

    passages: list[Passage]
    further: Start | None
    is_without_text: bool = False


class _Change(NamedTuple):
    kind: Kind
    words: list[Word]
    at: Start  # the page of each version on which it begins
    other: int = 0  # the page of the other version to which, or from which, it moved


def compare(earlier: DocumentVersion, later: DocumentVersion, start: Start) -> Comparison:
    """Both are versions that the person may read. Four queries at most."""
    old, new = _digests(earlier, start.earlier), _digests(later, start.later)
    if not (old and new):
        return Comparison([], None, is_without_text=True)
    old_pages, new_pages = _differing(old, new)
    old_words, old_rest = _words_of(earlier, old_pages)
    new_words, new_rest = _words_of(later, new_pages)
    changes = _changes(old_words, new_words, start)
    further = None
    if old_rest or new_rest:
        further = Start(old_rest or _beyond(old_pages), new_rest or _beyond(new_pages))
        changes, further = _cut_at_last_same(changes, start, further)
    passages = list(_passages(changes))
    if len(passages) > MOST_PASSAGES:
        last = passages[MOST_PASSAGES]
        further = _on_from(Start(last.earlier_page, last.page), start)
        passages = passages[:MOST_PASSAGES]
    return Comparison(passages, further)


class _Step(NamedTuple):
    """How a stretch of one sequence became a stretch of the other."""

    is_same: bool
    first: int
    end: int
    first_new: int
    end_new: int


def _steps(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[_Step]:
    """Like difflib's opcodes, with the most that can be kept, and in the worst case a hundred times as fast."""
    from rapidfuzz.distance import LCSseq  # here: few pages need it, and it would lengthen every start

    found: list[_Step] = []
    for code in LCSseq.opcodes(old, new):
        step = _Step(code.tag == "equal", code.src_start, code.src_end, code.dest_start, code.dest_end)
        if found and not step.is_same and not found[-1].is_same:  # it tells what went from what came in its place
            before = found.pop()
            step = step._replace(first=before.first, first_new=before.first_new)
        found.append(step)
    return found


def _digests(version: DocumentVersion, first: int) -> list[tuple[int, str]]:
    """The number of each page and a hash of its text."""
    pages = Page.objects.filter(version=version, number__gte=first).exclude(text="").order_by("number")
    return list(pages.annotate(digest=MD5("text")).values_list("number", "digest"))


def _differing(old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> tuple[list[int], list[int]]:
    """The pages of each that the other does not have, in the same order, too."""
    old_pages, new_pages = [], []
    for step in _steps([digest for _, digest in old], [digest for _, digest in new]):
        if not step.is_same:
            old_pages += [number for number, _ in old[step.first : step.end]]
            new_pages += [number for number, _ in new[step.first_new : step.end_new]]
    return old_pages, new_pages


def _words_of(version: DocumentVersion, numbers: Sequence[int]) -> tuple[list[Word], int]:
    """Their words, as many pages as fit, and the first page that does not; 0 when all do."""
    words: list[Word] = []
    left = MOST_CHARACTERS
    pages = Page.objects.filter(version=version, number__in=numbers).order_by("number")
    for number, text in pages.values_list("number", "text").iterator(chunk_size=50):
        found = list(_words(text, number))
        if words and (len(text) > left or len(words) + len(found) > MOST_WORDS):
            return words, number
        left -= len(text)
        words += found
    return words, 0


def _words(text: str, page: int) -> Iterator[Word]:
    lines = [line.split() for line in text.splitlines() if line.strip()]
    lengths = sorted(len(" ".join(words)) for words in lines)
    full = lengths[len(lengths) * 3 // 4] * FULL_LINE if lengths else 0
    for words in lines:
        is_short = len(" ".join(words)) < full
        yield from [Word(word, page) for word in words[:-1]]
        yield Word(words[-1], page, is_short)


def _beyond(numbers: Sequence[int]) -> int:
    return (numbers[-1] if numbers else 0) + 1


def _changes(old: list[Word], new: list[Word], start: Start) -> list[_Change]:
    """By sentences first, so that only what replaces what is compared by word."""
    old_sentences, new_sentences = list(_sentences(old)), list(_sentences(new))
    steps = [
        (step.is_same, _flat(old_sentences[step.first : step.end]), _flat(new_sentences[step.first_new : step.end_new]))
        for step in _steps(_plain(old_sentences), _plain(new_sentences))
    ]
    replaced = [(left, right) for is_same, left, right in steps if not is_same]
    apart = _moved_apart([left for left, _ in replaced], [right for _, right in replaced])
    found: list[_Change] = []
    at = start
    for is_same, left, right in steps:
        at = Start(left[0].page if left else at.earlier, right[0].page if right else at.later)
        if is_same:
            found.append(_Change("same", right, at))
        else:
            stayed, away, came, here = next(apart)
            found += [_Change("moved_away", words, at._replace(earlier=words[0].page), page) for words, page in away]
            found += _by_word(stayed, came, at)
            found += [_Change("moved_here", words, at._replace(later=words[0].page), page) for words, page in here]
        at = Start(left[-1].page if left else at.earlier, right[-1].page if right else at.later)
    return found


# Words that moved together, and the page of their other place.
_Run = tuple[list[Word], int]


def _moved_apart(
    lefts: list[list[Word]], rights: list[list[Word]]
) -> Iterator[tuple[list[Word], list[_Run], list[Word], list[_Run]]]:
    """Of each stretch that was replaced: words gone, runs that moved away, words that came, runs that moved here."""
    gone, come = _in_a_row(lefts), _in_a_row(rights)
    away: dict[int, tuple[int, int]] = {}  # of each place the number of its run and the page of the other place
    here: dict[int, tuple[int, int]] = {}
    for run in moves([word and word.text for word in gone], [word and word.text for word in come]):
        first, there = gone[run.first], come[run.there]
        assert first is not None  # a run holds words
        assert there is not None
        away |= dict.fromkeys(range(run.first, run.first + run.length), (run.first, there.page))
        here |= dict.fromkeys(range(run.there, run.there + run.length), (run.first, first.page))
    old_place = new_place = 0
    for left, right in zip(lefts, rights, strict=True):
        yield *_apart(left, away, old_place), *_apart(right, here, new_place)
        old_place, new_place = old_place + len(left) + 1, new_place + len(right) + 1


def _in_a_row(stretches: Iterable[list[Word]]) -> list[Word | None]:
    return [word for stretch in stretches for word in (*stretch, None)]


def _apart(words: list[Word], moved: dict[int, tuple[int, int]], first: int) -> tuple[list[Word], list[_Run]]:
    """Words that moved nowhere, and the runs that did."""
    stayed: list[Word] = []
    runs: list[_Run] = []
    for mark, run in groupby(enumerate(words, first), key=lambda placed: moved.get(placed[0])):
        found = [word for _, word in run]
        if mark is None:
            stayed += found
        else:
            runs.append((found, mark[1]))
    return stayed, runs


def _sentences(words: Iterable[Word]) -> Iterator[list[Word]]:
    sentence: list[Word] = []
    for word in words:
        sentence.append(word)
        is_end = len(sentence) >= SHORTEST_SENTENCE and _END.search(word.text)
        if is_end or word.ends_line or len(sentence) >= LONGEST_SENTENCE:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _plain(sentences: Iterable[list[Word]]) -> list[tuple[str, ...]]:
    return [tuple([word.text for word in sentence]) for sentence in sentences]


def _flat(sentences: Iterable[list[Word]]) -> list[Word]:
    return [word for sentence in sentences for word in sentence]


def _by_word(left: list[Word], right: list[Word], at: Start) -> list[_Change]:
    if not left or not right or len(left) * len(right) > LARGEST_TABLE:
        return [_Change("removed", left, at), _Change("added", right, at)]
    steps = _steps([word.text for word in left], [word.text for word in right])
    found: list[_Change] = []
    gone: list[Word] = []
    come: list[Word] = []
    for place, (is_same, first, end, first_new, end_new) in enumerate(steps):
        is_between = 0 < place < len(steps) - 1
        if is_same and not (is_between and end - first < SHORTEST_SAME):
            found += _replaced(gone, come, at)
            gone, come = [], []
            found.append(_Change("same", right[first_new:end_new], Start(left[first].page, right[first_new].page)))
            continue
        gone += left[first:end]
        come += right[first_new:end_new]
        at = Start(left[min(first, len(left) - 1)].page, right[min(first_new, len(right) - 1)].page)
    return found + _replaced(gone, come, at)


def _replaced(gone: list[Word], come: list[Word], at: Start) -> list[_Change]:
    at = Start(gone[0].page if gone else at.earlier, come[0].page if come else at.later)
    return [change for change in (_Change("removed", gone, at), _Change("added", come, at)) if change.words]


def _cut_at_last_same(changes: list[_Change], start: Start, further: Start) -> tuple[list[_Change], Start]:
    """Where the text was cut, what comes last has lost its counterpart: go on from the last words found in both."""
    kept = list(changes)
    while kept and kept[-1].kind != "same":
        dropped = kept.pop()
        if dropped.at.earlier <= start.earlier or dropped.at.later <= start.later:
            return changes, further
        further = dropped.at
    return kept, further


def _on_from(found: Start, start: Start) -> Start:
    """Later than where this began, so that going on never stands still."""
    return found if found > start else Start(start.earlier + 1, start.later + 1)


def _merged(changes: Iterable[_Change]) -> list[_Change]:
    """Without empty ones; what stayed, in one piece between two changes."""
    merged: list[_Change] = []
    for change in changes:
        if not change.words:
            continue
        if merged and change.kind == merged[-1].kind == "same":
            merged[-1] = merged[-1]._replace(words=merged[-1].words + change.words)
        else:
            merged.append(change)
    return merged


def _passages(changes: Iterable[_Change]) -> Iterator[Passage]:
    """Changes with the words around them; far from a change the same words are left out."""
    pieces = _merged(changes)
    parts: list[Part | Moved] = []
    at: Start | None = None
    for place, change in enumerate(pieces, start=1):
        if change.kind != "same":
            at = at or change.at
            parts.append(_part(change))
        elif at is not None and place < len(pieces) and len(change.words) <= 2 * CONTEXT:
            parts.append(Part("same", _text(change.words)))
        else:
            if at is not None:
                yield Passage(at.later, at.earlier, [*parts, Part("same", _beginning(change.words))])
            at, parts = None, [Part("same", _ending(change.words))]
    if at is not None:
        yield Passage(at.later, at.earlier, parts)


def _part(change: _Change) -> Part | Moved:
    """What went elsewhere is told by its beginning: whole it stands where it went."""
    if not change.other:
        return Part(change.kind, _text(change.words))
    text = _beginning(change.words) if change.kind == "moved_away" else _text(change.words)
    return Moved(change.kind, text, change.other)


def _beginning(words: Sequence[Word]) -> str:
    return _text(words) if len(words) <= CONTEXT else f"{_text(words[:CONTEXT])} …"


def _ending(words: Sequence[Word]) -> str:
    return _text(words) if len(words) <= CONTEXT else f"… {_text(words[-CONTEXT:])}"


def _text(words: Iterable[Word]) -> str:
    return " ".join([word.text for word in words])
