"""Minutes as people paste them from Word and mail, turned into the Markdown that they meant.

Nothing pasted may vanish: what Markdown would take for a mark of its own, and the writer did not, is escaped.
docs/decisions/0031-pasted-text.md says what is decided how.
"""

import re

from clearinghouse.lib.frozen import dataclass

BULLETS = "•‣⁃∙●○◦▪▫■□◆◇❖►▶➢➤"
DASHES = "–—−‑‐·"
WORDS_OWN = "o§Øüvq"  # how letters of Word's symbol fonts arrive: only before a tab or several blanks
# How signs of its symbol fonts arrive where they have no letter: in Unicode's private area, which other fonts leave
# empty.
_SYMBOLS = str.maketrans({
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf076": "❖", "\uf06e": "■", "\uf06c": "●", "\uf0a1": "○",
    "\uf0fc": "✓", "\uf0fb": "✗", "\uf0fe": "☑", "\uf0a8": "☐", "\uf06f": "☐", "\uf0e0": "→",
})  # fmt: skip
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"  # at the start of a line they hide the mark behind them
_BLANK = r"[^\S\n]"
_MARK = re.compile(
    rf"""(?P<indent>{_BLANK}*)(?:
        (?P<written>[-*+])(?={_BLANK})
        | (?P<bullet>[{BULLETS}])
        | (?P<number>\d{{1,9}})(?P<ending>[.)])(?={_BLANK})
        | (?P<tabbed>[{DASHES}{WORDS_OWN}])(?=\t|{_BLANK}{{2,}})(?!§[^\S\t]+\d)
        | (?P<dash>[{DASHES}])(?={_BLANK})
        | (?P<circle>o)(?={_BLANK})
    ){_BLANK}*(?=\S)""",
    re.VERBOSE,
)
_COUNT = re.compile(
    r"\(?(?:[A-Za-z]|[ivxIVX]{1,6}|\d{1,3})[.)]|\d{1,3}(?:\.\d{1,3})+\.?|\d{1,2}:\d\d(?:\s*[ap]\.?m\.?)?", re.IGNORECASE
)
_LETTERED = re.compile(rf"\(?(?:\d{{1,3}}|[a-zA-Z])\){_BLANK}+(?=\S)")
_FENCE = re.compile(r" {0,3}`{3,}[^`]*$")
_TILDES = re.compile(rf"^({_BLANK}*)(~{{3,}})")
_HEADING = re.compile(rf"{_BLANK}*#{{1,6}}{_BLANK}")
_NUMBER_SIGN = re.compile(rf"^({_BLANK}*)#(?={_BLANK})")
_UNDERLINE = re.compile(rf"{_BLANK}*(?:=+|-+){_BLANK}*$")
_MORE_THAN = re.compile(rf"^({_BLANK}*)>(?={_BLANK}*[\d$€£.=])")
_STARS = re.compile(r"(?<=\d)\*+(?=\d)|(?<=[^\W_])\*(?=[^\W_])|(?<=\()\*+(?=\))")
_KEPT = re.compile(r"(`[^`]+`|https?://\S+)")
_PATH = re.compile(r"(?<!\S)(?:[A-Za-z]:\\|\\\\)\S+")
_BACKSLASHES = re.compile(r"\\\\|\\$")
_COUNTED_TO = 99  # a list that begins with a higher number is a year, an amount or a paragraph of a law
_GAP = "\u2003"  # a tab within a line: wide, and kept by browsers and by Word


@dataclass(frozen=True)
class _Item:
    """The first line of a point in a list."""

    indent: int
    mark: str  # points with the same mark and indent are on one level
    number: int | None
    words: str
    is_written: bool  # with a mark of Markdown's own


def as_markdown(text: str) -> str:
    """The same text with its lists, tables and signs in Markdown. Markdown that somebody wrote stays as it is."""
    lines = _with_their_bullets([_seen(line) for line in text.splitlines()])
    drawn: list[str] = []
    at = 0
    while at < len(lines):
        if end := _end_of_fence(lines, at):
            drawn += lines[at:end]
        elif end := _end_of_list(lines, at):
            drawn += ["", *_list(lines[at:end]), ""]
        elif end := _end_of_table(lines, at):
            drawn += ["", *_table(lines[at:end]), ""]
        else:
            end = at + 1
            drawn.append(_line(lines, at))
        at = end
    return "\n".join(drawn)


def _seen(line: str) -> str:
    return line.translate(_SYMBOLS).lstrip(_UNSEEN)


def _with_their_bullets(lines: list[str]) -> list[str]:
    """Bullets that a PDF puts on a line of their own, joined with the words of their points."""
    joined: list[str] = []
    for line in lines:
        if joined and line.strip() and len(joined[-1].strip()) == 1 and joined[-1].strip() in BULLETS:
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return joined


def without_mark(line: str) -> str:
    """A line of a field that takes one point a line, without the bullet or number that was pasted with it."""
    line = _seen(line)
    item = _item(line)
    if item is not None and (item.number is None or item.number <= _COUNTED_TO):
        return item.words
    return _LETTERED.sub("", line.strip(), count=1) if _LETTERED.match(line.strip()) else line


def _item(line: str) -> _Item | None:
    found = _MARK.match(line)
    if found is None:
        return None
    words = line[found.end() :]
    indent = len(found["indent"].expandtabs(4))
    if found["number"]:
        return _Item(indent, f"#{found['ending']}", int(found["number"]), words, is_written=True)
    mark = found["written"] or found["bullet"] or found["tabbed"] or found["dash"] or "o"
    return _Item(indent, mark, None, words, is_written=bool(found["written"]))


def _is_weak(line: str) -> bool:
    """Whether the mark alone does not prove a point: a dash or an "o" with a blank may begin a sentence."""
    found = _MARK.match(line)
    return found is not None and bool(found["dash"] or found["circle"])


def _begins(lines: list[str], at: int) -> bool:
    item = _item(lines[at])
    if item is None or (item.number is not None and item.number > _COUNTED_TO):
        return False
    if item.number is not None and at and lines[at - 1].strip() and item.number != 1:
        # After a line of text only a list of several begins: "…, in all⏎12. The rest" goes on.
        return _follows(lines, at, item)
    return item.mark != "o" and _follows(lines, at, item) if _is_weak(lines[at]) else True


def _follows(lines: list[str], at: int, first: _Item) -> bool:
    """Whether the next line with words is a point of the same list."""
    after = next((line for line in lines[at + 1 : at + 3] if line.strip()), "")
    item = _item(after)
    return item is not None and item.mark == first.mark and (first.number is None or item.number == first.number + 1)


def _end_of_list(lines: list[str], at: int) -> int:
    """Where the list ends that begins on this line; 0 where none does."""
    if not _begins(lines, at):
        return 0
    marks = _mark(lines[at])
    end = at + 1
    while end < len(lines):
        line = lines[end]
        if not line.strip():
            following = end + 1
            if following >= len(lines) or not _continues(lines, following, marks, after_blank=True):
                break
        elif not _continues(lines, end, marks, after_blank=not lines[end - 1].strip()):
            break
        else:
            marks |= _mark(line)
        end += 1
    return end


def _mark(line: str) -> dict[str, int]:
    """The mark of a line, with the number it has in a numbered list."""
    item = _item(line)
    return {item.mark: item.number or 0} if item else {}


def _continues(lines: list[str], at: int, marks: dict[str, int], *, after_blank: bool) -> bool:
    """Whether a line belongs to the list before it: the next point, or words of the last one."""
    line = lines[at]
    if not line.strip():
        return False
    item = _item(line)
    if item is not None and item.number is not None:
        if after_blank and item.mark not in marks:
            return False
        return item.number <= _COUNTED_TO or marks.get(item.mark) == item.number - 1
    if item is not None and (not _is_weak(line) or item.mark in marks or item.mark == "o" or _begins(lines, at)):
        return True
    if line[0].isspace() or _LETTERED.match(line):
        return True
    # An unindented line is the next paragraph, unless the sentence clearly goes on.
    return not after_blank and line[0].islower() and "\t" not in line


def _list(lines: list[str]) -> list[str]:
    items = [_item(line) for line in lines]
    if all(item is None or item.is_written for item in items):
        return _written_list(lines)
    drawn: list[str] = []
    levels: list[_Item] = []
    for line, item in zip(lines, items, strict=True):
        if item is None:
            drawn.append(f"{_inside(levels)}{_inline(line.strip())}" if line.strip() else "")
            continue
        _climb(levels, item)
        outer = _inside(levels)
        if item.number is None:
            drawn.append(f"{outer}- {_begun(item.words)}")
        else:
            drawn.append(f"{outer}{item.number}{item.mark[1]} {_begun(item.words)}")
        levels.append(item)
    return drawn


def _written_list(lines: list[str]) -> list[str]:
    """A list in Markdown, as it was written; a tab after a mark is one blank."""
    return [_written(line, _MARK.match(line)) for line in lines]


def _written(line: str, found: re.Match[str] | None) -> str:
    if found is None:
        return _inline(_TILDES.sub(_escaped_sign, line))
    head = found["indent"] + found[0][len(found["indent"]) :].replace("\t", " ")
    return head + _inline(line[found.end() :])


def _climb(levels: list[_Item], item: _Item) -> None:
    """Leave the levels that this point does not lie in."""
    same = [place for place, level in enumerate(levels) if level.mark == item.mark and level.indent <= item.indent]
    if same and levels[same[-1]].indent == item.indent:
        del levels[same[-1] :]
        return
    while levels and levels[-1].indent > item.indent:
        outer = levels.pop()
        if outer.mark == item.mark and (not levels or levels[-1].indent <= item.indent):
            break


def _inside(levels: list[_Item]) -> str:
    """How far a line is indented to lie in these points."""
    return " " * sum(2 if level.number is None else len(str(level.number)) + 2 for level in levels)


def _begun(words: str) -> str:
    """The words of a point; what looks like a further mark is text."""
    escaped = re.sub(r"^([-+>#]|\d+(?=[.)]))", lambda found: _signs(found[1]), words)
    return _inline(escaped)


def _signs(sign: str) -> str:
    return sign if sign.isdigit() else f"\\{sign}"


def _end_of_table(lines: list[str], at: int) -> int:
    """Where the rows of cells end that begin on this line; 0 where they are no table."""
    end = at
    while end < len(lines) and "\t" in lines[end].strip() and _item(lines[end]) is None:
        end += 1
    rows = [_cells(line) for line in lines[at:end]]
    if len(rows) < 2 or len(rows[0]) != max(map(len, rows)):
        return 0
    if len(rows[0]) > 2:
        return end
    names_values = all(row[0].rstrip().endswith(":") for row in rows)
    is_counted = all(_COUNT.fullmatch(row[0].strip()) for row in rows)  # a) or iv. or 1.2 or 10:15, then words
    return 0 if names_values or is_counted or len(rows) == 2 else end


def _cells(line: str) -> list[str]:
    return line.strip(" ").split("\t")


def _table(lines: list[str]) -> list[str]:
    rows = [_cells(line) for line in lines]
    columns = len(rows[0])
    drawn = [
        "| " + " | ".join(_inline(cell.strip()).replace("|", "\\|") for cell in [*row, *[""] * (columns - len(row))])
        + " |"
        for row in rows
    ]  # fmt: skip
    return [drawn[0], "|" + " --- |" * columns, *drawn[1:]]


def _end_of_fence(lines: list[str], at: int) -> int:
    """Where the code ends that begins on this line; 0 where none does, or where nobody closed it."""
    if not _FENCE.match(lines[at]):
        return 0
    return next((end + 1 for end in range(at + 1, len(lines)) if lines[end].strip().startswith("```")), 0)


def _line(lines: list[str], at: int) -> str:
    """A line of text, with what is no mark escaped."""
    line = lines[at]
    before = lines[at - 1] if at else ""
    if before.strip() and not _HEADING.match(before):
        line = _NUMBER_SIGN.sub(r"\1\\#", line)  # "# 2 priority" in the middle of lines
    if _UNDERLINE.match(line) and not _is_title(lines, at):
        return _rule(line, before)
    line = _MORE_THAN.sub(r"\1\\>", _TILDES.sub(_escaped_sign, line))
    if _FENCE.match(line):
        line = line.replace("`", "\\`")
    item = _item(line)
    if item is not None:
        line = _as_text(line, item)
    return _inline(line)


def _is_title(lines: list[str], at: int) -> bool:
    """Whether the line above is a title that this line underlines: a line by itself, not the end of a paragraph."""
    if at == 0 or not lines[at - 1].strip() or len(lines[at].strip()) < 3:
        return False
    return at == 1 or not lines[at - 2].strip()


def _rule(line: str, before: str) -> str:
    if len(line.strip()) >= 3 and "-" in line:
        return f"\n{line}" if before.strip() else line  # a line across the page
    return re.sub(r"([=-])", r"\\\1", line, count=1)


def _as_text(line: str, item: _Item) -> str:
    if item.number is None:
        return line
    return re.sub(r"^(\s*\d+)([.)])", r"\1\\\2", line)


def _escaped_sign(found: re.Match[str]) -> str:
    return found[1] + found[2].replace("~", "\\~")


def _inline(line: str) -> str:
    """Signs within a line: products and file paths keep theirs, and cells stay apart."""
    if _PATH.search(line):
        line = _PATH.sub(lambda found: found[0].replace("\\", "\\\\"), line)
    else:
        line = _BACKSLASHES.sub(lambda found: "\\" * (2 * len(found[0])), line)
    parts = _KEPT.split(line)  # every other part is code or an address
    line = "".join(part if place % 2 else _STARS.sub(_escaped_stars, part) for place, part in enumerate(parts))
    body = line.lstrip()
    return line[: len(line) - len(body)] + body.rstrip("\t").replace("\t", _GAP)


def _escaped_stars(found: re.Match[str]) -> str:
    return found[0].replace("*", "\\*")
