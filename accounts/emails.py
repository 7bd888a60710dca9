"""What the portal writes to people about their membership; posted in the caller's transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from accounts.mail import may_send, post_to_person
from accounts.mail_message import written_from
from accounts.models import HandOver, Membership, MembershipRequest, RequestMessage, User
from accounts.standing import standing_of
from accounts.suspension_words import to_person
from clearinghouse.lib.addresses import absolute_url

APPROVED, DECLINED, RECEIVED = "accounts.approved", "accounts.declined", "accounts.received"
QUESTION = "accounts.question"
ANSWER = "accounts.answer"
SUSPENDED = "accounts.suspended"
SUCCESSOR = "accounts.successor"


def notify_approved(membership: Membership) -> None:
    """Your request was approved; this is what you can see now."""
    request = membership.request
    said = {"membership": membership, "request": request, "link": absolute_url(reverse("home"))}
    subject = (
        f"You now serve {membership.agency} too in the EV States Clearinghouse" if not membership.is_main
        else "You are a member of the EV States Clearinghouse" if _is_member(membership)
        else "You are now a guest of the EV Workforce Collaborative"
    )  # fmt: skip
    written = written_from("accounts/mail/approved", subject, said)
    post_to_person(
        request.user,
        subject=written.subject,
        body=written.body,
        html=written.html,
        dedupe_key=f"membership-request-{request.pk}-decision",
        check=(APPROVED, str(membership.pk)),
        thread=f"membership-request-{request.pk}",
    )


@may_send(APPROVED)
def _is_member_now(person: User, key: str) -> bool:
    """Whether the membership that the mail welcomes to has not ended meanwhile."""
    return person.memberships.current().filter(pk=int(key)).exists()


def notify_declined(request: MembershipRequest) -> None:
    """Your request was declined, why, and how to ask again."""
    post_to_person(
        request.user,
        subject="Your request to join the EV States Clearinghouse",
        body=_text("declined", url="accounts:my_request", request=request),
        dedupe_key=f"membership-request-{request.pk}-decision",
        check=(DECLINED, str(request.pk)),
        thread=f"membership-request-{request.pk}",
    )


@may_send(DECLINED)
def _is_declined(person: User, key: str) -> bool:
    """Whether the decision that the mail tells of is the person's, and stands."""
    declined = MembershipRequest.objects.filter(user=person, status=MembershipRequest.Status.DECLINED)
    return declined.filter(pk=int(key)).exists()


def notify_received(request: MembershipRequest) -> None:
    """We have your request; what happens now, and when you hear of it."""
    post_to_person(
        request.user,
        subject="We received your request to join the EV States Clearinghouse",
        body=_text("received", url="accounts:my_request", request=request),
        dedupe_key=f"membership-request-{request.pk}-received",
        check=(RECEIVED, str(request.pk)),
        thread=f"membership-request-{request.pk}",
    )


@may_send(RECEIVED)
def _is_waiting(person: User, key: str) -> bool:
    """Whether there still is a decision to wait for."""
    return MembershipRequest.objects.waiting().filter(user=person, pk=int(key)).exists()


def notify_question(message: RequestMessage) -> None:
    """An administrator asks something about your request; where to answer."""
    request = message.request
    post_to_person(
        request.user,
        subject="A question about your request to join the EV States Clearinghouse",
        body=_text("question", url="accounts:my_request", message=message, request=request),
        dedupe_key=f"request-message-{message.pk}",
        check=(QUESTION, str(message.pk)),
        thread=f"membership-request-{request.pk}",
    )


@may_send(QUESTION)
def _still_waits_for_answer(person: User, key: str) -> bool:
    """Whether the question still is the person's to answer."""
    requests = MembershipRequest.objects.visible_to(person).waiting().filter(user=person, question_at__isnull=False)
    return requests.filter(messages=int(key)).exists()


def notify_answer(message: RequestMessage) -> None:
    """The applicant answered: to the administrators who asked them."""
    request = message.request
    askers = User.objects.filter(pk__in=request.messages.exclude(author=message.author).values("author"))
    for person in askers.order_by("pk"):
        post_to_person(
            person,
            subject=f"{request.name} answered your question",
            body=_text("answer", url="accounts:decision", args=[request.pk], request=request, person=person),
            dedupe_key=f"request-message-{message.pk}-{person.pk}",
            check=(ANSWER, str(request.pk)),
            thread=f"membership-request-{request.pk}",
        )


@may_send(ANSWER)
def _still_decides(person: User, key: str) -> bool:
    """Whether the person still decides on the request, and it still waits for that."""
    return MembershipRequest.objects.to_decide_by(person).to_decide().filter(pk=int(key)).exists()


def notify_address_confirmed(person: User) -> None:
    """An administrator looked at your new address; what waited works again."""
    post_to_person(
        person,
        subject="NASEO confirmed your new email address",
        body=_text("address_confirmed", url="home", person=person),
    )


def notify_ended(membership: Membership, reason: str) -> None:
    """Your membership ended, why, and what to do if that is a mistake."""
    post_to_person(
        membership.user,
        subject="Your membership in the EV States Clearinghouse has ended",
        body=_text("ended", url="accounts:my_request", membership=membership, reason=reason),
        dedupe_key=f"membership-{membership.pk}-ended",
    )


def notify_suspended(membership: Membership) -> None:
    """Your access is paused: why, what stays, and what happens next."""
    post_to_person(
        membership.user,
        subject="Your access to the EV States Clearinghouse is paused",
        body=_text("suspended", url="accounts:my_request", membership=membership, why=to_person(membership)),
        check=(SUSPENDED, str(membership.pk)),
    )


@may_send(SUSPENDED)
def _is_still_suspended(person: User, key: str) -> bool:
    """Whether the membership still is."""
    return Membership.objects.suspended().filter(user=person, pk=int(key)).exists()


def notify_restored(membership: Membership) -> None:
    """What was paused works again."""
    post_to_person(
        membership.user,
        subject="You have access to the EV States Clearinghouse again",
        body=_text("restored", url="home", membership=membership),
    )


def notify_handed_over(hand_over: HandOver, successor: User, done: Mapping[str, Sequence[str]]) -> None:
    """To the successor, what is theirs now; to the leaver, who has it."""
    leaver, agency = hand_over.membership.user, hand_over.membership.agency
    said = [words for lines in done.values() for words in lines]
    context: dict[str, Any] = {"leaver": leaver, "agency": agency, "successor": successor, "said": said}
    post_to_person(
        successor,
        subject=f"You took over the work of {leaver}",
        body=_text("handed_over", url="home", **context),
        check=(SUCCESSOR, str(hand_over.pk)),
    )
    post_to_person(
        leaver,
        subject=f"{successor} took over your work at {agency}"[:250],
        body=_text("work_handed_over", url="accounts:my_request", **context),
    )


@may_send(SUCCESSOR)
def _still_works_there(person: User, key: str) -> bool:
    """Whether the successor is still approved."""
    return standing_of(person).is_approved and HandOver.objects.filter(pk=int(key)).exists()


def _is_member(membership: Membership) -> bool:
    return membership.tier == Membership.Tier.MEMBER


def _text(name: str, *, url: str, args: Sequence[object] = (), **context: Any) -> str:
    link = absolute_url(reverse(url, args=args))
    return render_to_string(f"accounts/mail/{name}.txt", {**context, "link": link})
