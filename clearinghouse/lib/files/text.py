"""Text on its way into the database: decoded, cleaned, bounded."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from clearinghouse.lib.files.english import is_one_word
from clearinghouse.lib.joining import joined

_LINE_BREAKS = re.compile(r"\r\n?|\v|\f|\x85|\u2028|\u2029")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_SOFT_HYPHENS = re.compile("\u00ad[ \t]*\n[ \t]*")
_PDFIUM_HYPHENS = re.compile("[\ufffe\u0002][ \t]*\n?")  # how PDFium marks a hyphen at the end of a line
_BROKEN_WORD = re.compile(r"(?<=\w)-\n[ \t]*(?=(\w))")
_LAST_WORD = re.compile(r"(?<![\w-])(?:[A-Z]?[a-z]+|[A-Z]+)\Z")
_NEXT_WORD = re.compile(r"(?:[a-z]+|[A-Z]+)(?![\w-])")
_LONGEST_WORD = 30
# Ligatures and the italic letters of formulas, which nobody types into a search box.
_COMPATIBLE = re.compile("[\ufb00-\ufb06\U0001d400-\U0001d7ff]+")
_LOOKALIKES = str.maketrans({"\u2010": "-", "\u2011": "-", "\uf0b7": "•", "\uf0a7": "•"})
# The bullets of Word's symbol fonts; the second and third level keep a sign of their own.
_WORDS_BULLETS = str.maketrans(
    {"\uf0b7": "•", "\uf0a7": "▪", "\uf06f": "○", "\uf0d8": "➢", "\uf076": "❖", "\uf071": "□", "\uf0a8": "◆",
     "\uf0e0": "→", "\uf0fc": "✓"}
)  # fmt: skip
_PRIVATE = re.compile("[\ue000-\uf8ff]")  # symbol fonts: pictures to people, noise to search
_SPACES = re.compile(r"[^\S\n\t]+")
_TABS = re.compile(r" ?\t(?:[ \t]{3,})")
_EDGES = re.compile(r" *\n *")
_BLANK_LINES = re.compile(r"\n{3,}")
_SAMPLE_BYTES = 8192
_MOST_ZEROS, _FEW_ZEROS = 0.5, 0.05


def clean_text(raw: str, max_characters: int = 100_000) -> str:
    """Text PostgreSQL can store and people can read, at most `max_characters` long.

    No NUL, control, bidi-override or zero-width characters, no lone surrogates; NFC; words broken at a line end
    joined where that is safe; runs of blanks and blank lines capped. Line breaks and tabs are kept.
    """
    text = raw[: max_characters * 4]  # what lies far beyond the cap is not worth cleaning
    text = _SURROGATES.sub("\ufffd", _joined_surrogates(text))
    text = _LINE_BREAKS.sub("\n", text)
    text = _PDFIUM_HYPHENS.sub("-\n", _SOFT_HYPHENS.sub("", text))
    text = _PRIVATE.sub("", _INVISIBLE.sub("", text).translate(_LOOKALIKES))
    text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = unicodedata.normalize("NFC", text)
    text = _BROKEN_WORD.sub(_join, text)
    text = _TABS.sub("\t\t", _SPACES.sub(" ", text))
    text = _BLANK_LINES.sub("\n\n", _EDGES.sub("\n", text))
    return text.strip(" \n")[:max_characters].rstrip()


def clean_rows(raw: str, max_characters: int = 100_000) -> str:
    """Rows of a table, cells between tabs, at most `max_characters` long: each row and each cell keeps its place.

    Like clean_text(), but no rows are joined, empty ones stay, and so do empty cells.
    """
    text = _SURROGATES.sub("\ufffd", _joined_surrogates(raw[: max_characters * 4]))
    text = _PRIVATE.sub("", _INVISIBLE.sub("", text.replace("\r\n", "\n")).translate(_LOOKALIKES))
    text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return text.strip("\n")[:max_characters].rstrip("\n")


def clean_markdown(raw: str, max_characters: int) -> str:
    """Markdown as PostgreSQL can store it: like clean_text(), but blanks stay, because they indent lists."""
    text = _SURROGATES.sub("\ufffd", _joined_surrogates(raw[: max_characters * 4]))
    text = _INVISIBLE.sub("", _LINE_BREAKS.sub("\n", text)).translate(_WORDS_BULLETS)
    text = _PRIVATE.sub("", text)
    return unicodedata.normalize("NFC", text).strip("\n")[:max_characters].rstrip()


def one_line(raw: str, max_characters: int = 200) -> str:
    """A heading, title or name: cleaned, one line, cut at a word with an ellipsis."""
    line = " ".join(clean_text(raw, max_characters * 4).split())
    if len(line) <= max_characters:
        return line
    head = line[: max_characters - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:-") + "…"


def pages_in_words(numbers: Iterable[int]) -> str:
    """Such as "page 3" or "pages 2–4 and 7"; empty for none."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    words = [str(first) if first == last else f"{first}–{last}" for first, last in runs]
    if not words:
        return ""
    return f"{'page' if len(runs) == 1 and runs[0][0] == runs[0][1] else 'pages'} {joined(words)}"


def decode(data: bytes) -> str | None:
    """The text of a file: UTF-8, UTF-16 or Windows-1252; None when it is none of these."""
    return decoded_with_guess(data)[0]


def decoded_with_guess(data: bytes) -> tuple[str | None, str]:
    """The text of a file, and the name of its encoding where nothing but the look of it says so."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16"), ""
    if encoding := _two_byte_encoding(data):
        return _decoded(data, encoding), "UTF-16"
    text = _decoded(data, "utf-8-sig")
    return (text, "") if text is not None else (_decoded(data, "cp1252"), "Windows-1252")


def _two_byte_encoding(data: bytes) -> str:
    """UTF-16 without its mark: in nearly all Western text every other byte is zero."""
    even, odd = data[:_SAMPLE_BYTES:2], data[1:_SAMPLE_BYTES:2]
    if len(data) % 2 or not odd:
        return ""
    zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / len(odd)
    if zeros_odd > _MOST_ZEROS and zeros_even < _FEW_ZEROS:
        return "utf-16-le"
    return "utf-16-be" if zeros_even > _MOST_ZEROS and zeros_odd < _FEW_ZEROS else ""


def chunks(text: str, size: int) -> Iterator[str]:
    """`text` in pieces of about `size` characters, cut at a paragraph, line or word where there is one."""
    start = 0
    while len(text) - start > size * 5 // 4:
        end = start + size
        found = (text.rfind(separator, start + size // 2, end) for separator in ("\n\n", "\n", " "))
        cut = next((place for place in found if place > 0), end)
        yield text[start:cut]
        start = cut
    if text[start:].strip():
        yield text[start:]


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _joined_surrogates(text: str) -> str:
    """PDFium hands characters beyond the basic plane over as two halves; put them together again."""
    if not _SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _join(match: re.Match[str]) -> str:
    """Nothing between the halves of one word, a hyphen between two words ("long-term", "I-80", "NEVI-compliant").

    The words are looked for only a little way off, so that a long line costs no more than a short one.
    """
    text = match.string
    before = _LAST_WORD.search(text, max(0, match.start() - _LONGEST_WORD), match.start())
    after = _NEXT_WORD.match(text, match.end(), match.end() + _LONGEST_WORD)
    return "" if before and after and is_one_word(before[0], after[0]) else "-"
