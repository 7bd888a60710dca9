"""From what was typed to what is looked for.

Plain words are looked for together, as many of them as a page has; quotation marks, AND, OR, NOT and a leading minus
are exact. The index and the person's rights play no part here, except that `stands` is asked whether a word with signs
inside (“solar/storage”) stands anywhere as one, `is_rare` whether hardly any page has a word that nobody explained, and
`is_common` whether so many have another one that it says nothing in its place.
"""

import operator
from collections.abc import Callable, Sequence

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.query import LONGEST, Join, Node, Not, Phrase, Words, has_something_to_find, parse
from clearinghouse.lib.words import typed
from documents.finding.asking import idle
from documents.finding.asking.near import near_to
from documents.finding.asking.places import Place, places_in
from documents.finding.asking.same_thing import LONGEST_TERM, Table, otherwise, told_by
from documents.finding.asking.suggested import Reference, year_of
from documents.finding.asking.wanted import (
    LITTLE,
    Asked,
    Column,
    Concept,
    Demand,
    Either,
    Every,
    Held,
    Run,
    Without,
)
from documents.finding.full_text import NO_WORD, ONLY_NOT, TOO_COMMON

MOST_CONCEPTS = 24  # of one query: further words are left out
BY_PLACE, BY_DEPARTMENT, BY_FACT = 1.0, 0.8, 0.6
AROUND = ".,;:?!()"


@dataclass(frozen=True)
class Lexicon:
    """What words are understood by: those for the same thing, and the portal's states, kinds, eras and regions."""

    table: Table
    reference: Reference
    stands: Callable[[tuple[Run, ...]], bool] = bool
    is_rare: Callable[[tuple[Run, ...]], bool] = operator.not_
    is_common: Callable[[tuple[Run, ...]], bool] = operator.not_


def understand(text: str, lexicon: Lexicon) -> Asked:
    """The query, understood; with a sentence in `problem` when it holds nothing to look for. Never raises."""
    node = parse(text)
    if node is None:
        return Asked(problem=NO_WORD if text.strip() else "")
    if not has_something_to_find(node):
        return Asked(problem=ONLY_NOT)
    parts = node.parts if isinstance(node, Join) and node.operator == "and" else (node,)
    preferences = lexicon.reference.preferences_in(_positive_words(node))
    is_exact = _says_and(text)
    loose = tuple(word for part in parts if isinstance(part, Words) and not is_exact for word in part.words)
    exact = [part for part in parts if is_exact or not isinstance(part, Words)]
    demands = tuple(demand for part in exact if (demand := _demand(part, lexicon)) is not None)
    asked = Asked(_concepts(loose, lexicon, are_alone=not exact), demands, preferences)
    return asked if asked.ranked else Asked(problem=TOO_COMMON)


def _says_and(text: str) -> bool:
    """Whether AND was written, which asks for every word; inside quotation marks it is a word."""
    outside = text[:LONGEST].split('"')[::2]
    return any("AND" in piece.replace("(", " ").replace(")", " ").split() for piece in outside)


def _positive_words(node: Node) -> tuple[str, ...]:
    """The words that may suggest a filter: not those in quotation marks nor those that must not stand there."""
    match node:
        case Words(words):
            return words
        case Join(parts=parts):
            return tuple(word for part in parts for word in _positive_words(part))
    return ()


def _demand(node: Node, lexicon: Lexicon) -> Demand | None:
    """The exact part as a demand; None when it holds only words too common to ask for."""
    match node:
        case Phrase(text):
            unit = typed.phrase(text)
            return Held(Concept(text, _runs(unit))) if unit is not None else None
        case Not(part):
            never = _demand(part, lexicon)
            return Without(never) if never is not None else None
        case Words(words):
            held = tuple(Held(concept) for concept in _concepts(words, lexicon, are_alone=False))
            return (held[0] if len(held) == 1 else Every(held)) if held else None
        case Join(operator, parts):
            demands = tuple(demand for part in parts if (demand := _demand(part, lexicon)) is not None)
            if not demands:
                return None
            return Every(demands) if operator == "and" else Either(demands)


def _runs(unit: typed.Unit) -> tuple[Run, ...]:
    return tuple(Run(way) for way in unit.stemmed)


@dataclass(frozen=True)
class _Piece:
    """What is looked for as one thing, with the state that it names; is_term when a set of words names it."""

    unit: typed.Unit
    place: Place | None = None
    is_term: bool = False

    @property
    def bare(self) -> str:
        return self.unit.typed.strip(AROUND).replace("’", "'").lower()

    @property
    def share(self) -> float:
        return LITTLE if self.is_light else 1.0

    @property
    def is_light(self) -> bool:
        return self.place is None and self.bare in idle.LIGHT

    @property
    def is_grammar(self) -> bool:
        return self.place is None and not self.is_term and (self.bare in idle.GRAMMAR or self.unit.is_common)

    @property
    def is_asking(self) -> bool:
        words = self.bare.split()
        if not self.is_term:
            return False
        says_little = words[0] in idle.SAYS_LITTLE or words[-1] in idle.SAYS_LITTLE
        return says_little or words[0] in idle.BEGIN_QUESTIONS or not idle.ASKING.isdisjoint(words)

    @property
    def is_idle(self) -> bool:
        return self.is_grammar or (self.place is None and self.bare in idle.QUESTIONS)


def _concepts(words: Sequence[str], lexicon: Lexicon, *, are_alone: bool) -> tuple[Concept, ...]:
    """The concepts among words side by side. Words of no weight count when they are alone."""
    pieces = _with_terms(_pieces(words, lexicon), lexicon.table)
    kept = [piece for piece in pieces if not piece.is_idle]
    if not kept and are_alone:
        kept = [piece for piece in pieces if not piece.is_grammar]
    return _with_other_words(kept[:MOST_CONCEPTS], lexicon, _names_in(words))


def _names_in(words: Sequence[str]) -> frozenset[str]:
    """Those typed with a capital where others are not; the first may begin a sentence, and acronyms shout."""
    if not any(word[0].islower() for word in words):
        return frozenset()
    return frozenset(word for word in words[1:] if word[0].isupper() and word[1:].islower())


def _pieces(words: Sequence[str], lexicon: Lexicon) -> list[_Piece]:
    """The things looked for, in order; the words of a state's name are one."""
    pieces: list[_Piece] = []
    at = 0
    for place in [*places_in(words, lexicon.reference.states), None]:
        between = words[at : place.start if place is not None else len(words)]
        pieces += [piece for unit in typed.units(between) for piece in _as_one_or_apart(unit, lexicon)]
        if place is not None:
            name = typed.phrase(" ".join(words[place.start : place.stop]))
            pieces += [_Piece(name, place)] if name is not None else []
            at = place.stop
    return pieces


def _with_terms(pieces: Sequence[_Piece], table: Table) -> list[_Piece]:
    """A saying is one thing, and so are words that say little apart where a set has them as a term."""
    joined: list[_Piece] = []
    at = 0
    while at < len(pieces):
        stop = _end_of_term(pieces, at, table)
        unit = typed.phrase(" ".join(piece.unit.typed for piece in pieces[at:stop])) if stop else None
        joined.append(_Piece(unit, is_term=True) if unit is not None else pieces[at])
        at = stop if unit is not None else at + 1
    return joined


def _end_of_term(pieces: Sequence[_Piece], start: int, table: Table) -> int:
    """Where the longest such term ends, which starts at this piece; 0 when none does."""
    for stop in range(min(len(pieces), start + LONGEST_TERM), start + 1, -1):
        run = pieces[start:stop]
        words = tuple(form for piece in run for form in piece.unit.stemmed[0])
        says_little = all(piece.is_idle or piece.is_light for piece in run)
        is_bound = any(piece.is_grammar for piece in run[1:-1])  # plug and charge, right of way
        if table.is_saying(words) or ((says_little or is_bound) and words in table):
            return stop
    return 0


def _as_one_or_apart(unit: typed.Unit, lexicon: Lexicon) -> list[_Piece]:
    """The parts of a word such as “solar/storage” where it stands nowhere as one."""
    if len(unit.forms) == 1 or any(map(str.isdigit, unit.typed)) or lexicon.stands(_runs(unit)):
        return [_Piece(unit)]
    return [_Piece(part) for part in typed.units(unit.forms)]


def _with_other_words(pieces: Sequence[_Piece], lexicon: Lexicon, names: frozenset[str]) -> tuple[Concept, ...]:
    """Concepts with every way to say them. What says several at once (EVSE) says each of them."""
    keys = [piece.unit.stemmed[0] for piece in pieces]
    others: list[dict[tuple[str, ...], Run]] = [{} for _ in pieces]
    columns = [_columns_of(piece) for piece in pieces]
    for at in range(len(pieces)):
        for stop in range(at + 1, min(len(pieces), at + LONGEST_TERM) + 1):
            key = tuple(form for forms in keys[at:stop] for form in forms)
            named = lexicon.reference.named.get(key)
            for index in range(at, stop):
                others[index] |= {run.words: run for run in otherwise(lexicon.table, key)}
                if named is not None:
                    columns[index].append(Column(named.facet, named.value, BY_FACT))
    for piece, key, other, column in zip(pieces, keys, others, columns, strict=True):
        if len(key) == 1 and not (other or column or piece.is_light):
            other |= {run.words: run for run in _instead(piece, lexicon, is_name=piece.unit.typed in names)}
    return tuple(
        Concept(
            piece.unit.typed.strip(AROUND),
            _distinct(piece, other),
            tuple(column),
            piece.share,
            piece.is_asking,
            piece.place is None and names.issuperset(piece.unit.typed.split()),
        )
        for piece, other, column in zip(pieces, others, columns, strict=True)
    )


def _instead(piece: _Piece, lexicon: Lexicon, *, is_name: bool) -> list[Run]:
    """Where hardly any page has a word: what the sayings with it lead to, or words near it that aren't everywhere."""
    form = piece.unit.stemmed[0][0]
    told, near = told_by(lexicon.table, form), () if is_name else near_to(form)
    if not (told or near) or not lexicon.is_rare(_runs(piece.unit)):
        return []
    return list(told) or [run for run in near if not lexicon.is_common((run,))]


def _distinct(piece: _Piece, others: dict[tuple[str, ...], Run]) -> tuple[Run, ...]:
    own = _runs(piece.unit)
    said = {run.words for run in own}
    return (*own, *(run for words, run in others.items() if words not in said))


def _columns_of(piece: _Piece) -> list[Column]:
    """What of the document says the same: its state, or its year."""
    if piece.place is not None:
        return [Column("state", piece.place.code, BY_DEPARTMENT if piece.place.is_department else BY_PLACE)]
    year = year_of(piece.unit.typed)
    return [Column(year.facet, year.value, BY_FACT)] if year is not None else []
