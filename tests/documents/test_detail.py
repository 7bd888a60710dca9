"""The page about one document."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts import audiences
from tests import library
from tests.cast import Cast

SignIn = Callable[[object], Client]


@pytest.mark.parametrize(
    ("choice", "may"),
    [
        ("me", ["administrator", "second_administrator", "vermont"]),
        ("agency", ["administrator", "second_administrator", "vermont", "vermont_editor"]),
        ("state", ["administrator", "second_administrator", "vermont", "vermont_editor", "vermont_energy"]),
        (
            "region",
            ["administrator", "new_hampshire", "second_administrator", "vermont", "vermont_editor", "vermont_energy"],
        ),
        ("groups", ["administrator", "group_member", "second_administrator", "vermont"]),
    ],
)
def test_detail_opens_for_exactly_the_audience(cast: Cast, sign_in: SignIn, choice: str, may: list[str]) -> None:
    cyber = audiences.of_working_group("cybersecurity", "Cybersecurity")
    made = library.document(cast.vermont, "Quiet memo", sharing_choice=choice, groups=[cyber])

    answers = {name: sign_in(user).get(made.get_absolute_url()).status_code for name, user in cast.everybody().items()}

    assert sorted(name for name, status in answers.items() if status == 200) == may
    assert {status for name, status in answers.items() if name not in may} == {404}


def test_detail_says_who_can_see_it_and_why(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, sharing_choice="state")

    said = {
        name: sign_in(getattr(cast, name)).get(made.get_absolute_url()).context["because"]
        for name in ("vermont", "vermont_energy", "administrator")
    }

    assert said == {
        "vermont": "You can see this document because you shared it.",
        "vermont_energy": "You can see this document because it’s shared with Vermont, which includes you.",
        "administrator": "You can see this document because you’re an administrator.",
    }


def test_an_old_version_stays_with_those_who_could_read_it(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, "Plan", sharing_choice="agency", pages=["The first draft, zanzibar."])
    old = made.current_version
    library.add_version(made, pages=["The final plan."])
    made.sharing = "all_members"
    made.save(update_fields=["sharing"])
    from documents.sharing.grants import apply_sharing

    apply_sharing(made)

    def versions(name: str) -> list[str]:
        response = sign_in(getattr(cast, name)).get(made.get_absolute_url())
        return sorted(version.key for version in response.context["versions"])

    old_page = reverse("documents:version_page", args=[made.key, old.key, 1])
    old_file = reverse("documents:download_version", args=[made.key, old.key])
    made.refresh_from_db()
    assert versions("colorado") == [made.current_version.key]
    assert versions("vermont_editor") == sorted([old.key, made.current_version.key])
    assert [sign_in(cast.colorado).get(address).status_code for address in (old_page, old_file)] == [404, 404]
    assert [sign_in(cast.vermont_editor).get(address).status_code for address in (old_page, old_file)] == [200, 200]


def test_a_version_must_belong_to_the_document_in_the_address(cast: Cast, sign_in: SignIn) -> None:
    mine, other = library.document(cast.vermont, "Mine"), library.document(cast.vermont, "Other")
    client = sign_in(cast.vermont)

    statuses = [
        client.get(reverse(f"documents:{name}", args=[mine.key, other.current_version.key, *rest])).status_code
        for name, rest in [("download_version", []), ("version_page", [1]), ("page_image", [1]), ("version_pages", [])]
    ]

    assert statuses == [404, 404, 404, 404]


def test_words_are_found_inside_the_document(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["Uptime.", "Nothing.", "Uptime again."])

    response = sign_in(cast.colorado).get(made.get_absolute_url(), {"q": "uptime"})

    assert sorted(hit.page for hit in response.context["hits"]) == [1, 3]
