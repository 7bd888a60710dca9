"""People, for administrators: the list, one person, and changes with a question before them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.views.people import CHANGES
from tests import pages
from tests.accounts.people import agency_at, newcomer, outbox
from tests.accounts.signing import sign_in_long_ago
from tests.cast import Cast, member

SignIn = Callable[[User | None], Client]
PEOPLE = "/people/"
EVERYBODY = [
    "Administrator", "Applicant", "Colorado", "Deactivated", "Declined", "Group Member", "Guest (guest)", "Left",
    "New Hampshire", "Second Administrator", "Unverified", "Vermont", "Vermont Editor", "Vermont Energy",
]  # fmt: skip


def listed(answer: object) -> list[str]:
    return pages.texts(answer, "tbody th")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", EVERYBODY),
        ("?q=vermont", ["Vermont", "Vermont Editor", "Vermont Energy", "Deactivated"]),
        ("?q=EDITOR@people", ["Vermont Editor"]),
        ("?q=vermont.editor@PEOPLE", ["Vermont Editor"]),
        ("?q=vtrans", ["Deactivated", "Vermont", "Vermont Editor"]),
        ("?show=guests", ["Guest (guest)"]),
        ("?show=administrators", ["Administrator", "Second Administrator"]),
        ("?show=without", ["Administrator", "Applicant", "Declined", "Left", "Second Administrator", "Unverified"]),
        ("?show=deactivated", ["Deactivated"]),
        ("?show=members", ["Colorado", "Group Member", "New Hampshire", "Vermont", "Vermont Editor", "Vermont Energy"]),
        ("?q=vermont&show=members", ["Vermont", "Vermont Editor", "Vermont Energy"]),
        ("?show=nonsense", []),
        ("?q=%25", []),
        ("?q=%00", []),
    ],
)
def test_people_are_found_by_name_address_and_agency(
    query: str, expected: list[str], cast: Cast, sign_in: SignIn
) -> None:
    answer = sign_in(cast.administrator).get(PEOPLE + query)

    assert answer.status_code == 200
    assert listed(answer) == sorted(expected)


def test_people_list_tells_standing(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).get(PEOPLE)

    rows = {row[0]: row for row in ([pages.words(cell) for cell in line] for line in pages.find(answer, "tbody tr"))}
    assert rows["Vermont Editor"] == [
        "Vermont Editor", "vermont.editor@people.example", "Vermont Agency of Transportation, VT", "EV lead",
    ]  # fmt: skip
    assert rows["Administrator"] == ["Administrator", "administrator@people.example", "", "Administrator"]
    assert rows["Deactivated"][3] == "Deactivated Member"


def test_people_list_goes_on_by_key_and_keeps_the_search(cast: Cast, sign_in: SignIn) -> None:
    for number in range(51):
        newcomer(f"p{number:02}@txdot.gov", name=f"Same Name {number:02}")
    client = sign_in(cast.administrator)

    first = client.get(f"{PEOPLE}?q=same")
    second = client.get(PEOPLE + pages.links(first, ".pager a")["Next accounts"])

    assert (len(listed(first)), listed(second)) == (50, ["Same Name 50"])


def test_people_list_costs_as_many_queries_for_few_as_for_many(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(PEOPLE)
        counts.append(len(queries))
        member(f"more_{number}", agency_at("TX", "TxDOT"), cast.administrator)

    assert counts == [7, 7, 7]


def test_person_page_tells_account_membership_and_requests(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).get(f"{PEOPLE}{cast.vermont.pk}/")

    facts = dict(zip(pages.texts(answer, ".facts dt"), pages.texts(answer, ".facts dd"), strict=True))
    assert facts["Email"] == "vermont@people.example"
    assert facts["Membership"].startswith("State member, Vermont Agency of Transportation, Vermont, since ")
    assert facts["Last sign-in"] == "Never"
    assert facts["Can see what is shared with"].startswith("The public, All member states, Everyone who works for")


def test_person_page_says_that_the_address_is_not_the_approved_one(cast: Cast, sign_in: SignIn) -> None:
    User.objects.filter(pk=cast.vermont.pk).update(
        email="private@mail.example", approved_email="vermont@people.example"
    )

    answer = sign_in(cast.administrator).get(f"{PEOPLE}{cast.vermont.pk}/")

    assert "Changed The approved address was vermont@people.example." in pages.texts(answer, ".facts dd")[0]


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("vermont", ["editor", "end", "sign-out", "deactivate", "administrator"]),
        ("vermont_editor", ["reader", "end", "sign-out", "deactivate", "administrator"]),
        ("guest", ["end", "sign-out", "deactivate", "administrator"]),
        ("applicant", ["sign-out", "deactivate", "administrator"]),
        ("deactivated", ["editor", "end", "reactivate"]),
        ("second_administrator", ["sign-out", "deactivate", "no-administrator"]),
        ("administrator", []),
    ],
)
def test_person_page_offers_what_fits(name: str, offered: list[str], cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).get(f"{PEOPLE}{getattr(cast, name).pk}/")

    assert [url.split("/")[-2] for url in pages.links(answer, "main .usa-list a").values()] == offered


@pytest.mark.parametrize("slug", [change.slug for change in CHANGES])
def test_change_asks_first_and_reading_changes_nothing(slug: str, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).get(f"{PEOPLE}{cast.vermont.pk}/{slug}/")

    assert pages.texts(answer, ".confirm__question") == ["Vermont"]
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "slug", "audited"),
    [
        ("vermont", "editor", "membership.role_changed"),
        ("vermont_editor", "reader", "membership.role_changed"),
        ("vermont", "end", "membership.ended"),
        ("vermont", "sign-out", "person.signed_out"),
        ("vermont", "deactivate", "person.deactivated"),
        ("deactivated", "reactivate", "person.reactivated"),
        ("vermont", "administrator", "administrator.made"),
        ("second_administrator", "no-administrator", "administrator.removed"),
    ],
)
def test_change_is_made_and_said(name: str, slug: str, audited: str, cast: Cast, sign_in: SignIn) -> None:
    person = getattr(cast, name)

    answer = sign_in(cast.administrator).post(f"{PEOPLE}{person.pk}/{slug}/", {"reason": "Left."})

    assert (answer.status_code, answer.url) == (302, f"{PEOPLE}{person.pk}/")
    assert list(AuditEvent.objects.values_list("action", flat=True)) == [audited]


def test_change_that_does_not_fit_is_told_and_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    answers = [
        client.post(f"{PEOPLE}{pk}/{slug}/", {"reason": "X"}, follow=True)
        for pk, slug in (
            (cast.applicant.pk, "editor"),
            (cast.applicant.pk, "end"),
            (cast.guest.pk, "editor"),
            (cast.administrator.pk, "no-administrator"),
            (cast.administrator.pk, "deactivate"),
        )
    ]

    assert [pages.texts(answer, ".usa-alert--error .usa-alert__text") for answer in answers] == [
        ["Applicant has no membership now."],
        ["Applicant has no membership now."],
        ["Guests share their own documents. They can’t edit an agency’s documents."],
        ["You can’t change your own account here. Ask another administrator."],
        ["You can’t change your own account here. Ask another administrator."],
    ]
    assert AuditEvent.objects.count() == 0


def test_ending_a_membership_needs_a_reason(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).post(f"{PEOPLE}{cast.vermont.pk}/end/", {"reason": ""})

    assert [entry.get("id") for entry in pages.find(answer, ".usa-error-message")] == ["id_reason_error"]
    assert cast.vermont.memberships.current().count() == 1
    assert outbox() == []


@pytest.mark.parametrize("path", ["999999/", "999999/end/", "1/nonsense/", "99999999999999999999999/"])
def test_people_who_do_not_exist_are_not_found(path: str, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.administrator).get(PEOPLE + path).status_code == 404


def test_changes_ask_for_a_fresh_sign_in(cast: Cast) -> None:
    cast.administrator.set_password("correct horse battery staple")
    cast.administrator.save()
    client = sign_in_long_ago(cast.administrator)

    answer = client.post(f"{PEOPLE}{cast.vermont.pk}/editor/")

    assert answer.url == f"/account/reauthenticate/?next=%2Fpeople%2F{cast.vermont.pk}%2Feditor%2F"
    assert cast.vermont.memberships.get().role == "reader"
    answer = client.post(answer.url, {"password": "correct horse battery staple"})
    assert cast.vermont.memberships.get().role == "editor"
    assert AuditEvent.objects.filter(action="membership.role_changed").count() == 1
