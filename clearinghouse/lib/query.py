"""Reads what a person types into the search box: words, "phrases", AND, OR, NOT or -, and brackets.

AND joins words that stand side by side. The result is a small tree that knows nothing of a database.
Nothing a person can type raises: a stray operator, quote or bracket is passed over.
"""

import re
from collections.abc import Iterator
from typing import Literal

from clearinghouse.lib.frozen import dataclass

LONGEST = 200
DEEPEST = 10
TOKEN = re.compile(
    r"""
    "(?P<phrase>[^"]*)"?
    | (?P<open>\()
    | (?P<close>\))
    | (?<![^\s(])(?P<minus>-)(?=[\w"(])  # at the start or after a blank: not the one in I-80
    | (?P<word>(?!(?:AND|OR|NOT)\()[^\s"()]+(?:\([^\s"()]*\)[^\s"()]*)+)  # 680.112(a)
    | (?P<plain>[^\s"()]+)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Words:
    """Words that must all occur, in any order, as typed."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    """Words that must occur side by side."""

    text: str


@dataclass(frozen=True)
class Not:
    """What must not occur."""

    part: "Node"


@dataclass(frozen=True)
class Join:
    """Parts that must all, or of which one must, hold."""

    operator: Literal["and", "or"]
    parts: tuple["Node", ...]


Node = Words | Phrase | Not | Join


def parse(text: str) -> Node | None:
    """The tree of a query cut to 200 characters, or None when nothing is left to look for."""
    tokens = list(_tokens(text.replace("\x00", " ")[:LONGEST]))
    node, _ = _either(tokens, 0, 0)
    return node


def has_something_to_find(node: Node | None) -> bool:
    """False for an empty query and for one that only says what must not occur."""
    match node:
        case None | Not():
            return False
        case Join(operator="or", parts=parts):
            return all(has_something_to_find(part) for part in parts)
        case Join(parts=parts):
            return any(has_something_to_find(part) for part in parts)
    return True


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or ""
        value = found.group(kind)
        kind = "word" if kind == "plain" else kind
        if kind == "word" and value in ("AND", "OR", "NOT"):
            kind = value.lower()
        if kind not in ("word", "phrase") or re.search(r"\w", value):
            yield ("not" if kind == "minus" else kind), value


def _either(tokens: list[tuple[str, str]], at: int, depth: int) -> tuple[Node | None, int]:
    """One or more parts joined by OR."""
    parts = []
    while True:
        part, at = _all(tokens, at, depth)
        if part is not None:
            parts.append(part)
        if at >= len(tokens) or tokens[at][0] != "or":
            return _joined("or", parts), at
        at += 1


def _all(tokens: list[tuple[str, str]], at: int, depth: int) -> tuple[Node | None, int]:
    """One or more parts joined by AND or by standing side by side; runs of plain words stay together."""
    parts: list[Node] = []
    while at < len(tokens) and tokens[at][0] != "or":
        kind, _ = tokens[at]
        if kind == "close" and depth:
            break
        if kind == "word":
            run = []
            while at < len(tokens) and tokens[at][0] == "word":
                run.append(tokens[at][1])
                at += 1
            parts.append(Words(tuple(run)))
        elif kind in ("and", "close"):
            at += 1
        else:
            part, at = _one(tokens, at, depth)
            if part is not None:
                parts.append(part)
    return _joined("and", parts), at


def _one(tokens: list[tuple[str, str]], at: int, depth: int) -> tuple[Node | None, int]:
    """A word, a phrase, a bracket, or the NOT of one."""
    if at >= len(tokens):
        return None, at
    kind, value = tokens[at]
    if kind == "not":
        if depth >= DEEPEST:
            return None, at + 1
        part, at = _one(tokens, at + 1, depth + 1)
        if part is None:
            return None, at
        return (part.part if isinstance(part, Not) else Not(part)), at
    if kind == "open":
        if depth >= DEEPEST:
            return None, at + 1
        node, at = _either(tokens, at + 1, depth + 1)
        return node, at + 1 if at < len(tokens) and tokens[at][0] == "close" else at
    if kind == "phrase":
        return Phrase(" ".join(value.split())), at + 1
    if kind == "word":
        return Words((value,)), at + 1
    return None, at  # an operator or a bracket: the caller passes over it


def _joined(operator: Literal["and", "or"], parts: list[Node]) -> Node | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return Join(operator, tuple(parts))
