"""Every email that the portal can send, with sample data, for administrators."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.core import mail as django_mail
from django.db import connection
from django.test import Client
from django.test.signals import template_rendered
from django.urls import reverse

from accounts import previewing
from accounts.emails import notify_address_confirmed
from accounts.mail import _may_still_go_out
from accounts.mail_message import Written
from accounts.models import OutboxMail, User
from accounts.previewing import Preview, Shown, all_previews, show
from accounts.sample_rows import DOMAIN, SampleRows
from tests import pages
from tests.cast import Cast
from workforce.models import SpaceAdministrator

SignIn = Callable[[User | None], Client]
PORTAL_BACKEND = "accounts.mail.OutboxBackend"
BASE = Path(portal_settings.BASE_DIR)
TEMPLATES = BASE / "templates"
POSTING = ("post", "post_to_person", "mail.post", "mail.post_to_person")
# Parts of emails that others include; and frames that others extend.
EMAILS = [
    *("*/mail/*.txt", "*/mail/*.html"),
    *("account/email/*_message.txt", "account/email/*_subject.txt"),
    *("mfa/email/*_message.txt", "mfa/email/*_subject.txt"),
]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal_mail(settings: object) -> None:
    settings.EMAIL_BACKEND = PORTAL_BACKEND


def counts() -> dict[str, int]:
    """How many rows each table has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        names = sorted(row[0] for row in cursor.fetchall())
        found = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            found[name] = cursor.fetchone()[0]
    return found


@contextmanager
def rendered() -> Iterator[set[str]]:
    """The names of all templates that are rendered meanwhile, as parts of others too."""
    names: set[str] = set()

    def note(template: object, **kwargs: object) -> None:
        names.add(template.name)

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)


def test_every_email_is_previewed_and_nothing_is_kept() -> None:
    before = counts()

    with rendered() as names:
        shown = {preview.key: show(preview) for preview in all_previews()}

    files = {str(path.relative_to(TEMPLATES)) for pattern in EMAILS for path in TEMPLATES.glob(pattern)}
    assert sorted(files - names) == []
    assert counts() == before
    assert django_mail.outbox == []
    assert [key for key, one in shown.items() if not one.to.endswith(f"@{DOMAIN}")] == []


@dataclass(frozen=True)
class Place:
    """Where the portal's own code has an email posted, and the lines of the call."""

    file: str
    function: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.file}:{self.first} {self.function}"


# These put the words together for many people at once; a function of their words is previewed instead.
OTHERWISE = {
    "accounts/approval_emails.py": "_remind",  # reminder_of
    "workforce/suggestion_emails.py": "post_digests",  # digest_of
}


def places() -> list[Place]:
    """Every call of post() and post_to_person() in the portal's apps."""
    found = []
    for app in [path.parent for path in BASE.glob("*/apps.py")]:
        for path in app.rglob("*.py"):
            file = str(path.relative_to(BASE))
            if path.name == "mail_previews.py" or file == "accounts/mail.py":
                continue
            tree = ast.parse(path.read_text())
            functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
            found += [
                Place(file, function.name, call.lineno, call.end_lineno or call.lineno)
                for function in functions
                for call in ast.walk(function)
                if isinstance(call, ast.Call) and ast.unparse(call.func) in POSTING
            ]
    return [place for place in found if OTHERWISE.get(place.file) != place.function]


def test_every_place_that_posts_an_email_is_previewed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that write without a template."""
    called: set[tuple[str, int]] = set()

    def noting(create: Callable[..., object]) -> Callable[..., object]:
        def note(**kwargs: object) -> object:
            for frame in inspect.stack(context=0):
                if frame.filename.startswith(str(BASE)) and not frame.filename.endswith("accounts/mail.py"):
                    called.add((str(Path(frame.filename).relative_to(BASE)), frame.lineno))
            return create(**kwargs)

        return note

    for name in ("create", "get_or_create"):
        monkeypatch.setattr(OutboxMail.objects, name, noting(getattr(OutboxMail.objects, name)))
    for preview in all_previews():
        show(preview)

    missing = [
        str(place)
        for place in places()
        if not any(file == place.file and place.first <= line <= place.last for file, line in called)
    ]
    assert missing == []


@cache
def written() -> dict[str, Written]:
    """What each says; asked once, because it takes five seconds."""
    return {preview.key: show(preview).written for preview in all_previews()}


def test_text_is_not_escaped_and_html_is() -> None:
    """Sample things are named with & and <: a text shows them as they are, HTML only escaped."""
    shown = written()

    assert [key for key, one in shown.items() if re.search("&(amp|lt|#)", one.subject + one.body)] == []
    assert [key for key, one in shown.items() if re.search(r"&(?!\w+;|#)|<(up|down|grid)", one.html)] == []
    assert sorted(key for key, one in shown.items() if "&amp;" in one.html) == sorted(
        key for key, one in shown.items() if one.html and "&" in re.sub(r"https?://\S+", "", one.body)
    )


def test_no_email_shows_the_code_of_its_template() -> None:
    shown = written()

    assert [key for key, one in shown.items() if re.search("{{|{%|{#", one.subject + one.body + one.html)] == []


def test_page_shows_text_as_it_is_sent(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).get("/people/system/mail/previews/inquiry-asked/")

    (text,) = [element.text_content() for element in pages.find(answer, ".mail-preview__text")]
    assert "How do you measure uptime & <downtime>?" in text.splitlines()


def test_every_preview_would_go_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What asks again when an email is sent would let it go, also beside real people who get such emails."""
    SpaceAdministrator.objects.create(person=cast.guest)
    refused: list[str] = []
    take = previewing._shown

    def note(row: OutboxMail) -> Shown:
        if not _may_still_go_out(row):
            refused.append(row.check_name)
        return take(row)

    monkeypatch.setattr(previewing, "_shown", note)
    for preview in all_previews():
        show(preview)

    assert refused == []


def test_list_names_every_email_by_room(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).get("/people/system/mail/previews/")

    links = [link.get("href") for link in pages.find(answer, ".data-table a")]
    assert links == [reverse("accounts:mail_preview", args=[preview.key]) for preview in all_previews()]
    assert pages.headings(answer) == list(dict.fromkeys(preview.room for preview in all_previews()))


def test_page_shows_headers_and_text(cast: Cast, sign_in: SignIn, settings: object) -> None:
    settings.DEFAULT_FROM_EMAIL = "portal@naseo.example"
    settings.MAIL_REPLY_TO = ""

    answer = sign_in(cast.administrator).get("/people/system/mail/previews/join-vouch/")

    facts = dict(zip(pages.texts(answer, ".facts dt"), pages.texts(answer, ".facts dd"), strict=True))
    assert facts == {
        "Who gets it": "EV leads of the agency",
        "When": "A colleague asks to join",
        "Subject": "Do you know Ana Sample?",
        "From": "portal@naseo.example",
        "To": "lee.sample@preview.example",
        "Replies go to": "The sender",
        "Can be turned off": "Yes, with one click in email programs (List-Unsubscribe)",
        "List-Id": "<wants-colleagues.naseo.example>",
    }
    assert pages.headings(answer) == ["Subject and sender", "Text"]


def test_html_is_framed_and_can_do_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    page = client.get("/people/system/mail/previews/join-approved/")
    framed = client.get("/people/system/mail/previews/join-approved/html/")

    (frame,) = pages.find(page, "iframe")
    assert (frame.get("src"), frame.get("sandbox")) == ("/people/system/mail/previews/join-approved/html/", "")
    assert "frame-src 'self'" in page["Content-Security-Policy"].split("; ")
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
    assert (framed["Content-Security-Policy"], framed["X-Frame-Options"]) == (policy, "SAMEORIGIN")
    assert pages.texts(framed, "h1") == ["Your request was approved"]
    assert client.get("/people/system/mail/previews/join-declined/html/").status_code == 404


def test_administrator_gets_it_by_email_and_nobody_else(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).post("/people/system/mail/previews/join-approved/send/")

    assert answer.status_code == 302
    sent = [(row.to, row.subject, row.html != "") for row in OutboxMail.objects.all()]
    assert sent == [(cast.administrator.email, "[Preview] You are a member of the EV States Clearinghouse", True)]


def test_sending_has_a_limit(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    statuses = [client.post("/people/system/mail/previews/join-declined/send/").status_code for _ in range(21)]

    assert statuses == [302] * 20 + [429]


def test_looking_sends_and_keeps_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    client.get("/people/system/mail/previews/")
    before = counts()

    for key in ("join-approved", "approval-request", "sign-in-code"):
        assert client.get(f"/people/system/mail/previews/{key}/").status_code == 200

    assert counts() == before


def test_two_previews_cannot_have_one_key() -> None:
    declare = previewing.previews_of("Room")

    with pytest.raises(ValueError, match=r"^Two previews have the key join-approved: choose another one\.$"):
        declare("join-approved", "Name", to="Someone", when="Now")(lambda sample: None)


def test_preview_that_writes_nothing_says_so() -> None:
    silent = Preview("silent", "Room", "Name", "Someone", "Now", lambda sample: None)

    with pytest.raises(LookupError, match=r"^The preview silent wrote no email to a sample person\.$"):
        show(silent)


def test_an_address_that_somebody_signed_up_with_is_left_alone() -> None:
    User.objects.create_user(f"ana.sample@{DOMAIN}", name="Mallory")
    (received,) = [preview for preview in all_previews() if preview.key == "join-received"]

    assert show(received).to == f"ana.sample1@{DOMAIN}"


def test_previews_wait_for_each_other() -> None:
    locks: list[int] = []

    def make(sample: SampleRows) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            locks.append(cursor.fetchone()[0])
        notify_address_confirmed(sample.person("Ana Sample"))

    show(Preview("one", "Room", "Name", "Someone", "Now", make))

    assert locks == [1]
