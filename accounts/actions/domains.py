"""Remembering that an agency uses a domain, and ending that."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.requests import RequestRefused
from accounts.addresses import parse_address
from accounts.advice import Assessment
from accounts.audit import write_event
from accounts.evidence import Facts, case_of
from accounts.evidence_facts import read_facts
from accounts.models import Agency, AgencyDomain, MembershipRequest, User
from accounts.models.place import CheckMark
from accounts.standing import standing_of
from clearinghouse.lib.locking import locked
from clearinghouse.lib.wording import long_date

REMEMBERED_FOR = timedelta(days=365)


class DomainRefused(RequestRefused):
    """The domain cannot be remembered; the message is a sentence for the administrator."""


def why_not_remembered(request: MembershipRequest, agency: Agency | None, assessment: Assessment, facts: Facts) -> str:
    """Why the domain of this address can't be remembered for the agency, as a sentence; empty if it can."""
    if agency is None:
        return "The agency is not on the list yet."
    if request.is_further:
        # SECURITY: the address is of the first agency; as a domain of the second it would let others in there.
        return "The address belongs to the person’s first agency."
    if assessment.serious:
        return "Something serious speaks against the domain."
    case = case_of(request, facts, timezone.localdate())
    domain = case.address.ascii_domain
    if any(note.category == "state_wide" and note.pattern == domain for note in case.notes):
        return f"All of the state’s agencies use {domain}, so it tells none of them."
    others = {row.agency.name for row in case.facts.domains.get(domain, ()) if row.agency_id != agency.pk}
    if others:
        return f"{', '.join(sorted(others))} uses {domain} too."
    if any(row.agency_id == agency.pk and row.is_valid_on(case.day) for row in case.facts.domains.get(domain, ())):
        return f"{domain} is on the list of the agency’s domains."
    return ""


@transaction.atomic
def remember_domain(
    *, request: MembershipRequest, agency: Agency, by: User, assessment: Assessment, until: date
) -> AgencyDomain | None:
    """Keep the domain of the request's address as one of the agency, through that day; None if it is one already.

    Raises DomainRefused for a domain that is no single agency's, or against which something serious speaks.
    """
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can remember a domain for an agency.")
    domain, today = parse_address(request.email).ascii_domain, timezone.localdate()
    known = AgencyDomain.objects.filter(agency=agency, domain=domain).first()
    if known is not None and known.is_valid_on(today):
        return None
    if until < today:
        raise DomainRefused("Choose a day that is not in the past.")
    if why := why_not_remembered(request, agency, assessment, read_facts([request])):
        raise DomainRefused(f"This domain can’t be remembered. {why}")
    fields = {
        "check_mark": CheckMark.VERIFIED,
        "is_remembered": True,
        "check_note": f"{by} remembered it on {long_date(today)}, when approving {request.name}."[:300],
        "valid_from": today,
        "valid_to": until,
        "remembered_by": by,
    }
    row, _ = AgencyDomain.objects.update_or_create(agency=agency, domain=domain, defaults=fields)
    sentence = f"{by} remembered {domain} for {agency} until {long_date(until)}."
    write_event("agency.domain_remembered", by=by, about=agency, sentence=sentence, detail={"domain": domain})
    return row


@transaction.atomic
def end_domain(*, domain: AgencyDomain, by: User) -> None:
    """Let a remembered domain count no longer, from now on; a second click changes nothing."""
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can end a domain.")
    row, yesterday = locked(domain), timezone.localdate() - timedelta(days=1)
    if row.valid_to is not None and row.valid_to <= yesterday:
        return
    row.valid_to = yesterday
    row.save(update_fields=["valid_to"])
    sentence = f"{by} ended {row.domain} for {row.agency}: it no longer counts."
    write_event("agency.domain_ended", by=by, about=row.agency, sentence=sentence, detail={"domain": row.domain})
