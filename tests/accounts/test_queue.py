"""The administrators' queue and the decision on one request."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import decline_request
from accounts.models import Agency, MembershipRequest, OutboxMail, User
from tests import pages
from tests.accounts.people import agency_at, outbox, waiting
from tests.cast import Cast, request_for

SignIn = Callable[[User | None], Client]
QUEUE = "/people/approvals/"


def decision_url(request: MembershipRequest, verb: str = "") -> str:
    return f"{QUEUE}{request.pk}/{verb}"


def approve(client: Client, request: MembershipRequest, **changes: object) -> object:
    form = {"agency": request.agency_id or "", "tier": "member", "role": "reader", "version": 1, **changes}
    return client.post(decision_url(request, "approve/"), form)


def names(answer: object) -> list[str]:
    return pages.texts(answer, ".ask__name")


def test_queue_lists_who_waits_oldest_first_with_the_evidence(cast: Cast, sign_in: SignIn) -> None:
    newer = waiting("kim@jacobs.com", agency_at("TX", "TxDOT"), name="Kim Lee")
    MembershipRequest.objects.filter(pk=newer.pk).update(requested_at=timezone.now() + timedelta(hours=1))

    answer = sign_in(cast.administrator).get(QUEUE)

    assert names(answer) == ["Applicant", "Kim Lee"]
    assert "jacobs.com is a consulting firm" in pages.texts(answer, ".evidence__item--problem .evidence__text")[0]


def test_queue_offers_approval_at_once_only_without_problems(cast: Cast, sign_in: SignIn) -> None:
    waiting("kim@jacobs.com", agency_at("TX", "TxDOT"), name="Kim Lee")

    answer = sign_in(cast.administrator).get(QUEUE)

    assert pages.texts(answer, ".ask__decide button") == ["Approve Applicant"]


def test_queue_line_says_who_where_and_what_speaks_against_it(cast: Cast, sign_in: SignIn) -> None:
    MembershipRequest.objects.filter(status="waiting").delete()
    made = waiting("kim@jacobs.com", agency_at("TX", "TxDOT"), name="Kim Lee")
    MembershipRequest.objects.filter(pk=made.pk).update(requested_at=timezone.now() - timedelta(days=3))

    answer = sign_in(cast.administrator).get(QUEUE)

    line = [pages.texts(answer, f".ask__{part}")[0] for part in ("name", "agency", "domain", "age")]
    assert line == ["Kim Lee", "TxDOT, TX", "Email at jacobs.com", "Waiting 3 days"]
    (advice,) = pages.texts(answer, ".ask__advice")
    assert advice.startswith("Decline: jacobs.com is a consulting firm")
    assert [entry.get("open") for entry in pages.find(answer, "details.ask")] == [None]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Applicant", "Kim Lee", "Lou Diaz"]),
        ("?sort=newest", ["Lou Diaz", "Kim Lee", "Applicant"]),
        ("?advice=decline", ["Kim Lee"]),
        ("?state=TX", ["Kim Lee"]),
        ("?state=AK", []),
        ("?tier=guest", ["Lou Diaz"]),
        ("?tier=guest&advice=decline", []),
        ("?show=applicant", ["Moe Roy"]),
        ("?show=all&state=CO", ["Moe Roy"]),
    ],
)
def test_queue_is_narrowed(query: str, expected: list[str], cast: Cast, sign_in: SignIn) -> None:
    waiting("kim@jacobs.com", agency_at("TX", "TxDOT"), name="Kim Lee")
    waiting("lou@ci.burlington.vt.us", agency_at("VT", "VTrans"), name="Lou Diaz", tier="guest")
    waiting("moe@codot.gov", agency_at("CO", "CDOT"), name="Moe Roy", question_at=timezone.now())

    answer = sign_in(cast.administrator).get(f"{QUEUE}{query}")

    assert names(answer) == expected
    assert pages.links(answer, ".lede a") == {"1 waiting for the applicant": "?show=applicant"}


@pytest.mark.parametrize("query", ["?advice=great", "?state=Texas", "?state=%00", "?sort=1&show=2"])
def test_queue_says_what_is_no_choice(query: str, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).get(f"{QUEUE}{query}")

    assert answer.status_code == 200
    assert pages.find(answer, ".usa-error-message") != []
    assert [entry.get("open") for entry in pages.find(answer, ".queue-filter")] != [None]


def test_queue_narrowed_by_advice_goes_on_by_key(cast: Cast, sign_in: SignIn) -> None:
    for number in range(22):
        waiting(f"kim{number}@jacobs.com", agency_at("TX", "TxDOT"), name=f"Kim {number}")
        waiting(f"lou{number}@txdot.gov", agency_at("TX", "TxDOT"), name=f"Lou {number}")
    client = sign_in(cast.administrator)

    first = client.get(f"{QUEUE}?advice=decline")
    second = client.get(pages.links(first, ".pager a")["Next requests"].replace("?", f"{QUEUE}?"))

    assert (len(names(first)), names(second)) == (20, ["Kim 20", "Kim 21"])


def test_queue_says_that_nobody_waits(cast: Cast, sign_in: SignIn) -> None:
    MembershipRequest.objects.filter(status="waiting").delete()

    assert pages.texts(sign_in(cast.administrator).get(QUEUE), ".empty__title") == ["No requests to review"]


def test_queue_goes_on_by_key(cast: Cast, sign_in: SignIn) -> None:
    for number in range(22):
        waiting(f"kim{number}@txdot.gov", agency_at("TX", "TxDOT"), name=f"Kim {number}")
    client = sign_in(cast.administrator)

    first = client.get(QUEUE)
    second = client.get(pages.links(first, ".pager a")["Next requests"].replace("?", f"{QUEUE}?"))

    assert (len(names(first)), names(second)) == (20, ["Kim 19", "Kim 20", "Kim 21"])
    assert list(pages.links(second, ".pager a")) == ["Previous requests"]


def test_queue_costs_as_many_queries_for_one_as_for_many(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(QUEUE)
        counts.append(len(queries))
        waiting(f"kim{number}@txdot.gov", agency_at("TX", "TxDOT"))

    assert counts == [11, 11, 11]


def test_click_approves_and_tells_the_person(cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()

    answer = approve(sign_in(cast.administrator), request)

    assert (answer.status_code, answer.url) == (302, QUEUE)
    membership = cast.applicant.memberships.get()
    assert (membership.tier, membership.role, membership.agency) == ("member", "reader", agency_at("VT", "VTrans"))
    assert outbox() == [("applicant@people.example", "You are a member of the EV States Clearinghouse")]
    assert sign_in(cast.applicant).get("/documents/mine/").status_code == 200


def test_approval_with_a_new_agency(cast: Cast, sign_in: SignIn) -> None:
    request = waiting("kim@charging.example", agency_at("VT", "VTrans"), agency=None, new_agency_name="Charging Office")

    approve(sign_in(cast.administrator), request, new_name="Charging Office", new_kind="OTHER")

    made = Agency.objects.get(name="Charging Office")
    assert (made.state_id, made.kind, request.user.memberships.get().agency) == ("VT", "OTHER", made)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agency": ""}, "new_name"),
        ({"agency": "", "new_name": "X"}, "new_kind"),
        ({"tier": "boss"}, "tier"),
        ({"role": "owner"}, "role"),
        ({"agency": "4000000"}, "agency"),
    ],
)
def test_wrong_approval_is_told_at_its_field(changes: dict[str, str], field: str, cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()

    answer = approve(sign_in(cast.administrator), request, **changes)

    assert answer.status_code == 200
    assert f"id_{field}_error" in [entry.get("id") for entry in pages.find(answer, ".usa-error-message")]
    request.refresh_from_db()
    assert request.status == "waiting"


def test_agency_of_another_state_is_no_choice(cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()

    answer = approve(sign_in(cast.administrator), request, agency=agency_at("TX", "TxDOT").pk)

    assert pages.find(answer, "#id_agency_error") != []


def test_city_as_member_is_refused_in_words(cast: Cast, sign_in: SignIn) -> None:
    city = Agency.objects.get(name="City of Samples (Sample)")

    answer = approve(sign_in(cast.administrator), cast.applicant.membership_requests.get(), agency=city.pk)

    assert pages.texts(answer, ".error-summary li") == [
        "A city or local government can join only as a guest of the EV Workforce Collaborative."
    ]


def test_decline_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()

    answer = sign_in(cast.administrator).post(
        decision_url(request, "decline/"), {"reason": "Ask your agency.", "version": 1}
    )

    request.refresh_from_db()
    assert (answer.url, request.status, request.decision_reason) == (QUEUE, "declined", "Ask your agency.")
    assert "Ask your agency." in OutboxMail.objects.get().body


def test_decline_without_a_reason_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()

    answer = sign_in(cast.administrator).post(decision_url(request, "decline/"), {"reason": "  ", "version": 1})

    request.refresh_from_db()
    assert (answer.status_code, request.status) == (200, "waiting")
    assert outbox() == []


@pytest.mark.parametrize("verb", ["approve/", "decline/"])
def test_second_administrator_is_told_who_decided_and_when(verb: str, cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()
    decline_request(request=request, by=cast.second_administrator, reason="No.")
    form = {"agency": request.agency_id, "tier": "member", "role": "reader", "reason": "Also no.", "version": 1}

    answer = sign_in(cast.administrator).post(decision_url(request, verb), form)

    assert answer.status_code == 409
    (sentence,) = pages.texts(answer, "main .lede")
    assert sentence.startswith("Second Administrator declined the request from Applicant on ")
    assert len(outbox()) == 1


def test_withdrawn_request_is_told_too(cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()
    MembershipRequest.objects.filter(pk=request.pk).update(status="withdrawn")

    answer = approve(sign_in(cast.administrator), request)

    assert (answer.status_code, pages.texts(answer, "main .lede")) == (409, ["Applicant withdrew this request."])


def test_decision_page_shows_a_decided_request_without_forms(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).get(decision_url(cast.declined.membership_requests.get()))

    assert pages.headings(answer)[-1] == "This request is declined"
    assert pages.find(answer, "main form") == []


def test_own_request_has_no_forms_and_is_refused(cast: Cast, sign_in: SignIn) -> None:
    request = request_for(cast.administrator, agency_at("VT", "VTrans"))
    client = sign_in(cast.administrator)

    page = client.get(decision_url(request))
    answer = approve(client, request)

    assert pages.find(page, "main form") == []
    assert answer.status_code == 403
    request.refresh_from_db()
    assert request.status == "waiting"


def test_text_of_applicants_is_shown_as_text(cast: Cast, sign_in: SignIn) -> None:
    hostile = "<script>alert(1)</script>"
    request = waiting(
        "kim@txdot.gov", agency_at("TX", "TxDOT"), name=hostile, role_title=hostile, reason=hostile,
        agency=None, new_agency_name=hostile,
    )  # fmt: skip

    for path in (QUEUE, decision_url(request)):
        assert hostile not in sign_in(cast.administrator).get(path).content.decode()


def test_serious_warning_takes_a_second_step(cast: Cast, sign_in: SignIn) -> None:
    """A look-alike address is never approved with one click."""
    request = waiting("kim@txd0t.gov", agency_at("TX", "TxDOT"))
    client = sign_in(cast.administrator)

    queue = client.get(QUEUE)
    first = approve(client, request)
    empty = approve(client, request, reason=" ")
    assert "Approve Kim Lee" not in pages.texts(queue, ".ask__decide button")
    assert pages.texts(first, "h1") == ["Approve Kim Lee?"]
    assert pages.texts(first, ".evidence__text") == ["txd0t.gov is one letter away from txdot.gov."]
    assert pages.texts(empty, ".usa-error-message") == ["Enter a reason. Without one, the request isn’t approved."]
    assert request.user.memberships.count() == 0
    approve(client, request, reason="I called their office.")

    request.refresh_from_db()
    assert (request.status, request.decision_note) == ("approved", "I called their office.")


@pytest.mark.parametrize("verb", ["approve/", "decline/", "question/"])
def test_request_that_changed_since_the_page_is_not_decided(verb: str, cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()
    MembershipRequest.objects.filter(pk=request.pk).update(version=2)
    form = {"agency": request.agency_id, "tier": "member", "role": "reader", "reason": "No.", "question": "Who?"}

    answer = sign_in(cast.administrator).post(decision_url(request, verb), {**form, "version": 1})

    request.refresh_from_db()
    assert (answer.status_code, request.status, outbox()) == (409, "waiting", [])
    assert pages.texts(answer, "main .lede") == ["The request from Applicant changed while you were looking at it."]


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999"])
def test_form_without_a_version_decides_nothing(version: str, cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()

    answer = approve(sign_in(cast.administrator), request, version=version)

    request.refresh_from_db()
    assert (answer.status_code, request.status) == (200, "waiting")


def test_applicant_fixes_a_request_while_it_waits(cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()
    client = sign_in(cast.applicant)
    url = f"/people/request/{request.pk}/change/"

    filled = client.get(url)
    answer = client.post(url, {"tier": "member", "state": "VT", "agency": request.agency_id, "role_title": "Director",
                               "reason": "I moved up.", "listed": "member VT"})  # fmt: skip

    assert [box.get("value") for box in pages.find(filled, "#id_role_title")] == ["EV program manager"]
    request.refresh_from_db()
    assert (answer.status_code, request.role_title, request.version) == (302, "Director", 2)


def test_decided_request_is_not_changed(cast: Cast, sign_in: SignIn) -> None:
    request = cast.declined.membership_requests.get()

    answer = sign_in(cast.declined).get(f"/people/request/{request.pk}/change/", follow=True)

    assert pages.texts(answer, ".usa-alert") == ["Your request was already decided. It can’t be changed."]
