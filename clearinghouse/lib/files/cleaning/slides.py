"""A presentation without hidden slides, speaker notes, comments, hidden shapes, embedded files, names."""

import re
from collections import Counter
from pathlib import Path
from typing import BinaryIO

from clearinghouse.lib.files.cleaning.parts import (
    Element,
    Parts,
    Relation,
    child,
    drop_chart_data,
    drop_hidden_objects,
    find,
    local,
    remove,
    remove_all,
)
from clearinghouse.lib.files.cleaning.reasons import counted, no_copy
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading.slide_colors import Behind, blended_runs

_PRESENTATION_KINDS = {"slideMaster", "slide", "notesMaster", "handoutMaster", "presProps", "tableStyles", "theme"}
_PRESENTATION_KINDS |= {"font"}
_SLIDE_KINDS = {"slideLayout", "image", "chart", "chartEx", "hyperlink", "slide", "themeOverride", "diagramDrawing"}
_SLIDE_KINDS |= {"diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "media", "video", "audio", "ink"}
_MASTER_KINDS = {"slideMaster", "slideLayout", "theme", "image", "hyperlink", "chart", "themeOverride"}
_HYPERLINKS = ("hlinkClick", "hlinkHover", "hlinkMouseOver")


def clean(stream: BinaryIO, target: Path, limits: Limits) -> list[str]:
    """Write the copy; the sentences that say what it goes without."""
    parts, found = Parts(stream, limits), Counter[str]()
    parts.keep_kinds(parts.main, _PRESENTATION_KINDS)
    root = parts.tree(parts.main)
    _keep_numbers(parts, root)
    hidden = _drop_hidden_slides(parts, root)
    found["hidden slides"] = len(hidden)
    size = next(((_number(each, "cx"), _number(each, "cy")) for each in find(root, "sldSz")), (0, 0))
    for name in list(parts.related(parts.main, "slide")):
        _clean_slide(parts, name, hidden, found)
        if min(size) > 0:
            found["hidden objects"] += _drop_shapes_beside(parts.tree(name), size)
    for name in parts.reachable():
        if "/slideMasters/" in name or "/slideLayouts/" in name:
            parts.keep_kinds(name, _MASTER_KINDS)
            remove_all(parts.tree(name), "custDataLst")
    remove_all(root, "custDataLst", "custShowLst", "modifyVerifier", "smartTags")
    found["chart data"] = drop_chart_data(parts)
    parts.save(target)
    return _sentences(found)


def _drop_hidden_slides(parts: Parts, root: Element) -> set[str]:
    """The names of the parts that are slides no more."""
    entries = find(child(root, "sldIdLst"), "sldId")
    hidden = {}
    for entry in entries:
        name = parts.target(parts.main, _relation_id(entry))
        slide = parts.tree(name)
        if slide is not None and slide.get("show") in ("0", "false"):
            hidden[name] = entry
    if len(hidden) == len(entries):
        raise no_copy("all slides are hidden")
    numbers = {entry.get("id") for entry in hidden.values()}
    for entry in hidden.values():
        remove(entry)
    for each in [each for each in find(root, "sldId") if each.get("id") in numbers]:
        remove(each)  # the lists of sections name them again
    parts.drop_relations(parts.main, lambda each: each.kind == "slide" and each.target in hidden)
    return set(hidden)


def _relation_id(entry: Element) -> str:
    return next((str(value) for key, value in entry.attrib.items() if "relationships" in key), "")


def _keep_numbers(parts: Parts, root: Element) -> None:
    """Slide numbers count hidden slides, too. They stay what they are when those are gone."""
    first, is_after = int(root.get("firstSlideNum", "1")), False
    for number, entry in enumerate(find(child(root, "sldIdLst"), "sldId"), start=first):
        slide = parts.tree(parts.target(parts.main, _relation_id(entry)))
        is_after = is_after or (slide is not None and slide.get("show") in ("0", "false"))
        for each in find(slide, "fld") if is_after else ():
            if each.get("type") == "slidenum":
                _freeze(each, str(number))


def _freeze(element: Element, words: str) -> None:
    """A field becomes the words it shows."""
    element.tag = element.tag.replace("}fld", "}r")
    for key in list(element.attrib):
        del element.attrib[key]
    for each in list(element):
        if local(each) == "t":
            each.text = words
        elif local(each) != "rPr":
            remove(each)


def _clean_slide(parts: Parts, name: str, hidden: set[str], found: Counter[str]) -> None:
    root = parts.tree(name)
    for notes in parts.related(name, "notesSlide"):
        found["notes"] += bool(any((each.text or "").strip() for each in find(parts.tree(notes), "t")))
    for comments in parts.related(name, "comments"):
        found["comments"] += len(find(parts.tree(comments), "cm"))
    dropped = parts.drop_relations(name, lambda each: each.kind not in _SLIDE_KINDS or each.target in hidden)
    _drop_links(root, dropped)
    remove_all(root, "custDataLst", "controls")
    found["objects"] += sum(map(_freeze_object, find(root, "oleObj")))
    found["hidden objects"] += drop_hidden_objects(root)
    found["hidden text"] += _drop_blended_text(parts, name)


def _drop_blended_text(parts: Parts, name: str) -> int:
    """Letters in the color of what is behind them. In how many runs there were some."""
    layout = next(parts.related(name, "slideLayout"), "")
    master = next(parts.related(layout, "slideMaster"), "")
    theme = next(parts.related(master, "theme"), "")
    root = parts.tree(name)
    places = blended_runs(root, Behind(*map(parts.tree, (layout, master, theme))))
    runs = find(root, "r")
    for place in places:
        remove(runs[place])
    return len(places)


def _drop_shapes_beside(root: Element | None, size: tuple[int, int]) -> int:
    """What lies wholly beside the slide, as its reader leaves it out."""
    beside = [shape for shape in list(child(child(root, "cSld"), "spTree") or ()) if _is_beside(shape, size)]
    for shape in beside:
        remove(shape)
    return len(beside)


def _is_beside(shape: Element, size: tuple[int, int]) -> bool:
    place = child(shape, "xfrm")
    for name in ("spPr", "grpSpPr"):
        place = child(child(shape, name), "xfrm") if place is None else place
    corner, extent = child(place, "off"), child(place, "ext")
    if place is None or corner is None or extent is None or place.get("rot", "0") != "0":
        return False
    left, top = _number(corner, "x"), _number(corner, "y")
    right, bottom = left + _number(extent, "cx"), top + _number(extent, "cy")
    return right < 0 or bottom < 0 or left > size[0] or top > size[1]


def _number(element: Element, name: str) -> int:
    text = element.get(name, "")
    return int(text) if re.fullmatch(r"-?[0-9]{1,12}", text) else 0


def _drop_links(root: Element, dropped: list[Relation]) -> None:
    """Links to slides that are gone."""
    ids = {each.id for each in dropped}
    for each in find(root, *_HYPERLINKS):
        if _relation_id(each) in ids:
            remove(each)


def _freeze_object(element: Element) -> bool:
    """An embedded file becomes the picture that stands for it."""
    frame = next((each for each in element.iterancestors() if local(each) == "graphicFrame"), None)
    if frame is None or frame.getparent() is None:
        return False
    pictures = find(frame, "pic")
    if pictures:
        frame.getparent().replace(frame, pictures[-1])
    else:
        remove(frame)
    return True


def _sentences(found: Counter[str]) -> list[str]:
    count = found["hidden slides"]
    lines = [
        (count, f"We removed {counted(count, 'hidden slide')}. The other slides keep their numbers."),
        (found["notes"], f"We removed the speaker notes of {counted(found['notes'], 'slide')}."),
        (found["comments"], f"We removed {counted(found['comments'], 'comment')}."),
        (found["hidden objects"], "We removed hidden pictures and shapes."),
        (found["hidden text"], "We removed text in the color of its background."),
        (found["objects"], "Embedded files are now pictures."),
        (found["chart data"], "We removed the workbooks behind charts. The charts look as before."),
        (True, "We removed names and other details from the file’s properties. Its title stays."),
    ]
    return [words for number, words in lines if number]
