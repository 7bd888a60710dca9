"""Markdown that people write, as HTML: through one parser and one sanitizer, whoever wrote it."""

import html
import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_HEADING = re.compile(r"<(/?)h([1-6])>")


def to_html(markdown: str) -> SafeString:
    """Markdown as HTML that holds no script, style, picture or foreign element.

    Headings start at level 3, whichever level they start at in the text, because pages that show it have levels 1
    and 2. Links lead to http, https and mailto.
    """
    drawn = _PARSER.render(markdown)
    down = 3 - min((int(level) for _, level in _HEADING.findall(drawn)), default=3)
    drawn = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + down, 6)}>", drawn)
    clean = nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")
    # SECURITY: the sanitizer above decides what may stand here; see tests/lib/test_markup.py.
    return mark_safe(clean)  # noqa: S308


def to_tokens(markdown: str) -> list[Token]:
    """The parsed text, for drawing it as something else than HTML. What looks like HTML in it is text."""
    return _PARSER.parse(markdown)


def to_text(markdown: str) -> str:
    """The words of a text in Markdown, without its marks, for lists and search results."""
    words = nh3.clean(_PARSER.render(markdown), tags=set())
    return " ".join(html.unescape(words).split())
