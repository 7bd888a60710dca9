"""An e-mail address taken apart: what it says, and how it might mislead the person who reads it."""

import re
import unicodedata
from functools import cached_property

from clearinghouse.lib.frozen import dataclass

# Letters of other scripts that are drawn like Latin ones; enough to show an approver what was meant to be seen.
DRAWN_ALIKE = str.maketrans(
    {
        "а": "a", "ԁ": "d", "е": "e", "ɡ": "g", "һ": "h", "і": "i", "ı": "i", "ј": "j", "ӏ": "l", "ո": "n",
        "о": "o", "ο": "o", "օ": "o", "р": "p", "ԛ": "q", "ѕ": "s", "υ": "u", "ν": "v", "ѵ": "v", "ԝ": "w",
        "х": "x", "у": "y", "ɑ": "a", "α": "a", "с": "c", "ε": "e", "к": "k", "κ": "k", "т": "t", "τ": "t",
        "м": "m", "ѡ": "w", "ʏ": "y", "ⅼ": "l", "ⅰ": "i",
    }
)  # fmt: skip
TAG = r"\+[^@]*@"  # also read by PostgreSQL


@dataclass(frozen=True)
class Address:
    """One address, lower case. `domain` is what a person sees; `ascii_domain` is what mail servers look up."""

    local: str
    domain: str
    ascii_domain: str

    @property
    def has_tag(self) -> bool:
        """Whether the part before the @ carries a +tag."""
        return "+" in self.local

    @property
    def is_plain(self) -> bool:
        """Whether the domain is written in plain letters, digits and hyphens only."""
        return self.domain.isascii()

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """The scripts of the domain's letters, by name: ("CYRILLIC", "LATIN")."""
        names = {unicodedata.name(letter, "UNKNOWN").split()[0] for letter in self.domain if letter.isalpha()}
        return tuple(sorted(names))

    @cached_property
    def looks_like(self) -> str:
        """The domain as it would be read at a glance: letters of other scripts put as the Latin ones they resemble."""
        folded = unicodedata.normalize("NFKD", self.domain.translate(DRAWN_ALIKE))
        return "".join(letter for letter in folded if not unicodedata.combining(letter))


def parse_address(text: str) -> Address:
    """Take an address apart after Unicode folding (NFKC) and IDNA. Anything may come in; nothing raises."""
    folded = unicodedata.normalize("NFKC", text.strip()).lower()
    local, _, domain = folded.rpartition("@")
    labels = [label for label in domain.replace("。", ".").split(".") if label]
    shown = ".".join(_decoded(label) for label in labels)
    return Address(local=local, domain=shown, ascii_domain=".".join(_encoded(label) for label in labels))


def mailbox_of(email: str) -> str:
    """The mailbox behind a +tag: jane+ev@txdot.gov is jane@txdot.gov."""
    return re.sub(TAG, "@", email.strip().lower(), count=1)


def name_and_parents(domain: str) -> list[str]:
    """The domain and the names above it, longest first, without the top-level one.

    Whole labels only: evilstate.gov is not below state.gov.
    """
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _encoded(label: str) -> str:
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        return label
