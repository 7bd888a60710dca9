"""What administrators see of the machinery and of what happened."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import AuditEvent, OutboxMail, RegistryDomain, RegistryImport, User
from accounts.system import look_around
from accounts.tasks import send_mail
from documents.models import Document, SearchFollower
from tests import library, pages
from tests.cast import Cast
from workinggroups.models import WorkingGroup

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
    assert found["Email server"] == "None Emails aren’t sent. They’re only written to the worker’s log."
    assert found["Names"] == "Not imported Approvals don’t show who owns an applicant’s government address."


def test_system_page_is_calm_when_all_is_well(cast: Cast, sign_in: SignIn, settings: object) -> None:
    settings.CLAMD_ADDRESS, settings.EMAIL_HOST = "127.0.0.1:3310", "mail.people.example"
    beat(1)
    RegistryDomain.objects.create(domain="txdot.gov", registry_type="State or territory", organization="TxDOT")
    RegistryImport.objects.create(as_of=timezone.localdate(), imported_at=timezone.now(), names=1)
    SearchFollower.objects.create(folder="index-1", host="search1", passed=1, seen_at=timezone.now())

    answer = sign_in(cast.administrator).get("/people/system/")

    assert pages.find(answer, ".chip--problem, .chip--caution") == []
    assert (facts(answer)["Scanner"], facts(answer)["Email server"]) == ("On 127.0.0.1:3310", "mail.people.example")


def test_activity_lists_what_happened_newest_first(cast: Cast, sign_in: SignIn) -> None:
    write_event("a.b", by=cast.administrator, about=cast.vermont, sentence="First.")
    write_event("a.b", by=None, about=cast.vermont, sentence="Second.")

    answer = sign_in(cast.administrator).get("/people/activity/")

    assert pages.texts(answer, "tbody th") == ["Second.", "First."]
    assert pages.texts(answer, "tbody td")[1::3] == ["The portal", "Administrator"]


def test_activity_goes_on_by_key(cast: Cast, sign_in: SignIn) -> None:
    for number in range(51):
        write_event("a.b", by=None, about=cast.vermont, sentence=f"Event {number}.")
    client = sign_in(cast.administrator)

    first = client.get("/people/activity/")
    second = client.get("/people/activity/" + pages.links(first, ".pager a")["Older entries"])

    assert pages.texts(second, "tbody th") == ["Event 0."]
    assert list(pages.links(second, ".pager a")) == ["Newer entries"]


def test_activity_costs_as_many_queries_for_few_as_for_many(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    counts = []
    for _ in range(3):
        write_event("a.b", by=None, about=cast.vermont, sentence="Event.")
        with CaptureQueriesContext(connection) as queries:
            client.get("/people/activity/")
        counts.append(len(queries))

    assert counts == [5, 5, 5]  # the fifth finds what all lines name


@pytest.mark.parametrize("change", [lambda rows: rows.update(sentence="Other."), lambda rows: rows.delete()])
def test_activity_cannot_be_altered(change: Callable[[object], object], cast: Cast) -> None:
    write_event("a.b", by=None, about=cast.vermont, sentence="Event.")

    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        change(AuditEvent.objects.all())

    assert AuditEvent.objects.get().sentence == "Event."


def lines(client: Client, query: str) -> list[str]:
    return pages.texts(client.get(f"/people/activity/?{query}"), "tbody th")


def test_activity_narrows_by_person_thing_kind_and_time(cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.colorado, "Terms of Colorado")
    write_event("document.published", by=cast.colorado, about=paper, sentence="One.")
    write_event("person.deactivated", by=cast.administrator, about=cast.colorado, sentence="Two.")
    old = write_event("group.made", by=cast.vermont, about=cast.vermont, sentence="Three.")
    client, today, tomorrow = sign_in(cast.administrator), timezone.localdate(), timezone.localdate() + timedelta(1)

    found = {
        query: lines(client, query)
        for query in (
            "person=colorado", "thing=terms", "kind=documents", "kind=groups&person=vermont", f"since={tomorrow}",
            f"until={today}", f"since={today}&kind=people", "since=9999-12-31&until=9999-12-31", "kind=none",
        )
    }  # fmt: skip

    assert (old.sentence, found) == (
        "Three.",
        {
            "person=colorado": ["Two.", "One."],
            "thing=terms": ["One."],
            "kind=documents": ["One."],
            "kind=groups&person=vermont": ["Three."],
            f"since={tomorrow}": [],
            f"until={today}": ["Three.", "Two.", "One."],
            f"since={today}&kind=people": ["Two."],
            "since=9999-12-31&until=9999-12-31": [],
            "kind=none": [],
        },
    )


def test_activity_links_what_it_names_while_it_is_there(cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.vermont, "Terms")
    group = WorkingGroup.objects.get(slug="cybersecurity")
    write_event("document.published", by=cast.vermont, about=paper, sentence="Shared.")
    write_event("group.made", by=cast.administrator, about=group, sentence="Made.")
    write_event("membership.approved", by=None, about=cast.vermont.membership_requests.get(), sentence="Approved.")
    gone = library.document(cast.vermont, "Gone")
    write_event("document.published", by=cast.vermont, about=gone, sentence="Gone.")
    Document.objects.filter(pk=gone.pk).update(current_version=None)
    gone.delete()
    client = sign_in(cast.administrator)

    answer = client.get("/people/activity/")

    links = pages.links(answer, "tbody td a")
    request = cast.vermont.membership_requests.get()
    assert links == {
        "Terms": paper.get_absolute_url(),
        group.name: group.get_absolute_url(),
        str(request): f"/people/approvals/{request.pk}/",
        "Vermont": f"/people/{cast.vermont.pk}/",
        "Administrator": f"/people/{cast.administrator.pk}/",
    }
    assert {client.get(url).status_code for url in links.values()} == {200}


def test_activity_is_exported_as_text_and_says_so(cast: Cast, sign_in: SignIn) -> None:
    User.objects.filter(pk=cast.vermont.pk).update(name="=HYPERLINK(1)")
    cast.vermont.refresh_from_db()
    write_event("document.published", by=cast.vermont, about=cast.vermont, sentence="+One.")
    write_event("group.made", by=cast.administrator, about=cast.colorado, sentence="Two.")

    answer = sign_in(cast.administrator).post("/people/activity/export/?kind=documents")

    head, *rows = csv.reader(StringIO(b"".join(answer.streaming_content).decode().removeprefix("\ufeff")))
    assert head == [
        *("When", "Who", "What happened", "Action", "Type", "About"),
        *("Result", "Network", "Request", "Viewing as"),
    ]
    assert [row[1:6] for row in rows] == [
        ["'=HYPERLINK(1)", "'+One.", "document.published", "accounts.user", "'=HYPERLINK(1)"]
    ]
    assert AuditEvent.objects.latest("pk").sentence == "Administrator exported the activity log: 1 entry."
    assert sign_in(cast.vermont).post("/people/activity/export/").status_code == 403
