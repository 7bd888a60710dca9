"""The order of routes, and who answers when somebody is away or gone."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.actions.people import deactivate_person
from clearinghouse.lib.zones import portal_today
from contacts.models import Mailbox, Route
from contacts.routing import RoutingKey, most_specific
from contacts.subjects import QuestionSubject
from tests.cast import Cast
from tests.contacts.builders import group, route, topic


@dataclass(frozen=True)
class Cell:
    """A route's dimensions."""

    name: str
    topic_id: int | None = None
    region_id: int | None = None
    state_id: str | None = None
    group_id: int | None = None


ROUTING_KEY = RoutingKey(topics=[1, 2], regions=[5, 6], state="VT", group=9)
ALL = Cell("all")
TABLE = [
    ([ALL], "all"),
    ([ALL, Cell("topic", topic_id=1)], "topic"),
    ([Cell("topic", topic_id=1), Cell("region", region_id=5)], "region"),
    ([Cell("region", region_id=5), Cell("state", state_id="VT")], "state"),
    ([Cell("state", state_id="VT"), Cell("group", group_id=9)], "group"),
    ([Cell("group", group_id=9), Cell("two", topic_id=1, region_id=5)], "two"),
    ([Cell("topic region", topic_id=1, region_id=5), Cell("topic state", topic_id=1, state_id="VT")], "topic state"),
    ([Cell("state region", state_id="VT", region_id=5), Cell("group topic", group_id=9, topic_id=1)], "group topic"),
    ([Cell("three", 1, 5, "VT"), Cell("group state", state_id="VT", group_id=9)], "three"),
    ([Cell("second topic", topic_id=2), Cell("first topic", topic_id=1)], "first topic"),
    ([Cell("second region", region_id=6), Cell("first region", region_id=5)], "first region"),
    ([Cell("other state", state_id="NH"), Cell("other topic", topic_id=3), ALL], "all"),
    ([Cell("half", topic_id=1, state_id="NH"), ALL], "all"),
    ([Cell("other group", group_id=8)], None),
    ([], None),
]


@pytest.mark.parametrize(("cells", "winner"), TABLE, ids=[str(winner) for _, winner in TABLE])
def test_the_most_specific_route_wins(cells: list[Cell], winner: str | None) -> None:
    for order in (cells, cells[::-1]):
        found = most_specific(order, ROUTING_KEY)
        assert (found and found.name) == winner


def test_a_cell_has_one_route(cast: Cast) -> None:
    route(cast.vermont)
    with pytest.raises(IntegrityError, match="one_route_of_a_cell"), transaction.atomic():
        route(cast.colorado)
    with pytest.raises(IntegrityError, match="one_route_of_a_cell"), transaction.atomic():
        Route.objects.create(person=cast.vermont)  # the general one is there already


def answers(about: QuestionSubject) -> str:
    """Who answers, by the name that administrators read."""
    acting = about.answering().acting
    return str(acting.person or acting.mailbox) if acting else "queue"


def test_the_backup_answers_while_somebody_is_away_and_the_queue_when_nobody_is_left(cast: Cast) -> None:
    made = route(cast.vermont, cast.colorado)
    about = QuestionSubject(topic=topic())
    seen = [answers(about)]
    for until in (portal_today(), portal_today() - timedelta(days=1)):
        Route.objects.filter(pk=made.pk).update(away_until=until)
        seen.append(answers(about))
    deactivate_person(person=cast.vermont, by=cast.administrator)
    seen.append(answers(about))
    deactivate_person(person=cast.colorado, by=cast.administrator)
    seen.append(answers(about))

    assert seen == ["Vermont", "Colorado", "Vermont", "Colorado", "queue"]


def test_a_group_leads_to_the_contact_its_page_names_until_it_has_a_route(cast: Cast) -> None:
    cyber = group()
    cyber.contact_name, cyber.contact_email = "Named Lead", "lead@x.example"
    cyber.save(update_fields=["contact_name", "contact_email"])
    before = answers(QuestionSubject(group=cyber))
    route(cast.vermont, group=cyber)

    assert (before, answers(QuestionSubject(group=cyber))) == ("Named Lead", "Vermont")


def test_the_public_reads_no_name_of_a_person(cast: Cast) -> None:
    route(cast.vermont, cast.colorado)
    found = QuestionSubject(topic=topic()).answering()

    assert (found.name_for(AnonymousUser()), found.name_for(cast.applicant)) == ("NASEO staff", "NASEO staff")
    assert (found.name_for(cast.guest), found.name_for(cast.new_hampshire)) == ("Vermont", "Vermont")


def test_reference_routes_stay_as_administrators_left_them(db: None) -> None:
    Route.objects.filter(topic__slug="workforce-and-training").delete()
    Mailbox.objects.filter(name="Portia Polk").update(email="portia@nga.example")

    call_command("load_reference_data", verbosity=0)

    assert list(Route.objects.values_list("topic", "mailbox__name")) == [(None, "Delaney Dixon")]
    assert Mailbox.objects.get(name="Portia Polk").email == "portia@nga.example"
