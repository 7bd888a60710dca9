"""Which layers of a PDF are off when it is opened, and page contents without what lies on them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Stream

from clearinghouse.lib.files.cleaning.objects import dictionary

_PATH = {"m", "l", "c", "v", "y", "h", "re"}
_PAINT = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"}
_CLIP = {"W", "W*"}
_SHOW = {"Tj", "TJ", "Do", "sh", "MP", "DP", "BI"}
_MOST_NESTED = 30

Place = tuple[tuple[int, int], int]  # a page's or form's object, and the number of a piece of its content


class Layers:
    """The layers ("optional content groups") of a document, as a viewer shows them at first."""

    def __init__(self, root: Object) -> None:
        properties = dictionary(root, "/OCProperties")
        config = dictionary(properties, "/D")
        self._groups = {group.objgen: group for group in properties.get("/OCGs", Array()) if _is_dictionary(group)}
        off = {group.objgen for group in config.get("/OFF", Array())}
        on = {group.objgen for group in config.get("/ON", Array())}
        is_off = config.get("/BaseState") == Name.OFF
        self._hidden = {key for key in self._groups if (key not in on if is_off else key in off)}
        self._hidden |= {key for key, group in self._groups.items() if _view_state(group) == Name.OFF}

    def count_hidden(self) -> int:
        return len(self._hidden)

    def hides(self, content: Object | None) -> bool:
        """Whether what is marked with this group, or this expression over groups, is not shown."""
        if not _is_dictionary(content):
            return False
        if content.get("/Type") != Name.OCMD:
            return content.objgen in self._hidden
        if isinstance(content.get("/VE"), Array):
            return not self._holds(content.VE, 0)
        groups = content.get("/OCGs")
        members = [groups] if _is_dictionary(groups) else list(groups or ())
        return bool(members) and not _policy(str(content.get("/P", "/AnyOn")), [self._is_on(each) for each in members])

    def _is_on(self, group: Object) -> bool:
        return not (_is_dictionary(group) and group.objgen in self._hidden)

    def _holds(self, expression: Object, depth: int) -> bool:
        if not isinstance(expression, Array) or depth > _MOST_NESTED:
            return self._is_on(expression)
        operator, *operands = list(expression)
        values = [self._holds(operand, depth + 1) for operand in operands]
        if operator == Name.Not:
            return not values[0]
        return all(values) if operator == Name.And else any(values)


def _view_state(group: Object) -> Object | None:
    state: Object | None = dictionary(dictionary(group, "/Usage"), "/View").get("/ViewState")
    return state


def _policy(name: str, states: list[bool]) -> bool:
    return {"/AllOn": all(states), "/AnyOff": not all(states), "/AllOff": not any(states)}.get(name, any(states))


def _is_dictionary(value: Any) -> TypeGuard[Dictionary]:
    return isinstance(value, Dictionary)


@dataclass
class Hidden:
    """What was taken out: pieces of tagged content as a whole, and such as had something inside them taken out."""

    pages: set[int] = field(default_factory=set)
    gone: set[Place] = field(default_factory=set)
    touched: set[Place] = field(default_factory=set)


class LayerRemover:
    """Takes what hidden layers show out of pages and of all they are built from."""

    def __init__(self, pdf: pikepdf.Pdf, layers: Layers) -> None:
        self._pdf = pdf
        self._layers = layers
        self._done: dict[tuple[int, int], bool] = {}
        self.hidden = Hidden()

    def clean_page(self, number: int, page: Object, resources: Object) -> None:
        changed = self._clean_nested(resources, 0)
        kept = self._filtered(page, page.objgen, resources)
        if kept is not None:
            page.Contents = self._pdf.make_stream(pikepdf.unparse_content_stream(kept))
            page.Resources = _resources_in_use(resources, kept)
        if changed or kept is not None:
            self.hidden.pages.add(number)

    def clean_form(self, form: Object, outer: Object, depth: int = 0) -> bool:
        """The same for a form; whether anything in it or below it was taken out."""
        if form.objgen in self._done:
            return self._done[form.objgen]
        self._done[form.objgen] = False
        resources = form.get("/Resources", outer)
        changed = self._clean_nested(resources, depth + 1)
        kept = self._filtered(form, form.objgen, resources)
        if kept is not None:
            form.write(pikepdf.unparse_content_stream(kept))
            form.Resources = _resources_in_use(resources, kept)
        self._done[form.objgen] = changed or kept is not None
        return self._done[form.objgen]

    def _clean_nested(self, resources: Object, depth: int) -> bool:
        if depth > _MOST_NESTED:
            raise RecursionError("forms inside forms")
        changed = [self.clean_form(form, resources, depth) for form in _forms(resources)]  # all of them
        return any(changed)

    def _filtered(self, content: Object, container: tuple[int, int], resources: Object) -> list[Any] | None:
        """The instructions without those that hidden layers show; None when there are no such."""
        if not _may_be_marked(resources):
            return None
        reading = _Reading(self._layers, resources, container, self.hidden)
        kept = list(reading.filtered(pikepdf.parse_content_stream(content)))
        return kept if reading.changed else None


def _forms(resources: Object) -> Iterator[Object]:
    """Forms, tiling patterns and drawn letters that these resources name."""
    for each in _values(resources, "/XObject"):
        if isinstance(each, Stream) and each.get("/Subtype") == Name.Form:
            yield each
    for each in _values(resources, "/Pattern"):
        if isinstance(each, Stream):
            yield each
    for font in _values(resources, "/Font"):
        if _is_dictionary(font) and font.get("/Subtype") == Name.Type3:
            yield from (each for each in _values(font, "/CharProcs") if isinstance(each, Stream))


def _values(holder: Object, key: str) -> list[Object]:
    found = holder.get(key)
    return [value for _, value in found.items()] if _is_dictionary(found) else []


def _may_be_marked(resources: Object) -> bool:
    return bool(_values(resources, "/Properties")) or any(
        isinstance(each, Stream) and "/OC" in each for each in _values(resources, "/XObject")
    )


def _resources_in_use(resources: Object, instructions: Iterable[Any]) -> Object:
    """A copy of the resources without pictures, forms and properties that nothing names any more."""
    named = {"/XObject": set[str](), "/Properties": set[str]()}
    for each in instructions:
        operator = str(each.operator)
        if operator == "Do":
            named["/XObject"].add(str(each.operands[0]))
        elif operator in ("BDC", "DP") and isinstance(each.operands[1], Name):
            named["/Properties"].add(str(each.operands[1]))
    copy = Dictionary(dict(resources.items()))
    for key, names in named.items():
        if _is_dictionary(copy.get(key)):
            copy[key] = Dictionary({name: value for name, value in copy[key].items() if name in names})
    return copy


class _Reading:
    """One pass over the instructions of a page or form."""

    def __init__(self, layers: Layers, resources: Object, container: tuple[int, int], hidden: Hidden) -> None:
        self._layers = layers
        self._properties = dictionary(resources, "/Properties")
        self._pictures = dictionary(resources, "/XObject")
        self._container = container
        self._hidden = hidden
        self._open: list[tuple[str, int | None]] = []  # what is marked: how, and the number of the piece of content
        self._depth = 0  # marks of hidden layers that are open
        self._path: list[Any] = []
        self._is_clip = False
        self.changed = False

    def filtered(self, instructions: Iterable[Any]) -> Iterator[Any]:
        for each in instructions:
            operator = str(each.operator)
            if operator in ("BMC", "BDC"):
                yield from self._begin(each, operator)
            elif operator == "EMC":
                yield from self._end(each)
            elif operator == "Do" and self._hides_picture(each):
                self._take_out()
            elif self._depth:
                yield from self._state_only(each, operator)
            else:
                yield each

    def _begin(self, each: Any, operator: str) -> Iterator[Any]:
        content = self._property(each.operands[1]) if operator == "BDC" else None
        found = content.get("/MCID") if _is_dictionary(content) else None
        number = None if found is None else int(found)
        if operator == "BDC" and each.operands[0] == Name.OC and self._layers.hides(content):
            self._open.append(("hidden", None))
            self._depth += 1
            self._take_out()
        elif self._depth:
            self._open.append(("inside", None))
            if number is not None:
                self._hidden.gone.add((self._container, number))
        else:
            self._open.append(("shown", number))
            yield each

    def _end(self, each: Any) -> Iterator[Any]:
        how, _ = self._open.pop() if self._open else ("shown", None)
        if how == "hidden":
            self._depth -= 1
        elif how == "shown":
            yield each

    def _state_only(self, each: Any, operator: str) -> Iterator[Any]:
        """What sets colors, places and clipping still does; what draws does not."""
        if operator in _PATH:
            self._path.append(each)
        elif operator in _CLIP:
            self._path.append(each)
            self._is_clip = True
        elif operator in _PAINT:
            if self._is_clip:
                yield from self._path
                yield pikepdf.ContentStreamInstruction([], Operator("n"))
            self._path, self._is_clip = [], False
        elif operator in ("'", '"'):
            yield from _next_line(each, operator)
        elif operator not in _SHOW and operator != "INLINE IMAGE":
            yield each

    def _property(self, operand: Object) -> Object | None:
        return self._properties.get(str(operand)) if isinstance(operand, Name) else operand

    def _hides_picture(self, each: Any) -> bool:
        picture = self._pictures.get(str(each.operands[0]))
        return isinstance(picture, Stream) and self._layers.hides(picture.get("/OC"))

    def _take_out(self) -> None:
        self.changed = True
        self._hidden.touched |= {(self._container, number) for _, number in self._open if number is not None}


def _next_line(each: Any, operator: str) -> Iterator[Any]:
    if operator == '"':
        yield pikepdf.ContentStreamInstruction([each.operands[0]], Operator("Tw"))
        yield pikepdf.ContentStreamInstruction([each.operands[1]], Operator("Tc"))
    yield pikepdf.ContentStreamInstruction([], Operator("T*"))
