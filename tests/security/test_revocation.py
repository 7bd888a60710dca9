"""What was taken away is gone with the next request, on every face, also on another connection."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions, audiences, confirming
from accounts.digests import may_get
from accounts.models import Membership, OutboxMail, User
from documents.finding.facets import count_facets
from documents.finding.filters import Filters
from documents.finding.listing import list_documents
from documents.finding.search import search_pages
from documents.models import Document, DocumentGroupPermission, DocumentUserPermission, Upload
from documents.sharing import grants
from following.actions.feeds import make_feed as make_news_feed
from meetings.actions.feeds import make_feed
from tests import library
from tests.accounts.test_new_address import change
from tests.cast import Cast
from tests.security.scene import PDF

SOME_DAY = "Sat, 01 Jan 2039 00:00:00 GMT"
SignIn = Callable[[User | None], Client]


def faces(client: Client, made: Document) -> dict[str, int]:
    """The status of each way to a document, pictures and programs among them."""
    version = made.current_version
    assert version is not None
    names = {
        "detail": reverse("documents:detail", args=[made.key]),
        "page": reverse("documents:page", args=[made.key, 1]),
        "picture": reverse("documents:page_image", args=[made.key, version.key, 1]),
        "thumbnail": reverse("documents:thumbnail", args=[made.key]),
        "download": reverse("documents:download", args=[made.key]),
        "version": reverse("documents:download_version", args=[made.key, version.key]),
        "program": reverse("api:document", args=[made.key]),
    }
    statuses = {name: client.get(address).status_code for name, address in names.items()}
    found = client.get("/api/v1/pages?q=uptime").json()["pages"]
    listed = client.get("/api/v1/documents").json()["documents"]
    return {**statuses, "found": len(found), "listed": len(listed)}


OPEN = {**dict.fromkeys(("detail", "page", "picture", "thumbnail", "download", "version", "program"), 200)}
CLOSED = dict.fromkeys(OPEN, 404)


def withdraw_grant(cast: Cast, made: Document) -> None:
    made.sharing = "agency"
    made.save(update_fields=["sharing"])
    grants.apply_sharing(made)


def withdraw_document(cast: Cast, made: Document) -> None:
    Document.objects.filter(pk=made.pk).update(status="withdrawn")


def end_membership(cast: Cast, made: Document) -> None:
    membership = Membership.objects.current().get(user=cast.colorado)
    audiences.leave_member_circles(cast.colorado)
    membership.delete()


def suspend_membership(cast: Cast, made: Document, reason: str = "address") -> None:
    cast.colorado.memberships.update(suspended_at=timezone.now(), suspended_for=reason)


def expire_membership(cast: Cast, made: Document) -> None:
    suspend_membership(cast, made, "unconfirmed")


@pytest.mark.parametrize(
    "take_away", [withdraw_grant, withdraw_document, end_membership, suspend_membership, expire_membership]
)
def test_every_face_closes_with_the_next_request(cast: Cast, sign_in: SignIn, take_away: Callable) -> None:
    """Page, file, picture, search and the interface for programs ask anew for each request."""
    made = library.document(cast.vermont, pages=["Port uptime."], content=PDF, file_type="pdf")
    client = sign_in(cast.colorado)
    before = faces(client, made)

    take_away(cast, made)

    assert before == {**OPEN, "found": 1, "listed": 1}
    assert faces(client, made) == {**CLOSED, "found": 0, "listed": 0}


def test_an_old_picture_is_never_not_modified(cast: Cast, sign_in: SignIn) -> None:
    """After revocation the same address with conditions is 404, never 304."""
    made = library.document(cast.vermont, pages=["Port uptime."], content=PDF, file_type="pdf")
    client, address = sign_in(cast.colorado), reverse("documents:thumbnail", args=[made.key])
    etag = client.get(address).get("ETag", '"x"')

    withdraw_document(cast, made)

    conditions = [
        {"If-None-Match": etag},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Sat, 01 Jan 2039 00:00:00 GMT"},
    ]
    assert [client.get(address, headers=headers).status_code for headers in conditions] == [404, 404, 404]


def test_nobody_sees_an_earlier_version_whose_circle_was_narrower(cast: Cast, sign_in: SignIn) -> None:
    """No trace of the first version for those who came later."""
    made = library.document(cast.vermont, sharing_choice="agency", pages=["The zanzibar clause."])
    first = made.current_version
    library.add_version(made, pages=["The second."])
    made.sharing = "all_members"
    made.save(update_fields=["sharing"])
    grants.apply_sharing(made)
    client = sign_in(cast.colorado)

    detail = client.get(made.get_absolute_url())
    statuses = [
        client.get(reverse(name, args=[made.key, first.key, *more])).status_code
        for name, more in [("documents:download_version", []), ("documents:version_page", [1])]
    ]
    program = client.get(reverse("api:document", args=[made.key])).json()

    assert statuses == [404, 404]
    assert first.key not in detail.content.decode()
    assert [version["id"] for version in program["versions"]] == [made.current_version.key]
    assert client.get("/api/v1/pages?q=zanzibar").json()["pages"] == []


# Deactivated and former people


def seen_by(user: User) -> tuple[int, int, int, int]:
    """What lists, counts and search give to somebody, asked below the level of requests."""
    fresh = User.objects.get(pk=user.pk)
    return (
        Document.objects.visible_to(fresh).count(),
        len(list_documents(fresh, Filters()).rows),
        count_facets(fresh, Filters()).total,
        len(search_pages(fresh, "uptime", Filters()).hits),
    )


def test_a_deactivated_person_is_shown_nothing_and_counted_nowhere(cast: Cast, sign_in: SignIn) -> None:
    """Not even what is public, and no mail or reach counts them."""
    own = library.document(cast.vermont, "Port uptime", sharing_choice="me")
    library.document(cast.vermont, "Port uptime for all")
    agency = audiences.of_agency(own.agency)
    people_before, _ = grants.reach([agency])
    before, client = seen_by(cast.vermont), sign_in(cast.vermont)

    actions.deactivate_person(person=cast.vermont, by=cast.administrator)

    assert before == (2, 2, 2, 4)
    assert seen_by(cast.vermont) == (0, 0, 0, 0)
    assert grants.reach([agency]) == (people_before - 1, 1)
    assert client.get("/people/me/").status_code == 302
    assert client.get(own.get_absolute_url()).status_code == 404


def test_a_deactivated_superuser_is_shown_nothing(cast: Cast) -> None:
    """Django-guardian gives such a person every row; we do not ask it."""
    library.document(cast.vermont, "Port uptime")
    root = User.objects.create_superuser("root@people.example")
    User.objects.filter(pk=root.pk).update(is_active=False)

    assert seen_by(root) == (0, 0, 0, 0)


def test_a_superuser_flag_alone_opens_no_document(cast: Cast) -> None:
    library.document(cast.vermont, "Port uptime")
    root = User.objects.create_superuser("root@people.example")

    assert seen_by(root) == (0, 0, 0, 0)


def test_who_left_keeps_nothing_but_what_everybody_sees(cast: Cast, sign_in: SignIn) -> None:
    """Also not their own documents, where colleagues may have put newer files."""
    own = library.document(cast.left, "Port uptime", sharing_choice="agency")
    public = library.document(cast.vermont, "Public uptime", sharing_choice="public")
    client = sign_in(cast.left)

    statuses = [client.get(made.get_absolute_url()).status_code for made in (own, public)]

    assert statuses == [404, 200]
    assert seen_by(cast.left)[0] == 1
    assert client.get("/documents/mine/").status_code == 302


# Every kind of credential


def close(cast: Cast, person: User, way: str) -> None:
    """One of the ways in which access ends, as actions and the worker end it."""
    membership = person.memberships.get()
    if way == "ended":
        actions.end_membership(membership=membership, by=cast.administrator, reason="Left the agency.")
    elif way == "deactivated":
        actions.deactivate_person(person=person, by=cast.administrator)
    elif way == "suspended":
        change(person, "colorado@mail.example")
    elif way == "reported":
        actions.report_left(membership=membership, by=cast.administrator)
    else:
        Membership.objects.filter(pk=membership.pk).update(confirm_by=timezone.localdate() - timedelta(days=90))
        confirming.remind_due()
        OutboxMail.objects.filter(person=person).update(sent_at=timezone.now() - timedelta(days=80))
        assert confirming.suspend_overdue() == 1


@pytest.mark.parametrize("way", ["ended", "deactivated", "suspended", "reported", "expired"])
def test_no_credential_outlives_the_access_it_was_made_with(cast: Cast, sign_in: SignIn, way: str) -> None:
    """A session, a program, a calendar address, a file on its way, a link, a saved copy, and mail to come."""
    made = library.document(cast.vermont, "Port uptime", pages=["Port uptime."], content=PDF, file_type="pdf")
    own = library.document(cast.colorado, "Own uptime", sharing_choice="agency")
    feed = reverse("meetings:feed", args=[make_feed(by=cast.colorado)])
    news = reverse("following:feed", args=[make_news_feed(by=cast.colorado)])
    upload = Upload.objects.create(owner=cast.colorado, filename="plan.txt", length=10, offset=4)
    on_its_way = reverse("documents:tus_upload", args=[upload.pk])
    client, download = sign_in(cast.colorado), reverse("documents:download", args=[made.key])
    copy = {"If-None-Match": client.get(download).headers.get("ETag", '"x"')}
    asked: dict[str, Callable[[], object]] = {
        "session": lambda: client.get(reverse("documents:mine")).status_code,
        "link": lambda: client.get(made.get_absolute_url()).status_code,
        "own": lambda: client.get(own.get_absolute_url()).status_code,
        "program": lambda: client.get(reverse("api:document", args=[made.key])).status_code,
        "file": lambda: client.get(download).status_code,
        "saved copy": lambda: client.get(download, headers=copy).status_code in (200, 304),
        "calendar": lambda: client.get(feed).status_code,
        "news": lambda: client.get(news).status_code,
        "upload": lambda: client.head(on_its_way, headers={"Tus-Resumable": "1.0.0"}).status_code,
        "mail": lambda: may_get(User.objects.get(pk=cast.colorado.pk)),
    }
    before = {name: ask() for name, ask in asked.items()}

    close(cast, cast.colorado, way)

    # Its owner is told that the first part is lost; nobody else learns of the upload.
    assert before == {**dict.fromkeys(asked, 200), "saved copy": True, "mail": True, "upload": 410}
    closed = {**dict.fromkeys(asked, 404), "session": 302, "upload": 401 if way == "deactivated" else 302}
    assert {name: ask() for name, ask in asked.items()} == {**closed, "saved copy": False, "mail": False}
    assert seen_by(cast.colorado) == (0, 0, 0, 0)


def test_an_export_that_runs_holds_what_was_asked_when_it_was_allowed(cast: Cast, sign_in: SignIn) -> None:
    """The rows are read before the first byte goes out; nothing is read on behalf of somebody who lost the right."""
    client = sign_in(cast.administrator)
    answer = client.post(reverse("directory:export"))
    actions.remove_administrator(person=cast.administrator, by=cast.second_administrator)

    with CaptureQueriesContext(connection) as queries:
        rows = list(answer.streaming_content)

    assert (len(rows) > 2, len(queries)) == (True, 0)
    assert client.post(reverse("directory:export")).status_code == 403


# Grants and the things they are about


def test_a_deleted_document_leaves_no_grant_for_its_successor(cast: Cast) -> None:
    """The next document at the same primary key is its owner's only."""
    made = library.document(cast.vermont, "Port uptime", sharing_choice="public")
    pk = made.pk
    Document.objects.filter(pk=pk).update(current_version=None)
    Document.objects.filter(pk=pk).delete()

    again = Document.objects.create(pk=pk, title="Another", owner=cast.colorado)

    again.refresh_from_db()
    assert again.reader_keys == [-cast.colorado.pk]
    assert DocumentGroupPermission.objects.filter(content_object_id=pk).count() == 0
    assert DocumentUserPermission.objects.filter(content_object_id=pk).count() == 0


def test_a_deleted_circle_takes_its_readers_along(cast: Cast) -> None:
    """The other way around: readers are recomputed when a circle goes."""
    circle = audiences.of_working_group("short-lived", "Short-lived")
    cast.colorado.groups.add(circle.group)
    made = library.document(cast.vermont, "Port uptime", sharing_choice="groups", groups=[circle])
    before = Document.objects.visible_to(cast.colorado).count()

    Group.objects.filter(pk=circle.pk).delete()

    made.refresh_from_db()
    assert before == 1
    assert circle.pk not in made.reader_keys
    assert Document.objects.visible_to(User.objects.get(pk=cast.colorado.pk)).count() == 0


def test_a_row_without_sharing_or_grants_is_private(cast: Cast) -> None:
    """Whoever writes past our actions opens nothing."""
    made = Document.objects.create(
        title="Bare", owner=cast.vermont, kind_id=1, status="published", shared_at="2026-01-01T00:00:00Z"
    )
    made.refresh_from_db()

    seen = [name for name, user in cast.everybody().items() if Document.objects.visible_to(user).exists()]

    assert made.reader_keys == [-cast.vermont.pk]
    assert seen == ["vermont"]


@pytest.mark.django_db(transaction=True)
def test_a_revocation_committed_elsewhere_holds_for_the_next_request(cast: Cast, sign_in: SignIn) -> None:
    """One connection revokes, another, which has just read, asks again."""
    made = library.document(cast.vermont, "Port uptime")
    client = sign_in(cast.colorado)
    address = reverse("api:document", args=[made.key])
    before = [client.get(address).status_code, len(client.get("/api/v1/documents").json()["documents"])]

    def revoke() -> None:
        withdraw_grant(cast, Document.objects.get(pk=made.pk))
        connection.close()

    thread = threading.Thread(target=revoke)
    thread.start()
    thread.join()

    assert before == [200, 1]
    assert client.get(address).status_code == 404
    assert client.get("/api/v1/documents").json()["documents"] == []
    assert client.get("/documents/").content.decode().count("Port uptime") == 0
