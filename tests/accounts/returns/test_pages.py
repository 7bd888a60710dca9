"""What mail services may post, what owners of paused addresses see and do, and what administrators see."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.checks import run_checks
from django.test import Client, override_settings

from accounts.models import AuditEvent, MailReport, OutboxMail, PausedAddress, User
from accounts.returns import pausing
from accounts.returns.services import signature_of
from tests import pages
from tests.accounts.returns import samples
from tests.accounts.returns.samples import KEY, TO
from tests.accounts.returns.test_believing import sent
from tests.cast import Cast
from tests.jobs import run_jobs

SignIn = Callable[[User | None], Client]
HOOK, SECRET = "/people/mail/reports/", "s" * 40
PREFERENCES, SYSTEM_MAIL = "/people/me/preferences/", "/people/system/mail/"
OURS = {"reports": [{"kind": "bounce", "recipient": TO, "message_id": f"<{KEY}@localhost>", "status": "5.1.1"}]}


def posted(said: Any, *, secret: str = SECRET, at: int = 0, **headers: str) -> tuple[int, dict[str, Any]]:
    """The answer to what a mail service posts, which has neither cookie nor token."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    headers = headers or {"X-Clearinghouse-Signature": signature_of(body, secret, at or int(time.time()))}
    client = Client(enforce_csrf_checks=True)
    answer = client.post(HOOK, body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def sns(said: dict[str, object]) -> dict[str, object]:
    return {"Type": "Notification", "TopicArn": "arn:aws:sns:us-east-1:1:mail", "Message": json.dumps(said)}


def basic(secret: str) -> str:
    return f"Basic {base64.b64encode(f'ses:{secret}'.encode()).decode()}"


@pytest.mark.django_db
@override_settings(MAIL_WEBHOOK_SECRET=SECRET)
def test_signed_report_counts_once() -> None:
    sent()

    assert [posted(OURS), posted(OURS)] == [(200, {"counted": 1}), (200, {"counted": 0})]

    assert PausedAddress.objects.get().address == TO


@pytest.mark.django_db
@override_settings(MAIL_WEBHOOK_SECRET=SECRET)
@pytest.mark.parametrize(
    "options",
    [
        {"secret": "t" * 40},
        {"at": int(time.time()) - 900},
        {"at": int(time.time()) + 900},
        {"Authorization": basic("t" * 40)},
        {"Authorization": "Basic %%%"},
        {"Authorization": f"Bearer {SECRET}"},
        {"X-Clearinghouse-Signature": "t=٣,v1=x"},
        {"X-Clearinghouse-Signature": "v1=x"},
        {"X-Other": "1"},
    ],
)
def test_who_does_not_know_the_secret_changes_nothing(options: dict[str, Any]) -> None:
    sent()

    assert posted(OURS, **options)[0] == 403

    assert (MailReport.objects.count(), PausedAddress.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_without_a_secret_in_the_settings_nobody_passes() -> None:
    sent()

    assert (posted(OURS, secret="")[0], posted(OURS, Authorization=basic(""))[0]) == (403, 403)


@pytest.mark.django_db
@override_settings(MAIL_WEBHOOK_SECRET=SECRET)
@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (samples.ses("Bounce"), "hard"),
        (samples.ses("Bounce", status="", bounce_type="Transient"), "soft"),
        (samples.ses("Bounce", status="5.7.1"), "soft"),
        (samples.ses("Complaint"), "complaint"),
    ],
)
def test_notifications_of_amazon_ses_count(event: dict[str, object], kind: str) -> None:
    sent()

    assert posted(sns(event), Authorization=basic(SECRET)) == (200, {"counted": 1})

    assert [report.kind for report in MailReport.objects.all()] == [kind]


@pytest.mark.django_db
@override_settings(MAIL_WEBHOOK_SECRET=SECRET)
@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        ({"reports": "x"}, 400),
        ({"reports": [{"kind": "opened", "recipient": TO, "message_id": f"<{KEY}@a>", "status": "5.1.1"}]}, 400),
        ({"reports": [{"kind": "bounce", "recipient": TO, "message_id": "<x@a>", "status": "5.1.1"}]}, 400),
        ({"Type": "Notification", "Message": "no JSON"}, 400),
        ({"Type": "SubscriptionConfirmation", "TopicArn": "arn", "SubscribeURL": "https://sns.example/?a"}, 200),
        ({"reports": []}, 200),
        (b"[" * 100_000, 400),
        (b" " * 300_000, 413),
    ],
)
def test_what_is_no_report_changes_nothing(said: Any, status: int) -> None:
    sent()

    assert posted(said)[0] == status

    assert MailReport.objects.count() == 0


def test_owner_learns_why_no_mail_comes_and_can_try_again(cast: Cast, sign_in: SignIn) -> None:
    said = "550 5.1.1 <b>unknown</b>"
    PausedAddress.objects.create(address=cast.vermont.email.lower(), kind="hard", status="5.1.1", said=said)
    client = sign_in(cast.vermont)

    page = client.get(PREFERENCES).content.decode()
    answer = client.post("/people/me/mail/again/")
    run_jobs()

    assert ("550 5.1.1 &lt;b&gt;unknown&lt;/b&gt;" in page, answer["Location"]) == (True, PREFERENCES)
    (message,) = django_mail.outbox
    link = next(word for word in message.body.split() if "/people/me/mail/" in word).split("clearinghouse.test")[1]
    assert [client.head(link).status_code, client.get(link).status_code] == [200, 200]
    assert PausedAddress.objects.count() == 1  # looking changes nothing
    assert sign_in(cast.colorado).post(link).status_code == 404
    assert client.post(link)["Location"] == PREFERENCES
    assert PausedAddress.objects.count() == 0
    assert AuditEvent.objects.filter(action="mail.pause_ended").count() == 1


def test_link_is_for_the_address_that_it_was_mailed_to(cast: Cast) -> None:
    secret = pausing.SIGNER.sign_object(pausing._said(cast.vermont), compress=False)
    assert pausing.is_link_of(secret, cast.vermont) is True

    cast.vermont.email = "new@vermont.gov"

    assert pausing.is_link_of(secret, cast.vermont) is False


def test_trying_again_is_limited(cast: Cast, sign_in: SignIn) -> None:
    PausedAddress.objects.create(address=cast.vermont.email.lower(), kind="hard")
    client = sign_in(cast.vermont)

    statuses = [client.post("/people/me/mail/again/").status_code for _ in range(4)]

    assert statuses == [302, 302, 302, 429]
    assert OutboxMail.objects.filter(is_urgent=True).count() == 3


def test_without_a_pause_nothing_is_sent(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.vermont).post("/people/me/mail/again/")

    assert OutboxMail.objects.count() == 0
    assert "We don’t send emails" not in sign_in(cast.vermont).get(PREFERENCES).content.decode()


def test_sign_in_says_that_no_mail_comes(cast: Cast) -> None:
    PausedAddress.objects.create(address=cast.vermont.email.lower(), kind="soft")
    cast.vermont.set_password("a long password of Vermont")
    cast.vermont.save(update_fields=["password"])

    login = {"login": cast.vermont.email, "password": "a long password of Vermont"}
    answer = Client().post("/account/login/", login, follow=True)

    assert "We stopped sending you emails, because one came back." in answer.content.decode()


def test_administrators_see_paused_addresses_and_what_is_missing(cast: Cast, sign_in: SignIn) -> None:
    PausedAddress.objects.create(address=cast.vermont.email.lower(), kind="hard", status="5.1.1", said="unknown")
    PausedAddress.objects.create(address="stranger@people.example", kind="soft", status="4.2.2")
    client = sign_in(cast.administrator)

    page, system = client.get(SYSTEM_MAIL), client.get("/people/system/")

    rows = [" ".join(text.split()) for text in pages.texts(page, "tbody th")]
    assert sorted(rows) == sorted([cast.vermont.email.lower(), "stranger@people.example"])
    facts = dict(zip(pages.texts(system, ".facts dt"), pages.texts(system, ".facts dd"), strict=True))
    assert facts["Paused addresses"] == "2 See why"
    assert facts["Email setup"] == "4 missing. See what is missing"
    assert sign_in(cast.vermont).get(SYSTEM_MAIL).status_code == 403


def test_deployment_check_names_what_is_not_set_up() -> None:
    def names() -> list[str]:
        found = run_checks(include_deployment_checks=True)
        return [said.msg.partition(":")[0] for said in found if said.id == "accounts.I001"]

    assert names() == ["Email server", "Sender’s domain", "Replies", "Bounces"]
    with override_settings(
        EMAIL_HOST="mail.naseo.example", DEFAULT_FROM_EMAIL="a@naseo.example", MAIL_REPLY_TO="b@naseo.example",
        MAIL_WEBHOOK_SECRET="short", EMAIL_USE_TLS=False, MAIL_PER_DOMAIN_AND_MINUTE=0,
    ):  # fmt: skip
        assert names() == ["Encryption", "Secret of the email service", "To one domain"]
