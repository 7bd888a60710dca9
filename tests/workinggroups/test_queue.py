"""The requests to join a group and the decision on each."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Audience, OutboxMail, User
from tests import pages
from tests.cast import Cast
from tests.workinggroups.people import asks, in_group, lines, mails, put_in
from workinggroups.models import JoinRequest

SignIn = Callable[[User | None], Client]
PATH = "/groups/cybersecurity/requests/"


@pytest.fixture
def lead(cast: Cast) -> User:
    """Vermont leads the group on cybersecurity."""
    return put_in(cast.vermont, role="lead").user


def status_of(join_request: JoinRequest) -> tuple[str, str]:
    join_request.refresh_from_db()
    return join_request.status, str(join_request.decided_by or "")


def test_queue_lists_those_who_wait_oldest_first_with_where_they_work(cast: Cast, lead: User, sign_in: SignIn) -> None:
    asks(cast.colorado, note="We need it.")
    asks(cast.new_hampshire)
    asks(cast.vermont_energy, "grid-integration")

    page = sign_in(lead).get(PATH)

    assert pages.texts(page, ".join-ask__name") == ["Colorado", "New Hampshire"]
    assert pages.texts(page, ".join-ask__work")[0].startswith("Colorado Department of Transportation, Colorado.")
    assert pages.texts(page, ".reason") == ["We need it."]


def test_approving_lets_in_and_tells_the_person(cast: Cast, lead: User, sign_in: SignIn) -> None:
    join_request = asks(cast.colorado)

    answer = sign_in(lead).post(f"{PATH}{join_request.key}/approve/", follow=True)

    assert pages.texts(answer, ".messages .usa-alert__text") == [
        "Colorado is now a member of Cybersecurity of EV Charging. We sent them an email."
    ]
    assert (status_of(join_request), in_group()) == (("approved", "Vermont"), ["Colorado", "Group Member", "Vermont"])
    assert mails() == [("colorado@people.example", "You’re now a member of Cybersecurity of EV Charging")]
    assert lines() == ["Vermont approved the request from Colorado to join Cybersecurity of EV Charging."]
    assert sign_in(cast.colorado).get("/groups/cybersecurity/people/").status_code == 200


def test_declining_needs_a_reason_which_the_person_reads(cast: Cast, lead: User, sign_in: SignIn) -> None:
    join_request, client = asks(cast.colorado), sign_in(lead)

    refused = client.post(f"{PATH}{join_request.key}/decline/", {"reason": " \x00 "})
    before = status_of(join_request)
    client.post(f"{PATH}{join_request.key}/decline/", {"reason": "Ask the office first."})

    assert (refused.status_code, before, status_of(join_request)) == (400, ("waiting", ""), ("declined", "Vermont"))
    assert "Ask the office first." in OutboxMail.objects.get().body
    own = sign_in(cast.colorado).get("/groups/cybersecurity/")
    assert pages.texts(own, ".panel .reason") == ["Ask the office first."]
    assert in_group() == ["Group Member", "Vermont"]


def test_the_second_decision_is_told_who_decided(cast: Cast, lead: User, sign_in: SignIn) -> None:
    join_request = asks(cast.colorado)
    sign_in(lead).post(f"{PATH}{join_request.key}/approve/")

    late = sign_in(cast.administrator).post(f"{PATH}{join_request.key}/decline/", {"reason": "No."})

    assert late.status_code == 409
    assert pages.texts(late, "main .lede")[0].startswith(
        "Already decided by Vermont: the request from Colorado was approved on "
    )
    assert (status_of(join_request), len(mails())) == (("approved", "Vermont"), 1)


def test_a_withdrawn_request_is_not_decided(cast: Cast, lead: User, sign_in: SignIn) -> None:
    join_request = asks(cast.colorado)
    JoinRequest.objects.update(status="withdrawn")

    late = sign_in(lead).post(f"{PATH}{join_request.key}/approve/")

    assert (late.status_code, pages.texts(late, "main .lede")) == (409, ["Colorado withdrew this request."])
    assert (mails(), in_group()) == ([], ["Group Member", "Vermont"])


def test_the_rules_are_asked_again_when_deciding(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, "northeast", role="lead")
    join_request = asks(cast.new_hampshire, "northeast")
    # As if the row had been made before the rules changed, and no trigger had seen it.
    JoinRequest.objects.filter(pk=join_request.pk).update(user=cast.colorado)

    answer = sign_in(cast.vermont).post(f"/groups/northeast/requests/{join_request.key}/approve/", follow=True)

    assert "can’t join under this group’s rules" in pages.texts(answer, ".messages .usa-alert__text")[0]
    assert (status_of(join_request), in_group("northeast")) == (("waiting", ""), ["Vermont"])


def test_nobody_decides_on_their_own_request(cast: Cast, sign_in: SignIn) -> None:
    cast.vermont.groups.add(Audience.objects.get(kind="administrators").group)
    join_request = asks(cast.vermont)

    answer = sign_in(cast.vermont).post(f"{PATH}{join_request.key}/approve/")

    assert (answer.status_code, status_of(join_request)) == (403, ("waiting", ""))


def test_a_lead_of_another_group_decides_nothing_here(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, "grid-integration", role="lead")
    put_in(cast.vermont)
    join_request, client = asks(cast.colorado), sign_in(cast.vermont)

    statuses = [
        client.get(PATH).status_code,
        client.post(f"{PATH}{join_request.key}/approve/").status_code,
        client.post(f"/groups/grid-integration/requests/{join_request.key}/approve/").status_code,
    ]

    assert (statuses, status_of(join_request)) == ([403, 403, 404], ("waiting", ""))
