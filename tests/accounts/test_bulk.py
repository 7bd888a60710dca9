"""Approving several requests at once: each by itself, and only where nothing is left to ask."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import audiences
from accounts.actions import approve_request, decline_request
from accounts.actions.bulk import NOT_ANSWERING, NOT_COMPLETE, NOT_ON_LIST, approve_many
from accounts.models import Membership, MembershipRequest, OutboxMail, User
from accounts.registry import load_shipped
from tests import pages
from tests.accounts.people import agency_at, waiting
from tests.cast import Cast, person, request_for

SignIn = Callable[[User | None], Client]
URL = "/people/approvals/chosen/"


@pytest.fixture
def complete(cast: Cast) -> list[MembershipRequest]:
    """Three requests about which nothing is left to ask."""
    load_shipped()
    texas = agency_at("TX", "TxDOT")
    return [waiting(f"kim{number}@txdot.gov", texas, name=f"Kim {number}") for number in range(3)]


def chosen(*requests: MembershipRequest) -> dict[str, list[str]]:
    return {"chosen": [f"{request.pk}:{request.version}" for request in requests]}


def test_queue_offers_a_box_only_where_nothing_is_left_to_ask(
    cast: Cast, complete: list[MembershipRequest], sign_in: SignIn
) -> None:
    waiting("lou@quell.example", agency_at("TX", "TxDOT"))

    boxes = pages.find(sign_in(cast.administrator).get("/people/approvals/"), ".ask__choose input")

    assert [box.get("value") for box in boxes] == chosen(*complete)["chosen"]


def test_each_is_approved_by_itself_and_the_page_lists_both(
    cast: Cast, complete: list[MembershipRequest], sign_in: SignIn
) -> None:
    first, second, third = complete
    decline_request(request=second, by=cast.second_administrator, reason="No.")
    MembershipRequest.objects.filter(pk=third.pk).update(version=2)

    answer = sign_in(cast.administrator).post(URL, chosen(*complete))

    assert pages.texts(answer, ".done li") == ["Kim 0: Approved for Texas Department of Transportation."]
    not_done = pages.texts(answer, ".not-done li")
    assert not_done[0].startswith("Kim 1: Second Administrator already declined it on ")
    assert not_done[1] == "Kim 2: The request changed while you were looking at it. Look at it first."
    assert list(
        Membership.objects.filter(user__in=[row.user_id for row in complete]).values_list("user", flat=True)
    ) == [first.user_id]


def test_run_again_changes_nothing_more(cast: Cast, complete: list[MembershipRequest], sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    client.post(URL, chosen(*complete))
    mails, members = OutboxMail.objects.count(), Membership.objects.count()

    answer = client.post(URL, chosen(*complete))

    done = pages.texts(answer, ".done li")
    assert [text.partition(" on ")[0] for text in done] == [
        f"Kim {n}: Administrator already approved it" for n in range(3)
    ]
    assert (OutboxMail.objects.count(), Membership.objects.count()) == (mails, members)


@pytest.mark.parametrize(
    ("email", "changes", "sentence"),
    [
        ("lou@quell.example", {}, NOT_COMPLETE),
        ("lou@txd0t.gov", {}, NOT_COMPLETE),
        ("lou@txdot.gov", {"agency": None, "new_agency_name": "Charging Office"}, NOT_ON_LIST),
        ("lou@txdot.gov", {"question_at": timezone.now()}, NOT_COMPLETE),
    ],
)
def test_what_is_not_complete_is_left_alone(
    email: str, changes: dict[str, object], sentence: str, cast: Cast, complete: list[MembershipRequest]
) -> None:
    request = waiting(email, agency_at("TX", "TxDOT"), **changes)

    (outcome,) = approve_many(chosen=[(request.pk, 1)], by=cast.administrator)

    request.refresh_from_db()
    assert (outcome.is_done, outcome.sentence, request.status) == (False, sentence, "waiting")


def test_own_request_is_left_alone(cast: Cast, complete: list[MembershipRequest]) -> None:
    User.objects.filter(pk=cast.administrator.pk).update(email="admin@txdot.gov")
    cast.administrator.refresh_from_db()
    request = request_for(cast.administrator, agency_at("TX", "TxDOT"))

    (outcome,) = approve_many(chosen=[(request.pk, 1)], by=cast.administrator)

    assert (outcome.is_done, outcome.sentence) == (
        False, "You can’t decide on your own request. Ask another administrator.",
    )  # fmt: skip


@pytest.mark.parametrize("form", [{}, {"chosen": ["x", "1", "1:", ":1", "²:1", "99999999999999999999:1"]}])
def test_what_is_no_request_is_passed_over(form: dict[str, list[str]], cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).post(URL, form)

    assert pages.texts(answer, "main .lede") == ["You selected no requests, so nothing was decided."]


def test_request_of_nobody_is_named(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).post(URL, {"chosen": ["999999999:1"]})

    assert pages.texts(answer, ".not-done li") == ["Request 999999999: There is no such request."]


@pytest.mark.django_db(transaction=True)
def test_connection_that_dies_in_the_middle_loses_one_request_and_a_second_run_mends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load_shipped()
    administrator = person("administrator")
    audiences.single("administrators").group.user_set.add(administrator)
    texas = agency_at("TX", "TxDOT")
    requests = [waiting(f"kim{number}@txdot.gov", texas, name=f"Kim {number}") for number in range(3)]
    pairs = [(request.pk, 1) for request in requests]

    def dies_at_the_second(*, request: MembershipRequest, **given: object) -> Membership:
        made = approve_request(request=request, **given)
        if request.pk == requests[1].pk:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return made

    monkeypatch.setattr("accounts.actions.bulk.approve_request", dies_at_the_second)
    first = approve_many(chosen=pairs, by=administrator)
    after_first = [Membership.objects.filter(user=request.user_id).count() for request in requests]
    monkeypatch.undo()
    second = approve_many(chosen=pairs, by=administrator)

    assert [outcome.is_done for outcome in first] == [True, False, True]
    assert first[1].sentence == NOT_ANSWERING
    assert after_first == [1, 0, 1]
    assert [outcome.is_done for outcome in second] == [True, True, True]
    assert [Membership.objects.filter(user=request.user_id).count() for request in requests] == [1, 1, 1]
    assert OutboxMail.objects.filter(subject__startswith="You are a member").count() == 3
