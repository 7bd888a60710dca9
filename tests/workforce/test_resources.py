"""The resource hub."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.editing import EditConflict
from accounts.models import AuditEvent, User
from documents.finding.related import found_related
from tests import library, pages
from tests.cast import Cast
from tests.workforce.people import carer
from workforce.actions import SpaceRefused
from workforce.actions import resources as actions
from workforce.actions.resources import ResourceDetails
from workforce.models import Challenge, LinkCheck, Resource

pytestmark = pytest.mark.django_db
HUB = "/workforce/resources/"


def details(**fields: Any) -> ResourceDetails:
    usual: dict[str, Any] = {
        "title": "Toolkit for apprentices",
        "summary": "How a city pays for child care.",
        "form": "toolkit",
        "url": "https://example.org/toolkit",
        "audiences": ["city"],
        "challenges": [Challenge.objects.get(slug="pathways-development")],
    }
    return ResourceDetails(**{**usual, **fields})


def listed(by: User, **fields: Any) -> Resource:
    return actions.suggest_resource(by=by, details=details(**fields))


def typed(**fields: Any) -> dict[str, Any]:
    challenge = Challenge.objects.get(slug="pathways-development")
    usual = {
        "title": "Toolkit", "address": "https://example.org/", "summary": "Helps.", "form": "toolkit",
        "challenges": [challenge.pk], "audiences": ["city"],
    }  # fmt: skip
    return {**usual, **fields}


def titles(client: Client, query: str = "") -> list[str]:
    return pages.texts(client.get(f"{HUB}{query}"), ".resource-row__title")


def test_suggestion_of_a_guest_waits_for_who_takes_care(cast: Cast, sign_in) -> None:
    made = listed(cast.guest)
    people = {"guest": cast.guest, "vermont": cast.vermont}
    seen = {name: sign_in(user).get(made.get_absolute_url()).status_code for name, user in people.items()}
    before = titles(sign_in(cast.vermont))

    actions.list_resource(resource=made, by=carer(cast))

    assert (made.status, before, seen) == ("suggested", [], {"guest": 200, "vermont": 404})
    assert titles(sign_in(cast.vermont)) == ["Toolkit for apprentices"]


def test_what_an_administrator_adds_is_in_the_hub_right_away(cast: Cast, sign_in) -> None:
    answer = sign_in(cast.administrator).post(f"{HUB}suggest/", typed())

    made = Resource.objects.get()
    assert (answer.status_code, made.status, made.url) == (302, "listed", "https://example.org/")
    assert AuditEvent.objects.filter(action="resource.added").count() == 1


@pytest.mark.parametrize("name", ["applicant", "left", "deactivated"])
def test_nobody_outside_the_space_suggests(name: str, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        listed(getattr(cast, name))


def test_suggestion_sent_twice_is_one(cast: Cast, sign_in) -> None:
    client, data = sign_in(cast.guest), typed()

    first, second = (client.post(f"{HUB}suggest/", data)["Location"] for _ in range(2))

    assert first == second
    assert Resource.objects.filter(suggested_by=cast.guest).count() == 1


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "ftp://example.org/x", "not an address", "https://", "file:///etc/passwd", "http://["],
)
def test_address_that_is_no_website_gets_a_sentence(address: str, cast: Cast, sign_in) -> None:
    answer = sign_in(cast.guest).post(f"{HUB}suggest/", typed(address=address))

    assert answer.status_code == 400
    assert answer.context["form"].errors["address"] == [
        "Enter a web address that starts with https://, or the address of a document here."
    ]


def test_document_comes_into_the_hub_only_when_guests_may_read_it(cast: Cast, sign_in) -> None:
    shared = library.document(cast.vermont, "For all", sharing_choice="workforce")
    states_only = library.document(cast.vermont, "For states", sharing_choice="all_members")
    client = sign_in(cast.administrator)

    good = client.post(f"{HUB}suggest/", typed(address=f"/documents/{shared.key}/"))
    bad = client.post(f"{HUB}suggest/", typed(address=f"/documents/{states_only.key}/"))
    hidden = sign_in(cast.guest).post(f"{HUB}suggest/", typed(address=f"/documents/{states_only.key}/"))

    assert (good.status_code, bad.status_code, hidden.status_code) == (302, 400, 400)
    assert hidden.context["form"].errors["address"] == ["We can’t find this document."]
    assert [resource.document for resource in Resource.objects.all()] == [shared]


def test_document_that_guests_may_not_read_any_more_leaves_the_hub_for_them(cast: Cast, sign_in) -> None:
    document = library.document(cast.vermont, "For all", sharing_choice="workforce")
    listed(cast.administrator, document=document, url="")
    document.sharing = "all_members"
    document.save(update_fields=["sharing"])
    from documents.sharing import grants

    grants.apply_sharing(document)

    assert titles(sign_in(cast.guest)) == []
    assert titles(sign_in(cast.colorado)) == ["Toolkit for apprentices"]


def test_filters_narrow_the_hub_and_bad_ones_get_a_sentence(cast: Cast, sign_in) -> None:
    from accounts.models import State

    listed(cast.administrator, title="Vermont", state=State.objects.get(pk="VT"))
    listed(cast.administrator, title="Nation", audiences=["state"], form="report")
    client = sign_in(cast.guest)
    queries = ["?place=VT", "?place=US", "?audience=state", "?form=report", "?challenge=access-and-talent", "?q=nation"]

    found = {query: titles(client, query) for query in queries}

    assert found == {
        "?place=VT": ["Vermont"], "?place=US": ["Nation"], "?audience=state": ["Nation"], "?form=report": ["Nation"],
        "?challenge=access-and-talent": [], "?q=nation": ["Nation"],
    }  # fmt: skip
    assert client.get(f"{HUB}?form=%00&place=XX").status_code == 200


def test_second_editor_is_told_what_the_first_did(cast: Cast) -> None:
    made = listed(cast.administrator)
    actions.change_resource(resource=made, by=cast.administrator, details=details(title="New"), revision=1)

    with pytest.raises(EditConflict):
        actions.change_resource(resource=made, by=carer(cast), details=details(title="Other"), revision=1)


@pytest.mark.parametrize("name", ["vermont", "guest"])
def test_others_can_not_decide_edit_or_retire(name: str, cast: Cast) -> None:
    made, by = listed(cast.administrator), getattr(cast, name)

    for change in (
        lambda: actions.retire_resource(resource=made, by=by),
        lambda: actions.list_resource(resource=made, by=by),
        lambda: actions.decline_resource(resource=made, by=by, reason="No."),
        lambda: actions.change_resource(resource=made, by=by, details=details(), revision=1),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_declined_suggestion_tells_its_suggester_why(cast: Cast, sign_in) -> None:
    made = listed(cast.guest)
    with pytest.raises(SpaceRefused):
        actions.decline_resource(resource=made, by=cast.administrator, reason=" ")

    actions.decline_resource(resource=made, by=cast.administrator, reason="Sells a product.")

    assert "Sells a product." in sign_in(cast.guest).get(made.get_absolute_url()).content.decode()


def test_link_says_how_it_answered(cast: Cast, sign_in) -> None:
    made, client = listed(cast.administrator), sign_in(cast.guest)
    unchecked = client.get(made.get_absolute_url()).content.decode()
    check = LinkCheck.objects.create(
        resource=made, url=made.url, asked_at=made.suggested_at, failures=2, problem="No answer."
    )
    twice = client.get(made.get_absolute_url()).content.decode()
    LinkCheck.objects.filter(pk=check.pk).update(failures=3)

    broken = client.get(made.get_absolute_url()).content.decode()

    assert "Link: not checked." in unchecked
    assert "did not answer" not in twice
    assert "This link did not answer on" in broken


def test_site_search_and_suggestions_find_resources_of_who_may_see_them(cast: Cast, sign_in) -> None:
    listed(cast.administrator)
    listed(cast.vermont, title="Toolkit that waits")

    found = {
        name: [hit.title for section in found_related(user, "toolkit") for hit in section.hits]
        for name, user in (("guest", cast.guest), ("colorado", cast.colorado), ("applicant", cast.applicant))
    }
    typed_in = [
        "Toolkit for apprentices" in sign_in(user).get("/documents/search/suggestions/?q=toolk").content.decode()
        for user in (cast.guest, cast.applicant)
    ]

    assert found == {"guest": ["Toolkit for apprentices"], "colorado": ["Toolkit for apprentices"], "applicant": []}
    assert typed_in == [True, False]


def test_export_holds_what_the_filters_find(cast: Cast, sign_in) -> None:
    listed(cast.administrator, title="=cmd()")
    listed(cast.administrator, title="Report", form="report")
    client = sign_in(cast.guest)

    lines = b"".join(client.get(f"{HUB}export/?form=toolkit").streaming_content).decode().splitlines()

    assert [line.partition(",")[0] for line in lines] == ["\ufeffTitle", "'=cmd()"]
    assert client.get(f"{HUB}export/?format=xlsx")["Content-Disposition"].endswith('.xlsx"')


def test_hub_asks_the_same_number_of_questions(cast: Cast, sign_in, django_assert_num_queries) -> None:
    client = sign_in(cast.guest)
    listed(cast.administrator)
    client.get(HUB)

    with django_assert_num_queries(5):
        client.get(HUB)
    for title in ("Second", "Third"):
        listed(cast.administrator, title=title)
    with django_assert_num_queries(5):
        client.get(HUB)
