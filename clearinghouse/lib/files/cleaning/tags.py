"""The tags of a PDF, without those of content that was taken out."""

from collections.abc import Callable
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from clearinghouse.lib.files.cleaning.layers import Place
from clearinghouse.lib.files.cleaning.objects import drop, keep

_WORDS = ("/ActualText", "/Alt", "/E", "/T")
_LEFT = {"/S", "/Type", "/P"}
_MOST_NESTED = 400

ObjectKey = tuple[int, int]
# The page, the form inside it if there is one, the number of the piece of content → how much of it is gone.
IsGone = Callable[[ObjectKey | None, ObjectKey | None, int], bool]


class Tags:
    """Takes out elements whose content is gone, with the words that stood for it."""

    def __init__(self, is_gone: IsGone, is_touched: IsGone, kept_annotations: set[ObjectKey] | None = None) -> None:
        self._is_gone = is_gone
        self._is_touched = is_touched
        self._kept_annotations = kept_annotations
        self._seen: set[ObjectKey] = set()

    def prune(self, pdf: Pdf) -> None:
        root = pdf.Root.get("/StructTreeRoot")
        if isinstance(root, Dictionary):
            self._prune_children(root, None, 0)
            drop(root, "/IDTree")

    def _prune_children(self, element: Object, page: ObjectKey | None, depth: int) -> tuple[bool, bool]:
        """Whether anything is left of what it had, and whether anything was taken out below it."""
        if depth > _MOST_NESTED:
            raise RecursionError("tags inside tags")
        kids = element.get("/K")
        if kids is None:
            return True, False
        children = list(kids) if isinstance(kids, Array) else [kids]
        kept, touched = [], False
        for child in children:
            is_left, is_changed = self._child(child, page, depth)
            touched = touched or is_changed
            if is_left:
                kept.append(child)
        if len(kept) < len(children):
            element.K = Array(kept)
        return bool(kept) or not children, touched

    def _child(self, child: Any, page: ObjectKey | None, depth: int) -> tuple[bool, bool]:
        if not isinstance(child, Dictionary | Stream):
            return self._content(page, None, int(child))
        kind = child.get("/Type")
        page = child.Pg.objgen if isinstance(child.get("/Pg"), Dictionary) else page
        if kind == Name.MCR:
            stream = child.get("/Stm")
            return self._content(
                page, stream.objgen if isinstance(stream, Stream) else None, int(child.get("/MCID", 0))
            )
        if kind == Name.OBJR:
            return self._annotation(child.get("/Obj"))
        return self._element(child, page, depth)

    def _content(self, page: ObjectKey | None, form: ObjectKey | None, number: int) -> tuple[bool, bool]:
        is_gone = self._is_gone(page, form, number)
        return not is_gone, is_gone or self._is_touched(page, form, number)

    def _annotation(self, annotation: Object | None) -> tuple[bool, bool]:
        is_kept = self._kept_annotations is None or (
            isinstance(annotation, Dictionary | Stream)
            and (annotation.get("/Subtype") is None or annotation.objgen in self._kept_annotations)
        )
        return is_kept, not is_kept

    def _element(self, element: Object, page: ObjectKey | None, depth: int) -> tuple[bool, bool]:
        if element.is_indirect:
            if element.objgen in self._seen:
                return True, False
            self._seen.add(element.objgen)
        is_left, is_touched = self._prune_children(element, page, depth + 1)
        if not is_left:
            _empty(element)
        elif is_touched:
            drop(element, *_WORDS)
        return is_left, is_touched


def _empty(element: Object) -> None:
    """Other places may still refer to it."""
    keep(element, _LEFT)


def of_places(places: set[Place]) -> IsGone:
    """For content that is named by its page or form and its number."""
    return lambda page, form, number: ((form or page), number) in places


def of_pages(pages: set[ObjectKey]) -> IsGone:
    """For all that stands on some pages."""
    return lambda page, form, number: page in pages


def of_nothing(page: ObjectKey | None, form: ObjectKey | None, number: int) -> bool:
    return False
