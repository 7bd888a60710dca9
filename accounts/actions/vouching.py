"""What EV leads say of people who ask to join for their agency, and whether that approves."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.approving import Place, assess_for, make_member
from accounts.actions.requests import RequestChanged, must_wait
from accounts.audit import write_event
from accounts.models import Agency, Membership, MembershipRequest, User, Vouch
from accounts.models.membership import Tier
from accounts.standing import forget_standing, standing_of
from accounts.vouching import led_agencies
from clearinghouse.lib.locking import locked


@transaction.atomic
def vouch(*, request: MembershipRequest, by: User, knows: bool, seen: int) -> Membership | None:
    """Keep what an EV lead says of somebody who asks to join for their agency; the last word counts.

    Where administrators turned it on for the agency, knowing the person approves them, if their address is at one of
    the agency's domains and nothing speaks against it; then the membership is returned.
    Raises AlreadyDecided, or RequestChanged when the request is no longer the version `seen`.
    """
    forget_standing(by)  # read anew: they may have lost the role since the page
    current = locked(request)
    if current.tier != Tier.MEMBER or current.agency_id not in led_agencies(by):
        raise PermissionDenied("Only an EV lead of the agency can vouch for its people.")
    if current.user_id == by.pk:
        raise PermissionDenied("You can’t vouch for yourself.")
    must_wait(current)
    if current.version != seen:
        raise RequestChanged(current)
    fields = {"knows": knows, "version": current.version, "made_at": timezone.now()}
    Vouch.objects.update_or_create(request=current, by=by, defaults=fields)
    said = "I know this person, they work with us." if knows else "I don’t know this person."
    sentence = f"{by}, EV lead of {current.agency}, said of {current.user}: “{said}”"
    write_event("membership.vouched", by=by, about=current, sentence=sentence, detail={"knows": knows})
    return _approved_by_word(current, by) if knows else None


def _approved_by_word(request: MembershipRequest, by: User) -> Membership | None:
    # SECURITY: the setting and the evidence are read here, inside the transaction that decides. Another lead's "I
    # don't know them" is a problem in the evidence, and a question that waits for its answer is not settled.
    agency = request.agency
    assert agency is not None  # vouch() made sure
    place = Place(agency, Tier.MEMBER)
    if not agency.leads_approve or request.question_at is not None or not assess_for(request, place).is_clear:
        return None
    note = f"Approved on the word of {by}, EV lead of {agency}, whose leads approve colleagues at its own domains."
    return make_member(request, place, by=by, note=note)


@transaction.atomic
def set_leads_approve(*, agency: Agency, approve: bool, by: User) -> None:
    """Let the word of an agency's EV leads approve colleagues, or no longer; the same again changes nothing."""
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can decide whether EV leads approve colleagues.")
    current = locked(agency)
    if current.leads_approve == approve:
        return
    current.leads_approve = approve
    current.save(update_fields=["leads_approve"])
    verb = (
        "let the EV leads of {} approve colleagues" if approve else "ended that the EV leads of {} approve colleagues"
    )
    write_event("agency.leads_approve", by=by, about=current, sentence=f"{by} {verb.format(current)}.")
