"""A question's groups of words as people type them, and questions as rows of a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.frozen import dataclass
from documents.models import Question
from documents.questions.matching import read_term

HEADER = ("Question", "Category", "One of these", "And one of these", "And one of these", "And one of these")
MOST_QUESTIONS = 50
MOST_GROUPS = 8
MOST_WORDS = 60  # of one group
MOST_WORDS_OF_SET = 600  # so that asking takes seconds, whatever is asked
LONGEST_WORDS = 100
LONGEST_NAME, LONGEST_CATEGORY = 160, 80
LONGEST_TABLE = 100_000

# "$7,500" is one word: a comma before thousands separates nothing, and neither does one between quotation marks.
_THOUSANDS = r"(?<=\d),(?=\d{3}(?!\d))"
_WORDS = re.compile(rf"""["“](?P<quoted>[^"“”]*)["”]|(?P<plain>(?:[^,;|"“”]|{_THOUSANDS})+)""")


@dataclass(frozen=True)
class TypedQuestion:
    """A question as it stands in a form: groups as lines of words with commas between them."""

    name: str = ""
    category: str = ""
    words: str = ""
    pk: int | None = None
    groups: tuple[tuple[str, ...], ...] = ()  # in place of the words, for who has them apart

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.name or self.category or self.words)


def groups_of(typed: str) -> list[list[str]]:
    """Groups of words, a line each; words with nothing to look for are left out, and so are empty groups."""
    groups = [list(dict.fromkeys(filter(_can_be_found, _words(line)))) for line in _lines(typed)]
    return [group for group in groups if group]


def _words(line: str) -> Iterator[str]:
    for match in _WORDS.finditer(line):
        yield one_line(match["quoted"] or (match["plain"] or "").strip(" \t'‘’"), LONGEST_WORDS)


def _can_be_found(word: str) -> bool:
    return read_term(word, any_form=False) is not None


def _lines(typed: str) -> list[str]:
    return typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def typed_groups(groups: Iterable[Iterable[str]]) -> str:
    """The same as lines of words."""
    return "\n".join(_line(group) for group in groups)


def _line(group: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' if list(_words(word)) != [word] else word for word in group)


def problem_with(typed: str) -> str:
    """Why these groups of words cannot be taken, in a sentence; empty if they can."""
    groups = groups_of(typed)
    if not groups:
        return "Enter at least one word with a letter or a number."
    if len(groups) > MOST_GROUPS:
        return f"Use at most {MOST_GROUPS} lines. Each line is a group of words."
    if any(len(group) > MOST_WORDS for group in groups):
        return f"Use at most {MOST_WORDS} words and phrases in one line."
    return ""


def typed_question(question: Question) -> TypedQuestion:
    """A stored question, for its form."""
    return TypedQuestion(question.name, question.category, typed_groups(question.words), question.pk)


def rows_of(questions: Iterable[Question]) -> Iterator[Sequence[str]]:
    """Questions as rows below HEADER, each group in a cell of its own."""
    for question in questions:
        groups = [_line(group) for group in question.words]
        yield (question.name, question.category, *groups)


def read_table(pasted: str) -> list[TypedQuestion]:
    """Questions from rows copied out of a spreadsheet or a CSV file: name, category, and a cell for each group.

    At most one more than a set may have, so that the caller can tell that there were too many.
    """
    text = pasted[:LONGEST_TABLE].replace("\x00", "").lstrip("\ufeff")
    delimiter = "\t" if "\t" in text else ","
    read: list[TypedQuestion] = []
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        typed = _from_cells([cell.strip() for cell in cells])
        is_header = not read and [cell.strip().casefold() for cell in cells[:2]] == ["question", "category"]
        if not typed.is_empty and not is_header:
            read.append(typed)
        if len(read) > MOST_QUESTIONS:
            break
    return read


def _from_cells(cells: list[str]) -> TypedQuestion:
    name, category, *groups = [*cells, "", ""][: max(2, len(cells))]
    lines = "\n".join(" ".join(group.split()) for group in groups if group)
    # Exports mark what a spreadsheet would take for a formula; read back, the mark goes.
    return TypedQuestion(
        one_line(_unmarked(name), LONGEST_NAME), one_line(_unmarked(category), LONGEST_CATEGORY), _unmarked(lines)
    )


def _unmarked(cell: str) -> str:
    return re.sub(r"(?m)^'(?=[=+\-@])", "", cell)
