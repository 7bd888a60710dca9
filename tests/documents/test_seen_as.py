"""What others see of a document, for those who may change it. See docs/security.md, "Viewing as others"."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import audiences
from accounts.models import AccessEvent, User
from documents.sharing import grants
from tests import library, pages
from tests.cast import Cast, agency

SignIn = Callable[[User | None], Client]
OPENS = "They can open this document: its title, description, and details."


def said(client: Client, key: str, wanted: object) -> list[str]:
    return pages.texts(client.get(f"/documents/{key}/seen-as/?wanted={wanted}"), "section p")


def test_owner_learns_who_of_which_kind_can_open_it(cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.vermont, "Terms", sharing_choice="region")
    client = sign_in(cast.vermont)
    region = next(row for row in grants.audiences_of(paper))
    own = audiences.of_agency(agency("VT", "DOT"))

    found = {
        wanted: OPENS in said(client, paper.key, wanted) for wanted in ("public", "guest", "member", region.pk, own.pk)
    }

    assert found == {"public": False, "guest": False, "member": False, region.pk: True, own.pk: True}


def test_earlier_version_is_listed_for_its_readers_of_then_alone(cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.vermont, "Terms", sharing_choice="agency")
    library.add_version(paper, pages=["The second."])
    paper.sharing = "all_members"
    paper.save(update_fields=["sharing"])
    grants.apply_sharing(paper)
    client = sign_in(cast.vermont)

    found = {
        wanted: len(pages.texts(client.get(f"/documents/{paper.key}/seen-as/?wanted={wanted}"), "section li"))
        for wanted in ("member", audiences.of_agency(agency("VT", "DOT")).pk)
    }

    assert list(found.values()) == [1, 2]


def test_each_look_is_told_and_asking_nothing_is_not(cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.vermont, "Terms")
    client = sign_in(cast.vermont)

    client.get(f"/documents/{paper.key}/seen-as/")
    said(client, paper.key, "guest")

    assert AccessEvent.objects.get().sentence == (
        "Vermont looked at what a guest of the EV Workforce Collaborative sees of “Terms.”"
    )


@pytest.mark.parametrize("wanted", ["", "nobody", "-1", "999999999"])
def test_only_known_circles_are_offered(wanted: str, cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.vermont, "Terms")
    hidden = audiences.of_event("secret", "A secret event").pk

    for asked in (wanted, str(hidden)):
        answer = sign_in(cast.vermont).get(f"/documents/{paper.key}/seen-as/?wanted={asked}")
        assert answer.status_code == 400
        assert "secret" not in answer.content.decode()
    assert not AccessEvent.objects.filter(action="viewing.document").exists()


def test_readers_do_not_learn_what_others_see(cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.vermont, "Terms")

    assert sign_in(cast.colorado).get(f"/documents/{paper.key}/seen-as/?wanted=guest").status_code == 403
