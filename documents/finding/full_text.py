"""What was typed, for PostgreSQL's full text and for marks: each word in all the ways it can be written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Literal

from django.db import connection

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.query import Join, Node, Not, Phrase, Words, has_something_to_find, parse
from clearinghouse.lib.words import exact, typed
from clearinghouse.lib.words.marking import Wanted
from clearinghouse.lib.words.stems import family_of, stem
from clearinghouse.lib.words.word import Way
from documents.finding.synonyms import Same, Sets, synonym_sets

ONLY_NOT = "Add a word to search for. A search can’t contain only NOT."
NO_WORD = "Enter at least one word or number to search for."
TOO_COMMON = "These words are too common to search for. Add a more specific word."
STEMS = "SELECT form, coalesce((ts_lexize('every_stem', form))[1], form) FROM unnest(%s::text[]) AS form"

MOST_KNOWN = 20_000
_known: dict[str, str] = {}  # by form, PostgreSQL's stem

Synonyms = dict[Way, tuple[Way, ...]]


@dataclass(frozen=True)
class Sought:
    """Something looked for, in each of its ways."""

    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Never:
    """What must not stand there."""

    part: "Part"


@dataclass(frozen=True)
class Several:
    """Parts that must all, or of which one must, hold."""

    operator: Literal["and", "or"]
    parts: tuple["Part", ...]


Part = Sought | Never | Several


def compile_query(text: str) -> tuple[str, str]:
    """(tsquery in PostgreSQL's notation, "") or ("", a sentence that says why there is nothing to find)."""
    return _compiled(text, synonym_sets())


@lru_cache(maxsize=256)
def _compiled(text: str, sets: Sets) -> tuple[str, str]:
    node = parse(text)
    if node is None:
        return "", NO_WORD if text.strip() else ""
    if not has_something_to_find(node):
        return "", ONLY_NOT
    part = _part(node, _by_words(sets))
    if part is None or not _has_something_to_find(part):
        return "", TOO_COMMON
    return _notation(part, _lexemes({one for form in _forms(part) for one in family_of(form)})), ""


def looked_for(text: str) -> Wanted:
    """What to mark: each thing that was looked for, in all its ways."""
    return _looked_for(text, synonym_sets())


@lru_cache(maxsize=256)
def _looked_for(text: str, sets: Sets) -> tuple[tuple[Way, ...], ...]:
    node = parse(text)
    part = _part(node, _by_words(sets)) if node is not None else None
    return () if part is None else tuple(map(_stemmed, _sought(part)))


def _stemmed(ways: Iterable[Way]) -> tuple[Way, ...]:
    return tuple(dict.fromkeys(tuple(map(stem, way)) for way in ways))


@lru_cache(maxsize=8)
def _by_words(sets: tuple[Same, ...]) -> Synonyms:
    """Each term, as its words, with the ways to write all that stands in for it."""
    table: Synonyms = {}
    for same in sets:
        for term, others in same.others():
            key = exact.forms_of(term)
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), *(way for one in others for way in _written(one)))))
    return table


@lru_cache(maxsize=8192)
def _written(term: str) -> tuple[Way, ...]:
    unit = typed.phrase(term)
    return unit.ways if unit is not None else ()


def _part(node: Node, synonyms: Synonyms) -> Part | None:
    """The node with its words read; None where only words are left that stand everywhere."""
    match node:
        case Phrase(text):
            unit = typed.phrase(text)
            return Sought(unit.ways) if unit is not None else None
        case Not(part):
            read = _part(part, synonyms)
            return Never(read) if read is not None else None
        case Words(words):
            return _several("and", [Sought(ways) for ways in _with_synonyms(words, synonyms)])
        case Join(operator, parts):
            read_parts = [_part(part, synonyms) for part in parts]
            return _several(operator, [part for part in read_parts if part is not None])


def _several(operator: Literal["and", "or"], parts: Sequence[Part]) -> Part | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return Several(operator, tuple(parts))


def _with_synonyms(words: Sequence[str], synonyms: Synonyms) -> Iterator[tuple[Way, ...]]:
    """The ways of each word, or of a run of words that is a known term; the longest run first."""
    units = typed.units(words)
    longest = max(map(len, synonyms), default=1)
    at = 0
    while at < len(units):
        for length in range(min(longest, len(units) - at), 0, -1):
            run = tuple(form for unit in units[at : at + length] for form in unit.forms)
            if run in synonyms and (length > 1 or not units[at].is_common):
                own = units[at].ways if length == 1 else (run,)
                yield tuple(dict.fromkeys((*own, *synonyms[run])))
                at += length
                break
        else:
            if not units[at].is_common:
                yield units[at].ways
            at += 1


def _has_something_to_find(part: Part) -> bool:
    match part:
        case Never():
            return False
        case Several(operator, parts):
            return (all if operator == "or" else any)(map(_has_something_to_find, parts))
    return True


def _sought(part: Part) -> Iterator[tuple[Way, ...]]:
    """The ways of everything that should stand there."""
    match part:
        case Sought(ways):
            yield ways
        case Several(parts=parts):
            for one in parts:
                yield from _sought(one)


def _forms(part: Part) -> Iterator[str]:
    """Every form that the query names."""
    match part:
        case Sought(ways):
            yield from (form for way in ways for form in way)
        case Never(one):
            yield from _forms(one)
        case Several(parts=parts):
            for one in parts:
                yield from _forms(one)


def _lexemes(forms: Set[str]) -> Mapping[str, str]:
    """PostgreSQL's own stem of each form: its rules may be older than ours. They never change while we run."""
    words = {form for form in forms if form.isalpha()}
    found = {form: _known[form] for form in words if form in _known}
    if new := sorted(words - found.keys()):
        with connection.cursor() as cursor:
            cursor.execute(STEMS, [new])
            found |= dict(cursor.fetchall())
        if len(_known) + len(new) > MOST_KNOWN:
            _known.clear()
        _known.update(found)
    return {form: found.get(form, form) for form in forms}


def _notation(part: Part, lexemes: Mapping[str, str], *, is_denied: bool = False) -> str:
    match part:
        case Sought(ways):
            return _either(list(dict.fromkeys(_side_by_side(way, lexemes, is_denied=is_denied) for way in ways)), " | ")
        case Never(one):
            return f"!{_notation(one, lexemes, is_denied=not is_denied)}"
        case Several(operator, parts):
            sign = " & " if operator == "and" else " | "
            return _either([_notation(one, lexemes, is_denied=is_denied) for one in parts], sign)


def _either(parts: Sequence[str], sign: str) -> str:
    return parts[0] if len(parts) == 1 else f"({sign.join(parts)})"


def _side_by_side(way: Way, lexemes: Mapping[str, str], *, is_denied: bool) -> str:
    """A way as PostgreSQL writes it. "-residential" is not what says non-residential."""
    quoted = [
        _either([f"'{one}'" for one in dict.fromkeys(lexemes[other] for other in family_of(form))], " | ")
        for form in way
    ]
    if is_denied and way[0] != typed.DENYING:
        quoted.insert(0, f"!'{typed.DENYING}'")
    return quoted[0] if len(quoted) == 1 else f"({' <-> '.join(quoted)})"
