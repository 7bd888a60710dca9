"""What people write and paste, as HTML: through one parser and one sanitizer, whoever wrote it."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clearinghouse.lib import web_addresses
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.pasted import as_markdown
from clearinghouse.lib.recent import Recent, digest
from clearinghouse.lib.web_addresses import Found

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow noopener noreferrer"
_HEADING = re.compile(r"<(/?)h([1-6])>")
MOST_KEPT = 10_000  # characters of a text whose words are kept
_texts = Recent[str](300)


@dataclass(frozen=True)
class _Addresses:
    """Every address of a paragraph, found once: each look from another place would cost the whole length again."""

    at: dict[int, Found]
    starts: list[int]


def _addresses(state: "StateInline") -> _Addresses:
    known: dict[str, _Addresses] = state.env.setdefault("addresses", {})
    if state.src not in known:
        found = {address.start: address for address in web_addresses.every(state.src)}
        known[state.src] = _Addresses(found, list(found))
    return known[state.src]


def _text_up_to_an_address(state: "StateInline", silent: bool) -> bool:
    """The parser's rule for plain text, which also stops where an address begins."""
    mark = state.md.inline.terminator_re.search(state.src, state.pos)
    end = mark.start() if mark else state.posMax
    starts = _addresses(state).starts
    following = bisect_right(starts, state.pos)
    if following < len(starts):
        end = min(end, starts[following])
    if end <= state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _address(state: "StateInline", silent: bool) -> bool:
    """The parser's rule for an address that was pasted without any mark."""
    found = _addresses(state).at.get(state.pos) if state.linkLevel == 0 else None
    if found is None or state.pos + len(found.text) > state.posMax:
        return False
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(found.url)}
        state.push("text", "", 0).content = found.text
        state.push("link_close", "a", -1)
    state.pos += len(found.text)
    return True


def _leads_somewhere_good(url: str) -> bool:
    scheme, colon, _ = url.partition(":")
    return not colon or scheme.lower() in SCHEMES or not scheme.isalpha()


@cache
def _parser() -> "MarkdownIt":
    """Markdown in which a line break is one, and nothing that was pasted turns into code or vanishes."""
    from markdown_it import MarkdownIt  # here: few pages need it, and it would lengthen every start

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    parser.enable(["table", "strikethrough"]).disable(["code", "reference", "image"])
    parser.inline.ruler.at("text", _text_up_to_an_address)
    parser.inline.ruler.before("text", "address", _address)
    parser.validateLink = _leads_somewhere_good  # type: ignore[method-assign]
    return parser


def to_html(markdown: str) -> SafeString:
    """Markdown as HTML that holds no script, style, picture or foreign element.

    Headings start at level 3, whichever level they start at in the text, because pages that show it have levels 1
    and 2. Links lead to http, https and mailto.
    """
    drawn = _parser().render(as_markdown(markdown))
    down = 3 - min((int(level) for _, level in _HEADING.findall(drawn)), default=3)
    drawn = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + down, 6)}>", drawn)
    clean = nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL)
    # SECURITY: the sanitizer above decides what may stand here; see tests/lib/test_markup.py.
    return mark_safe(clean)  # noqa: S308


def to_tokens(markdown: str) -> "list[Token]":
    """The parsed text, for drawing it as something else than HTML. What looks like HTML in it is text."""
    return _parser().parse(as_markdown(markdown))


def to_text(markdown: str, *, point: str = "") -> str:
    """The words of a text in Markdown, without its marks, for lists and search results; `point` before each point."""
    if len(markdown) > MOST_KEPT:
        return _to_text(markdown, point)
    return _texts.get((digest(markdown), point), lambda: _to_text(markdown, point))


def _to_text(markdown: str, point: str) -> str:
    drawn = _parser().render(as_markdown(markdown)).replace("<li>", f"<li>{point}")
    words = nh3.clean(drawn, tags=set())
    return " ".join(html.unescape(words).split())


def first_lines(markdown: str, longest: int) -> str:
    """How a text begins, as plain lines for a mail: points with a dash, cut after a word."""
    lines, left = [], longest
    for line in _plain_lines(markdown):
        if len(line) > left:
            lines.append(_cut(line, left))
            break
        lines.append(line)
        left -= len(line)
    return "\n".join(lines).strip()


def _cut(line: str, longest: int) -> str:
    return f"{line[:longest].rpartition(' ')[0].rstrip()} …".lstrip()


def _plain_lines(markdown: str) -> Iterator[str]:
    depth, mark, is_first = 0, "", True
    row: list[str] | None = None  # the cells of the row of a table, which is one line
    for token in to_tokens(markdown):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield " | ".join(row or [])
            row = None
        elif row is not None and token.type == "inline":
            row.append(" ".join(_lines_of(token, "")))
        elif token.type == "table_open" and not is_first:
            yield ""
        elif token.type == "table_close":
            is_first = False
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type in ("inline", "fence"):
            if not (depth or is_first):
                yield ""
            yield from _lines_of(token, "  " * (depth - 1) + mark if depth else "")
            mark, is_first = " " * len(mark), False


def _lines_of(token: "Token", begins: str) -> Iterator[str]:
    pieces = token.children or [token]
    words = "".join("\n" if piece.type.endswith("break") else piece.content for piece in pieces)
    for line in words.strip().split("\n"):
        yield begins + line.strip()
        begins = " " * len(begins)


def linked(text: str) -> SafeString:
    """A plain text with its addresses as links: everything else of it is escaped, line breaks stay line breaks."""
    drawn, at = [], 0
    for found in web_addresses.every(text):
        link = f'<a href="{escape(found.url)}" rel="{REL}">{escape(found.text)}</a>'
        drawn += [escape(text[at : found.start]), link]
        at = found.start + len(found.text)
    # SECURITY: each piece was escaped above, and web_addresses gives http, https and mailto alone.
    return mark_safe("".join([*drawn, escape(text[at:])]))  # noqa: S308
