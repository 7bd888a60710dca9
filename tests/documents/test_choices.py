"""The one question, who may see it: what is open to whom, whom it reaches, what it opens."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import audiences
from accounts.models import User
from documents.forms import DetailsForm
from documents.models import Document
from documents.sharing import choices
from tests.cast import Cast, agency
from tests.documents.intake import bring, shared
from tests.documents.test_share import address, answers, text_of
from tests.jobs import run_jobs
from tests.pages import texts

SignIn = Callable[[User | None], Client]
PAGES = ["describe", "status", "discard", "edit", "history", "new_version", "withdraw", "restore"]
STATE = ["vermont", "vermont_editor", "vermont_energy"]
MEMBERS = [*STATE, "new_hampshire", "colorado", "group_member"]


def values(user: User, document: Document) -> list[str]:
    return [option.value for option in choices.options(user, document)]


def test_choices_open_to_a_member(cast: Cast) -> None:
    assert values(cast.vermont, bring(cast.vermont).document) == [
        "me", "agency", "state", "region", "groups", "all_members", "workforce", "public",
    ]  # fmt: skip


def test_guest_of_the_workforce_space_shares_there_or_nowhere(cast: Cast, sign_in: SignIn) -> None:
    document = bring(cast.guest).document

    refused = sign_in(cast.guest).post(address("describe", document), answers(document, sharing="all_members"))

    assert values(cast.guest, document) == ["me", "workforce"]
    assert (refused.status_code, Document.objects.get().sharing) == (400, "me")


def test_choices_tell_how_many_people_they_reach(cast: Cast) -> None:
    document = bring(cast.vermont).document

    words = {option.value: choices.reach_words(option) for option in choices.options(cast.vermont, document)}

    assert words == {
        "me": "",
        "agency": "2 people",
        "state": "3 people",
        "region": "4 people in 2 states",
        "groups": "",
        "all_members": "6 people in 3 states",
        "workforce": "7 people in 3 states",
        "public": "",
    }


@pytest.mark.parametrize(
    ("sharing", "readers"),
    [
        ("me", ["vermont"]),
        ("agency", ["vermont", "vermont_editor"]),
        ("state", STATE),
        ("region", [*STATE, "new_hampshire"]),
        ("all_members", MEMBERS),
        ("workforce", [*MEMBERS, "guest"]),
    ],
)
def test_choice_opens_to_exactly_these(cast: Cast, sharing: str, readers: list[str]) -> None:
    document = shared(cast.vermont, sharing=sharing)

    seen_by = [
        name for name, user in cast.everybody().items() if Document.objects.visible_to(user).filter(pk=document.pk)
    ]

    assert seen_by == [*readers, "administrator", "second_administrator"]


def test_public_must_be_confirmed_unless_it_is_public_already(cast: Cast, sign_in: SignIn) -> None:
    document = bring(cast.vermont).document
    run_jobs()
    client = sign_in(cast.vermont)
    form = answers(document, sharing="public", label="deliberative")

    asked = client.post(address("describe", document), form)
    confirmed = client.post(address("describe", document), {**form, "public_confirmed": "on"})

    assert (asked.status_code, "Confirm that anyone can read it" in text_of(asked)) == (400, True)
    assert (confirmed.status_code, Document.objects.get().status) == (302, "published")


def test_already_public_needs_no_confirmation(cast: Cast, sign_in: SignIn) -> None:
    document = bring(cast.vermont).document
    run_jobs()

    response = sign_in(cast.vermont).post(address("describe", document), answers(document, sharing="public"))

    assert response.status_code == 302


def test_label_suggests_the_starting_audience(cast: Cast) -> None:
    member, guest = (DetailsForm(bring(person).document, person) for person in (cast.vermont, cast.guest))

    assert member.starting_choices == "public=all_members deliberative=agency confidential=me"
    assert guest.starting_choices == "public=workforce deliberative=me confidential=me"


def test_only_own_working_groups_can_be_ticked(cast: Cast, sign_in: SignIn) -> None:
    mine = audiences.of_working_group("cybersecurity", "Cybersecurity")
    other = audiences.of_working_group("data-and-reporting", "Data and Reporting")
    document = bring(cast.group_member).document
    run_jobs()
    client, form = sign_in(cast.group_member), answers(document, sharing="groups")

    refused = client.post(address("describe", document), {**form, "groups": [other.pk]})
    none = client.post(address("describe", document), form)
    taken = client.post(address("describe", document), {**form, "groups": [mine.pk]})

    assert [response.status_code for response in (refused, none, taken)] == [400, 400, 302]
    assert "Select at least one group or event" in text_of(none)
    assert "Data and Reporting" not in text_of(none)


def test_administrator_chooses_the_agency(cast: Cast, sign_in: SignIn) -> None:
    document = bring(cast.administrator).document
    run_jobs()
    vtrans = agency("VT", "DOT")
    client = sign_in(cast.administrator)

    without = client.post(address("describe", document), answers(document, sharing="agency"))
    with_agency = client.post(address("describe", document), answers(document, sharing="agency", agency=vtrans.pk))

    assert (without.status_code, with_agency.status_code) == (400, 302)
    assert list(Document.objects.visible_to(cast.vermont_editor)) == [document]
    assert not Document.objects.visible_to(cast.vermont_energy).exists()


@pytest.mark.parametrize(
    ("sharing", "said"),
    [
        ("me", "“Draft” is saved. Only its owner and administrators can see it."),
        ("all_members", "“Draft” is shared. Who can see it: All member states."),
    ],
)
def test_what_nobody_else_can_see_is_not_called_shared(cast: Cast, sign_in: SignIn, sharing: str, said: str) -> None:
    document = bring(cast.vermont).document
    run_jobs()
    given = answers(document, title="Draft", sharing=sharing)

    page = sign_in(cast.vermont).post(address("describe", document), given, follow=True)

    assert texts(page, ".messages .usa-alert__text") == [said]
