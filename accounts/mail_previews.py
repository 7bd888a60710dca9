"""The emails about accounts and membership, for accounts.previewing."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts import approval_emails, confirming, emails, invitation_emails, link_emails, mail, vouching_emails
from accounts.models import (
    AgencyDomain,
    HandOver,
    JoinInvitation,
    LinkQuestion,
    Membership,
    MembershipRequest,
    PausedAddress,
    Preferences,
    RequestMessage,
    User,
)
from accounts.models.membership import Suspension
from accounts.models.preferences import ApprovalEmails
from accounts.previewing import previews_of
from accounts.returns import pausing
from accounts.sample_rows import DOMAIN, SampleRows

APPLICANT = "The person who asked to join"
ADMINISTRATORS = "Administrators"
OWNER = "The person whose account it is"
REASON = "You work for a company that sells chargers."

preview = previews_of("Joining and membership")


def _waiting(sample: SampleRows) -> MembershipRequest:
    return sample.request(sample.person("Ana Sample"), sample.agency)


@preview("join-received", "Request received", to=APPLICANT, when="They ask to join")
def _received(sample: SampleRows) -> None:
    emails.notify_received(_waiting(sample))


@preview("join-question", "Question about a request", to=APPLICANT, when="An administrator asks something")
def _question(sample: SampleRows) -> None:
    request, asked = _waiting(sample), timezone.now()
    MembershipRequest.objects.filter(pk=request.pk).update(question_at=asked)
    text = "Which program of your agency do you work for?"
    emails.notify_question(RequestMessage.objects.create(request=request, author=sample.administrator, text=text))


@preview("join-answer", "Answer to a question", to="The administrator who asked", when="The person answers")
def _answer(sample: SampleRows) -> User:
    request = _waiting(sample)
    RequestMessage.objects.create(request=request, author=sample.administrator, text="Which program?")
    emails.notify_answer(RequestMessage.objects.create(request=request, author=request.user, text="The NEVI program."))
    return sample.administrator


@preview("join-approved", "Membership approved", to=APPLICANT, when="NASEO or an EV lead approves the request")
def _approved(sample: SampleRows) -> None:
    emails.notify_approved(sample.membership("Ana Sample"))


@preview("join-approved-guest", "Guest approved", to=APPLICANT, when="A guest’s request is approved")
def _approved_guest(sample: SampleRows) -> None:
    emails.notify_approved(sample.membership("Gia Sample", at=sample.city))


@preview("join-approved-second", "Second agency approved", to=APPLICANT, when="A second agency is approved")
def _approved_second(sample: SampleRows) -> None:
    sample.membership("Ana Sample")
    emails.notify_approved(sample.membership("Ana Sample", at=sample.second_agency, is_main=False))


@preview("join-declined", "Request declined", to=APPLICANT, when="NASEO declines the request")
def _declined(sample: SampleRows) -> None:
    decision = {"decided_by": sample.administrator, "decided_at": timezone.now(), "decision_reason": REASON}
    status = MembershipRequest.Status.DECLINED
    emails.notify_declined(sample.request(sample.person("Ana Sample"), sample.agency, status=status, **decision))


@preview("join-invitation", "Invitation to join", to="The invited person", when="Someone invites a colleague to join")
def _invitation(sample: SampleRows) -> None:
    now = timezone.now()
    invitation = JoinInvitation.objects.create(
        email=f"ben.sample@{DOMAIN}", name="Ben Sample", agency=sample.agency, invited_by=sample.lead(),
        is_decision=False, secret_hash="0" * 64, sent_at=now, expires_at=now + timedelta(days=3),
    )  # fmt: skip
    invitation_emails.post_invitation(invitation, "sample")


@preview("join-vouch", "Do you know this person?", to="EV leads of the agency", when="A colleague asks to join")
def _vouch(sample: SampleRows) -> User:
    AgencyDomain.objects.create(agency=sample.agency, domain=DOMAIN, check_mark="V")
    lead = sample.lead()
    vouching_emails.notify_leads(_waiting(sample))
    return lead


@preview("approval-request", "Request to approve", to=ADMINISTRATORS, when="Someone asks to join")
def _approval_request(sample: SampleRows) -> User:
    administrator = sample.administrator
    approval_emails.notify_request(_waiting(sample))
    return administrator


@preview("approval-address", "New address to check", to=ADMINISTRATORS, when="A member changes their email address")
def _approval_address(sample: SampleRows) -> User:
    member = sample.member("Ana Sample")
    _change_address(member)
    approval_emails.notify_address_waits(member)
    return sample.administrator


def _change_address(member: User) -> None:
    now, before = timezone.now(), member.email
    fields = {"approved_email": before, "email_changed_at": now, "email": f"ana.s@{DOMAIN}"}
    User.objects.filter(pk=member.pk).update(**fields)
    member.refresh_from_db()


@preview("approval-suspended", "Access to decide about", to=ADMINISTRATORS, when="A membership is paused")
def _approval_suspended(sample: SampleRows) -> User:
    membership = sample.membership("Ana Sample")
    _change_address(membership.user)
    suspended = {"suspended_at": timezone.now(), "suspended_for": Suspension.ADDRESS}
    Membership.objects.filter(pk=membership.pk).update(**suspended)
    approval_emails.notify_suspended(Membership.objects.get(pk=membership.pk))
    return sample.administrator


@preview("approval-digest", "Requests of the day", to="Administrators who chose it", when="Each day with new requests")
def _approval_digest(sample: SampleRows) -> User:
    member = sample.member("Cleo Sample")
    _change_address(member)
    Preferences.objects.create(user=sample.administrator, approval_emails=ApprovalEmails.DAILY)
    approval_emails.post_digest(sample.administrator, [_waiting(sample)], [member], 2)
    return sample.administrator


@preview("approval-reminder", "Requests that wait", to=ADMINISTRATORS, when="A request waited three working days")
def _approval_reminder(sample: SampleRows) -> User:
    written = approval_emails.reminder_of(sample.administrator, [_waiting(sample)])
    mail.post_to_person(sample.administrator, subject=written.subject, body=written.body)
    return sample.administrator


@preview("address-confirmed", "New address confirmed", to="A member", when="An administrator confirms the new address")
def _address_confirmed(sample: SampleRows) -> None:
    emails.notify_address_confirmed(sample.member("Ana Sample"))


@preview("membership-confirm", "Confirm where you work", to="Members and guests", when="Once a year")
def _confirm(sample: SampleRows) -> None:
    membership = sample.membership("Ana Sample", confirm_by=timezone.localdate() + timedelta(days=14))
    confirming.send_reminder(membership)


@preview("membership-suspended", "Access paused", to="A member or guest", when="The membership is paused")
def _suspended(sample: SampleRows) -> None:
    fields = {"suspended_at": timezone.now(), "suspended_for": Suspension.LEFT}
    membership = sample.membership("Ana Sample")
    Membership.objects.filter(pk=membership.pk).update(**fields)
    membership.refresh_from_db()
    emails.notify_suspended(membership)


@preview("membership-restored", "Access again", to="A member or guest", when="The pause ends")
def _restored(sample: SampleRows) -> None:
    emails.notify_restored(sample.membership("Ana Sample"))


@preview("membership-ended", "Membership ended", to="A former member", when="A membership ends")
def _ended(sample: SampleRows) -> None:
    emails.notify_ended(sample.membership("Ana Sample"), "You told us that you now work elsewhere.")


def _hand_over(sample: SampleRows) -> None:
    leaver, successor = sample.membership("Ana Sample"), sample.member("Ben Sample")
    done = {"documents": ["Owner of 12 documents"], "groups": ["Lead of the Sample working group"]}
    emails.notify_handed_over(HandOver.objects.create(membership=leaver), successor, done)


@preview("work-taken-over", "Work you took over", to="The successor", when="Someone hands on the work of who left")
def _taken_over(sample: SampleRows) -> User:
    _hand_over(sample)
    return sample.person("Ben Sample")


@preview("work-handed-over", "Your work was handed on", to="The person who left", when="Someone hands on their work")
def _handed_over(sample: SampleRows) -> User:
    _hand_over(sample)
    return sample.person("Ana Sample")


def _link_question(sample: SampleRows) -> LinkQuestion:
    asker = sample.member("Ana Sample")
    return LinkQuestion.objects.create(asker=asker, path="/documents/sample/", message="My manager sent me this link.")


@preview("link-asked", "Link someone can’t open", to=ADMINISTRATORS, when="A member asks about a link")
def _link_asked(sample: SampleRows) -> User:
    link_emails.notify_asked(_link_question(sample))
    return sample.administrator


@preview("mail-works", "Confirm that emails arrive", to=OWNER, when="Someone asks us to send to a paused address again")
def _mail_works(sample: SampleRows) -> None:
    person = sample.member("Ana Sample")
    PausedAddress.objects.create(address=person.email, kind="hard", status="5.1.1")
    pausing.try_again(person)


preview = previews_of("Signing in and security")
# What the portal sends by itself, in the order of allauth's templates: key, name, when, template, words of its own.
CODE = {"code": "ABCD-2345"}
CODES = (
    ("sign-in-code", "Sign-in code", "They ask for a code to sign in", "account/email/login_code"),
    ("sign-up-code", "Code to confirm an address", "They create an account", "account/email/email_confirmation_signup"),
    ("address-code", "Code to confirm a new address", "They add an address", "account/email/email_confirmation"),
    ("password-code", "Code for a new password", "They forgot their password", "account/email/password_reset_code"),
)
NOTES = (
    ("password-reset", "Password reset", "They choose a new password by code", "account/email/password_reset"),
    ("password-changed", "Password changed", "They change their password", "account/email/password_changed"),
    ("password-set", "Password set", "They set a first password", "account/email/password_set"),
    ("address-changed", "Email address changed", "They change their address", "account/email/email_changed"),
    ("address-removed", "Email address removed", "They remove an address", "account/email/email_deleted"),
    ("address-was-confirmed", "Email address confirmed", "They confirm an address", "account/email/email_confirm"),
    ("app-on", "Authenticator app on", "They turn on an authenticator app", "mfa/email/totp_activated"),
    ("app-off", "Authenticator app off", "They turn off an authenticator app", "mfa/email/totp_deactivated"),
    ("recovery-codes", "New recovery codes", "They make recovery codes", "mfa/email/recovery_codes_generated"),
    ("passkey-added", "Passkey added", "They add a passkey or security key", "mfa/email/webauthn_added"),
    ("passkey-removed", "Passkey removed", "They remove a passkey or security key", "mfa/email/webauthn_removed"),
)
OF_NOTES = {"from_email": f"ana.sample@{DOMAIN}", "to_email": f"ana.s@{DOMAIN}", "deleted_email": f"ana.s@{DOMAIN}"}


def _request() -> HttpRequest:
    """What allauth reads of a request: an address and a browser, of nobody."""
    request = HttpRequest()
    request.META = {
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0",
        "SERVER_NAME": settings.BASE_HOST,
        "SERVER_PORT": "443",
    }
    return request


def _declare_code(key: str, name: str, when: str, template: str) -> None:
    @preview(key, name, to=OWNER, when=when)
    def _code(sample: SampleRows) -> None:
        person = sample.person("Ana Sample")
        with request_context(_request()):
            get_adapter().send_mail(template, person.email, {"user": person, **CODE})


def _declare_note(key: str, name: str, when: str, template: str) -> None:
    @preview(key, name, to=OWNER, when=when)
    def _note(sample: SampleRows) -> None:
        with request_context(request := _request()):
            get_adapter(request).send_notification_mail(template, sample.person("Ana Sample"), OF_NOTES)


for _row in CODES:
    _declare_code(*_row)


@preview("account-exists", "You already have an account", to=OWNER, when="Someone signs up with their address")
def _account_exists(sample: SampleRows) -> None:
    person = sample.person("Ana Sample")
    with request_context(request := _request()):
        get_adapter(request).send_account_already_exists_mail(person.email)


@preview("no-account", "No account for this address", to="The owner of the address", when="Someone asks for a code")
def _no_account(sample: SampleRows) -> None:
    with request_context(_request()):
        get_adapter().send_mail("account/email/unknown_account", f"ana.sample@{DOMAIN}", {})


for _row in NOTES:
    _declare_note(*_row)
