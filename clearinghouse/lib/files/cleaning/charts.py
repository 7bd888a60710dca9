"""Charts of a workbook that keep what they show when the cells behind them go."""

from collections.abc import Callable

from clearinghouse.lib.files.cleaning.parts import Element, child, find, local, remove, remove_all

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def freeze_chart(root: Element | None, is_gone: Callable[[str], bool]) -> bool:
    """References to cells that are gone become the values the chart shows; whether there were any."""
    remove_all(root, "pivotSource")
    formulas = [each for each in find(root, "f") if is_gone(each.text or "")]
    for formula in formulas:
        _freeze(formula.getparent())
    return bool(formulas)


def _freeze(reference: Element | None) -> None:
    """`reference` is a numRef, strRef or multiLvlStrRef, or of a kind that only newer programs know."""
    if reference is None or reference.getparent() is None:
        return
    kind, holder = local(reference), reference.getparent()
    if kind == "numRef":
        holder.replace(reference, _literal(reference, "numLit", child(reference, "numCache")))
    elif kind == "strRef" and local(holder) == "tx":
        holder.replace(reference, _words(reference, is_series=local(holder.getparent()) == "ser"))
    elif kind == "strRef":
        holder.replace(reference, _literal(reference, "strLit", child(reference, "strCache")))
    elif kind == "multiLvlStrRef":
        levels = find(reference, "lvl")
        cache = child(reference, "multiLvlStrCache")
        literal = _literal(reference, "strLit", levels[0] if levels else None)
        count = child(cache, "ptCount")
        if count is not None:
            literal.insert(0, count)
        holder.replace(reference, literal)
    else:
        extension = next((each for each in reference.iterancestors() if local(each) == "ext"), None)
        remove(extension if extension is not None else reference)


def _named(like: Element, name: str) -> Element:
    return like.makeelement(like.tag.replace(f"}}{local(like)}", f"}}{name}"))


def _literal(reference: Element, name: str, cache: Element | None) -> Element:
    literal = _named(reference, name)
    for each in list(cache if cache is not None else ()):
        if local(each) != "extLst":
            literal.append(each)
    return literal


def _words(reference: Element, *, is_series: bool) -> Element:
    """The name of a series, or a title."""
    words = " ".join(each.text or "" for each in find(reference, "v"))
    if is_series:
        value = _named(reference, "v")
        value.text = words
        return value
    rich = _named(reference, "rich")
    rich.append(rich.makeelement(f"{{{_DRAWING}}}bodyPr"))
    paragraph = rich.makeelement(f"{{{_DRAWING}}}p")
    run = rich.makeelement(f"{{{_DRAWING}}}r")
    text = rich.makeelement(f"{{{_DRAWING}}}t")
    text.text = words
    run.append(text)
    paragraph.append(run)
    rich.append(paragraph)
    return rich
