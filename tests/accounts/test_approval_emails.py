"""What administrators are told of what waits for approval, as each of them chose."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import mail
from accounts.actions import approve_request, decline_request, end_membership, request_membership
from accounts.approval_emails import post_digests, post_reminders
from accounts.models import MembershipRequest, OutboxMail, Preferences, User
from tests import pages
from tests.accounts.people import agency_at, answers, newcomer, outbox, waiting
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
PREFERENCES = "/people/me/preferences/"


def wants(person: User, when: str) -> None:
    Preferences.objects.update_or_create(user=person, defaults={"approval_emails": when})


def sent(row: OutboxMail) -> bool:
    """Whether the mail goes out now."""
    mail.deliver(row.pk)
    row.refresh_from_db()
    return row.sent_at is not None


def told() -> list[tuple[str, str]]:
    """What was posted to others than the applicant."""
    return [mail for mail in outbox() if not mail[1].startswith("We received")]


def test_administrators_are_told_right_away_with_one_link(cast: Cast) -> None:
    wants(cast.second_administrator, "now")

    made = request_membership(by=newcomer("kim@txdot.gov"), answers=answers())

    subject = "Kim Lee asked to join for Vermont Agency of Transportation"
    assert told() == [(f"{name}@people.example", subject) for name in ("administrator", "second.administrator")]
    body = OutboxMail.objects.filter(subject=subject).latest("pk").body
    assert [word for word in body.split() if "/people/approvals/" in word] == [
        f"https://clearinghouse.test/people/approvals/?request={made.pk}#asked"
    ]


@pytest.mark.parametrize("when", ["daily", "off"])
def test_who_chose_otherwise_is_not_told_right_away(when: str, cast: Cast) -> None:
    wants(cast.administrator, when)

    request_membership(by=newcomer("kim@txdot.gov"), answers=answers())

    assert [to for to, _ in told()] == ["second.administrator@people.example"]


def test_administrator_who_asks_to_join_is_not_told_of_it(cast: Cast) -> None:
    request_membership(by=cast.administrator, answers=answers())

    assert [to for to, _ in told()] == ["second.administrator@people.example"]


@pytest.mark.parametrize("change", ["decided", "post_ended", "chose_off", "nothing"])
def test_mail_asks_again_before_it_is_sent(change: str, cast: Cast) -> None:
    wants(cast.second_administrator, "off")
    made = request_membership(by=newcomer("kim@txdot.gov"), answers=answers())
    if change == "decided":
        decline_request(request=made, by=cast.second_administrator, reason="No.")
    elif change == "post_ended":
        cast.administrator.groups.clear()
    elif change == "chose_off":
        wants(cast.administrator, "off")

    assert sent(OutboxMail.objects.get(to=cast.administrator.email)) is (change == "nothing")


def test_digest_tells_once_what_is_new(cast: Cast) -> None:
    wants(cast.administrator, "daily")
    waiting("kim@txdot.gov", agency_at("TX", "TxDOT"))

    post_digests()
    post_digests()

    assert outbox() == [("administrator@people.example", "2 new requests to approve")]
    body = OutboxMail.objects.get().body
    assert "- Applicant, Vermont Agency of Transportation, Vermont\n- Kim Lee, Texas Department" in body
    assert "2 waiting in all. Review them: https://clearinghouse.test/people/approvals/\n" in body


def test_digest_of_the_next_day_holds_only_what_came_since(cast: Cast) -> None:
    wants(cast.administrator, "daily")
    MembershipRequest.objects.update(requested_at=timezone.now() - timedelta(hours=30))
    post_digests()
    yesterday = OutboxMail.objects.get()
    OutboxMail.objects.filter(pk=yesterday.pk).update(
        created_at=timezone.now() - timedelta(days=1), dedupe_key=f"approvals-digest-{cast.administrator.pk}-2026-01-01"
    )

    post_digests()
    assert OutboxMail.objects.count() == 1
    waiting("kim@txdot.gov", agency_at("TX", "TxDOT"))
    post_digests()

    assert outbox()[1:] == [("administrator@people.example", "1 new request to approve")]
    assert "2 waiting in all" in OutboxMail.objects.latest("pk").body


def test_digest_is_not_sent_when_all_was_decided_meanwhile(cast: Cast) -> None:
    wants(cast.administrator, "daily")
    post_digests()
    decline_request(request=cast.applicant.membership_requests.get(), by=cast.second_administrator, reason="No.")

    assert not sent(OutboxMail.objects.get(to=cast.administrator.email))


def test_only_administrators_are_asked_when(cast: Cast, sign_in: SignIn) -> None:
    def choices(person: User) -> list[str | None]:
        boxes = pages.find(sign_in(person).get(PREFERENCES), "main input")
        return [box.get("value") for box in boxes if box.get("name") == "approval_emails"]

    assert choices(cast.administrator) == ["now", "daily", "off"]
    assert choices(cast.vermont) == []


def test_choice_is_kept_and_nobody_else_makes_it(cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.administrator, cast.vermont):
        sign_in(person).post(PREFERENCES, {"approval_emails": "daily", "shown": ["is_listed"]})

    assert Preferences.objects.get(user=cast.administrator).approval_emails == "daily"
    assert Preferences.objects.get(user=cast.vermont).approval_emails == "now"


def test_form_without_a_choice_leaves_it_as_it_is(cast: Cast, sign_in: SignIn) -> None:
    wants(cast.administrator, "daily")

    sign_in(cast.administrator).post(PREFERENCES, {"shown": []})

    assert Preferences.objects.get(user=cast.administrator).approval_emails == "daily"


MONDAY = datetime(2026, 11, 30, 14, tzinfo=UTC)


def asked_at(moment: datetime) -> None:
    MembershipRequest.objects.filter(status="waiting").update(requested_at=moment)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (MONDAY - timedelta(days=5, minutes=1), 2),  # Wednesday: three working days, and a little
        (MONDAY - timedelta(days=5) + timedelta(minutes=1), 0),
        (MONDAY - timedelta(days=3), 0),  # Friday
    ],
)
def test_reminder_counts_working_days(asked: datetime, expected: int, cast: Cast) -> None:
    asked_at(asked)

    assert post_reminders(MONDAY) == expected
    assert post_reminders(MONDAY) == 0


def test_reminder_comes_again_after_three_more_working_days_and_on_no_weekend(cast: Cast) -> None:
    asked_at(MONDAY - timedelta(days=7))

    days = [post_reminders(MONDAY + timedelta(days=day)) for day in range(8)]

    assert days == [2, 0, 0, 0, 2, 0, 0, 0]  # Monday, then Friday


def test_reminder_goes_to_who_wants_mail_and_decides(cast: Cast) -> None:
    wants(cast.administrator, "off")
    asked_at(MONDAY - timedelta(days=9))

    post_reminders(MONDAY)

    assert outbox() == [("second.administrator@people.example", "Requests to join are waiting")]


@pytest.mark.parametrize("change", ["decided", "post_ended", "chose_off", "nothing"])
def test_reminder_is_written_when_it_is_sent(change: str, cast: Cast) -> None:
    asked_at(MONDAY - timedelta(days=9))
    post_reminders(MONDAY)
    row = OutboxMail.objects.get(to=cast.administrator.email)
    if change == "decided":
        request = cast.applicant.membership_requests.get()
        decline_request(request=request, by=cast.second_administrator, reason="No.")
    elif change == "post_ended":
        cast.administrator.groups.clear()
    elif change == "chose_off":
        wants(cast.administrator, "off")

    assert row.body == ""
    assert sent(row) is (change == "nothing")


def test_applicant_is_told_what_happens_and_when(cast: Cast) -> None:
    made = request_membership(by=newcomer("kim@txdot.gov"), answers=answers())

    row = OutboxMail.objects.get(to=made.email)
    assert row.subject == "We received your request to join the EV States Clearinghouse"
    assert "within three working days" in row.body
    decline_request(request=made, by=cast.administrator, reason="No.")
    assert not sent(row)


def test_mail_of_an_approval_is_not_sent_once_the_membership_has_ended(cast: Cast) -> None:
    vtrans = agency_at("VT", "VTrans")
    request = cast.applicant.membership_requests.get()
    approve_request(request=request, by=cast.administrator, agency=vtrans, tier="member", role="reader")
    end_membership(membership=cast.applicant.memberships.get(), by=cast.administrator, reason="A mistake.")

    assert not sent(OutboxMail.objects.get(subject__startswith="You are a member"))


def test_mail_link_opens_the_queue_at_the_request_and_decides_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    request = cast.applicant.membership_requests.get()

    waiting_page = client.get(f"/people/approvals/?request={request.pk}")
    decline_request(request=request, by=cast.second_administrator, reason="No.")
    decided_page = client.get(f"/people/approvals/?request={request.pk}")

    assert pages.texts(waiting_page, "#asked .ask__name") == ["Applicant"]
    assert [entry.get("open") for entry in pages.find(waiting_page, "#asked details")] == [""]
    assert pages.texts(decided_page, "#asked p")[0].startswith("The request from Applicant is no longer waiting.")


@pytest.mark.parametrize("query", ["?request=0", "?request=x", "?request=99999999999999999999", "?request=%C2%B2"])
def test_mail_link_to_nothing_opens_the_queue(query: str, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).get(f"/people/approvals/{query}")

    assert (answer.status_code, pages.find(answer, "#asked")) == (200, [])
