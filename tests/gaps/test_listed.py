"""Documents that members know to exist: what they meet of one, asking to read it, and who lets them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.mail import deliver
from accounts.models import OutboxMail, User
from clearinghouse.lib.zones import portal_today
from documents.models import Document, DocumentUserPermission
from documents.sharing import grants
from gaps.actions import AlreadySo, AskRefused
from gaps.actions.listing import (
    Decision,
    ask_to_read,
    decide,
    end_due,
    list_document,
    stop_reading,
    unlist_document,
    withdraw_reading,
)
from gaps.models import Listing, ReadRequest
from tests import library, pages
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
URL = "/documents/listed/"


@pytest.fixture
def closed(cast: Cast) -> Document:
    """A document of VTrans that only its people read."""
    return library.document(
        cast.vermont, "Host agreement", kind="contract", sharing_choice="agency", pages=["Secret uptime words."],
        abstract="Secret summary.",
    )  # fmt: skip


@pytest.fixture
def listing(cast: Cast, closed: Document) -> Listing:
    return list_document(document=closed, by=cast.vermont)


def reads(person: User, document: Document) -> bool:
    return Document.objects.visible_to(User.objects.get(pk=person.pk)).filter(pk=document.pk).exists()


def sent() -> list[tuple[str, str]]:
    """What goes out of the outbox: to whom, and the subject; then it is emptied."""
    mail.outbox.clear()
    for each in OutboxMail.objects.order_by("pk"):
        deliver(each.pk)
    OutboxMail.objects.all().delete()
    return [(message.to[0], message.subject) for message in mail.outbox]


def test_members_meet_title_type_state_agency_and_date(
    listing: Listing, closed: Document, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.colorado)
    answers = [client.get(URL), client.get(listing.get_absolute_url())]

    assert pages.texts(answers[0], ".request-row .meta li") == [
        "Vermont", "Contract", closed.agency and closed.agency.name, "September 1, 2025",
    ]  # fmt: skip
    assert [b"Secret" in answer.content for answer in answers] == [False, False]
    assert [closed.key.encode() in answer.content for answer in answers] == [False, False]


def test_listed_document_opens_nothing(listing: Listing, closed: Document, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.colorado)
    addresses = [
        closed.get_absolute_url(), f"{closed.get_absolute_url()}pages/", "/documents/", "/documents/?state=VT",
        "/documents/search/?q=secret", "/documents/search/?q=host+agreement", "/api/v1/documents",
        "/api/v1/pages?q=secret", "/documents/suggestions/?q=host",
    ]  # fmt: skip

    found = {address: client.get(address) for address in addresses}

    assert [address for address, answer in found.items() if b"Host agreement" in answer.content] == []
    assert not reads(cast.colorado, closed)


@pytest.mark.parametrize("persona", ["guest", None])
def test_others_meet_nothing(persona: str | None, listing: Listing, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(getattr(cast, persona) if persona else None)

    answers = [client.get(URL, follow=True), client.get(listing.get_absolute_url(), follow=True)]

    assert [b"Host agreement" in answer.content for answer in answers] == [False, False]


@pytest.mark.parametrize("change", [{"status": "withdrawn"}, {"label": "confidential"}])
def test_withdrawn_or_confidential_document_is_listed_no_more(
    change: dict[str, str], listing: Listing, closed: Document, cast: Cast
) -> None:
    Document.objects.filter(pk=closed.pk).update(**change)

    assert list(Listing.objects.listed_to(cast.colorado)) == []
    with pytest.raises(AskRefused, match="no longer listed"):
        ask_to_read(listing=listing, by=cast.colorado, purpose="")


def test_who_may_not_change_it_lists_nothing(closed: Document, cast: Cast) -> None:
    for person in (cast.vermont_energy, cast.colorado):
        with pytest.raises(PermissionDenied):
            list_document(document=closed, by=person)

    with pytest.raises(AlreadySo, match="Vendor-confidential"):
        list_document(
            document=library.document(cast.vermont, "Bid", sharing_choice="agency", label="confidential"),
            by=cast.vermont,
        )


def test_grant_for_a_time_begins_and_ends(listing: Listing, closed: Document, cast: Cast) -> None:
    asked = ask_to_read(listing=listing, by=cast.colorado, purpose="We write one too.")
    again = ask_to_read(listing=listing, by=cast.colorado, purpose="Twice.")
    assert (asked, sent()) == (again, [(cast.vermont.email, "Request to read “Host agreement”")])

    until = portal_today() + timedelta(days=30)
    decide(request=asked, by=cast.vermont_editor, decision=Decision("granted", until))

    assert (reads(cast.colorado, closed), reads(cast.group_member, closed)) == (True, False)
    assert sent() == [(cast.colorado.email, "You can read “Host agreement”")]
    ReadRequest.objects.update(until=portal_today())
    assert (end_due(), reads(cast.colorado, closed)) == (0, True)
    ReadRequest.objects.update(until=portal_today() - timedelta(days=1))
    assert (end_due(), end_due(), reads(cast.colorado, closed)) == (1, 0, False)
    assert sent() == [(cast.colorado.email, "You can no longer read “Host agreement”")]


def test_grant_outlives_an_edit_and_ends_with_only_me(listing: Listing, closed: Document, cast: Cast) -> None:
    asked = ask_to_read(listing=listing, by=cast.colorado, purpose="")
    decide(request=asked, by=cast.vermont, decision=Decision("granted"))

    closed.refresh_from_db()
    grants.apply_sharing(closed)
    assert reads(cast.colorado, closed)

    closed.sharing = Document.Sharing.ME
    closed.save(update_fields=["sharing"])
    grants.apply_sharing(closed)
    assert not reads(cast.colorado, closed)


def test_grant_ends_with_the_membership(listing: Listing, closed: Document, cast: Cast) -> None:
    asked = ask_to_read(listing=listing, by=cast.colorado, purpose="")
    decide(request=asked, by=cast.vermont, decision=Decision("granted"))

    work = cast.colorado.memberships.get()
    work.ended_at = work.started_at
    work.save(update_fields=["ended_at"])

    assert not reads(cast.colorado, closed)
    assert DocumentUserPermission.objects.filter(user=cast.colorado).count() == 1  # it returns should they come back


def test_end_of_a_grant_leaves_the_circle(listing: Listing, closed: Document, cast: Cast) -> None:
    asked = ask_to_read(listing=listing, by=cast.colorado, purpose="")
    decide(request=asked, by=cast.vermont, decision=Decision("granted"))
    closed.sharing = Document.Sharing.ALL_MEMBERS
    closed.save(update_fields=["sharing"])
    grants.apply_sharing(closed)
    sent()

    stop_reading(request=asked, by=cast.vermont)

    assert (reads(cast.colorado, closed), sent()) == (True, [])


def test_declined_with_a_reason_or_shared_with_more(listing: Listing, closed: Document, cast: Cast) -> None:
    declined = ask_to_read(listing=listing, by=cast.colorado, purpose="")
    shared = ask_to_read(listing=listing, by=cast.new_hampshire, purpose="")
    decide(request=declined, by=cast.vermont, decision=Decision("declined", reason="Not yet."))
    with pytest.raises(AlreadySo, match="still can’t see"):
        decide(request=shared, by=cast.vermont, decision=Decision("shared"))
    closed.sharing = Document.Sharing.REGION
    closed.save(update_fields=["sharing"])
    grants.apply_sharing(closed)
    OutboxMail.objects.exclude(person__in=[cast.colorado, cast.new_hampshire]).delete()

    decide(request=shared, by=cast.vermont, decision=Decision("shared"))

    assert sent() == [
        (cast.colorado.email, "Declined: “Host agreement”"),
        (cast.new_hampshire.email, "You can read “Host agreement”"),
    ]
    with pytest.raises(AlreadySo, match="already decided"):
        decide(request=declined, by=cast.vermont, decision=Decision("granted"))


def test_nobody_decides_for_themselves_or_without_the_right(listing: Listing, cast: Cast) -> None:
    asked = ask_to_read(listing=listing, by=cast.colorado, purpose="")

    for person in (cast.colorado, cast.vermont_energy, cast.group_member):
        with pytest.raises(PermissionDenied):
            decide(request=asked, by=person, decision=Decision("granted"))
    assert withdraw_reading(request=asked, by=cast.colorado).status == "withdrawn"


def test_unlisting_keeps_what_was_granted(listing: Listing, closed: Document, cast: Cast) -> None:
    asked = ask_to_read(listing=listing, by=cast.colorado, purpose="")
    decide(request=asked, by=cast.vermont, decision=Decision("granted"))

    unlist_document(document=closed, by=cast.vermont)

    assert (list(Listing.objects.listed_to(cast.new_hampshire)), reads(cast.colorado, closed)) == ([], True)


def test_reading_in_the_browser_of_its_people(closed: Document, cast: Cast, sign_in: SignIn) -> None:
    owner, asker = sign_in(cast.vermont), sign_in(cast.colorado)
    page = owner.get(closed.get_absolute_url())
    assert "Listed to members" in pages.texts(page, ".panel__title")

    owner.post(f"/coverage/listings/{closed.key}/", {"listed": "yes"})
    coverage = asker.get("/coverage/")
    listed = asker.get(URL)
    address = pages.links(listed)["Ask to read: Host agreement"]
    reading = asker.post(address, {"purpose": "Our own"}).headers["Location"]
    refused = owner.post(f"{reading}decide/", {"decision": "declined"})
    granted = owner.post(f"{reading}decide/", {"decision": "30"})

    assert pages.links(coverage)["1 listed"] == f"{URL}?state=VT&family=contracts-and-agreements"
    assert (refused.status_code, granted.status_code) == (400, 302)
    assert pages.links(asker.get(reading))["Open document"] == closed.get_absolute_url()
    assert asker.get(closed.get_absolute_url()).status_code == 200
    assert sign_in(cast.new_hampshire).get(reading).status_code == 404
    assert "1 listed" not in pages.links(asker.get("/coverage/"))  # they can open it now
