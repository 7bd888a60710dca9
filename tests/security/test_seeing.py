"""Who "Who can see this" counts is who can see it: each thing of the scene, and each person.

See docs/security.md, "Lists, counts and files agree".
"""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import seeing
from accounts.models import User
from accounts.standing import forget_standing
from documents.models import Document
from tests import library, pages
from tests.cast import Cast
from tests.security.scene import Scene

KINDS = (
    "announcement", "answer", "document", "document-request", "goals", "inquiry", "meeting", "pair", "pathway",
    "provider", "question",
    "question-set", "request", "resource", "reuse", "roster", "saved-search", "state-answer", "study", "summary",
    "version",
)  # fmt: skip


def test_every_kind_is_tried() -> None:
    assert tuple(sorted(seeing.kinds())) == KINDS


def counted(kind: seeing.Kind, thing: Any, viewer: User) -> tuple[set[int], bool]:
    """Ids of the people who are counted, and whether everybody is."""
    seen = kind.describe(thing, viewer)
    everybody = any(circle.is_everybody for circle in seen.circles)
    return set(seeing.people_in(seen).values_list("pk", flat=True)), everybody


@pytest.mark.parametrize("slug", KINDS)
def test_people_are_counted_if_and_only_if_they_can_see_it(slug: str, scene: Scene) -> None:
    kind = seeing.kinds()[slug]
    people = {name: person or AnonymousUser() for name, person in scene.people.items()}
    things = list(kind.rows(scene.cast.administrator).model._default_manager.order_by("pk"))
    seen_by = {name: set(kind.rows(person).values_list("pk", flat=True)) for name, person in people.items()}

    wrong = []
    for thing in things:
        who, is_everybodys = counted(kind, thing, scene.cast.administrator)
        for name, person in people.items():
            is_open = person.pk is None or person.is_active  # a closed account is nobody
            is_counted = person.pk in who or (is_everybodys and is_open)
            if is_counted != (thing.pk in seen_by[name]):
                wrong.append(f"{slug} {thing}: {name} is {'' if is_counted else 'not '}counted")

    assert things
    assert any(seen_by.values())
    assert wrong == []


def test_who_changed_their_address_is_counted_as_far_as_they_still_see(scene: Scene) -> None:
    editor = scene.cast.vermont_editor
    User.objects.filter(pk=editor.pk).update(approved_email="before@people.example")
    editor.refresh_from_db()
    forget_standing(editor)
    kind = seeing.kinds()["version"]

    wrong = []
    for version in kind.rows(scene.cast.administrator):
        who, is_everybodys = counted(kind, version, scene.cast.administrator)
        is_counted = is_everybodys or editor.pk in who
        if is_counted != kind.rows(editor).filter(pk=version.pk).exists():
            wrong.append(f"{version.document}, {version.status.stage}: {'' if is_counted else 'not '}counted")

    assert wrong == []


def test_page_says_who_how_many_and_why(cast: Cast, client: Client) -> None:
    paper = library.document(cast.vermont, "Terms", sharing_choice="region")
    client.force_login(cast.new_hampshire, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.get(f"/who-can-see/document/{paper.key}/")

    assert pages.texts(answer, ".lede")[0] == "6 people in 2 states can see this document."
    assert pages.texts(answer, "tbody tr") == [
        "The person who shared it 1 person in 1 state because the document is theirs",
        "NASEO administrators 2 people because they can see every document",
        "The Northeast region 4 people in 2 states because the document is shared with the Northeast region",
    ]


def test_names_are_for_who_may_change_it(cast: Cast, client: Client) -> None:
    paper = library.document(cast.vermont, "Terms", sharing_choice="groups", people=[cast.colorado, cast.guest])
    rows = {}
    for name in ("vermont", "colorado", "administrator"):
        client.force_login(getattr(cast, name), backend="allauth.account.auth_backends.AuthenticationBackend")
        rows[name] = "Guest" in pages.texts(client.get(f"/who-can-see/document/{paper.key}/"), "tbody tr")[-1]

    assert rows == {"vermont": True, "colorado": False, "administrator": True}


def test_page_costs_as_much_for_many_circles_as_for_one(cast: Cast, client: Client) -> None:
    from accounts import audiences
    from accounts.models import State
    from documents.sharing import grants

    paper = library.document(cast.vermont, "Terms", sharing_choice="groups", people=[cast.colorado])
    client.force_login(cast.administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    counts = []
    for number in (0, 1, 5):
        states = [audiences.of_state(state) for state in State.objects.order_by("pk")[:number]]
        grants.apply_sharing(Document.objects.get(pk=paper.pk), states, [cast.colorado])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/who-can-see/document/{paper.key}/").status_code == 200
        counts.append(len(queries))

    assert counts == [9, 9, 9]
