"""File names as people gave them, made safe to show. Storage keys are random and never made from these."""

import re
import unicodedata

_FALLBACK = "file"
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LONGEST_EXTENSION = 10


def clean_filename(raw: str, max_length: int = 150) -> str:
    """The last path part of `raw`: NFC, one line, no control, bidi or path characters, never empty.

    Cut to `max_length` characters with the extension kept.
    """
    visible = "".join(" " if c in "\t\n\r" else c for c in raw)
    visible = "".join(c for c in visible if unicodedata.category(c) not in _INVISIBLE)
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", visible)[-1])
    name = _FORBIDDEN.sub("_", re.sub(r"\s+", " ", name))
    name = name.lstrip(". -~").rstrip(". ")
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shortened(name, max_length) or _FALLBACK


def extension(filename: str) -> str:
    """The last extension in lower case without its dot; empty when there is none."""
    stem, dot, last = clean_filename(filename).rpartition(".")
    return last.lower() if dot and stem else ""


def _shortened(name: str, max_length: int) -> str:
    if len(name) <= max_length:
        return name
    stem, dot, last = name.rpartition(".")
    if not dot or len(last) > _LONGEST_EXTENSION:
        return name[:max_length].rstrip(". ")
    return stem[: max_length - len(last) - 1].rstrip(". ") + dot + last
