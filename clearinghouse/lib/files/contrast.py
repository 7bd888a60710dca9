"""How well text stands out from what is behind it, by WCAG 2.2, success criterion 1.4.3."""

from functools import lru_cache

LARGE_POINTS, LARGE_BOLD_POINTS = 18.0, 14.0

Color = tuple[int, int, int]
BLACK: Color = (0, 0, 0)
WHITE: Color = (255, 255, 255)
_ALIKE = 1.1  # contrast of colors that nobody tells apart
_NEAR = 24  # of 255, in each part: dark blue on black has little contrast, too, and can be told


@lru_cache(maxsize=1024)
def ratio(one: Color, other: Color) -> float:
    """From 1, the same, to 21, black on white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_enough(text: Color, background: Color, points: float, *, is_bold: bool = False) -> bool:
    """At least 4.5:1; 3:1 for large text."""
    is_large = points >= (LARGE_BOLD_POINTS if is_bold else LARGE_POINTS)
    return ratio(text, background) >= (3.0 if is_large else 4.5)


def are_alike(one: Color, other: Color) -> bool:
    """Whether nobody tells them apart, such as letters of nearly white on white."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= _NEAR and ratio(one, other) < _ALIKE


def from_hex(digits: str) -> Color | None:
    """ "FFCC00", or with the opacity that Excel writes before it, "FFFFCC00"; None for anything else."""
    digits = digits[2:] if len(digits) == 8 else digits
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        return None
    return red, green, blue


def _luminance(color: Color) -> float:
    red, green, blue = (_linear(part / 255) for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
