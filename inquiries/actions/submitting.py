"""Answering a campaign: signed in, at a table of the event, or by a mailed link; and the notes of a table.

SECURITY: of an anonymous answer nothing is kept that names who wrote it. Who asks is looked at to decide whether they
may, and then forgotten: no line in the audit log, no person, no time beside the day. Decision 69 says how far it goes.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from accounts.audit import write_event
from accounts.editing import EditConflict
from accounts.models import State, User
from accounts.standing import forget_standing
from clearinghouse.lib import decisions
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from clearinghouse.lib.zones import portal_today
from inquiries.actions.refusals import InquiryRefused
from inquiries.models import (
    PUBLIC,
    Campaign,
    CampaignTable,
    MailedCode,
    Questionnaire,
    Quoting,
    Status,
    Submission,
    sectors_of,
)

CLOSED = "This campaign takes no more input. What you typed was not sent. Copy it if you want to keep it."
MOST_NOTES = 30
EMPTY = "Write something first."
NOT_ASKED = "This campaign doesn’t ask people of this sector."


@dataclass(frozen=True)
class Given:
    """An answer as it was typed. `once` is of the form: sent twice, it is one answer."""

    answers: Mapping[str, Any]
    once: str
    sector: str = ""
    state: State | None = None
    name: str = ""
    organization: str = ""
    quoting: str = Quoting.NO


@transaction.atomic
def submit(*, campaign: Campaign, by: User, given: Given) -> Submission:
    """Answer as somebody who is signed in. By name, a second answer replaces the first. Raises InquiryRefused."""
    forget_standing(by)
    current = _open(campaign)
    if given.sector not in dict(sectors_of(by, current)):
        raise PermissionDenied(NOT_ASKED)
    if current.is_anonymous:
        return _keep(current, given)
    kept = _write_own(current, by, given, Submission.Status.SENT)
    write_event("campaign.answered", by=by, about=current.inquiry, sentence=f"{by} answered {current.inquiry}.")
    return kept


@transaction.atomic
def save_draft(*, campaign: Campaign, by: User, given: Given) -> Submission:
    """Keep what somebody typed in a campaign by name; of an anonymous one only the browser keeps it."""
    forget_standing(by)
    current = _open(campaign)
    if given.sector not in dict(sectors_of(by, current)):
        raise PermissionDenied(NOT_ASKED)
    if current.is_anonymous:
        # SECURITY: a draft would need to know whose it is.
        raise InquiryRefused("Drafts of anonymous answers stay in your browser.")
    sent = Submission.objects.filter(campaign=current, person=by, status=Submission.Status.SENT)
    if sent.exists():
        raise InquiryRefused("Your answer was sent already. Send it again to change it.")
    return _write_own(current, by, given, Submission.Status.DRAFT)


def _write_own(campaign: Campaign, by: User, given: Given, status: str) -> Submission:
    own = Submission.objects.filter(campaign=campaign, person=by).first()
    if own is None:
        once = once_of(campaign, f"{by.pk} {given.once}")
        own = Submission(campaign=campaign, person=by, is_anonymous=False, once=once)
    own.questionnaire, own.status, own.sent_on = _asked_now(campaign), status, portal_today()
    own.name, own.organization = by.name[:120], given.organization
    own.sector, own.state, own.quoting, own.answers = given.sector, given.state, given.quoting, dict(given.answers)
    own.revision = own.revision + 1 if not own._state.adding else 1
    own.save()
    return own


@transaction.atomic
def submit_at_table(*, table: CampaignTable, given: Given) -> Submission:
    """Answer with a table's code, without an account. Raises InquiryRefused."""
    current = _open(table.campaign)
    if given.sector not in current.sectors or given.sector == PUBLIC:
        raise PermissionDenied(NOT_ASKED)
    # SECURITY: eight people at a table are few; an anonymous answer does not say at which it was given.
    return _keep(current, given, table=None if current.is_anonymous else table)


@transaction.atomic
def submit_by_code(*, secret: str, given: Given) -> Submission:
    """Answer with a mailed link, which then counts no more. Raises InquiryRefused."""
    code = code_behind(secret)
    if code is None:
        raise InquiryRefused("There is nothing at this address.")
    current = _open(code.campaign)
    again = Submission.objects.filter(once=once_of(current, given.once)).first()
    if again is not None:
        return again
    if locked(code).is_used:
        raise InquiryRefused("This link was used already: an answer was sent with it.")
    kept = _keep(current, Given(**{**_parts(given), "sector": PUBLIC}))
    MailedCode.objects.filter(pk=code.pk).update(is_used=True)
    return kept


def _parts(given: Given) -> dict[str, Any]:
    return {name: getattr(given, name) for name in given.__dataclass_fields__}


def _keep(campaign: Campaign, given: Given, *, table: CampaignTable | None = None) -> Submission:
    """A new answer; the one that came with the same form token, where there is one."""
    once = once_of(campaign, given.once)
    there = Submission.objects.filter(once=once).first()
    if there is not None:
        return there
    by_name = {} if campaign.is_anonymous else {
        "name": given.name, "organization": given.organization, "quoting": given.quoting, "table": table,
    }  # fmt: skip
    return Submission.objects.create(
        campaign=campaign, questionnaire=_asked_now(campaign), is_anonymous=campaign.is_anonymous,
        sector=given.sector, state=given.state, answers=dict(given.answers), once=once, sent_on=portal_today(),
        **by_name,
    )  # fmt: skip


@transaction.atomic
def add_notes(*, table: CampaignTable, answers: Mapping[str, Any], once: str) -> Submission:
    """Start notes of a table. Raises InquiryRefused."""
    current = _open(table.campaign)
    if not answers:
        raise InquiryRefused(EMPTY)
    key = once_of(current, f"notes {once}")
    there = Submission.objects.filter(once=key).first()
    if there is not None:
        return there
    if table.submissions.filter(kind=Submission.Kind.NOTES).count() >= MOST_NOTES:
        raise InquiryRefused(f"A table has {MOST_NOTES} notes at most. Add to one of them.")
    return Submission.objects.create(
        campaign=current, questionnaire=_asked_now(current), kind=Submission.Kind.NOTES, table=table,
        is_anonymous=current.is_anonymous, answers=dict(answers), once=key, sent_on=portal_today(),
    )  # fmt: skip


@transaction.atomic
def change_notes(*, notes: Submission, answers: Mapping[str, Any], revision: int) -> Submission:
    """Write on; the same again changes nothing. Raises EditConflict where somebody at the table saved meanwhile."""
    current_campaign = _open(notes.campaign)
    current = locked(notes)
    if current.answers == dict(answers):
        return current
    if current.revision != revision:
        raise EditConflict(current)
    if not answers:
        raise InquiryRefused(EMPTY)
    current.answers, current.questionnaire = dict(answers), _asked_now(current_campaign)
    current.revision += 1
    current.save(update_fields=["answers", "questionnaire", "revision"])
    return current


def questionnaire_of(campaign: Campaign) -> Questionnaire:
    """What people answer now."""
    return _asked_now(campaign)


def _asked_now(campaign: Campaign) -> Questionnaire:
    return campaign.inquiry.questionnaires.published()[0]


def _open(campaign: Campaign) -> Campaign:
    """The campaign, whose inquiry stays open until this transaction ends; see campaigns.close."""
    inquiry = locked(campaign.inquiry)
    current = Campaign.objects.select_related("meeting").get(pk=campaign.pk)
    if inquiry.status != Status.OPEN:
        raise InquiryRefused(CLOSED)
    current.inquiry = inquiry
    return current


def once_of(campaign: Campaign, token: str) -> str:
    """What makes two submits of one form the same; without a token nothing does."""
    return _hash(f"campaign\x1f{campaign.pk}\x1f{token or secrets.token_urlsafe(16)}")


# Links that are mailed to the public


def code_url(campaign: Campaign, email: str) -> str:
    """The link of an address: the same however often it is asked for, so that it counts once.

    SECURITY: worked out from the address with the portal's key, so that nothing of the address need be kept.
    """
    value = f"answers a campaign\x1f{campaign.pk}\x1f{email.strip().lower()}"
    secret = hmac.new(settings.SECRET_KEY.encode(), value.encode(), hashlib.sha256).hexdigest()
    MailedCode.objects.get_or_create(secret_hash=_hash(secret), defaults={"campaign": campaign})
    return reverse("inquiries:campaign_by_mail", args=[campaign.inquiry.key, secret])


def code_behind(secret: str) -> MailedCode | None:
    """The code that this secret is; asking for it is the permission decision of the page it opens."""
    decisions.record()
    return MailedCode.objects.select_related("campaign__inquiry").filter(secret_hash=_hash(secret)).first()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
