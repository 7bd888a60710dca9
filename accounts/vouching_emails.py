"""Asking an agency's EV leads whether they know somebody who asks to join for it."""

from hashlib import sha256

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.addresses import name_and_parents, parse_address
from accounts.mail import may_send, post_to_person
from accounts.models import AgencyDomain, MembershipRequest, User
from accounts.models.membership import Tier
from accounts.unsubscribing import unsubscribe_url
from accounts.vouching import leads_of
from clearinghouse.lib.addresses import absolute_url

VOUCH = "accounts.vouch"
UNSUBSCRIBE = "wants_colleagues"


def notify_leads(request: MembershipRequest) -> None:
    """Ask the leads of the agency, once for each person and address that stands in the request.

    SECURITY: only where the address is at a domain of the agency. Anybody can name an agency in a request, and its
    leads must not get a mail for each. Others stand on the leads' page.
    """
    if request.tier != Tier.MEMBER or request.agency_id is None or not _is_at_agency(request):
        return
    people = leads_of(request.agency_id).exclude(pk=request.user_id).exclude(preferences__wants_colleagues=False)
    for person in people.order_by("pk"):
        links = {
            "link": absolute_url(reverse("accounts:colleague", args=[request.pk])),
            "unsubscribe": unsubscribe_url(person, UNSUBSCRIBE),
            "preferences": absolute_url(reverse("accounts:preferences")),
        }
        post_to_person(
            person,
            subject=f"Do you know {request.name}?",
            body=render_to_string("accounts/mail/vouch.txt", {"person": person, "request": request, **links}),
            dedupe_key=f"membership-request-{request.pk}-vouch-{request.version}-{person.pk}",
            check=(VOUCH, _key(request)),
            thread=f"membership-request-{request.pk}",
            unsubscribe=UNSUBSCRIBE,
        )


def _is_at_agency(request: MembershipRequest) -> bool:
    names = name_and_parents(parse_address(request.email).ascii_domain)
    today = timezone.localdate()
    rows = AgencyDomain.objects.filter(agency=request.agency_id, domain__in=names)
    return any(row.is_valid_on(today) for row in rows)


@may_send(VOUCH)
def _still_asked(person: User, key: str) -> bool:
    """Whether the person still leads that agency, the request still waits as it was, and they have not answered."""
    preferences = getattr(person, "preferences", None)
    if preferences is not None and not preferences.wants_colleagues:
        return False
    asked = MembershipRequest.objects.to_vouch_by(person).filter(pk=int(key.partition(" ")[0]))
    request = asked.exclude(vouches__by=person).first()
    return request is not None and _key(request) == key


def _key(request: MembershipRequest) -> str:
    """The request and the address that the mail names; another address is asked about anew."""
    return f"{request.pk} {sha256(request.email.encode()).hexdigest()[:16]}"
