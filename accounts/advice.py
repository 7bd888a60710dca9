"""What an approver is advised to do about a request, why, and what the advice rests on. It decides nothing."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models

from accounts.evidence import NO_COLLEAGUE, NOT_CHECKED, OWN_DOMAIN, VOUCHED, Case, Facts, case_of, findings_on
from accounts.evidence import registered_name as registered
from accounts.findings import ORDER, Finding, Level
from accounts.models import MembershipRequest
from accounts.models.place import CheckMark
from accounts.name_kinds import Told
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import counted, long_date


class Advice(models.TextChoices):
    """In one line; the reasons stand below it."""

    APPROVE = "approve", "Approve"
    ASK = "ask", "Ask first"
    DECLINE = "decline", "Decline"
    LOOK = "look", "Look closely"


# What speaks against the person, and not against who they say they are: they are told why, and can come back.
AGAINST_THE_RULES = {
    "federal", "interstate", "contractor", "free_mail", "shared_mailbox", "local_government", "kind_contractor",
}  # fmt: skip
# What a lead of the agency who knows the person has answered.
ANSWERED_BY_A_LEAD = {
    "no_agency", "unsure_domain", "shared_domain", "superseded", "state_wide", "state_not_gov", NOT_CHECKED,
    "kind_university", "kind_association", "kind_company", "kind_unknown",
}  # fmt: skip
# What must never be waved through, however little it weighs alone: somebody may be pretending.
PRETENDING = {"look_alike", "other_script"}


@dataclass(frozen=True)
class Check:
    """One thing that is looked up: whether it could be, with what data of which date, and the worst that it found."""

    name: str
    was_made: bool
    data: str
    level: Level | None = None  # None: it found nothing, or was not made
    applies: bool = True
    said: str = ""  # instead of the words for the level

    @property
    def outcome(self) -> str:
        """In words that never let “not checked” pass for “no problem”."""
        if not self.applies:
            return "Not needed"
        if not self.was_made:
            return "Not checked"
        return self.said or (OUTCOMES[self.level] if self.level else "Nothing found")


OUTCOMES: dict[Level, str] = {"good": "Good", "unknown": "Can’t be told", "caution": "Caution", "problem": "Problem"}


@dataclass(frozen=True)
class Assessment:
    """The evidence on one request, and what follows from it."""

    findings: Sequence[Finding]
    checks: Sequence[Check]
    told: Told
    advice: Advice

    @property
    def serious(self) -> list[Finding]:
        """What somebody must answer in writing before they approve."""
        return [found for found in self.findings if found.level == "problem" or found.code in PRETENDING]

    @property
    def reason(self) -> str:
        """The finding that weighs most."""
        if self.advice == Advice.LOOK:
            worst = [found for found in self.serious if found.code not in AGAINST_THE_RULES]
            return worst[0].text
        if self.advice == Advice.APPROVE:
            good = [found for found in self.findings if found.level == "good"]
            return good[0].text if good else "We found nothing against it."
        # What the name reads like tells more than that no agency on the list uses it.
        telling = [found for found in self.findings if found.code.startswith("kind_") and found.level == "caution"]
        return (telling or self.findings)[0].text

    @property
    def is_clear(self) -> bool:
        """Whether the address is at a domain of the agency and nothing at all speaks against it."""
        open_ends = [found for found in self.findings if found.level != "good" and found.code != NO_COLLEAGUE]
        return self.has(OWN_DOMAIN) and not open_ends

    @property
    def is_complete(self) -> bool:
        """Whether every check that applies was made and nothing is left to ask."""
        made = all(check.was_made for check in self.checks if check.applies)
        return made and self.is_clear

    def has(self, code: str) -> bool:
        """Whether a finding of this code is among them."""
        return any(found.code == code for found in self.findings)


def assess(request: MembershipRequest, facts: Facts, day: date) -> Assessment:
    """Weigh one request on that day. Reads nothing but its arguments."""
    case = case_of(request, facts, day)
    findings = findings_on(case)
    return Assessment(findings, list(_checks(case, findings)), case.told, advice_on(findings))


def advice_on(findings: Sequence[Finding]) -> Advice:
    """What to do, from what was found."""
    problems = {found.code for found in findings if found.level == "problem"}
    if problems - AGAINST_THE_RULES or any(found.code in PRETENDING for found in findings):
        return Advice.LOOK
    if problems:
        return Advice.DECLINE
    answered = ANSWERED_BY_A_LEAD if any(found.code == VOUCHED for found in findings) else set()
    settled = {NO_COLLEAGUE, *answered}
    open_ends = [found for found in findings if found.level in ("caution", "unknown") and found.code not in settled]
    return Advice.ASK if open_ends else Advice.APPROVE


def _checks(case: Case, findings: Sequence[Finding]) -> Iterable[Check]:
    def worst(*names: str) -> Level | None:
        levels: list[Level] = [found.level for found in findings if found.check in names]
        return sorted(levels, key=lambda level: ORDER[level])[0] if levels else None

    facts, today = case.facts, long_date(case.day)
    of_agencies = counted(len(facts.domains), "domain")
    yield Check(
        "Domains of agencies", True, f"The portal’s list: {of_agencies}. {_source_of_row(case)}", worst("agency")
    )
    yield _registry_check(case, worst("registry"), has_row=_has_registry_row(case))
    yield Check("Known traps", True, f"{counted(len(facts.notes), 'note')} on domains, as of {today}.", worst("notes"))
    yield Check(
        "Look-alike names",
        not case.rows,
        "The domain itself is on the portal’s list." if case.rows else
        f"Compared with the {of_agencies} on the portal’s list, and with how the address is written.",
        worst("likeness", "writing"),
        applies=not case.rows,
    )  # fmt: skip
    yield Check("Type of organization", True, case.told.sentence, worst("kind"), said=case.told.outcome)
    yield _owner_check(case)
    if case.request.agency is not None:
        yield Check("Colleagues", True, f"Members of the agency, as of {today}.", worst("colleagues"))
        has_word = bool(case.vouches)
        yield Check("Word of an EV lead", has_word, _leads_data(case), worst("vouched"), applies=has_word)
    yield Check("Earlier requests", True, f"Declined requests from this mailbox, through {today}.", worst("earlier"))
    yield Check("Address of the account", True, f"The account as it is on {today}.", worst("account"))


def _source_of_row(case: Case) -> str:
    row = next((row for row in case.rows if row.agency_id == case.request.agency_id), None)
    if row is None:
        return "The list keeps no date for each domain."
    note = f" ({row.check_note.rstrip('.')})" if row.check_note else ""
    how = "remembered when a request was approved" if row.is_remembered else CheckMark(row.check_mark).label.lower()
    return f"{row.domain}: {how}{note}."


def _leads_data(case: Case) -> str:
    return "What the agency’s EV leads said." if case.vouches else "No EV lead of the agency has said anything yet."


def _has_registry_row(case: Case) -> bool:
    return registered(case.address.ascii_domain) in case.facts.registry


def _registry_check(case: Case, level: Level | None, *, has_row: bool) -> Check:
    facts, name = case.facts, "The .gov registry"
    if not case.address.ascii_domain.endswith(".gov"):
        return Check(name, False, "It lists only names that end in .gov.", applies=False)
    if not facts.registry_is_imported:
        return Check(name, False, "No list has been imported.")
    part = "" if facts.registry_is_whole else ", only part of the registry"
    shipped = ", came with the portal" if facts.registry_is_shipped else ""
    number = f"{facts.registry_names:,} names" if facts.registry_names else "List"
    date_of = long_date(facts.registry_as_of) if facts.registry_as_of else "an unknown date"
    data = f"{number} as of {date_of}{shipped}{part}."
    if not has_row and not facts.registry_is_whole:
        return Check(name, False, f"{data} The name isn’t in it, which tells nothing.")
    return Check(name, True, data, level)


def _owner_check(case: Case) -> Check:
    """Names outside .gov have no public register that says what their owner is."""
    is_gov = case.address.ascii_domain.endswith(".gov")
    confirmed = any(row.check_mark == CheckMark.VERIFIED and row.is_valid_on(case.day) for row in case.rows)
    data = "The portal doesn’t look up who owns a name outside .gov. Ask the person or the agency."
    return Check("Owner of a name outside .gov", False, data, applies=not is_gov and not confirmed)


__all__ = ["NOT_CHECKED", "Advice", "Assessment", "Check", "advice_on", "assess"]
