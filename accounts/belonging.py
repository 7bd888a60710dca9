"""Whether an address speaks for an agency: by the domains on its list, and by the domain it was approved with."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from accounts.addresses import name_and_parents, parse_address
from accounts.models import Agency, AgencyDomain, DomainNote, Membership

PUBLIC_MAIL = "free_mail"  # the category of notes about mail services that everybody can use


def is_inside(email: str, *, agency: Agency, approved: str, day: date) -> bool:
    """Whether the address is within what an administrator approved for this agency.

    A domain of the agency on that day, or one below it; or the very domain of the approved address, unless everybody
    can have an address there.
    """
    if is_at_domain_of(email, agency=agency, day=day):
        return True
    domain = parse_address(email).ascii_domain
    return domain == parse_address(approved).ascii_domain and not _is_public_mail(name_and_parents(domain))


def is_at_domain_of(email: str, *, agency: Agency, day: date) -> bool:
    """Whether the agency's list names the address's domain, or one above it, on that day."""
    names = name_and_parents(parse_address(email).ascii_domain)
    return any(row.is_valid_on(day) for row in AgencyDomain.objects.filter(agency=agency, domain__in=names))


def _is_public_mail(names: Iterable[str]) -> bool:
    return DomainNote.objects.filter(category=PUBLIC_MAIL, pattern__in=list(names)).exists()


def relying_on(agency: Agency, domain: str) -> QuerySet[Membership]:
    """Current memberships of an agency whose address no domain on its list covers any more, without this one.

    Call it once the domain is gone: what remains on the list, past days included, still covers old accounts.
    """
    names = list(AgencyDomain.objects.filter(agency=agency).values_list("domain", flat=True))
    at_it = Membership.objects.current().filter(agency=agency, user__is_active=True).select_related("user")
    gone = [
        membership.pk
        for membership in at_it
        if domain in (own := name_and_parents(parse_address(membership.user.email).ascii_domain))
        and not any(name in own for name in names)
    ]
    return Membership.objects.filter(pk__in=gone)
