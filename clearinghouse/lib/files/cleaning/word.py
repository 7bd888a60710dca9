"""A Word document as it prints with all changes accepted: no changes, comments, hidden text, objects, names."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from clearinghouse.lib.files.cleaning.parts import (
    Element,
    Parts,
    attribute,
    child,
    drop_chart_data,
    drop_hidden_objects,
    find,
    is_on,
    local,
    remove,
    remove_all,
    unwrap,
)
from clearinghouse.lib.files.cleaning.reasons import counted
from clearinghouse.lib.files.contrast import WHITE
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading.word_colors import ColorStyles, Inks

_DOCUMENT_KINDS = {"styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "theme", "numbering"}
_DOCUMENT_KINDS |= {"header", "footer", "footnotes", "endnotes", "image", "hyperlink", "chart", "chartEx", "font"}
_DOCUMENT_KINDS |= {"diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing", "ink"}
_SETTINGS_KINDS = set[str]()
_STORIES = ("header", "footer", "footnotes", "endnotes")
_INSERTED, _DELETED = ("ins", "moveTo"), ("del", "moveFrom")
_MARKS: tuple[str, ...] = (
    "moveFromRangeStart",
    "moveFromRangeEnd",
    "moveToRangeStart",
    "moveToRangeEnd",
    "customXmlInsRangeStart",
)
_MARKS += ("customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart")
_MARKS += ("customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "proofErr")
_MARKS += ("permStart", "permEnd", "cellIns", "cellMerge")
_FORMER: tuple[str, ...] = (
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tblPrChange",
    "tblGridChange",
    "trPrChange",
    "tcPrChange",
)
_FORMER += ("tblPrExChange", "numberingChange")
_COMMENT_MARKS = ("commentRangeStart", "commentRangeEnd")
_SETTINGS: tuple[str, ...] = (
    "rsids",
    "attachedTemplate",
    "docVars",
    "mailMerge",
    "trackRevisions",
    "revisionView",
    "documentProtection",
)
_SETTINGS += ("writeProtection", "saveThroughXslt", "savePreviewPicture", "linkStyles", "docId", "readModeInkLockDown")
_PROPERTIES = {"rPr", "pPr", "tcPr", "trPr", "tblPr", "sectPr", "ctrlPr"}


def clean(stream: BinaryIO, target: Path, limits: Limits) -> list[str]:
    """Write the copy; the sentences that say what it goes without."""
    parts, found = Parts(stream, limits), Counter[str]()
    styles = parts.tree(next(parts.related(parts.main, "styles"), ""))
    hidden_styles, colors = _HiddenStyles(styles), ColorStyles(styles)
    dropped = parts.keep_kinds(parts.main, _DOCUMENT_KINDS)
    found["comments"] = _count_comments(parts, [each.target for each in dropped if each.kind == "comments"])
    stories = [parts.main, *parts.related(parts.main, *_STORIES)]
    page = None if any(_lies_behind(parts.tree(name)) for name in stories) else WHITE
    for name in stories:
        parts.drop_relations(name, lambda each: each.kind in ("oleObject", "package", "control", "customXml"))
        _clean_story(parts.tree(name), hidden_styles, Inks(colors, page), found)
    _drop_unused_headers(parts)
    for name in parts.related(parts.main, "footnotes", "endnotes"):
        _drop_unused_notes(parts, name, stories)
    found["chart data"] = drop_chart_data(parts)
    for name in parts.related(parts.main, "settings"):
        remove_all(parts.tree(name), *_SETTINGS)
        parts.keep_kinds(name, _SETTINGS_KINDS)
    for name in parts.names():
        if name.lower().startswith("word/") and name.lower().endswith(".xml"):
            _drop_session_marks(parts.tree(name))
    parts.save(target)
    return _sentences(found)


def _count_comments(parts: Parts, names: list[str]) -> int:
    return sum(len(find(parts.tree(name), "comment")) for name in names)


def _clean_story(root: Element | None, hidden_styles: "_HiddenStyles", inks: Inks, found: Counter[str]) -> None:
    if root is None:
        return
    found["changes"] += _accept_changes(root)
    _drop_comments(root)
    found["hidden text"] += _drop_hidden_text(root, hidden_styles) + _drop_blended_text(root, inks)
    found["hidden objects"] += drop_hidden_objects(root)
    found["objects"] += _freeze_objects(root)
    remove_all(root, "dataBinding")  # else Word fills the control anew from properties that are gone
    _drop_empty_holders(root)


# Tracked changes


def _accept_changes(root: Element) -> int:
    count = len(find(root, *_INSERTED, *_DELETED, *_FORMER, "cellIns", "cellDel"))
    remove_all(root, *_FORMER, *_MARKS)
    for row in [each.getparent().getparent() for each in find(root, "del") if local(each.getparent()) == "trPr"]:
        remove(row)
    for cell in [each.getparent().getparent() for each in find(root, "cellDel")]:
        _remove_cell(cell)
    ended = [each for each in find(root, *_DELETED) if _is_paragraph_mark(each)]
    joined = [each.getparent().getparent().getparent() for each in ended]
    for each in find(root, *_DELETED):
        remove(each)
    for each in find(root, *_INSERTED):
        if local(each.getparent()) in _PROPERTIES:
            remove(each)
        else:
            unwrap(each)
    for paragraph in reversed(joined):
        _join_with_next(paragraph)
    return count


def _is_paragraph_mark(element: Element) -> bool:
    properties = element.getparent()
    return local(properties) == "rPr" and local(properties.getparent()) == "pPr"


def _join_with_next(paragraph: Element) -> None:
    """Its end was deleted: what is left of it begins the next paragraph."""
    following = paragraph.getnext()
    while following is not None and local(following) not in ("p", "tbl", "sectPr", "sdt"):
        following = following.getnext()
    content = [each for each in paragraph if local(each) != "pPr"]
    section = child(child(paragraph, "pPr"), "sectPr")
    if local(following) == "p" if following is not None else False:
        place = 1 if child(following, "pPr") is not None else 0
        following[place:place] = content
        if section is None:
            remove(paragraph)
    elif not content and section is None and _is_spare(paragraph):
        remove(paragraph)


def _is_spare(paragraph: Element) -> bool:
    """Whether what holds the paragraph may go without it: a cell must end with one."""
    parent = paragraph.getparent()
    if parent is None or local(parent) == "body":
        return parent is not None
    return sum(local(each) == "p" for each in parent) > 1 and parent[-1] is not paragraph


def _remove_cell(cell: Element) -> None:
    row = cell.getparent()
    remove(cell)
    if row is not None and not any(local(each) in ("tc", "sdt", "customXml") for each in row):
        remove(row)


def _drop_empty_holders(root: Element) -> None:
    """Tables without rows and cells without a paragraph make Word complain."""
    for table in find(root, "tbl"):
        if not any(local(each) in ("tr", "sdt", "customXml") for each in table):
            remove(table)
    for cell in find(root, "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment"):
        if not any(local(each) in ("p", "tbl", "sdt", "customXml") for each in cell):
            cell.append(cell.makeelement(cell.tag.replace(f"}}{local(cell)}", "}p")))


# Comments, hidden text, objects


def _drop_comments(root: Element) -> None:
    remove_all(root, *_COMMENT_MARKS)
    for each in find(root, "commentReference", "annotationRef"):
        run = each.getparent()
        remove(each)
        if local(run) == "r" and not any(local(left) != "rPr" for left in run):
            remove(run)


class _HiddenStyles:
    """Styles that hide their text, themselves or by the style they are based on."""

    def __init__(self, root: Element | None) -> None:
        styles = {attribute(each, "styleId"): each for each in find(root, "style")}
        self._based_on = {name: attribute(child(each, "basedOn"), "val") if child(each, "basedOn") is not None else ""
                          for name, each in styles.items()}  # fmt: skip
        self._own = {name: _vanishes(child(each, "rPr")) for name, each in styles.items()}

    def hides(self, name: str) -> bool:
        for _ in range(20):
            if not name:
                return False
            own = self._own.get(name)
            if own is not None:
                return own
            name = self._based_on.get(name, "")
        return False


def _vanishes(properties: Element | None) -> bool | None:
    """What the properties of a run or style say about it; None when they say nothing."""
    mark = child(properties, "vanish")
    return None if mark is None else is_on(mark)


def _drop_hidden_text(root: Element, styles: _HiddenStyles) -> int:
    hidden = [run for run in find(root, "r") if _is_hidden_run(run, styles)]
    paragraphs = {id(each): each for each in (_paragraph_of(run) for run in hidden) if each is not None}
    had_words = sum(bool(find(run, "t", "drawing", "pict", "object", "instrText", "sym")) for run in hidden)
    for run in hidden:
        remove(run)
    for paragraph in paragraphs.values():
        if _is_hidden_mark(paragraph) and not find(paragraph, "r", "oMath") and _is_spare(paragraph):
            remove(paragraph)
    return had_words


def _is_hidden_run(run: Element, styles: _HiddenStyles) -> bool:
    properties = child(run, "rPr")
    own = _vanishes(properties)
    if own is not None:
        return own
    paragraph = _paragraph_of(run)
    paragraph_style = child(child(paragraph, "pPr"), "pStyle") if paragraph is not None else None
    names = [attribute(each, "val") for each in (child(properties, "rStyle"), paragraph_style) if each is not None]
    return sum(styles.hides(name) for name in names) == 1  # the second switches back what the first does


def _lies_behind(root: Element | None) -> bool:
    """Whether a picture or a color may lie behind the text of the pages."""
    if any(attribute(each, "behindDoc") in ("1", "true") for each in find(root, "anchor")) or find(root, "background"):
        return True
    shapes = root.xpath("//@style[contains(., 'z-index:-')]") if root is not None else []
    return bool(shapes) and not find(root, "textpath")


def _drop_blended_text(root: Element, inks: Inks) -> int:
    """Letters in the color of what is behind them. In how many runs there were some."""
    blended = list(_blended_texts(root, inks))
    for text in blended:
        remove(text)
    return len(blended)


def _blended_texts(element: Element, inks: Inks) -> Iterator[Element]:
    for happened, each in etree.iterwalk(element, events=("start", "end")):
        name = local(each)
        if happened == "end":
            inks.end(name)
            continue
        inks.start(name, {key.rpartition("}")[2]: value for key, value in each.attrib.items()})
        if name in ("t", "sym") and inks.are_blended and (name == "sym" or (each.text or "").strip()):
            yield each


def _paragraph_of(run: Element) -> Element | None:
    return next((each for each in run.iterancestors() if local(each) == "p"), None)


def _is_hidden_mark(paragraph: Element) -> bool:
    properties = child(child(paragraph, "pPr"), "rPr")
    return bool(_vanishes(properties)) and child(properties, "specVanish") is None


def _freeze_objects(root: Element) -> int:
    """Embedded files become the pictures that stand for them."""
    objects = find(root, "OLEObject", "control", "objectEmbed", "objectLink")
    for each in objects:
        holder = each.getparent()
        remove(each)
        if local(holder) == "object":
            holder.tag = holder.tag.replace("}object", "}pict")
            for key in list(holder.attrib):
                del holder.attrib[key]
    return len(objects)


# The rest


def _drop_unused_headers(parts: Parts) -> None:
    """First-page and even-page headers that no page shows."""
    root = parts.tree(parts.main)
    settings = parts.tree(next(parts.related(parts.main, "settings"), ""))
    used = {"default"}
    if any(is_on(each) for each in find(root, "titlePg")):
        used.add("first")
    if any(is_on(each) for each in find(settings, "evenAndOddHeaders")):
        used.add("even")
    for each in find(root, "headerReference", "footerReference"):
        if attribute(each, "type") not in used:
            remove(each)


def _drop_unused_notes(parts: Parts, name: str, stories: list[str]) -> None:
    """Notes whose number stood in text that is gone."""
    one = local(parts.tree(name)).removesuffix("s")
    used = {attribute(each, "id") for story in stories for each in find(parts.tree(story), f"{one}Reference")}
    for each in find(parts.tree(name), one):
        if attribute(each, "type") in ("", "normal") and attribute(each, "id") not in used:
            remove(each)


def _drop_session_marks(root: Element | None) -> None:
    """Which letters were typed at one sitting tells who wrote what."""
    if root is None:
        return
    remove_all(root, "rsid")
    for value in root.xpath("//@*[starts-with(local-name(), 'rsid')]"):
        del value.getparent().attrib[value.attrname]


def _sentences(found: Counter[str]) -> list[str]:
    lines = [
        (found["changes"], "We accepted all tracked changes. Deleted text is gone."),
        (found["comments"], f"We removed {counted(found['comments'], 'comment')}."),
        (found["hidden text"], "We removed hidden text."),
        (found["hidden objects"], "We removed hidden pictures and shapes."),
        (found["objects"], "Embedded files are now pictures."),
        (found["chart data"], "We removed the workbooks behind charts. The charts look as before."),
        (True, "We removed names and other details from the file’s properties. Its title stays."),
    ]
    return [words for count, words in lines if count]
