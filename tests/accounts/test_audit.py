"""Every access and every change leaves one line, and no line is ever changed. See docs/security.md."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import accesses, activity
from accounts.audit import write_access, write_event
from accounts.models import AccessEvent, AuditEvent, User
from accounts.models.audit import Event
from tests import library, pages
from tests.accounts.signing import CODE, LOGIN, PASSWORD, log_in, with_password
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
LONG_AGO = timedelta(days=367)
LINE = ("action", "actor_label", "object_type", "object_label", "result")
BOTH = pytest.mark.parametrize("log", [AuditEvent, AccessEvent])


def accesses_told() -> list[tuple[str, ...]]:
    return list(AccessEvent.objects.order_by("pk").values_list(*LINE))


def changes_told() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def paper_of(cast: Cast, **given: str) -> str:
    return library.document(cast.vermont, "Terms", **given).key


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "password", "told"),
    [
        ("kim@txdot.gov", PASSWORD, ("session.signed_in", "Kim Lee", "accounts.user", "Kim Lee", "done")),
        ("kim@txdot.gov", "wrong", ("session.sign_in_failed", "The portal", "accounts.user", "Kim Lee", "refused")),
        (
            *("my-password@txdot.gov", "wrong"),
            ("session.sign_in_failed", "The portal", "address", "an address without an account", "refused"),
        ),
    ],
)
def test_each_way_into_the_portal_is_one_line(email: str, password: str, told: tuple[str, ...]) -> None:
    with_password()

    answer = Client(REMOTE_ADDR="198.51.100.77").post(LOGIN, {"login": email, "password": password})

    assert accesses_told() == [told]
    line = AccessEvent.objects.get()
    assert (line.network, line.request_id) == ("198.51.100.0/24", answer.headers["X-Request-Id"])
    assert "my-password" not in str(list(AccessEvent.objects.values()))


@pytest.mark.django_db
def test_wrong_code_is_one_line_of_whom_a_right_password_named() -> None:
    user, client = with_password(), Client()
    TOTP.activate(user, generate_totp_secret())
    log_in(client)

    client.post("/account/2fa/authenticate/", {"code": "000000"})

    assert accesses_told() == [("session.proof_failed", "The portal", "accounts.user", "Kim Lee", "refused")]


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["kim@txdot.gov", "nobody@txdot.gov"])
def test_wrong_mailed_code_is_one_line_that_does_not_tell_of_an_account(email: str) -> None:
    with_password()
    client = Client()
    client.post(CODE, {"email": email})

    client.post("/account/login/code/confirm/", {"code": "BBBB-BBBB"})

    told = ("session.proof_failed", "The portal", "address", "an address that isn’t confirmed", "refused")
    assert accesses_told() == [told]


@pytest.mark.django_db
def test_signing_out_is_one_line() -> None:
    with_password()
    client = Client()
    log_in(client)

    client.post("/account/logout/")

    assert [line[0] for line in accesses_told()] == ["session.signed_in", "session.signed_out"]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/people/", "Vermont was refused at /people/."),
        (
            "/documents/zzzzzzzzzzzz/",
            "Vermont asked for /documents/zzzzzzzzzzzz/. There’s nothing there, or it isn’t shared with them.",
        ),
    ],
)
def test_each_refusal_is_one_line(address: str, sentence: str, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.vermont).get(f"{address}?q=secret")
    sign_in(None).get(address)

    assert accesses_told() == [("access.refused", "Vermont", "address", address, "refused")]
    assert AccessEvent.objects.get().sentence == sentence


def test_what_is_hidden_and_what_never_was_are_told_alike(cast: Cast, sign_in: SignIn) -> None:
    hidden, client = paper_of(cast, sharing_choice="me"), sign_in(cast.colorado)

    with CaptureQueriesContext(connection) as of_hidden:
        client.get(f"/documents/{hidden}/")
    with CaptureQueriesContext(connection) as of_nothing:
        client.get("/documents/zzzzzzzzzzzz/")

    told = [line.sentence.replace(hidden, "zzzzzzzzzzzz") for line in AccessEvent.objects.all()]
    assert told[0] == told[1]
    assert len(of_hidden) == len(of_nothing)


def test_each_download_is_one_line_that_names_the_document(cast: Cast, sign_in: SignIn) -> None:
    key = paper_of(cast, sharing_choice="all_members")
    client = sign_in(cast.colorado)

    client.head(f"/documents/{key}/download/")
    assert client.get(f"/documents/{key}/download/").status_code == 200

    assert accesses_told() == [("file.downloaded", "Colorado", "documents.document", "Terms", "done")]


def test_export_is_told_once_among_the_changes(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.administrator).post("/people/activity/export/").status_code == 200

    assert (changes_told(), accesses_told()) == (["activity.exported"], [])


CHANGES = {
    "membership.role_changed": lambda client, cast: client.post(f"/people/{cast.vermont.pk}/editor/"),
    "person.deactivated": lambda client, cast: client.post(f"/people/{cast.vermont.pk}/deactivate/"),
    "administrator.made": lambda client, cast: client.post(f"/people/{cast.vermont.pk}/administrator/"),
    "membership.declined": lambda client, cast: client.post(
        f"/people/approvals/{cast.applicant.membership_requests.get().pk}/decline/", {"reason": "No.", "version": 1}
    ),
    "viewing.started": lambda client, cast: client.post("/people/view-as/", {"wanted": "guest"}),
    "activity.exported": lambda client, cast: client.post("/people/activity/export/?log=access"),
    "link.asked": lambda client, cast: client.post("/people/cannot-open/", {"next": "/documents/x/"}),
}


@pytest.mark.parametrize("action", CHANGES)
def test_each_change_is_one_line_with_person_thing_and_request(action: str, cast: Cast, sign_in: SignIn) -> None:
    answer = CHANGES[action](sign_in(cast.administrator), cast)

    line = AuditEvent.objects.get()
    assert (line.action, line.actor_id, line.actor_label) == (action, cast.administrator.pk, "Administrator")
    assert (line.request_id, line.network) == (answer.headers["X-Request-Id"], "127.0.0.0/24")
    assert (bool(line.object_type), bool(line.object_id), accesses_told()) == (True, True, [])


def test_public_is_not_noted(cast: Cast, sign_in: SignIn) -> None:
    key = paper_of(cast, sharing_choice="public")

    assert sign_in(None).get(f"/documents/{key}/download/").status_code == 200

    assert accesses_told() == []


def test_file_is_not_handed_out_without_its_line(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    key, client = paper_of(cast, sharing_choice="all_members"), sign_in(cast.colorado)

    def fails(*args: object, **given: object) -> None:
        raise DatabaseError("no room")

    monkeypatch.setattr(accesses, "write_access", fails)

    with pytest.raises(DatabaseError, match="no room"):
        client.get(f"/documents/{key}/download/")
    assert client.get("/documents/zzzzzzzzzzzz/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.9", "203.0.113.0/24"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48")],
)
def test_network_tells_no_machine(address: str, network: str) -> None:
    with_password()

    Client(REMOTE_ADDR=address).post(LOGIN, {"login": "kim@txdot.gov", "password": PASSWORD})

    assert AccessEvent.objects.get().network == network


# The logs can only grow


def a_line(log: type[Event], happened_at: object = None) -> Event:
    return log.objects.create(
        action="a.b", object_type="x", object_id="1", sentence="Event.", happened_at=happened_at or timezone.now()
    )


@BOTH
@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET sentence = 'Other.'",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "SET LOCAL pgtrigger.ignore = '{{accounts_auditevent:append_only,append_only}}'; UPDATE {} SET sentence = ''",
        "SET LOCAL pgtrigger.ignore = '{{pgtrigger_append_only_a0b21}}'; DELETE FROM {}",
    ],
)
def test_owner_of_the_tables_cannot_alter_a_line(log: type[Event], statement: str) -> None:
    a_line(log)

    with pytest.raises(DatabaseError, match="neither changed nor removed"), transaction.atomic():
        connection.cursor().execute(statement.format(log._meta.db_table))

    assert log.objects.get().sentence == "Event."


@BOTH
@pytest.mark.django_db
@pytest.mark.parametrize("change", [lambda rows: rows.update(sentence="Other."), lambda rows: rows.delete()])
def test_models_cannot_alter_a_line(log: type[Event], change: Callable[[object], object]) -> None:
    a_line(log)

    with pytest.raises(DatabaseError, match="neither changed nor removed"), transaction.atomic():
        change(log.objects.all())

    assert log.objects.get().sentence == "Event."


@pytest.mark.django_db
def test_accesses_are_forgotten_by_age_and_decisions_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accesses, "LINES_AT_ONCE", 2)
    for _ in range(3):
        a_line(AccessEvent, timezone.now() - LONG_AGO)
    kept = a_line(AccessEvent, timezone.now() - timedelta(days=364))
    old_decision = a_line(AuditEvent, timezone.now() - LONG_AGO)

    assert accesses.forget_old() == 3

    assert list(AccessEvent.objects.all()) == [kept]
    with pytest.raises(DatabaseError, match="neither changed nor removed"), transaction.atomic():
        old_decision.delete()


# Reading them


def test_accesses_are_searched_as_decisions_are(cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.vermont, "Uptime terms, 2026")
    write_access("file.downloaded", by=cast.colorado, about=paper, sentence="One.")
    write_access("session.signed_in", by=cast.vermont, about=cast.vermont, sentence="Two.")
    write_event("document.published", by=cast.colorado, about=paper, sentence="A decision.")
    client = sign_in(cast.administrator)

    def found(query: str) -> list[str]:
        return pages.texts(client.get(f"/people/activity/?log=access&{query}"), "tbody th")

    assert found("") == ["Two.", "One."]
    assert found("person=colorado") == ["One."]
    assert found("thing=term+upt") == ["One."]
    assert found("thing=%26+%21+%27+%3A%2A") == []
    assert found("kind=sessions") == ["Two."]


@pytest.mark.parametrize("few", [0, 1, 2])
def test_rare_and_common_words_find_the_same(
    few: int, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "FEW", few)
    paper = library.document(cast.vermont, "Uptime terms")
    for number in (1, 2):
        write_access("file.downloaded", by=cast.colorado, about=paper, sentence=f"Line {number}.")
    write_access("file.downloaded", by=cast.colorado, about=cast.colorado, sentence="Another.")
    client = sign_in(cast.administrator)

    found = pages.texts(client.get("/people/activity/?log=access&thing=uptime&person=colorado"), "tbody th")

    assert found == ["Line 2.", "Line 1."]


def test_long_export_is_whole_and_read_piece_by_piece(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.actions.activity.AT_ONCE", 2)
    for number in range(5):
        write_event("a.b", by=None, about=cast.vermont, sentence=f"Event {number}.")

    answer = sign_in(cast.administrator).post("/people/activity/export/")

    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode().removeprefix("\ufeff"))))
    assert [row[2] for row in rows[1:]] == [f"Event {number}." for number in (4, 3, 2, 1, 0)]


# One's own trail


def test_people_see_their_own_trail_and_nobody_elses(cast: Cast, sign_in: SignIn) -> None:
    write_access("session.signed_in", by=cast.vermont, about=cast.vermont, sentence="Vermont signed in.")
    write_access("session.sign_in_failed", by=None, about=cast.vermont, sentence="Somebody tried.", is_refused=True)
    write_access("session.signed_in", by=cast.colorado, about=cast.colorado, sentence="Colorado signed in.")
    write_event("membership.declined", by=cast.administrator, about=cast.applicant, sentence="About the applicant.")
    write_event("person.deactivated", by=cast.administrator, about=cast.vermont, sentence="About Vermont.")
    write_event("route.away", by=cast.administrator, about=cast.vermont, sentence="Where Vermont is.")
    client = sign_in(cast.vermont)

    assert pages.texts(client.get("/people/me/activity/"), "tbody th") == ["Somebody tried.", "Vermont signed in."]
    assert pages.texts(client.get("/people/me/activity/?log=changes"), "tbody th") == ["About Vermont."]


def test_own_trail_tells_nothing_of_what_was_taken_away(cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.vermont, "Terms", sharing_choice="agency")
    write_access("file.downloaded", by=cast.colorado, about=paper, sentence="Colorado downloaded Terms.")
    write_event("document.details_changed", by=cast.colorado, about=paper, sentence="Changed the title of Terms.")
    client = sign_in(cast.colorado)

    assert pages.texts(client.get("/people/me/activity/"), "tbody th") == [
        "You took away a file that you can no longer open."
    ]
    assert pages.texts(client.get("/people/me/activity/?log=changes"), "tbody th") == [
        "You changed something that you can no longer open."
    ]


@pytest.mark.parametrize("log", ["access", "changes"])
def test_own_trail_costs_as_many_queries_for_few_as_for_many(log: str, cast: Cast, sign_in: SignIn) -> None:
    client, counts = sign_in(cast.vermont), []
    for _ in range(3):
        write_access("session.signed_in", by=cast.vermont, about=cast.vermont, sentence="Vermont signed in.")
        write_event("document.published", by=cast.vermont, about=cast.vermont, sentence="Shared.")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/people/me/activity/?log={log}")
        counts.append(len(queries))

    assert counts == [4, 4, 4]


def test_every_index_that_the_search_needs_is_there() -> None:
    names = {index.name for log in (AuditEvent, AccessEvent) for index in log._meta.indexes}

    assert {f"{log}_{by}" for log in ("audit", "access") for by in ("by_person", "by_time", "object_words")} <= names
    assert activity.NEWEST_FIRST == ("-pk",)
