"""What the table of roles says is what the code does, for each person of the scene."""

from collections.abc import Callable
from importlib import import_module

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import roles
from accounts.models import User
from meetings.models import Meeting
from tests import pages
from tests.cast import Cast
from tests.security.scene import Scene

SLUGS = (
    *("administrator", "lead", "member", "guest", "group_lead", "group_member", "organizer", "contact"),
    *("document_contact", "space_administrator"),
)


def test_every_role_says_what_it_is_and_every_capability_is_somebodys() -> None:
    capabilities, table = roles.whole_table()

    assert {role.slug for role in table} == set(SLUGS)
    assert {slug for role in table for slug in role.capabilities} == set(capabilities)
    assert [role.slug for role in table if not role.sentence.endswith(".")] == []


def test_every_capability_names_code_that_exists() -> None:
    for capability in roles.whole_table()[0].values():
        parts = capability.decided_by.split(".")
        for count in range(len(parts), 0, -1):
            try:
                found = import_module(".".join(parts[:count]))
            except ImportError:
                continue
            break
        for name in parts[count:]:
            found = getattr(found, name)
        assert callable(found), capability.decided_by


def test_the_table_says_what_the_code_does(scene: Scene) -> None:
    event = Meeting.objects.filter(group=None, kind="conference").order_by("pk")[0]
    event.organizers.add(scene.cast.colorado)
    capabilities, table = roles.whole_table()
    holders = {role.slug: set(role.people().values_list("pk", flat=True)) for role in table}

    wrong, allowed = [], set()
    for name, person in scene.people.items():
        viewer = person or AnonymousUser()
        held = {role.slug for role in table if viewer.pk in holders[role.slug]}
        promised = {slug for role in table if role.slug in held for slug in role.capabilities}
        given = {slug for slug, capability in capabilities.items() if capability.allows(viewer)}
        allowed |= given
        # The public and whoever has an account reads nothing of these either.
        if promised != given:
            wrong.append(f"{name} ({sorted(held)}): {sorted(promised ^ given)}")

    assert wrong == []
    assert allowed == set(capabilities)
    assert [slug for slug, people in holders.items() if not people] == []


def test_page_shows_each_role_with_its_people(cast: Cast, sign_in: Callable[[User | None], Client]) -> None:
    client = sign_in(cast.administrator)

    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/people/roles/")

    assert pages.headings(answer)[:4] == [
        *("Administrator", "EV lead", "State member", "Guest of the EV Workforce Collaborative"),
    ]
    assert pages.links(answer, "section li a")["Vermont Editor"] == f"/people/{cast.vermont_editor.pk}/"
    assert len(queries) == 3 + len(SLUGS)  # one for each role, and one more for those that many people have
