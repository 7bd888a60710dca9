"""The look of words typed on a page ("FreeText"), for programs that left drawing them to the viewer."""

import re
import textwrap

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_SIZE = re.compile(r"([\d.]+)\s+Tf")
_COLOR = re.compile(r"((?:[\d.]+\s+){3}rg|(?:[\d.]+\s+)g)\b")
_DEFAULT_SIZE, _SMALLEST, _LARGEST = 12.0, 4.0, 72.0
_WIDTH_OF_A_LETTER = 0.5  # of its height, in Helvetica, on average
_LONGEST = 20_000


def give_look(pdf: Pdf, annotation: Object) -> None:
    """Draw the words in their box as Acrobat would, if nothing says how they look."""
    if "/AP" in annotation or annotation.get("/Subtype") != Name.FreeText:
        return
    words, drawing = str(annotation.get("/Contents", ""))[:_LONGEST], str(annotation.get("/DA", ""))
    left, bottom, right, top = (float(edge) for edge in annotation.Rect)
    wide, high = abs(right - left), abs(top - bottom)
    size = _size(drawing)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    look = Stream(pdf, _content(_lines(words, wide, size), _color(drawing), size, high))
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, wide, high])
    look.Resources = Dictionary(Font=Dictionary(Typed=pdf.make_indirect(font)))
    annotation.AP = Dictionary(N=look)


def _size(drawing: str) -> float:
    found = _SIZE.search(drawing)
    size = float(found[1]) if found else 0.0
    return min(max(size, _SMALLEST), _LARGEST) if size else _DEFAULT_SIZE


def _color(drawing: str) -> str:
    found = _COLOR.search(drawing)
    return found[1] if found else "0 g"


def _lines(words: str, wide: float, size: float) -> list[str]:
    letters = max(int(wide / (size * _WIDTH_OF_A_LETTER)), 1)
    return [line for part in words.splitlines() for line in textwrap.wrap(part, letters) or [""]]


def _content(lines: list[str], color: str, size: float, high: float) -> bytes:
    shown = [f"({_escaped(line)}) Tj T*" for line in lines]
    start = f"q BT {color} /Typed {size:g} Tf {size * 1.2:g} TL 2 {high - size:g} Td"
    return "\n".join([start, *shown, "ET Q"]).encode("cp1252", "replace")


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
