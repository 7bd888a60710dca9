"""Viewing as others: exactly what they see, nothing changed, both identities told. See docs/security.md."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from accounts import audiences, seeing, viewing
from accounts.middleware import CLOSED_WHILE_VIEWING, OPEN_WHILE_VIEWING
from accounts.models import AccessEvent, AuditEvent, User
from accounts.standing import standing_of
from documents.models import Opening
from tests import library, pages
from tests.cast import Cast, agency, member, person
from tests.security.answers import VERBS
from tests.security.canary import Canaries, words_in
from tests.security.crawl import read
from tests.security.matrix import ROUTES
from tests.security.scene import Scene
from tests.security.tables import changed, fingerprints
from tests.security.test_matrix import cases_of

SignIn = Callable[[User | None], Client]
START, STOP = "/people/view-as/", "/people/view-as/stop/"
BANNER = re.compile(r'<aside class="viewing".*?</aside>', re.DOTALL)
# Made as a colleague and not as an audience: what they may change, and what only who may change it reads.
OF_COLLEAGUES = re.compile(r"^(documents:accessibility|workforce:|workinggroups:join|reuse:(add|edit|remove))")


def started(client: Client, wanted: object) -> Client:
    assert client.post(START, {"wanted": str(wanted)}).status_code == 302
    return client


def lines() -> list[tuple[str, str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", "actor_label", "sentence"))


# Both identities are told, and it ends


def test_beginning_and_ending_are_told_with_both_identities(cast: Cast, sign_in: SignIn) -> None:
    client = started(sign_in(cast.administrator), audiences.of_agency(agency("VT", "DOT")).pk)

    answer = client.get("/")

    name = agency("VT", "DOT").name
    assert pages.texts(answer, ".viewing strong")[0] == f"You’re viewing as a member of {name}."
    assert client.post(STOP).status_code == 302
    assert "viewing" not in client.session
    assert not BANNER.search(client.get("/").content.decode())
    assert lines() == [
        (
            *("viewing.started", "Administrator"),
            f"Administrator began to view the portal as a member of {name}, for up to 15 minutes.",
        ),
        ("viewing.stopped", "Administrator", f"Administrator stopped viewing the portal as a member of {name}."),
    ]


@pytest.mark.parametrize("name", ["vermont", "vermont_editor", "guest", "applicant"])
def test_only_administrators_view_as_others(name: str, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(getattr(cast, name))

    assert client.post(START, {"wanted": "public"}).status_code == 403
    assert ("viewing" in client.session, lines()) == (False, [])


@pytest.mark.parametrize("wanted", ["", "nobody", "-1", "99999999999999999999", "²", "administrators"])
def test_nobody_else_can_be_viewed_as(wanted: str, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    assert client.post(START, {"wanted": wanted}).status_code == 400
    assert viewing.stand_in(wanted) is None
    assert viewing.stand_in(str(audiences.single("administrators").pk)) is None
    assert lines() == []


@pytest.mark.parametrize("wanted", [*viewing.OPTIONS])
def test_viewing_does_not_nest(wanted: str, cast: Cast, sign_in: SignIn) -> None:
    client = started(sign_in(cast.administrator), wanted)

    assert {client.get(START).status_code, client.post(START, {"wanted": "member"}).status_code} == {403}
    assert client.session["viewing"]["as"] == wanted


def test_viewing_ends_after_a_quarter_of_an_hour(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client, now = started(sign_in(cast.administrator), "public"), time.time()
    monkeypatch.setattr(viewing.time, "time", lambda: now + 14 * 60)
    assert BANNER.search(client.get("/").content.decode())

    monkeypatch.setattr(viewing.time, "time", lambda: now + 15 * 60 + 1)

    assert not BANNER.search(client.get("/").content.decode())
    assert client.get("/people/").status_code == 200


def test_viewing_ends_with_the_post_and_with_the_session(cast: Cast, sign_in: SignIn) -> None:
    client = started(sign_in(cast.administrator), "member")
    cast.administrator.groups.clear()
    assert not BANNER.search(client.get("/").content.decode())
    other = started(sign_in(cast.second_administrator), "public")

    other.post("/account/logout/")

    assert other.get("/people/").status_code == 302
    assert not BANNER.search(other.get("/").content.decode())
    assert AuditEvent.objects.filter(action="viewing.stopped").count() == 1


# Nothing is changed, some pages are closed, and every page says so


def addresses(verb: str, scene: Scene) -> Iterator[tuple[str, str]]:
    for name, route in ROUTES.items():
        for case in cases_of(name, route, scene):
            if verb not in ("GET", "HEAD") or verb in route.verbs:
                yield name, reverse(name, kwargs=dict(case.arguments))


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ("GET", "HEAD", "OPTIONS")])
def test_every_write_is_refused_by_verb(verb: str, scene: Scene, sign_in: SignIn) -> None:
    client, before = started(sign_in(scene.cast.administrator), "member"), None
    before = fingerprints()
    asked = dict(addresses(verb, scene))  # one address of each route: the view is never reached

    given = {
        name: client.generic(verb, address).status_code
        for name, address in asked.items()
        if name not in OPEN_WHILE_VIEWING
    }

    assert set(given.values()) == {403}
    assert changed(before, fingerprints()) == []


def test_pages_of_accounts_and_administrators_are_closed(scene: Scene, sign_in: SignIn) -> None:
    client = started(sign_in(scene.cast.administrator), "member")
    ours = {name: address for name, address in addresses("GET", scene) if name.startswith(CLOSED_WHILE_VIEWING)}
    library = {name: reverse(name) for name in ("account_email", "mfa_index", "usersessions_list", "admin:index")}

    given = {
        name: client.get(address).status_code
        for name, address in {**ours, **library}.items()
        if name not in OPEN_WHILE_VIEWING
    }

    assert len(given) > 20
    assert set(given.values()) == {403}


@pytest.mark.parametrize("address", ["/", "/documents/", "/documents/zzzzzzzzzzzz/", "/people/", "/nowhere"])
def test_every_page_says_so(address: str, cast: Cast, sign_in: SignIn) -> None:
    for wanted in ("public", "member"):
        answer = started(sign_in(cast.administrator), wanted).get(address)

        assert len(pages.texts(answer, ".viewing strong")) == 1
        assert answer.content.count(b"csrfmiddlewaretoken") >= 1


# As whom somebody views sees neither more nor less


def newcomers(scene: Scene) -> dict[str, tuple[User | AnonymousUser, object]]:
    """People of each standing who have nothing of their own yet, and how they are viewed as."""
    by = scene.cast.administrator
    city = scene.cast.guest.memberships.get().agency
    in_group = member("new_in_group", agency("CO", "SEO"), by)
    cyber = audiences.of_working_group("cybersecurity", "Cybersecurity")
    in_group.groups.set(
        [cyber.group_id, *in_group.groups.filter(audience__kind__in=viewing.MEMBERS).values_list("pk", flat=True)]
    )
    return {
        "public": (AnonymousUser(), "public"),
        "account": (person("new_account"), "account"),
        "guest": (member("new_guest", city, by, tier="guest"), "guest"),
        "agency": (member("new_in_agency", agency("VT", "DOT"), by), audiences.of_agency(agency("VT", "DOT")).pk),
        "city": (member("new_in_city", city, by, tier="guest"), audiences.of_agency(city).pk),
        "group": (in_group, cyber.pk),
    }


WHO = ("public", "account", "guest", "agency", "city", "group")


@pytest.mark.parametrize("name", WHO)
def test_stand_in_has_the_standing_of_such_a_person(name: str, scene: Scene) -> None:
    real, wanted = newcomers(scene)[name]
    found = viewing.stand_in(str(wanted))
    assert found is not None
    given, own = standing_of(found[0]), standing_of(real)

    assert set(given.reader_keys) == {key for key in own.reader_keys if key > 0}
    assert (given.is_member, given.is_guest, given.is_administrator, bool(given.user_id)) == (
        *(own.is_member, own.is_guest, False),
        real.pk is not None,
    )


@pytest.mark.parametrize("slug", ["answer", "document", "meeting", "pair", "resource", "roster", "study", "version"])
def test_stand_in_sees_each_thing_that_such_a_person_sees_and_no_more(slug: str, scene: Scene) -> None:
    kind = seeing.kinds()[slug]
    whole = set(kind.rows(scene.cast.administrator).values_list("pk", flat=True))

    for name, (real, wanted) in newcomers(scene).items():
        found = viewing.stand_in(str(wanted))
        assert found is not None
        given = set(kind.rows(found[0]).values_list("pk", flat=True))
        assert (name, given) == (name, set(kind.rows(real).values_list("pk", flat=True)))
        assert given <= whole


@pytest.mark.parametrize("name", ["public", "agency", "guest"])
def test_every_address_answers_as_to_such_a_person(
    name: str, scene: Scene, canaries: Canaries, sign_in: SignIn
) -> None:
    """The same status, and the same planted words."""
    real, wanted = newcomers(scene)[name]
    theirs, ours = sign_in(real if real.pk else None), started(sign_in(scene.cast.administrator), wanted)

    wrong = []
    for route, address in dict.fromkeys(addresses("GET", scene)):
        if route.startswith(CLOSED_WHILE_VIEWING) or OF_COLLEAGUES.search(route):
            continue
        expected, given = read(theirs, address), read(ours, address)
        if (given.status, words_in(given.whole)) != (expected.status, words_in(expected.whole)):
            more = {canaries.places.get(word) for word in words_in(given.whole) ^ words_in(expected.whole)}
            wrong.append(f"{route} {address}: {given.status}, expected {expected.status}; {more}")

    assert wrong == []


# Files


def test_download_is_told_of_the_administrator(cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.vermont, "Terms", sharing_choice="agency")
    client = started(sign_in(cast.administrator), audiences.of_agency(agency("VT", "DOT")).pk)

    assert client.get(f"/documents/{paper.key}/download/").status_code == 200

    told = AccessEvent.objects.get()
    assert (told.action, told.actor_label, told.viewing) == (
        *("file.downloaded", "Administrator"),
        f"a member of {agency('VT', 'DOT').name}",
    )
    assert [opening.person for opening in Opening.objects.all()] == [cast.administrator]


def test_what_is_not_shown_is_not_told_to_its_owner(cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.vermont, "Terms", sharing_choice="agency")
    client = started(sign_in(cast.administrator), "member")

    assert client.get(f"/documents/{paper.key}/download/").status_code == 404
    assert client.get(f"/documents/{paper.key}/pages/1/").status_code == 404
    assert not Opening.objects.exists()
