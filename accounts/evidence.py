"""What speaks for and against a request to join, in words. It helps the person who decides; it decides nothing.

Domains are compared label by label (name_and_parents), never by their endings: evilstate.gov is not state.gov.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date

from accounts.addresses import Address, mailbox_of, name_and_parents, parse_address
from accounts.findings import ORDER, Finding, Level
from accounts.likeness import likeness
from accounts.models import (
    Agency,
    AgencyDomain,
    DomainNote,
    JoinInvitation,
    Membership,
    MembershipRequest,
    RegistryDomain,
    Vouch,
)
from accounts.models.place import CheckMark
from accounts.name_kinds import Basis, NameKind, Told, kind_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined

UNSURE = {CheckMark.SEEN: "comes from a secondhand source", CheckMark.KNOWN: "was entered from memory"}
# Of organizations on the list that are no state's; all others are.
AGENCY_KINDS = {
    Agency.Kind.CITY: NameKind.CITY,
    Agency.Kind.COUNTY: NameKind.COUNTY,
    Agency.Kind.BOARD: NameKind.ASSOCIATION,
    Agency.Kind.EMPLOYER: NameKind.COMPANY,
    Agency.Kind.UNION: NameKind.ASSOCIATION,
    Agency.Kind.TRAINING: NameKind.UNIVERSITY,
    Agency.Kind.FEDERAL: NameKind.FEDERAL,
    Agency.Kind.NATIONAL: NameKind.ASSOCIATION,
}
# Codes of findings that other modules name.
OWN_DOMAIN, NOT_CHECKED, NO_COLLEAGUE, VOUCHED = "own_domain", "not_checked", "no_colleague", "vouched"
LOCAL_TYPES = ("city", "county", "special district", "school district", "independent intrastate")


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
    registry_names: int = 0
    colleagues: Mapping[int, Sequence[str]] = field(default_factory=dict)
    declined: Mapping[str, Sequence[MembershipRequest]] = field(default_factory=dict)
    serving: Mapping[int, Sequence[Membership]] = field(default_factory=dict)  # by person, who asks to serve another
    vouched: Mapping[str, str] = field(default_factory=dict)
    vouches: Mapping[int, Sequence[Vouch]] = field(default_factory=dict)  # by request
    invitations: Mapping[str, Sequence[JoinInvitation]] = field(default_factory=dict)  # by address

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
    def told(self) -> Told:
        """What kind of organization the domain belongs to, as far as that can be told."""
        domain = self.address.ascii_domain
        if self.rows and not self.known_name_is_shared:
            kind = AGENCY_KINDS.get(Agency.Kind(self.rows[0].agency.kind), NameKind.STATE)
            return Told(kind, Basis.LIST)
        row = self.facts.registry.get(registered_name(domain))
        categories = {note.category for note in self.notes}
        return kind_of(domain, registry_type=row.registry_type if row else "", note_categories=categories)

    @property
    def vouches(self) -> list[Vouch]:
        """What EV leads of the agency said of the person."""
        said = self.facts.vouches.get(self.request.pk or 0, ())
        return [vouch for vouch in said if vouch.request.agency_id == self.request.agency_id]

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


def case_of(request: MembershipRequest, facts: Facts, day: date) -> Case:
    """The request with its address taken apart, and what is known of its domain."""
    address = parse_address(request.email)
    known_name, rows = facts.rows_for(address.ascii_domain)
    return Case(request, address, facts, day, known_name, rows, facts.notes_on(address))


def weigh(request: MembershipRequest, facts: Facts, day: date) -> list[Finding]:
    """The evidence on one request on that day, problems first. Reads nothing but its arguments."""
    return findings_on(case_of(request, facts, day))


def findings_on(case: Case) -> list[Finding]:
    """What all checks found, worst first; each finding names its check."""
    checks: dict[str, Callable[[Case], Iterable[Finding]]] = {
        "account": _account, "vouched": _vouched, "agency": _agency_match, "notes": _notes, "registry": _registry,
        "likeness": _likeness, "kind": _unknown_name, "writing": _writing, "colleagues": _colleagues,
        "earlier": _earlier,
    }  # fmt: skip
    found = [replace(finding, check=name) for name, check in checks.items() for finding in check(case)]
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
    """Whether the person still has the address they asked with, and whether they stay somewhere else."""
    request = case.request
    yield from _second_agency(case)
    if request.user_id and request.email != request.user.email:
        text = f"The account’s address is now {request.user.email}, not the one in the request."
        yield Finding("problem", text, f"The evidence here is about {request.email}.", "account_changed")


def _second_agency(case: Case) -> Iterable[Finding]:
    """Of who asks to serve an agency as well: where they are a member, and stay one."""
    if not case.request.is_further:
        return
    serving = case.facts.serving.get(case.request.user_id, ())
    names = joined([f"{membership.agency} since {_long(membership.started_at.date())}" for membership in serving])
    if not serving:
        yield Finding("caution", "Asked for a second agency, but is no member anywhere now.", code="second_agency")
        return
    text = f"Is a member at {names}, and stays one. This would be a second agency, not a move."
    detail = "The address is of the first agency. Ask the second one whether the person serves it."
    yield Finding("caution", text, detail, code="second_agency")


def _vouched(case: Case) -> Iterable[Finding]:
    """Who of the agency knows the person, and who invited the address, where somebody did."""
    for vouch in case.vouches:
        who, when = f"{vouch.by}, EV lead of {vouch.request.agency},", _long(vouch.made_at.date())
        if vouch.knows:
            yield Finding("good", f"{who} knows this person and said on {when} that they work there.", code=VOUCHED)
        else:
            yield Finding("problem", f"{who} said on {when} that they don’t know this person.", code="not_known")
    for invitation in case.facts.invitations.get(case.request.email.lower(), ()):
        if invitation.agency_id == case.request.agency_id:
            who = str(invitation.invited_by) if invitation.is_decision else f"{invitation.invited_by}, EV lead,"
            text = f"{who} invited this address for {invitation.agency} on {_long(invitation.invited_at.date())}."
            yield Finding("good", text, code="invited")
    sentence = case.facts.vouched.get(case.request.email.lower()) if case.is_guest else None
    if sentence:
        yield Finding("good", sentence, code="invited")


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
            "new_agency",
        )
    else:
        yield Finding(
            "caution",
            f"No agency on the list uses {case.address.domain}.",
            _uses(case.request.agency, case),
            "no_agency",
        )


def _own_domain(case: Case, row: AgencyDomain) -> Iterable[Finding]:
    name, agency = case.known_name, case.request.agency
    if row.valid_to and row.valid_to < case.day:
        text = f"{agency} stopped using {name} on {_long(row.valid_to)}."
        if row.is_remembered:
            text = (
                f"{name} was remembered for {agency} until {_long(row.valid_to)}. That has ended, so it doesn’t count."
            )
        yield Finding("caution", text, _uses(agency, case), "expired_domain")
    elif row.valid_from and row.valid_from > case.day:
        text = f"{agency} starts using {name} on {_long(row.valid_from)}."
        yield Finding("caution", text, _uses(agency, case), "future_domain")
    elif any(note.category == "superseded" for note in case.notes):
        return  # the note says it better
    elif case.known_name_is_shared:
        text = f"{agency} uses {name}, but so do others, so it doesn’t confirm an agency."
        yield Finding("caution", text, code="shared_domain")
    elif row.check_mark in UNSURE:
        text = f"{agency} may use {name}. That {UNSURE[CheckMark(row.check_mark)]}."
        yield Finding("caution", text, "Confirm the person with the agency.", "unsure_domain")
    else:
        said = row.check_note if row.is_remembered else ""
        is_it = name == case.address.ascii_domain
        text = f"{name} is a domain of {agency}." if is_it else (
            f"{case.address.domain} is a subdomain of {name}, a domain of {agency}."
        )  # fmt: skip
        yield Finding("good", text, said, OWN_DOMAIN)


def _other_domain(case: Case) -> Finding:
    names = joined(sorted({row.agency.name for row in case.rows}))
    state = case.rows[0].agency.state
    chosen = case.request.agency or f"“{case.request.new_agency_name}”"
    if state is not None and state.pk != case.state_code:
        text = f"{case.known_name} is used by {names} in {state}, not in {case.request.state}."
        return Finding("problem", text, code="other_state")
    return Finding("caution", f"{case.known_name} is used by {names}, not by {chosen}.", code="other_agency")


def _notes(case: Case) -> Iterable[Finding]:
    """The traps NASEO knows of, in its own words."""
    said = _note_said_with_it(case)
    for note in case.notes:
        is_wide = note.category == "state_wide"
        if is_wide and case.rows and not case.known_name_is_shared:
            continue  # the agency's own name below the state's says more
        state = state_of_note(note, case.address)
        if note is not said and not (is_wide and said):
            yield Finding(_level_of(note, case), note.sentence, code=note.category)
        if state and state != case.state_code and note.weight != DomainNote.Weight.AGAINST:
            text = f"This is a domain of {state}, but the request is for {case.request.state}."
            yield Finding("problem", text, code="other_state")


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
        yield Finding("problem", f"{name} is not in the imported .gov registry.", code="not_registered")
        return
    entry = f"The .gov registry lists {name} as “{row.registry_type}”: {row.organization}."
    kind = row.registry_type.lower()
    if kind.startswith("state"):
        if row.state_code in ("", case.state_code):
            yield Finding("good", entry, code="registry_state")
        else:
            yield Finding("problem", entry, f"It is registered in {row.state_code}.", "other_state")
    elif case.is_guest and kind.startswith("federal" if case.guest_kind == Agency.Kind.FEDERAL else LOCAL_TYPES):
        yield Finding("good", entry, code="registry_guest")
    else:
        code = "federal" if kind.startswith("federal") else "local_government"
        yield Finding("problem", entry, "This is not a state agency.", code)


def _unchecked(name: str, is_in_part: bool) -> Finding:
    """A part of the registry can say whose a name is, but not that no one registered it."""
    list_is = (
        "The portal’s .gov list is only part of the registry" if is_in_part else "The .gov registry is not imported"
    )
    detail = "It could be a federal, tribal, state, or local name."
    if name.removesuffix(".gov").endswith("-nsn"):
        detail = "Names that end in -nsn.gov belong to tribal nations."
    return Finding("unknown", f"{list_is}, so no one checked who owns {name}.", detail, NOT_CHECKED)


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
    if (found := likeness(case.address, known)) is not None:
        yield replace(found, code=found.code or "look_alike")


# Guests that write from a name of their own, outside any registry.
PRIVATE_KINDS = (Agency.Kind.BOARD, Agency.Kind.EMPLOYER, Agency.Kind.UNION, Agency.Kind.TRAINING)
LOCAL = {
    NameKind.COUNTY: "a county",
    NameKind.CITY: "a city or town",
    NameKind.SCHOOL: "a school or library",
    NameKind.DISTRICT: "a transit agency, port, or regional body",
}


def _unknown_name(case: Case) -> Iterable[Finding]:
    """What a name that nothing is known of looks like."""
    domain = case.address.ascii_domain
    if case.rows or case.says_whose or domain.endswith((".gov", ".mil")) or any(_likeness(case)):
        return
    told = case.told
    code = f"kind_{told.kind.name.lower()}"
    if told.kind in LOCAL:
        text = f"{domain} reads like the name of {LOCAL[told.kind]}."
        detail = "Local governments join the EV Workforce Collaborative as guests. Confirm that the person works there."
        yield Finding("caution", text, detail, code)
    elif case.guest_kind in PRIVATE_KINDS:
        text = f"{domain} is not a government’s domain, as is usual for this type of organization."
        yield Finding("caution", text, "Confirm with the organization that the person works there.", "private")
    elif told.kind in KIND_SENTENCES:
        level, text, detail = KIND_SENTENCES[told.kind]
        yield Finding(level, text.format(domain=domain), detail, code)
    elif told.kind == NameKind.ASSOCIATION:
        sure = f"{domain} reads like the name of an association or nonprofit."
        text = (
            sure if told.basis == Basis.WORDS else "Names that end in .org are often an association’s or nonprofit’s."
        )
        yield Finding("caution", text, "Membership is for state agencies. Ask who employs the person.", code)
    elif told.kind == NameKind.COMPANY:
        ending = domain.rsplit(".", 1)[-1]
        text = f"Names that end in .{ending} are usually a private company’s. Contractors can’t have accounts."
        yield Finding("caution", text, "Nothing else in the name tells what kind of organization it is.", code)
    else:
        text = f"Nothing in the name {domain} tells what kind of organization it belongs to."
        yield Finding("unknown", text, "Anyone can own it. Ask who employs the person.", code)


KIND_SENTENCES: dict[NameKind, tuple[Level, str, str]] = {
    NameKind.UNIVERSITY: (
        "caution",
        "{domain} belongs to a college or university.",
        "If the person works for a state office, someone in that office needs to vouch for them.",
    ),
    NameKind.TRIBE: (
        "caution",
        "{domain} reads like the name of a tribal nation.",
        "Membership is for state agencies. Ask how the person works with one.",
    ),
    NameKind.UTILITY: (
        "caution",
        "{domain} reads like the name of a utility.",
        "Utilities can’t become members. They can be invited to events.",
    ),
    NameKind.CONTRACTOR: (
        "problem",
        "{domain} reads like the name of a consulting or engineering firm.",
        "Contractors can’t have accounts, even if they write a state’s plan.",
    ),
}


def _writing(case: Case) -> Iterable[Finding]:
    """How the address is written: other scripts, a +tag."""
    address = case.address
    if not address.is_plain:
        level: Level = "problem" if len(address.scripts) > 1 else "caution"
        scripts = joined([script.capitalize() for script in address.scripts])
        text = f"The domain uses {scripts} letters. Email servers read it as {address.ascii_domain}."
        yield Finding(level, text, code="other_script")
    if address.has_tag:
        text = f"The part after the + is a tag. The mailbox is {mailbox_of(case.request.email)}."
        yield Finding("caution", text, code="tag")


def _colleagues(case: Case) -> Iterable[Finding]:
    """Who of the same agency could vouch for the person."""
    agency = case.request.agency
    if agency is None:
        return
    names = [name for name in case.facts.colleagues.get(agency.pk, ()) if name != case.request.name]
    if not names:
        text = f"No one else from {agency} is a member yet, so no colleague can vouch for this person."
        yield Finding("unknown", text, code=NO_COLLEAGUE)
        return
    shown = joined(names[:3], more=len(names) - 3)
    yield Finding("good", f"Members from the agency who could vouch for this person: {shown}.", code="colleagues")


def _earlier(case: Case) -> Iterable[Finding]:
    """What was decided before about the same mailbox."""
    for request in case.facts.declined.get(mailbox_of(case.request.email), ())[:3]:
        if request.pk != case.request.pk and request.decided_at is not None:
            yield Finding(
                "caution",
                f"A request from this address was declined on {_long(request.decided_at.date())}.",
                f"“{request.decision_reason}”",
                "declined_before",
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
