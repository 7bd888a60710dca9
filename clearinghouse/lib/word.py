"""Word documents: headings, lists and links as Word's own styles, so that they can be navigated and edited.

Markdown comes in through the tokens of clearinghouse.lib.markup; nothing of it is ever read as HTML or as XML.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from clearinghouse.lib import markup, web_addresses

UNKNOWN_TO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
DEEPEST_LIST = 3  # Word's own styles: List Bullet, List Bullet 2, List Bullet 3
LINK_COLOR = RGBColor(0x0B, 0x4F, 0x5C)


def plain(text: str) -> str:
    """What an XML file can hold."""
    return UNKNOWN_TO_XML.sub("", text)


def new_document(title: str, author: str) -> WordDocument:
    """An empty document in English, with a title that programs read out, and page numbers."""
    document = Document()
    document.core_properties.title = plain(title)[:255]
    document.core_properties.author = plain(author)
    document.core_properties.language = "en-US"
    document.core_properties.comments = ""
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = LINK_COLOR, True
    code = document.styles.add_style("Code", WD_STYLE_TYPE.PARAGRAPH)
    code.font.name, code.font.size = "Courier New", Pt(9.5)
    _number_pages(document)
    return document


def _number_pages(document: WordDocument) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run("Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def link_out(paragraph: Paragraph, url: str, text: str) -> None:
    """A link to an address; one that is not http, https or mailto stays text."""
    if _scheme(url) not in markup.SCHEMES:
        paragraph.add_run(plain(text))
        return
    relation = paragraph.part.relate_to(plain(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    _link(paragraph, qn("r:id"), relation, text)


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""


def write_linked(paragraph: Paragraph, text: str) -> None:
    """A plain text with its addresses as links."""
    at = 0
    for found in web_addresses.every(text):
        if found.start > at:
            paragraph.add_run(plain(text[at : found.start]))
        link_out(paragraph, found.url, found.text)
        at = found.start + len(found.text)
    if at < len(text):
        paragraph.add_run(plain(text[at:]))


def link_within(paragraph: Paragraph, name: str, text: str) -> None:
    """A link to a bookmark of the same document."""
    _link(paragraph, qn("w:anchor"), name, text)


def _link(paragraph: Paragraph, attribute: str, value: str, text: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(attribute, value)
    run = paragraph.add_run(plain(text))
    run._r.get_or_add_rPr().style = "Hyperlink"  # by its id: looking a style up by its name takes milliseconds
    link.append(run._r)  # moves it from the paragraph into the link
    paragraph._p.append(link)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Give a paragraph a name that links lead to."""
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)


@dataclass
class _List:
    ordered: bool
    number_id: int | None  # Word's counter; each ordered list has its own, so that it starts anew


class MarkdownWriter:
    """Writes Markdown at the end of a document; its headings begin at the given level."""

    def __init__(self, document: WordDocument, top_heading: int) -> None:
        self.document, self.top_heading = document, top_heading
        self.lists: list[_List] = []
        self.quotes = 0
        self.item_is_new = False
        self.heading = 0
        self.rows: list[list[Token]] | None = None
        self.style_ids = {str(style.name): style.style_id for style in document.styles}

    def _add(self, style: str) -> Paragraph:
        """Like document.add_paragraph(), which looks through the whole document for its end at each call."""
        element = OxmlElement("w:p")
        self.document.element.body[-1].addprevious(element)  # the last child holds the page's size
        element.get_or_add_pPr().style = self.style_ids[style]
        return Paragraph(element, self.document._body)

    def write(self, markdown: str) -> None:
        """Everything of one text."""
        for token in markup.to_tokens(markdown):
            self._block(token)

    def _block(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self.heading = min(self.top_heading + int(token.tag[1:]) - 1, 9)
            case "heading_close":
                self.heading = 0
            case "bullet_list_open":
                self.lists.append(_List(False, None))
            case "ordered_list_open":
                self.lists.append(_List(True, self._counter(int(token.attrGet("start") or 1))))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.item_is_new = True
            case "blockquote_open":
                self.quotes += 1
            case "blockquote_close":
                self.quotes -= 1
            case "inline":
                self._text(token)
            case "fence" | "code_block":
                self._add("Code").add_run(plain(token.content.rstrip("\n")))
            case _:
                self._table(token)

    def _text(self, token: Token) -> None:
        if self.rows is not None:
            self.rows[-1].append(token)
            return
        _inline(self._paragraph(), token.children or [])

    def _paragraph(self) -> Paragraph:
        if self.heading:
            return self._add(f"Heading {self.heading}")
        if not self.lists:
            return self._add("Quote" if self.quotes else "Normal")
        innermost, depth = self.lists[-1], min(len(self.lists), DEEPEST_LIST)
        ending = f" {depth}" if depth > 1 else ""
        if not self.item_is_new:
            return self._add(f"List Continue{ending}")
        self.item_is_new = False
        paragraph = self._add(f"List {'Number' if innermost.ordered else 'Bullet'}{ending}")
        if innermost.number_id is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = innermost.number_id
        return paragraph

    def _counter(self, start: int) -> int:
        depth = min(len(self.lists) + 1, DEEPEST_LIST)
        style = self.document.styles["List Number" + (f" {depth}" if depth > 1 else "")]
        numbering = self.document.part.numbering_part.element
        kind = next(num for num in numbering.num_lst if num.numId == style.element.pPr.numPr.numId.val)
        counter = numbering.add_num(kind.abstractNumId.val)
        counter.add_lvlOverride(ilvl=0).add_startOverride(min(start, 30_000))
        return int(counter.numId)

    def _table(self, token: Token) -> None:
        if token.type == "table_open":
            self.rows = []
        elif token.type == "tr_open" and self.rows is not None:
            self.rows.append([])
        elif token.type == "table_close" and self.rows:
            rows, self.rows = self.rows, None
            add_table(self.document, rows)


def add_table(document: WordDocument, rows: list[list[Token]]) -> None:
    """A table whose first row is its head, also on the next page."""
    table = document.add_table(rows=len(rows), cols=max(len(row) for row in rows), style="Table Grid")
    for line, row in zip(table.rows, rows, strict=True):
        for cell, token in zip(line.cells, row, strict=False):
            _inline(cell.paragraphs[0], token.children or [])
    head = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(head)


def _inline(paragraph: Paragraph, tokens: list[Token]) -> None:
    marks: set[str] = set()
    link: list[str] | None = None  # address, then the words inside
    for token in tokens:
        kind, _, side = token.type.rpartition("_")
        if token.type == "link_open":
            link = [str(token.attrGet("href") or "")]
        elif token.type == "link_close" and link is not None:
            link_out(paragraph, link[0], "".join(link[1:]))
            link = None
        elif side in ("open", "close"):
            (marks.add if side == "open" else marks.discard)(kind)
        else:
            words = "\n" if token.type in ("hardbreak", "softbreak") else token.content
            if link is not None:
                link.append(words)
                continue
            run = paragraph.add_run(plain(words))
            if marks:
                run.bold, run.italic = "strong" in marks or None, "em" in marks or None
                run.font.strike = "s" in marks or None
            if token.type == "code_inline":
                run.font.name = "Courier New"
