"""What waits too long, with its age and whom to write to; and review dates of documents."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.models import State, User
from clearinghouse.lib.wording import long_date
from clearinghouse.lib.zones import portal_today
from gaps.actions import Wanted, ask
from gaps.actions.listing import ask_to_read, list_document
from gaps.actions.reviewing import set_review_date
from gaps.models import DocumentRequest, ReviewDate
from inquiries.models import Inquiry
from tests import library, pages
from tests.cast import Cast, agency, member
from tests.inquiries.builders import sent
from workforce.models import LinkCheck, Resource

SignIn = Callable[[User | None], Client]
URL = "/coverage/queues/"


def queues(client: Client) -> dict[str, list[list[str]]]:
    """Queue → its rows, as they read."""
    answer = client.get(URL)
    return {
        section.get("id"): [[pages.words(cell) for cell in row] for row in section.iter("tr")][1:]
        for section in pages.find(answer, "main section")
    }


def test_each_thing_has_its_age_and_whom_to_write_to(cast: Cast, sign_in: SignIn) -> None:
    ask(by=cast.colorado, wanted=Wanted(State.objects.get(pk="VT"), title="Old plan"))
    DocumentRequest.objects.update(waiting_since=timezone.now() - timedelta(days=9, hours=1))
    listing = list_document(document=library.document(cast.vermont, "Bids", sharing_choice="agency"), by=cast.vermont)
    ask_to_read(listing=listing, by=cast.colorado, purpose="")
    stale = library.document(cast.vermont, "Stale plan")
    set_review_date(document=stale, by=cast.vermont, review_on=portal_today() - timedelta(days=3))
    set_review_date(document=listing.document, by=cast.vermont, review_on=portal_today())
    leaver = member("leaver", agency("VT", "DOT"), cast.administrator)
    library.document(leaver, "Orphan", shared_at=timezone.now() - timedelta(days=40, hours=1))
    leaver.memberships.update(ended_at=timezone.now())
    guide = Resource.objects.create(
        title="Guide", summary="S", url="https://a.example/", form="guide", status=Resource.Status.LISTED,
        decided_by=cast.administrator, decided_at=timezone.now(),
    )  # fmt: skip
    LinkCheck.objects.create(
        resource=guide, url=guide.url, asked_at=timezone.now(), answered_at=timezone.now() - timedelta(days=5, hours=1),
        failures=4, problem="The server answered 404.",
    )  # fmt: skip

    made = sent(cast.vermont, cast.administrator, states=("CO",))
    Inquiry.objects.filter(pk=made.pk).update(opened_at=timezone.now() - timedelta(days=2, hours=1))

    found = queues(sign_in(cast.administrator))

    lead, owner = "Vermont Editor", "Vermont"
    assert found == {
        "requests": [["Old plan from Vermont 1 person asking", "1 week", lead]],
        "reading": [["Bids", "less than an hour", owner]],
        "rounds": [[f"Colorado: Uptime remedies Due {long_date(made.closes_on)}", "2 days", "No one"]],
        "stale": [["Stale plan", "3 days", owner]],
        "links": [["Guide The server answered 404.", "5 days", "No one"]],
        "owners": [[f"Leaver, {stale.agency} 1 document", "1 month", lead]],
    }


def test_queues_are_empty_at_first(cast: Cast, sign_in: SignIn) -> None:
    assert queues(sign_in(cast.administrator)) == {
        "requests": [], "reading": [], "rounds": [], "stale": [], "links": [], "owners": [],
    }  # fmt: skip


def test_review_date_is_set_and_removed_by_who_may_change_the_document(cast: Cast, sign_in: SignIn) -> None:
    document = library.document(cast.vermont, "Plan")
    owner, address = sign_in(cast.vermont), f"/coverage/review/{document.key}/"

    owner.post(address, {"review_on": "2027-01-15"})
    owner.post(address, {"review_on": "soon"})

    assert [str(row.review_on) for row in ReviewDate.objects.all()] == ["2027-01-15"]
    (field,) = pages.find(owner.get(document.get_absolute_url()), "#review-on")
    assert field.get("value") == "2027-01-15"
    assert pages.find(sign_in(cast.colorado).get(document.get_absolute_url()), "#review-on") == []
    with pytest.raises(PermissionDenied):
        set_review_date(document=document, by=cast.colorado, review_on=None)
    owner.post(address, {"review_on": ""})
    assert ReviewDate.objects.count() == 0
