"""What speaks for and against a request to join, in words. It helps the person who decides; it decides nothing.

Domains are compared label by label (name_and_parents), never by their endings: evilstate.gov is not state.gov.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import Literal

from accounts.addresses import Address, mailbox_of, name_and_parents, parse_address
from accounts.models import Agency, AgencyDomain, DomainNote, Membership, MembershipRequest, RegistryDomain
from accounts.models.place import CheckMark
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined

Level = Literal["good", "caution", "problem"]
ORDER: dict[Level, int] = {"problem": 0, "caution": 1, "good": 2}
UNSURE = {CheckMark.SEEN: "comes from a secondhand source", CheckMark.KNOWN: "was entered from memory"}
LOCAL_TYPES = ("city", "county", "special district", "school district", "independent intrastate")
_GOV_WITHIN = re.compile(r"[.-]gov[.-]|^gov\.")
# How long a name must be before one or two wrong letters count as a likeness rather than as another name.
LENGTH_FOR_ONE, LENGTH_FOR_TWO = 7, 12


@dataclass(frozen=True)
class Finding:
    """One piece of evidence, as templates/components/evidence_list.html shows it."""

    level: Level
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Facts:
    """What the database says about domains and people, read once for all requests of a page."""

    domains: Mapping[str, Sequence[AgencyDomain]] = field(default_factory=dict)
    notes: Sequence[DomainNote] = ()
    registry: Mapping[str, RegistryDomain] = field(default_factory=dict)
    registry_is_imported: bool = False
    registry_is_whole: bool = False
    registry_as_of: date | None = None
    registry_is_shipped: bool = False
    colleagues: Mapping[int, Sequence[str]] = field(default_factory=dict)
    declined: Mapping[str, Sequence[MembershipRequest]] = field(default_factory=dict)
    vouched: Mapping[str, str] = field(default_factory=dict)

    def rows_for(self, domain: str) -> tuple[str, Sequence[AgencyDomain]]:
        """The longest known name at or above the domain, and the agencies that use it."""
        for name in name_and_parents(domain):
            if name in self.domains:
                return name, self.domains[name]
        return "", ()

    def notes_on(self, address: Address) -> list[DomainNote]:
        """The most specific note of each category that fits the address."""
        best: dict[str, DomainNote] = {}
        for note in self.notes:
            if note_fits(note, address):
                closest = best.get(note.category)
                if closest is None or _weight(note) > _weight(closest):
                    best[note.category] = note
        return list(best.values())


@dataclass(frozen=True)
class Case:
    """One request with its address taken apart and what is known around it."""

    request: MembershipRequest
    address: Address
    facts: Facts
    day: date
    known_name: str
    rows: Sequence[AgencyDomain]
    notes: Sequence[DomainNote]

    @property
    def state_code(self) -> str:
        return self.request.state_id

    @property
    def is_guest(self) -> bool:
        return self.request.tier == Membership.Tier.GUEST

    @property
    def guest_kind(self) -> str:
        """What a guest's organization is, on the list or as they say; empty for who asks as a member."""
        if not self.is_guest:
            return ""
        return self.request.agency.kind if self.request.agency else self.request.new_agency_kind

    @property
    def says_whose(self) -> bool:
        """Whether NASEO's notes tell whose the domain is."""
        return any(note.category != "shared_mailbox" for note in self.notes)

    @property
    def known_name_is_shared(self) -> bool:
        """Whether the known name serves more than one agency, so that it proves none of them."""
        state_wide = any(note.category == "state_wide" and note.pattern == self.known_name for note in self.notes)
        return state_wide or len({row.agency_id for row in self.rows}) > 1

    @property
    def users_note(self) -> DomainNote | None:
        """The note on who uses the name: one outside .gov, or one that a whole state uses."""
        outside = next((note for note in self.notes if note.category == "state_not_gov"), None)
        if outside is not None or (self.rows and not self.known_name_is_shared):
            return outside
        return next((note for note in self.notes if note.category == "state_wide"), None)


def weigh(request: MembershipRequest, facts: Facts, day: date) -> list[Finding]:
    """The evidence on one request on that day, problems first. Reads nothing but its arguments."""
    address = parse_address(request.email)
    known_name, rows = facts.rows_for(address.ascii_domain)
    case = Case(request, address, facts, day, known_name, rows, facts.notes_on(address))
    checks: tuple[Callable[[Case], Iterable[Finding]], ...] = (
        _account, _vouched, _agency_match, _notes, _registry, _likeness, _unknown_name, _writing, _colleagues, _earlier,
    )  # fmt: skip
    found = [finding for check in checks for finding in check(case)]
    return sorted(found, key=lambda finding: ORDER[finding.level])


def note_fits(note: DomainNote, address: Address) -> bool:
    """Whether a note is about this address. A pattern that cannot be read fits nothing."""
    domain, whole = address.ascii_domain, f"{address.local}@{address.ascii_domain}"
    if note.match == DomainNote.Match.SUFFIX:
        return note.pattern in name_and_parents(domain)
    if note.match == DomainNote.Match.ADDRESS:
        return whole == note.pattern
    try:
        return bool(re.match(note.pattern, whole if note.pattern.endswith("@") else domain))
    except re.error:
        return False


def state_of_note(note: DomainNote, address: Address) -> str:
    """The postal code of the state a note speaks of, from its row or from its pattern; may be empty."""
    if note.state_id or note.match != DomainNote.Match.REGEX:
        return note.state_id or ""
    found = re.match(note.pattern, address.ascii_domain)
    return (found.groupdict().get("state") or "").upper() if found else ""


def _weight(note: DomainNote) -> tuple[int, int]:
    order = [DomainNote.Match.REGEX, DomainNote.Match.SUFFIX, DomainNote.Match.ADDRESS]
    return [match.value for match in order].index(note.match), len(note.pattern)


def _account(case: Case) -> Iterable[Finding]:
    """Whether the person still has the address they asked with."""
    request = case.request
    if request.user_id and request.email != request.user.email:
        text = f"The account’s address is now {request.user.email}, not the one in the request."
        yield Finding("problem", text, f"The evidence here is about {request.email}.")


def _vouched(case: Case) -> Iterable[Finding]:
    """Who invited the address, where somebody did."""
    sentence = case.facts.vouched.get(case.request.email.lower()) if case.is_guest else None
    if sentence:
        yield Finding("good", sentence)


def _agency_match(case: Case) -> Iterable[Finding]:
    """Whether the chosen agency uses the domain."""
    said = _note_said_with_it(case)
    for found in _agency_findings(case):
        yield replace(found, detail=said.sentence) if said is not None and found.level == "caution" else found


def _note_said_with_it(case: Case) -> DomainNote | None:
    """The note that would only repeat a caution about the agency; it stands with it instead of beside it."""
    is_unsure = any(found.level == "caution" for found in _agency_findings(case))
    return case.users_note if is_unsure else None


def _agency_findings(case: Case) -> Iterable[Finding]:
    own = next((row for row in case.rows if row.agency_id == case.request.agency_id), None)
    if own is not None:
        yield from _own_domain(case, own)
    elif case.rows:
        yield _other_domain(case)
    elif case.request.agency is None:
        yield Finding(
            "caution",
            f"The agency “{case.request.new_agency_name}” is not on the list, and no agency on it uses "
            f"{case.address.domain}.",
            "Check both before you add the agency.",
        )
    else:
        yield Finding(
            "caution",
            f"No agency on the list uses {case.address.domain}.",
            _uses(case.request.agency, case),
        )


def _own_domain(case: Case, row: AgencyDomain) -> Iterable[Finding]:
    name, agency = case.known_name, case.request.agency
    if row.valid_to and row.valid_to < case.day:
        yield Finding("caution", f"{agency} stopped using {name} on {_long(row.valid_to)}.", _uses(agency, case))
    elif row.valid_from and row.valid_from > case.day:
        yield Finding("caution", f"{agency} starts using {name} on {_long(row.valid_from)}.", _uses(agency, case))
    elif any(note.category == "superseded" for note in case.notes):
        return  # the note says it better
    elif case.known_name_is_shared:
        yield Finding("caution", f"{agency} uses {name}, but so do others, so it doesn’t confirm an agency.")
    elif row.check_mark in UNSURE:
        text = f"{agency} may use {name}. That {UNSURE[CheckMark(row.check_mark)]}."
        yield Finding("caution", text, "Confirm the person with the agency.")
    elif name == case.address.ascii_domain:
        yield Finding("good", f"{name} is a domain of {agency}.")
    else:
        yield Finding("good", f"{case.address.domain} is a subdomain of {name}, a domain of {agency}.")


def _other_domain(case: Case) -> Finding:
    names = joined(sorted({row.agency.name for row in case.rows}))
    state = case.rows[0].agency.state
    chosen = case.request.agency or f"“{case.request.new_agency_name}”"
    if state is not None and state.pk != case.state_code:
        return Finding("problem", f"{case.known_name} is used by {names} in {state}, not in {case.request.state}.")
    return Finding("caution", f"{case.known_name} is used by {names}, not by {chosen}.")


def _notes(case: Case) -> Iterable[Finding]:
    """The traps NASEO knows of, in its own words."""
    said = _note_said_with_it(case)
    for note in case.notes:
        is_wide = note.category == "state_wide"
        if is_wide and case.rows and not case.known_name_is_shared:
            continue  # the agency's own name below the state's says more
        state = state_of_note(note, case.address)
        if note is not said and not (is_wide and said):
            yield Finding(_level_of(note, case), note.sentence)
        if state and state != case.state_code and note.weight != DomainNote.Weight.AGAINST:
            yield Finding("problem", f"This is a domain of {state}, but the request is for {case.request.state}.")


def _level_of(note: DomainNote, case: Case) -> Level:
    if note.category == "local_government" and case.is_guest:
        return "good"
    if note.weight == DomainNote.Weight.AGAINST:
        return "problem"
    if note.weight == DomainNote.Weight.FOR and note.check_mark == CheckMark.VERIFIED:
        return "good"
    return "caution"


def _registry(case: Case) -> Iterable[Finding]:
    """What the public .gov registry says of the name; its type counts, never its look."""
    if not case.address.ascii_domain.endswith(".gov"):
        return
    name = registered_name(case.address.ascii_domain)
    row = case.facts.registry.get(name)
    if row is None and not case.facts.registry_is_whole:
        if not case.rows and not case.says_whose:
            yield _unchecked(name, case.facts.registry_is_imported)
        return
    if row is None:
        yield Finding("problem", f"{name} is not in the imported .gov registry.")
        return
    entry = f"The .gov registry lists {name} as “{row.registry_type}”: {row.organization}."
    kind = row.registry_type.lower()
    if kind.startswith("state"):
        same = row.state_code in ("", case.state_code)
        yield Finding("good" if same else "problem", entry, "" if same else f"It is registered in {row.state_code}.")
    elif case.is_guest and kind.startswith("federal" if case.guest_kind == Agency.Kind.FEDERAL else LOCAL_TYPES):
        yield Finding("good", entry)
    else:
        yield Finding("problem", entry, "This is not a state agency.")


def _unchecked(name: str, is_in_part: bool) -> Finding:
    """A part of the registry can say whose a name is, but not that no one registered it."""
    list_is = (
        "The portal’s .gov list is only part of the registry" if is_in_part else "The .gov registry is not imported"
    )
    text = f"{list_is}, so no one checked who owns {name}."
    if name.removesuffix(".gov").endswith("-nsn"):
        return Finding("caution", text, "Names that end in -nsn.gov belong to tribal nations.")
    return Finding("caution", text, "It could be a federal, tribal, state, or local name.")


def registered_name(domain: str) -> str:
    """The part of a .gov name that somebody registered: dot.ca.gov is below ca.gov."""
    return ".".join(domain.split(".")[-2:])


def _likeness(case: Case) -> Iterable[Finding]:
    """Whether an unknown domain imitates one that agencies use."""
    registered = case.facts.registry.get(registered_name(case.address.ascii_domain))
    if case.rows or case.says_whose or (registered and registered.state_code == case.state_code):
        return
    state_names = (note.pattern for note in case.facts.notes if note.category == "state_wide" and note.state_id)
    known = {*case.facts.domains, *state_names}
    for look in (_drawn_alike, _built_around, _other_ending, _gov_inside, _letters_away):
        finding = look(case.address, known)
        if finding is not None:
            yield finding
            return


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
        if f".{name}." in f".{domain}" or name.replace(".", "-") in labels:
            return Finding("problem", f"{domain} contains {name} but is not a subdomain of it: someone else owns it.")
        if domain.endswith(name):
            return Finding("caution", f"{domain} ends with the letters {name} but is a different domain.")
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


# What the words of a name suggest. The first that fits counts; none of them proves anything.
LOCAL_WORDS = {
    "county": "a county",
    "parish": "a parish",
    "borough": "a borough",
    "township": "a township",
    "cityof": "a city",
    "townof": "a town",
    "villageof": "a village",
    "municipal": "a city or town",
}
# Guests that write from a name of their own, outside any registry.
PRIVATE_KINDS = (Agency.Kind.BOARD, Agency.Kind.EMPLOYER, Agency.Kind.UNION, Agency.Kind.TRAINING)
COMPANY_WORDS = ("consult", "engineer", "partners", "solutions", "associates", "advisors", "group", "llc")
COMPANY_ENDINGS = ("com", "net", "co", "io", "biz", "energy", "consulting", "solutions", "tech")


def _unknown_name(case: Case) -> Iterable[Finding]:
    """What a name that nothing is known of looks like."""
    domain = case.address.ascii_domain
    if case.rows or case.says_whose or domain.endswith((".gov", ".mil")) or any(_likeness(case)):
        return
    ending, name = domain.rsplit(".", 1)[-1], registered_name(domain).rsplit(".", 1)[0]
    local = next((kind for word, kind in LOCAL_WORDS.items() if word in name), "")
    if local:
        text = (
            f"{domain} looks like the name of {local}. Local governments join the EV Workforce Collaborative as guests."
        )
        yield Finding("caution", text, "Confirm with them that the person works there.")
    elif case.guest_kind in PRIVATE_KINDS:
        text = f"{domain} is not a government’s domain, as is usual for this type of organization."
        yield Finding("caution", text, "Confirm with the organization that the person works there.")
    elif ending == "edu":
        text = f"{domain} belongs to a college or university."
        detail = "If the person works for a state office, someone in that office needs to vouch for them."
        yield Finding("caution", text, detail)
    elif any(word in name for word in COMPANY_WORDS):
        text = f"{domain} is a private company’s domain."
        yield Finding("problem", text, "Contractors can’t have accounts, even if they write a state’s plan.")
    elif ending in COMPANY_ENDINGS:
        text = f"Names that end in .{ending} are usually a private company’s. Contractors can’t have accounts."
        yield Finding("caution", text)


def _writing(case: Case) -> Iterable[Finding]:
    """How the address is written: other scripts, a +tag."""
    address = case.address
    if not address.is_plain:
        level: Level = "problem" if len(address.scripts) > 1 else "caution"
        scripts = joined([script.capitalize() for script in address.scripts])
        yield Finding(level, f"The domain uses {scripts} letters. Email servers read it as {address.ascii_domain}.")
    if address.has_tag:
        yield Finding("caution", f"The part after the + is a tag. The mailbox is {mailbox_of(case.request.email)}.")


def _colleagues(case: Case) -> Iterable[Finding]:
    """Who of the same agency could vouch for the person."""
    agency = case.request.agency
    if agency is None:
        return
    names = [name for name in case.facts.colleagues.get(agency.pk, ()) if name != case.request.name]
    if not names:
        yield Finding(
            "caution", f"No one else from {agency} is a member yet, so no colleague can vouch for this person."
        )
        return
    shown = joined(names[:3], more=len(names) - 3)
    yield Finding("good", f"Members from the agency who could vouch for this person: {shown}.")


def _earlier(case: Case) -> Iterable[Finding]:
    """What was decided before about the same mailbox."""
    for request in case.facts.declined.get(mailbox_of(case.request.email), ())[:3]:
        if request.pk != case.request.pk and request.decided_at is not None:
            yield Finding(
                "caution",
                f"A request from this address was declined on {_long(request.decided_at.date())}.",
                f"“{request.decision_reason}”",
            )


def _uses(agency: Agency | None, case: Case) -> str:
    names = sorted(
        {
            name
            for name, rows in case.facts.domains.items()
            for row in rows
            if agency is not None and row.agency_id == agency.pk and row.is_valid_on(case.day)
        }
    )
    return f"{agency} uses {joined(names)}." if names else ""


def _long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
