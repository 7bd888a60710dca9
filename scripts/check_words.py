"""Finds the words that docs/words.md tells us not to say: python -m scripts.check_words (part of `make lint`).

Reads what people read: the text of templates, and the sentences in Python code.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parent.parent
WORDS = "docs/words.md"
# Tests and benchmarks speak to developers. Migrations repeat old words. The texts of the sample documents are
# invented files, not the portal's own words.
NOT_READ = {"tests", "benchmarks", "migrations", "staticfiles", "sample_files"}

READ_ATTRIBUTES = "aria-label|aria-description|title|alt|placeholder|label|value"
ATTRIBUTE = re.compile(rf"""\s(?:{READ_ATTRIBUTES}|data-[\w-]+)=("[^"]*"|'[^']*')""")
TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)
TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
WORD = re.compile(r"\w+")
HTML_TAG = re.compile(r"<!--.*?-->|</?([a-zA-Z][\w-]*)?[^>]*>", re.DOTALL)
INLINE_TAGS = {"a", "abbr", "b", "code", "em", "i", "kbd", "mark", "q", "small", "span", "strong", "time"}
VALUE, BOUNDARY = "\x01", "\x00"
GAP = rf"(?:(?!\n\s*\n)[^.?!{BOUNDARY}])*?"


class Term(NamedTuple):
    """A phrase that we don't say, and what we say instead."""

    phrase: str
    instead: str


class Text(NamedTuple):
    """Words that people read, and the line of the file on which they begin."""

    words: str
    line: int


class Hit(NamedTuple):
    line: int
    phrase: str
    instead: str


def read_terms(markdown: str) -> list[Term]:
    """Read the table below the heading "Terms"; a remark in parentheses is not part of a phrase."""
    _, _, section = markdown.partition("\n## Terms\n")
    section, _, _ = section.partition("\n## ")
    rows = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in section.splitlines() if line.startswith("|")]
    return [
        Term(phrase, instead.strip())
        for instead, *said in rows[2:]
        for variant in " ".join(said).split(" · ")
        if (phrase := re.sub(r"\s*\([^)]*\)", "", variant).strip(" …"))
    ]


def pattern_of(phrase: str) -> str:
    """Match whole words; the first letter in either case, "…" for a gap in the sentence, any space for a blank."""
    first, rest = phrase[0], phrase[1:]
    letter = f"[{first.upper()}{first.lower()}]" if first.isalpha() else re.escape(first)
    rest = re.escape(rest).replace(r"\ ", r"\s+").replace(r"\s+…\s+", rf"\s{GAP}\s").replace("'", "['’]")
    return rf"(?<!\w){letter}{rest}(?!\w)"


class Words:
    """All phrases, by the word that each begins with. Of two that begin at the same word the longer one is named."""

    def __init__(self, terms: list[Term]) -> None:
        self.beginning: dict[str, list[tuple[re.Pattern[str], Term]]] = {}
        for term in sorted(terms, key=lambda term: -len(term.phrase)):
            pattern, first = re.compile(pattern_of(term.phrase)), WORD.match(term.phrase)
            assert first, f"{term.phrase} begins with no word"
            for begins in {first[0][0].upper() + first[0][1:], first[0][0].lower() + first[0][1:]}:
                self.beginning.setdefault(begins, []).append((pattern, term))

    def find(self, text: Text) -> Iterator[Hit]:
        """Yield each phrase in the text with its line."""
        end = 0
        for word in WORD.finditer(text.words):
            if word.start() < end or word[0] not in self.beginning:
                continue
            for pattern, term in self.beginning[word[0]]:
                if match := pattern.match(text.words, word.start()):
                    end = match.end()
                    yield Hit(text.line + text.words.count("\n", 0, match.start()), term.phrase, term.instead)
                    break


def template_texts(source: str, *, html: bool) -> Iterator[Text]:
    """Yield what a template lets people read: its text, attributes that are read, and sentences handed to tags."""
    source = TEMPLATE_COMMENT.sub(lambda match: blank(match[0]), source)
    for code in TEMPLATE_CODE.finditer(source):
        yield from sentences(QUOTED.finditer(source, code.start(), code.end()), source)
    source = TEMPLATE_CODE.sub(without_code, source)
    if html:
        for tag in HTML_TAG.finditer(source):
            for attribute in ATTRIBUTE.finditer(tag[0]):
                yield Text(attribute[1][1:-1], line_of(source, tag.start() + attribute.start(1)))
        source = HTML_TAG.sub(without_tag, source)
    yield Text(source, 1)


def sentences(quoted: Iterator[re.Match[str]], source: str) -> Iterator[Text]:
    """Yield the quoted strings that hold a blank: names of templates and of addresses do not."""
    return (Text(match[0][1:-1], line_of(source, match.start())) for match in quoted if " " in match[0])


def without_code(match: re.Match[str]) -> str:
    """Let a value stand as one unknown word, and a tag as nothing."""
    return VALUE + blank(match[0])[1:] if match[0].startswith("{{") else blank(match[0])


def without_tag(match: re.Match[str]) -> str:
    """End the sentence at a tag, unless the tag marks words within one."""
    return blank(match[0]) if (match[1] or "").lower() in INLINE_TAGS else BOUNDARY + blank(match[0])[1:]


def blank(text: str) -> str:
    """Replace everything but line ends, so that lines keep their numbers."""
    return re.sub(r"[^\n]", " ", text)


def line_of(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1


def python_texts(source: str) -> Iterator[Text]:
    """Yield the strings that people read: with a blank or a capital first, no docstrings; an f-string counts as one."""
    nodes = list(ast.walk(ast.parse(source)))
    skipped = {id(node.value) for node in nodes if is_bare_string(node)}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            skipped.update(id(part) for part in node.values)
            words = "".join(literal(part) for part in node.values)
        elif isinstance(node, ast.Constant) and id(node) not in skipped:
            words = literal(node)
        else:
            continue
        if " " in words or words[:1].isupper():
            yield Text(words.replace("\n", " "), node.lineno)


def is_bare_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def literal(node: ast.AST) -> str:
    """Give the text of a string, and a mark for a value that is put into it."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return VALUE


def texts_of(path: Path) -> Iterator[Text]:
    source = path.read_text(encoding="utf-8")
    return python_texts(source) if path.suffix == ".py" else template_texts(source, html=path.suffix == ".html")


def files_of(root: Path) -> list[Path]:
    """List Python files, and the templates in folders of that name, of a checkout."""
    folders = [folder for folder in root.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted(path for path in [*files, *root.glob("*.py")] if is_read(path.relative_to(root)))


def is_read(path: Path) -> bool:
    if NOT_READ.intersection(path.parts):
        return False
    return path.suffix == ".py" or ("templates" in path.parts and path.suffix in {".html", ".txt"})


def report(root: Path) -> list[str]:
    """Give one line for each phrase that should not be said: file:line: phrase → say instead."""
    words = Words(read_terms((root / WORDS).read_text(encoding="utf-8")))
    return [
        f"{path.relative_to(root)}:{hit.line}: {hit.phrase} → {hit.instead}"
        for path in files_of(root)
        for hit in sorted(hit for text in texts_of(path) for hit in words.find(text))
    ]


def main(root: Path = CHECKOUT) -> int:
    lines = report(root)
    print(*lines, sep="\n", end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
