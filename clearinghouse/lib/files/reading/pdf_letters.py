"""The letters of a PDF page where PDFium does not tell them all: joined letters without a name, and replacement text.

Fonts join letters such as fi, ffl and Th in one sign. Some files don't say which letters such a sign stands for.
Others say in their tags that what is drawn stands for another text.
"""

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium_c

from clearinghouse.lib.files.english import is_word
from clearinghouse.lib.files.reading import pdf_halves
from clearinghouse.lib.files.reading.pdf_objects import Survey
from clearinghouse.lib.frozen import dataclass

_FIRST_MARK = 0xF0000  # stands for a sign that the file does not name, until its letters are known
_MOST_MARKS = 500
# What makes a page worth a look: control codes, breaks that PDFium did not make, signs and digits within words.
_SIGN = r"(?:[^\w\s.,:/@&()'‘’“”_\ufffe-]|\d)"
_UNNAMED = re.compile(
    r"[\x00\x01\x03-\x09\x0b\x0c\x0e-\x1f]|(?<!\r)\n|\r(?!\n)" rf"|[a-z]{_SIGN}[a-z]|(?<![^\s]){_SIGN}[a-z]{{2}}"
)
_MARK = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + _MOST_MARKS)}]")
_WORD_WITH_MARK = re.compile(
    f"[^\\W\\d_]+{_MARK.pattern}(?:[^\\W\\d_]|{_MARK.pattern})*|{_MARK.pattern}[a-z](?:[a-z]|{_MARK.pattern})+"
)
_WITHIN_WORD = re.compile(rf"(?<=[^\W\d_])({_MARK.pattern})(?=[^\W\d_])")  # no bullet, and no note's sign
_RUN = re.compile(f"{_MARK.pattern}{{4,}}")  # a word of which no letter is named
_FEWEST_SIGNS = 3  # unlike ones of it: leaders repeat one
_JOINED = ("fi", "ff", "fl", "ffi", "ffl", "Th", "tt", "ti", "ft", "tf", "fj", "ct", "st", "fb", "fh", "fk")
_UNNAMED_SHARE = 0.3  # of all letters: then the font names none, and nothing can be guessed
_MOST_ELEMENTS = 20_000
_DEEPEST = 60
_LONGEST = 2000


@dataclass(frozen=True)
class Letters:
    """The text of a page, where each of its letters stands in PDFium's count, and whether some could not be told."""

    text: str
    places: Sequence[int] = ()  # empty when only PDFium can say it
    has_unknown: bool = False

    def place(self, textpage: pypdfium2.PdfTextPage, at: int) -> int:
        """The number of the letter at this place of the text."""
        if self.places:
            return self.places[at]
        return int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, at))


def read(textpage: pypdfium2.PdfTextPage, count: int, replacements: dict[int, str]) -> Letters:
    """The first `count` letters; `replacements` gives the text that stands for a piece of marked content."""
    plain = Letters(*pdf_halves.text_of(textpage, count))
    if not replacements and plain.places and not _has_unnamed(textpage, plain):
        return plain
    letters, places, is_other = _one_by_one(textpage, count, replacements)
    marked = "".join(letters)
    if not is_other or len(_MARK.findall(marked)) > _UNNAMED_SHARE * len(marked):
        return plain
    known = _joined_letters(marked)
    has_unknown = any(mark not in known for mark in _WITHIN_WORD.findall(marked))
    has_unknown = has_unknown or any(len(set(run)) >= _FEWEST_SIGNS for run in _RUN.findall(marked))
    shown = [known.get(letter, "") if _MARK.match(letter) else letter for letter in letters]
    at = [place for letter, place in zip(shown, places, strict=True) for _ in letter]
    return Letters("".join(shown), at, has_unknown)


def _has_unnamed(textpage: pypdfium2.PdfTextPage, letters: Letters) -> bool:
    return any(
        pdfium_c.FPDFText_HasUnicodeMapError(textpage, letters.places[place]) == 1
        for match in _UNNAMED.finditer(letters.text)
        for place in range(match.start(), match.end())
    )


def replacements_of(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, survey: Survey) -> dict[int, str]:
    """By the number of a piece of marked content: the text that the tags of the page say stands for it.

    A text for several pieces is given to the first of them. Empty where the page shows the very same texts.
    """
    found = _tagged(page)
    shown = dict.fromkeys(found, "")
    for text in survey.texts if found else ():
        number = pdfium_c.FPDFPageObj_GetMarkedContentID(text.handle)
        if number in shown:
            shown[number] += _text_of(text.handle, textpage)
    wanted, drawn = ("".join("".join(texts.values()).split()) for texts in (found, shown))
    return found if wanted != drawn else {}


def _text_of(handle: pdfium_c.FPDF_PAGEOBJECT, textpage: pypdfium2.PdfTextPage) -> str:
    letters = (ctypes.c_ushort * _LONGEST)()
    size = pdfium_c.FPDFTextObj_GetText(handle, textpage, letters, ctypes.sizeof(letters)) // 2
    return pdf_halves.joined(letters[: min(size, _LONGEST)]).strip("\0")


def _tagged(page: pypdfium2.PdfPage) -> dict[int, str]:
    tree = pdfium_c.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    found: dict[int, str] = {}
    try:
        left = [
            (pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, place), 0)
            for place in range(pdfium_c.FPDF_StructTree_CountChildren(tree))
        ]
        seen = 0
        while left and seen < _MOST_ELEMENTS:
            element, depth = left.pop()
            seen += 1
            if not element or depth > _DEEPEST:
                continue
            if text := _actual_text(element):
                numbers = list(_contents(element, 0))
                found.update(dict.fromkeys(numbers, "") | ({numbers[0]: text} if numbers else {}))
            else:
                left.extend((child, depth + 1) for child in _children(element))
    finally:
        pdfium_c.FPDF_StructTree_Close(tree)
    return found


def _actual_text(element: pdfium_c.FPDF_STRUCTELEMENT) -> str:
    size = pdfium_c.FPDF_StructElement_GetActualText(element, None, 0)
    if not 2 < size <= 2 * _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDF_StructElement_GetActualText(element, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "ignore")


def _children(element: pdfium_c.FPDF_STRUCTELEMENT) -> Iterator[pdfium_c.FPDF_STRUCTELEMENT]:
    for place in range(pdfium_c.FPDF_StructElement_CountChildren(element)):
        if child := pdfium_c.FPDF_StructElement_GetChildAtIndex(element, place):
            yield child


def _contents(element: pdfium_c.FPDF_STRUCTELEMENT, depth: int) -> Iterator[int]:
    for place in range(pdfium_c.FPDF_StructElement_GetMarkedContentIdCount(element)):
        number = pdfium_c.FPDF_StructElement_GetMarkedContentIdAtIndex(element, place)
        if number >= 0:
            yield number
    if depth < _DEEPEST:
        for child in _children(element):
            yield from _contents(child, depth + 1)


def _one_by_one(
    textpage: pypdfium2.PdfTextPage, count: int, replacements: dict[int, str]
) -> tuple[list[str], list[int], bool]:
    """Letters or marks, the place of each, and whether they are other ones than PDFium's own text has."""
    letters: list[str] = []
    marks: dict[tuple[int, int], str] = {}
    given: set[int] = set()
    for place in range(count):
        code = pdfium_c.FPDFText_GetUnicode(textpage, place)
        letter = pdf_halves.letter_at(textpage, place)
        thing = pdfium_c.FPDFText_GetTextObject(textpage, place) if replacements else None
        number = pdfium_c.FPDFPageObj_GetMarkedContentID(thing) if thing else -1
        if number in replacements:
            letter = "" if number in given else replacements[number]
            given.add(number)
        elif letter and pdfium_c.FPDFText_HasUnicodeMapError(textpage, place) == 1:
            key = _font(textpage, place), code
            if key not in marks and len(marks) < _MOST_MARKS:
                marks[key] = chr(_FIRST_MARK + len(marks))
            letter = marks.get(key, "")
        letters.append(letter)
    return letters, list(range(count)), bool(marks or given)


def _font(textpage: pypdfium2.PdfTextPage, place: int) -> int:
    thing = pdfium_c.FPDFText_GetTextObject(textpage, place)
    font = pdfium_c.FPDFTextObj_GetFont(thing) if thing else None
    return ctypes.cast(font, ctypes.c_void_p).value or 0 if font else 0


def _joined_letters(text: str) -> dict[str, str]:
    """By mark: the letters with which most of its words are English ones."""
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for word in _WORD_WITH_MARK.findall(text):
        for mark in set(_MARK.findall(word)):
            words[mark][word] += 1
    found: dict[str, str] = {}
    for mark in sorted(words, key=lambda each: -len(words[each])):
        known = {joined: _known(words[mark], mark, joined, found) for joined in _JOINED}
        best = max(_JOINED, key=lambda joined: known[joined])
        if known[best] * 2 >= len(words[mark]):
            found[mark] = best
    return found


def _known(words: Counter[str], mark: str, joined: str, found: dict[str, str]) -> int:
    """How many of the words are English ones when the mark stands for these letters."""
    mended = (_MARK.sub(lambda match: joined if match[0] == mark else found.get(match[0], ""), word) for word in words)
    return sum(is_word(word.lower()) for word in mended)
