"""A title people would recognize: from the cover, the file's own description, or the file name."""

import re
from collections.abc import Sequence

from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.frozen import dataclass

_DOCUMENT_WORD = re.compile(
    r"\b(?:plan|request|notice|agreement|contract|report|road ?map|guide|guidance|template|manual|memorandum|"
    r"checklist|rubric|study|assessment|summary|addendum|schedule|policy|statement|form|tool|strategy|framework|"
    r"solicitation|proposals?|paper|fact sheet|update|description|model|application|invitation|procedures?)\b",
    re.IGNORECASE,
)
_JUNK = re.compile(
    r"error!|untitled|^(?:document|presentation|book|slide|title|report|page|file|scan|img|image|microsoft|template)"
    r"[\s\d.-]*$|\.(?:docx?|pdf|indd|pptx?|xlsx?|qxd|tmp)$|^[\W\d_]+$|^(?:the )?state of [\w ]+$",
    re.IGNORECASE,
)
_PROGRAM_PREFIX = re.compile(r"^microsoft (?:word|powerpoint|excel) - ", re.IGNORECASE)
_SMALL_WORDS = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
_ACRONYMS = {
    "ac", "ada", "afc", "cfi", "dbe", "dbom", "dc", "dcfc", "der", "dot", "ev", "evi", "evs", "evse", "fhwa", "gis",
    "itb", "mou", "nevi", "nofo", "o&m", "ocpp", "puc", "psc", "qa", "rfa", "rfi", "rfp", "rfq", "seo", "us",
    "usdot", "v2g",
}  # fmt: skip
# A title of nothing but these is every state's.
_GENERIC = {
    "charging", "deployment", "electric", "ev", "evi", "infrastructure", "national", "nevi", "plan", "state", "update",
    "vehicle", "zev", "final", "draft",
}  # fmt: skip
_LONGEST_ACRONYM = 5
_SHARE_SEEN = 0.6


@dataclass(frozen=True)
class Found:
    """A title and where it was read."""

    title: str
    source: str


def propose(
    stem: str, headings: Sequence[str], text: str, described: str, state: tuple[str, str] | None
) -> Found | None:
    """From the cover, then the file's own description, then the next headings, then the file name.

    `headings` are those of the first pages (none for tables), `text` their text, `state` the code and name when known.
    """
    described = _PROGRAM_PREFIX.sub("", one_line(described))
    if headings and _names_a_document(headings[0]):
        return Found(_finished(headings[0], text, state), "The title is on page 1.")
    if _is_sane(described) and (not headings or _is_seen(described, f"{text} {stem}", state)):
        return Found(_finished(described, text, state), "The title is in the file’s properties.")
    for number, heading in enumerate(headings[1:], start=2):
        if _names_a_document(heading):
            return Found(_finished(heading, text, state), f"The title is on page {number}.")
    from_name = " ".join(re.split(r"[\W_]+", stem)).strip()
    if len(from_name.split()) >= 2 and not _JUNK.search(from_name):
        return Found(_finished(from_name, text, state), "The title comes from the file name.")
    return None


def _names_a_document(heading: str) -> bool:
    return _is_sane(heading) and len(heading.split()) >= 3 and bool(_DOCUMENT_WORD.search(heading))


def _is_sane(title: str) -> bool:
    return len(title) >= 8 and len(title.split()) >= 2 and not _JUNK.search(title)


def _is_seen(title: str, text: str, state: tuple[str, str] | None) -> bool:
    """Whether the description speaks of this document: templates hand theirs down to everything made from them."""
    seen = set(re.findall(r"\w+", text.casefold()))
    words = [word for word in re.findall(r"\w+", title.casefold()) if word not in _SMALL_WORDS]
    known = {state[0].casefold()} if state else set()
    hits = sum(word in seen or word in known for word in words)
    return bool(words) and hits >= _SHARE_SEEN * len(words)


def _finished(title: str, text: str, state: tuple[str, str] | None) -> str:
    """Capitals calmed, a leading state code spelled out, a bare plan's state put in front."""
    title = one_line(title.strip(" .:;-–—"))
    if title.isupper() or title.islower():
        title = _title_case(title, text)
    if state is None:
        return title
    code, name = state
    first, _, rest = title.partition(" ")
    if first.upper() == code and rest:
        return f"{name} {rest}"
    return f"{name} {title}" if _GENERIC.issuperset(title.casefold().split()) else title


def _title_case(title: str, text: str) -> str:
    words = title.split()
    return " ".join(_cased(word, text, is_first=place == 0) for place, word in enumerate(words))


def _cased(word: str, text: str, *, is_first: bool) -> str:
    bare = word.strip("()[],.:;“”\"'").casefold()
    if bare in _SMALL_WORDS and not is_first:
        return word.lower()
    capital = word[:1] + word[1:].lower() if word[:1].isalnum() else word[:2] + word[2:].lower()
    if bare in _ACRONYMS:
        return word.upper()
    if word.islower():
        return word[:1].upper() + word[1:]
    is_word = re.search(rf"\b(?:{re.escape(bare)}|{re.escape(bare.capitalize())})\b", text)
    return capital if is_word or len(bare) > _LONGEST_ACRONYM else word
