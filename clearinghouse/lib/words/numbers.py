"""Numbers in digits and in words."""

from clearinghouse.lib.words.word import Way

_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_BELOW_HUNDRED = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES, _TENS = _BELOW_TWENTY.split(), _BELOW_HUNDRED.split()
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SHORT = {
    "thousand": "k",
    "million": "m",
    "billion": "bn",
}  # after digits: $300K, $1.2M; b would be a part of a section
_LONG = {short: scale for scale, short in _SHORT.items()}


def _below_thousand() -> dict[Way, int]:
    names: dict[Way, int] = {(name,): number for number, name in enumerate(_ONES)}
    for place, ten in enumerate(_TENS, 2):
        names[ten,] = place * 10
        names |= {(ten, one): place * 10 + number for number, one in enumerate(_ONES[1:10], 1)}
    small = [(words, number) for words, number in names.items() if number]
    for hundreds, one in enumerate(_ONES[1:10], 1):
        names[one, "hundred"] = hundreds * 100
        names |= {(one, "hundred", *words): hundreds * 100 + number for words, number in small}
    return names


_NUMBERS = _below_thousand()
_NAMES = {number: words for words, number in _NUMBERS.items()}
LONGEST = 4  # nine hundred ninety nine


def in_digits(words: Way) -> str | None:
    """The number that these words are, all of them: ("ninety", "seven") → "97", ("5", "million") → "5000000"."""
    number = _NUMBERS.get(words)
    if number is not None:
        return str(number)
    scale = _LONG.get(words[-1], words[-1])
    if len(words) < 2 or scale not in _SCALES:
        return None
    many = _NUMBERS.get(words[:-1]) if scale == words[-1] else None
    count = float(many) if many is not None else _decimal(words[:-1])
    return f"{count * _SCALES[scale]:.0f}" if count else None


def in_words(digits: str) -> tuple[Way, ...]:
    """How else the number is written: "97" → (("ninety", "seven"),), "5000000" → (("5", "million"), ("5", "m"), …)."""
    if not digits.isascii() or not digits.isdecimal() or digits != str(int(digits[:15])):
        return ()
    number = int(digits)
    if number in _NAMES:
        return (_NAMES[number],)
    for scale, times in reversed(_SCALES.items()):
        if number >= times and number % (times // 100) == 0 and number < 1_000 * times:
            many = f"{number / times:.2f}".rstrip("0").rstrip(".")
            whole = _NAMES.get(int(many)) if many.isdecimal() else None
            return ((many, scale), (many, _SHORT[scale]), *([(*whole, scale)] if whole else []))
    return ()


def _decimal(words: Way) -> float | None:
    (word,) = words if len(words) == 1 else ("",)
    return float(word) if len(word) <= 9 and word.replace(".", "", 1).isdecimal() and word.isascii() else None
