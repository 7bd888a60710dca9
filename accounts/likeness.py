"""Whether an unknown domain imitates one that agencies use: by letters, by what surrounds it, by its ending."""

import re

from accounts.addresses import Address, name_and_parents
from accounts.findings import Finding

_GOV_WITHIN = re.compile(r"[.-]gov[.-]|^gov\.")
ENDS_ALIKE, LETTERS_OF_A_STATE = "ends_alike", 2
# How long a name must be before one or two wrong letters count as a likeness rather than as another name.
LENGTH_FOR_ONE, LENGTH_FOR_TWO = 7, 12


def likeness(address: Address, known: set[str]) -> Finding | None:
    """The worst likeness to one of the known names; None where there is none."""
    soft = None
    for look in (_drawn_alike, _built_around, _other_ending, _gov_inside, _letters_away):
        finding = look(address, known)
        if finding is not None and finding.code != ENDS_ALIKE:
            return finding
        soft = soft or finding
    return soft


def _drawn_alike(address: Address, known: set[str]) -> Finding | None:
    hit = next((name for name in name_and_parents(address.looks_like) if name in known), None)
    if address.is_plain or hit is None:
        return None
    return Finding(
        "problem", f"{address.domain} looks like {hit} but uses different letters. It is not the same domain."
    )


def _built_around(address: Address, known: set[str]) -> Finding | None:
    domain = address.ascii_domain
    labels = domain.split(".")
    for name in sorted(known, key=len, reverse=True):
        if f".{name}." in f".{domain}" or {name.replace(".", "-"), name.replace(".", "")} & {*labels[:-1]}:
            return Finding("problem", f"{domain} contains {name} but is not a subdomain of it: someone else owns it.")
        if domain.endswith(name):
            # Cities end their names with their state's letters, burlingtonvt.gov, and mean nothing by it.
            code = ENDS_ALIKE if len(name.partition(".")[0]) <= LETTERS_OF_A_STATE else ""
            return Finding("caution", f"{domain} ends with the letters {name} but is a different domain.", code=code)
    return None


def _other_ending(address: Address, known: set[str]) -> Finding | None:
    stem = address.ascii_domain.rpartition(".")[0]
    hit = next((name for name in sorted(known) if stem and name.rpartition(".")[0] == stem), None)
    if hit is None:
        return None
    return Finding("problem", f"{address.ascii_domain} has the same name as {hit} with a different ending.")


def _letters_away(address: Address, known: set[str]) -> Finding | None:
    from rapidfuzz.distance import DamerauLevenshtein  # here: it would lengthen the start of every process

    domain = address.ascii_domain
    allowed = 2 if len(domain) >= LENGTH_FOR_TWO else 1 if len(domain) >= LENGTH_FOR_ONE else 0
    scored = sorted((DamerauLevenshtein.distance(domain, name, score_cutoff=allowed), name) for name in known)
    if not allowed or not scored or scored[0][0] > allowed:
        return None
    letters, name = scored[0]
    if letters == 1:
        return Finding("problem", f"{domain} is one letter away from {name}.")
    return Finding("caution", f"{domain} is two letters away from {name}.")


def _gov_inside(address: Address, _: set[str]) -> Finding | None:
    """Written to be taken for a government's: nebraska.gov.example.com, nebraska-gov.com, nebraska.gov-mail.com."""
    labels, _dot, ending = address.ascii_domain.rpartition(".")
    if ending == "gov" or not _GOV_WITHIN.search(f"{labels}."):
        return None
    return Finding("problem", f"{address.domain} has “gov” inside but is not a .gov name: anyone can own it.")
