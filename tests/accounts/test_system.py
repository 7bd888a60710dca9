"""What administrators see of the machinery and of what happened."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import AuditEvent, OutboxMail, RegistryDomain, RegistryImport, User
from accounts.system import look_around
from accounts.tasks import send_mail
from tests import pages
from tests.cast import Cast

SignIn = Callable[[User | None], Client]


def row(**fields: object) -> OutboxMail:
    return OutboxMail.objects.create(to="kim@people.example", subject="Hello", body="Words.", **fields)


def beat(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def facts(answer: object) -> dict[str, str]:
    return dict(zip(pages.texts(answer, ".facts dt"), pages.texts(answer, ".facts dd"), strict=True))


@pytest.mark.django_db
def test_mail_is_counted_by_what_became_of_it() -> None:
    now = timezone.now()
    row(created_at=now - timedelta(hours=3))
    row(last_error="ConnectionRefusedError: no", next_try_at=now + timedelta(hours=1))
    row(sent_at=now)
    row(abandoned_at=now, last_error="gone")
    row(abandoned_at=now - timedelta(days=8), last_error="long gone")

    state = look_around()

    assert (state.mail_waiting, state.mail_failing, state.mail_given_up) == (2, 1, 1)
    assert state.oldest_mail_at == now - timedelta(hours=3)
    assert state.last_error == "long gone"


@pytest.mark.django_db
def test_jobs_are_counted_by_state() -> None:
    for _ in range(3):
        send_mail.defer(mail_id=1)
    send_mail.configure(schedule_in={"hours": 1}).defer(mail_id=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT min(id) FROM procrastinate_jobs)"
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = (SELECT min(id) + 1 FROM procrastinate_jobs)"
        )

    state = look_around()

    assert (state.jobs_waiting, state.jobs_parked, state.jobs_running, state.jobs_failed) == (1, 1, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds_ago", "alive"), [(5, True), (59, True), (65, False)])
def test_worker_is_alive_while_its_heart_beats(seconds_ago: int, alive: bool) -> None:
    beat(seconds_ago)

    assert look_around().worker_is_alive == alive


def test_system_page_marks_what_needs_somebody(cast: Cast, sign_in: SignIn) -> None:
    row(last_error="ConnectionRefusedError: no")

    found = facts(sign_in(cast.administrator).get("/people/system/"))

    assert found["Worker"] == "Not running No email is sent and no file is checked until it runs."
    assert found["Failed, will retry"] == "1 The portal keeps trying for 48 hours."
    assert found["Latest error"] == "ConnectionRefusedError: no"
    assert found["Scanner"] == "None Files are checked for their type, but not for viruses."
    assert found["Email server"] == "None The worker prints emails instead of sending them."
    assert found["Names"] == "Not imported No one checks who owns an applicant’s government address."


def test_system_page_is_calm_when_all_is_well(cast: Cast, sign_in: SignIn, settings: object) -> None:
    settings.CLAMD_ADDRESS, settings.EMAIL_HOST = "127.0.0.1:3310", "mail.people.example"
    beat(1)
    RegistryDomain.objects.create(domain="txdot.gov", registry_type="State or territory", organization="TxDOT")
    RegistryImport.objects.create(as_of=timezone.localdate(), imported_at=timezone.now(), names=1)

    answer = sign_in(cast.administrator).get("/people/system/")

    assert pages.find(answer, ".chip--problem, .chip--caution") == []
    assert (facts(answer)["Scanner"], facts(answer)["Email server"]) == ("On 127.0.0.1:3310", "mail.people.example")


def test_activity_lists_what_happened_newest_first(cast: Cast, sign_in: SignIn) -> None:
    write_event("a.b", by=cast.administrator, about=cast.vermont, sentence="First.")
    write_event("a.b", by=None, about=cast.vermont, sentence="Second.")

    answer = sign_in(cast.administrator).get("/people/activity/")

    assert pages.texts(answer, "tbody th") == ["Second.", "First."]
    assert [row[0] for row in zip(pages.texts(answer, "tbody td")[::2], strict=True)] == ["The portal", "Administrator"]


def test_activity_goes_on_by_key(cast: Cast, sign_in: SignIn) -> None:
    for number in range(51):
        write_event("a.b", by=None, about=cast.vermont, sentence=f"Event {number}.")
    client = sign_in(cast.administrator)

    first = client.get("/people/activity/")
    second = client.get("/people/activity/" + pages.links(first, ".pager a")["Older"])

    assert pages.texts(second, "tbody th") == ["Event 0."]
    assert list(pages.links(second, ".pager a")) == ["Newer"]


def test_activity_costs_as_many_queries_for_few_as_for_many(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    counts = []
    for _ in range(3):
        write_event("a.b", by=None, about=cast.vermont, sentence="Event.")
        with CaptureQueriesContext(connection) as queries:
            client.get("/people/activity/")
        counts.append(len(queries))

    assert counts == [4, 4, 4]


@pytest.mark.parametrize("change", [lambda rows: rows.update(sentence="Other."), lambda rows: rows.delete()])
def test_activity_cannot_be_altered(change: Callable[[object], object], cast: Cast) -> None:
    write_event("a.b", by=None, about=cast.vermont, sentence="Event.")

    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        change(AuditEvent.objects.all())

    assert AuditEvent.objects.get().sentence == "Event."
