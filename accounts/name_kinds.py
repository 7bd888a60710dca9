"""What kind of organization a domain belongs to, as far as its name tells.

The .gov registry and NASEO's notes know; the words and the ending of a name only suggest, and many names tell nothing.
"""

import re
from enum import StrEnum

from clearinghouse.lib.frozen import dataclass


class NameKind(StrEnum):
    """Kinds that an approver tells apart, as pages name them."""

    STATE = "State agency"
    FEDERAL = "Federal agency"
    INTERSTATE = "Interstate body"
    COUNTY = "County"
    CITY = "City or town"
    SCHOOL = "School or library"
    DISTRICT = "Special district or regional body"
    UNIVERSITY = "College or university"
    TRIBE = "Tribal nation"
    UTILITY = "Utility"
    ASSOCIATION = "Association or nonprofit"
    CONTRACTOR = "Consulting or engineering firm"
    COMPANY = "Private company"
    FREE_MAIL = "Public email service"
    UNKNOWN = "Can’t be told"


class Basis(StrEnum):
    """What the kind is told by."""

    REGISTRY = "the .gov registry"
    LIST = "the portal’s list of agencies’ domains"
    NOTE = "NASEO’s notes on domains"
    ENDING = "the ending of the name"
    WORDS = "words in the name, which prove nothing"
    NOTHING = "nothing in the name tells"


@dataclass(frozen=True)
class Told:
    """A kind, and by what it is told."""

    kind: NameKind
    basis: Basis

    @property
    def label(self) -> str:
        """For a line of a list: a kind that a name only suggests says so."""
        if self.kind == NameKind.UNKNOWN:
            return "Type can’t be told"
        is_known = self.basis in (Basis.REGISTRY, Basis.LIST, Basis.NOTE)
        return str(self.kind) if is_known else f"{self.kind}, by its name"

    @property
    def outcome(self) -> str:
        """How far it is told."""
        if self.kind == NameKind.UNKNOWN:
            return "Can’t be told"
        return "Known" if self.basis in (Basis.REGISTRY, Basis.LIST, Basis.NOTE) else "By its name"

    @property
    def sentence(self) -> str:
        """For the table of checks: the kind, and what it rests on."""
        if self.kind == NameKind.UNKNOWN:
            return "Nothing in the name tells which it is."
        return f"{self.kind}, told by {self.basis}."


# How the registry's types begin, in lower case.
REGISTRY_TYPES = {
    "state": NameKind.STATE,
    "federal": NameKind.FEDERAL,
    "county": NameKind.COUNTY,
    "city": NameKind.CITY,
    "school": NameKind.SCHOOL,
    "special": NameKind.DISTRICT,
    "independent": NameKind.DISTRICT,
    "tribal": NameKind.TRIBE,
    "native": NameKind.TRIBE,
    "interstate": NameKind.INTERSTATE,
}
# NASEO's notes by their category.
NOTES = {
    "federal": NameKind.FEDERAL,
    "interstate": NameKind.INTERSTATE,
    "state_not_gov": NameKind.STATE,
    "contractor": NameKind.CONTRACTOR,
    "free_mail": NameKind.FREE_MAIL,
}
# Names below .us are given out by what stands in them: k12 for schools, co for counties.
US_LABELS = {
    "k12": NameKind.SCHOOL, "pvt": NameKind.SCHOOL, "lib": NameKind.SCHOOL, "cc": NameKind.UNIVERSITY,
    "tec": NameKind.UNIVERSITY, "co": NameKind.COUNTY, "county": NameKind.COUNTY, "cnty": NameKind.COUNTY,
    "parish": NameKind.COUNTY, "borough": NameKind.COUNTY, "ci": NameKind.CITY, "city": NameKind.CITY,
    "town": NameKind.CITY, "twp": NameKind.CITY, "village": NameKind.CITY, "vil": NameKind.CITY,
    "dst": NameKind.DISTRICT, "cog": NameKind.DISTRICT,
}  # fmt: skip
US_NAME = re.compile(r"\.[a-z]{2}\.us$")
COMPANY_ENDINGS = ("com", "net", "co", "io", "biz", "energy", "consulting", "solutions", "tech", "llc", "inc")
# In this order: a firm that names itself after counties or power is a firm.
WORDS: tuple[tuple[NameKind, re.Pattern[str]], ...] = (
    (
        NameKind.CONTRACTOR,
        re.compile(r"consult|engineer|architect|partners|solutions|associates|advis[eo]r|group|llc|(?:^|-)inc$"),
    ),
    (NameKind.SCHOOL, re.compile(r"schools?(?:$|-|district)|k-?12|(?:^|[a-z]{3})isd$|library$")),
    (NameKind.UNIVERSITY, re.compile(r"universit|college")),
    (NameKind.TRIBE, re.compile(r"-nsn$|tribe|tribal|pueblo|rancheria|nation(?!al|wide|s?bank)")),
    (NameKind.COUNTY, re.compile(r"county|parish|borough")),
    (
        NameKind.DISTRICT,
        re.compile(
            r"councilofgov|regional(?:council|commission|planning)|planningcommission|transit(?!ion)|^port-?of|airport"
            r"|turnpike|tollway|authority|[a-z]{2}(?:cog|mpo)$"
        ),
    ),
    (
        NameKind.UTILITY,
        re.compile(r"electric(?:$|co|al|coop|power)|power|utilit|co-?op(?!er)|hydro|(?:^|[a-z])(?:pud|emc)$"),
    ),
    (NameKind.CITY, re.compile(r"(?:city|town|village)-?of(?![a-z]*fice)|township|municipal")),
    (NameKind.ASSOCIATION, re.compile(r"association|assn|council|alliance|coalition|institute|foundation|federation")),
)


def kind_of(domain: str, *, registry_type: str = "", note_categories: set[str] = frozenset()) -> Told:  # type: ignore[assignment]
    """The kind of the domain's owner. `registry_type` is its row in the .gov registry, where it has one."""
    of_type = next((kind for start, kind in REGISTRY_TYPES.items() if registry_type.lower().startswith(start)), None)
    if of_type is not None:
        return Told(of_type, Basis.REGISTRY)
    of_note = next((kind for category, kind in NOTES.items() if category in note_categories), None)
    if of_note is not None:
        return Told(of_note, Basis.NOTE)
    return _by_ending(domain) or _by_words(domain) or Told(NameKind.UNKNOWN, Basis.NOTHING)


def _by_ending(domain: str) -> Told | None:
    if domain.endswith(".edu"):
        return Told(NameKind.UNIVERSITY, Basis.ENDING)
    if domain.endswith("-nsn.gov"):
        return Told(NameKind.TRIBE, Basis.ENDING)
    if domain.endswith(".mil"):
        return Told(NameKind.FEDERAL, Basis.ENDING)
    if domain.endswith(".coop"):
        return Told(NameKind.UTILITY, Basis.ENDING)
    if US_NAME.search(domain):
        labels = domain.split(".")[:-2]
        if "state" in labels:
            return Told(NameKind.STATE, Basis.ENDING)
        found = next((US_LABELS[label] for label in reversed(labels) if label in US_LABELS), None)
        return Told(found, Basis.ENDING) if found else None
    return None


def _by_words(domain: str) -> Told | None:
    labels = domain.split(".")
    name, ending = (labels[-2] if len(labels) > 1 else labels[0]), labels[-1]
    for kind, words in WORDS:
        if words.search(name):
            return Told(kind, Basis.WORDS)
    if ending == "org":
        return Told(NameKind.ASSOCIATION, Basis.ENDING)
    return Told(NameKind.COMPANY, Basis.ENDING) if ending in COMPANY_ENDINGS else None
