"""The `recognize` operation, in the child process: one page drawn large and read by Tesseract, however it lies."""

import io
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, BinaryIO, cast

from PIL import Image

from clearinghouse.lib.files import word_boxes
from clearinghouse.lib.files.drawing import MOST_PIXELS, Pages
from clearinghouse.lib.files.english import is_word
from clearinghouse.lib.files.inspection.bundle import drawable_member
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.files.word_boxes import RecognizedWord, WordBox
from clearinghouse.lib.frozen import dataclass

_ROTATE = re.compile(r"^Rotate: (\d+)\s*$.*^Orientation confidence: ([\d.]+)", re.MULTILINE | re.DOTALL)
_SURE_TURN = 1.0  # of Tesseract's own measure: 8 for ten words, 30 for a page
_TURNS = (0, 180, 90, 270)  # clockwise, the likely ones first
_CLEAR = 70  # percent: read so surely, and with so many words, a page lies upright
_CLEAR_WORDS = 3
_NOISE = 35  # percent: a line that is less sure is a picture taken for letters
_LONG_WORD = 4
_BLANK_RANGE = 24  # steps of 255 between the darkest and the lightest point of an empty page
_TRY_SIZE = 0.5
_SAME_PLACE = 0.5  # of the smaller one of two boxes
_SAME_LETTERS = 0.6  # of the shorter one of two words
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Reading:
    """What was read of a picture that was turned clockwise by so many degrees."""

    turn: int
    words: list[RecognizedWord]

    @property
    def known_words(self) -> int:
        return sum(len(word.text) >= _LONG_WORD and is_word(word.text.strip(".,;:()").lower()) for word in self.words)

    @property
    def confidence(self) -> int:
        letters = sum(len(word.text) for word in self.words)
        return round(sum(word.confidence * len(word.text) for word in self.words) / letters) if letters else 0

    @property
    def score(self) -> tuple[int, int]:
        """The larger, the likelier is this the way the page lies."""
        return self.known_words, sum(len(word.text) for word in self.words if word.confidence >= _CLEAR)

    @property
    def is_clear(self) -> bool:
        return self.confidence >= _CLEAR and self.known_words >= _CLEAR_WORDS

    def text(self) -> str:
        """The words in lines and paragraphs."""
        lines: dict[tuple[int, int, int], list[str]] = {}
        for word in self.words:
            lines.setdefault(word.line, []).append(word.text)
        parts: list[str] = []
        before: tuple[int, int] | None = None
        for (block, paragraph, _), words in lines.items():
            if before not in (None, (block, paragraph)):
                parts.append("")
            before = block, paragraph
            parts.append(" ".join(words))
        return "\n".join(parts)


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"page": 1, "member": "", "program": "/usr/bin/tesseract", "data": "", "languages": "eng", "beside": false}
    → {"text": "…", "words": [["Uptime", 12, …], …], "confidence": 91}.

    With "member": "maps/a.pdf" the page is one of that file within a ZIP.

    With "beside": true the words that the page has of its own are among the words too, and the text goes without what
    Tesseract saw of them.
    """
    within = drawable_member(stream, arguments["member"], limits) if arguments["member"] else stream
    if within is None:
        raise LookupError("no such file within the ZIP, or more than one")
    source = Pages(within, limits)
    picture = source.draw(arguments["page"], dots_per_inch=limits.ocr_dots_per_inch)
    if picture is None:
        return {"text": "", "words": [], "confidence": 0}
    own = source.words(arguments["page"]) if arguments["beside"] else []
    grey = _grey(picture)
    found = _without_own(_Tesseract(arguments, limits).read(grey), own)
    boxes = [*own, *(_turned_back(word.box, found.turn) for word in found.words)]
    return {
        "text": clean_text(found.text(), limits.page_characters),
        "words": [list(box) for box in boxes[: word_boxes.MOST_WORDS]],
        "confidence": found.confidence,
    }


class _Tesseract:
    """Reads a picture upright first; only what is not clear then is turned."""

    def __init__(self, arguments: dict[str, Any], limits: Limits) -> None:
        self._program, self._data = arguments["program"], arguments["data"]
        self._languages = arguments["languages"]
        self._dots = limits.ocr_dots_per_inch
        self._until = time.monotonic() + limits.ocr_seconds

    def read(self, grey: Image.Image) -> Reading:
        darkest, lightest = cast(tuple[int, int], grey.getextrema())  # of one band, so no pair of pairs
        if lightest - darkest < _BLANK_RANGE:
            return Reading(0, [])
        try:
            upright = self._reading(grey, 0, share=0.4)
        except subprocess.TimeoutExpired:  # noise takes long: a page that lies on its side
            upright = Reading(0, [])
        if upright.is_clear:
            return upright
        turn = self._turn(grey)
        if turn is None:
            small = grey.resize((max(1, int(grey.width * _TRY_SIZE)), max(1, int(grey.height * _TRY_SIZE))))
            turn = max(_TURNS, key=lambda each: self._reading(small, each).score)
        if turn == 0:
            return upright if upright.words else self._reading(grey, 0)
        return max(upright, self._reading(grey, turn), key=lambda reading: reading.score)

    def _turn(self, grey: Image.Image) -> int | None:
        """By how many degrees clockwise it must be turned; None where there are too few letters to tell."""
        command = [self._program, "stdin", "stdout", "--psm", "0", "--dpi", str(self._dots)]
        result = self._run(command, grey)
        found = _ROTATE.search(result.stdout.decode("utf-8", "replace")) if result.returncode == 0 else None
        return int(found[1]) if found and float(found[2]) >= _SURE_TURN else None

    def _reading(self, grey: Image.Image, turn: int, share: float = 1.0) -> Reading:
        picture = grey.rotate(-turn, expand=True) if turn else grey
        command = [self._program, "stdin", "stdout", "-l", self._languages, "--dpi", str(self._dots), "tsv"]
        result = self._run(command, picture, share)
        result.check_returncode()
        table = result.stdout.decode("utf-8", "replace")
        return Reading(turn, _without_noise(word_boxes.of_tesseract(table, *picture.size)))

    def _run(self, command: list[str], picture: Image.Image, share: float = 1.0) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 (nothing in the list comes from the file)
            command,
            input=_png(picture),
            capture_output=True,
            timeout=max(0.0, self._until - time.monotonic()) * share,
            check=False,
            env=_environment(self._data),
            cwd="/",
        )


def _without_noise(words: list[RecognizedWord]) -> list[RecognizedWord]:
    """Without lines of which Tesseract is not sure at all."""
    sure: dict[tuple[int, int, int], list[float]] = {}
    for word in words:
        sure.setdefault(word.line, []).append(word.confidence)
    return [word for word in words if sum(sure[word.line]) >= _NOISE * len(sure[word.line])]


def _without_own(found: Reading, own: Sequence[WordBox]) -> Reading:
    """Without what was seen of words that the page has of its own; letters that mean others there are no such words."""
    words = [word for word in found.words if not _is_own(_turned_back(word.box, found.turn), own)]
    return Reading(found.turn, words)


def _is_own(seen: WordBox, own: Sequence[WordBox]) -> bool:
    return any(word_boxes.share_of_smaller(seen, word) >= _SAME_PLACE and _says_the_same(seen, word) for word in own)


def _says_the_same(seen: WordBox, own: WordBox) -> bool:
    """Whether most letters are the same ones in the same order: Tesseract mistakes some."""
    one, other = (_SIGNS.sub("", word.text).casefold() for word in (seen, own))
    if not one or not other:
        return True
    common = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return common >= _SAME_LETTERS * min(len(one), len(other))


def _turned_back(box: WordBox, turn: int) -> WordBox:
    """Where a word of the turned picture stands on the page."""
    scale = word_boxes.SCALE
    text, left, top, right, bottom = box
    if turn == 90:
        return WordBox(text, top, scale - right, bottom, scale - left)
    if turn == 180:
        return WordBox(text, scale - right, scale - bottom, scale - left, scale - top)
    if turn == 270:
        return WordBox(text, scale - bottom, left, scale - top, right)
    return box


def _grey(picture: Image.Image) -> Image.Image:
    grey = picture.convert("L")  # Tesseract needs some 20 bytes for each pixel
    if grey.width * grey.height > MOST_PIXELS:
        grey.thumbnail((int(MOST_PIXELS**0.5), int(MOST_PIXELS**0.5)))
    return grey


def _png(grey: Image.Image) -> bytes:
    output = io.BytesIO()
    grey.save(output, "PNG", compress_level=1)
    return output.getvalue()


def _environment(data_folder: str) -> dict[str, str]:
    """One thread: the processor time of all threads counts against the limit, and each takes memory."""
    found = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8", "TMPDIR": tempfile.gettempdir()}
    return found | ({"TESSDATA_PREFIX": data_folder} if data_folder else {})
