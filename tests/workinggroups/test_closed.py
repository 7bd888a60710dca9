"""A closed group: nobody joins, no call is scheduled, everything is read as before; administrators reopen it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from tests.calls import meeting
from tests.cast import Cast
from tests.meetings.circle import Circle, make_circle
from tests.pages import links, texts
from workinggroups import actions
from workinggroups.models import JoinRequest, WorkingGroup

SignIn = Callable[[User | None], Client]
EDIT = "/groups/cybersecurity/edit/"


@pytest.fixture
def circle(cast: Cast) -> Circle:
    return make_circle(cast)


def group() -> WorkingGroup:
    return WorkingGroup.objects.get(slug="cybersecurity")


def test_only_administrators_close_and_reopen(circle: Circle, cast: Cast, sign_in: SignIn) -> None:
    refused = sign_in(circle.lead).post(EDIT, {"do": "close"})
    assert (refused.status_code, group().closed_at) == (403, None)

    administrator = sign_in(cast.administrator)
    administrator.post(EDIT, {"do": "close"})
    closed_at = group().closed_at
    administrator.post(EDIT, {"do": "close"})
    assert closed_at is not None
    assert group().closed_at == closed_at

    administrator.post(EDIT, {"do": "reopen"})
    assert group().closed_at is None
    assert sorted(AuditEvent.objects.filter(action__startswith="group.").values_list("action", flat=True)) == [
        "group.closed", "group.reopened",
    ]  # fmt: skip


def test_link_to_join_leads_to_the_page_that_says_it_is_closed(circle: Circle, cast: Cast, sign_in: SignIn) -> None:
    actions.set_closed(group(), by=cast.administrator, closed=True)

    page = sign_in(cast.colorado).get("/groups/cybersecurity/join/", follow=True)

    assert page.redirect_chain == [("/groups/cybersecurity/", 302)]
    assert "No one can join it anymore." in " ".join(texts(page, "main p"))


def test_nobody_joins_a_closed_group(circle: Circle, cast: Cast) -> None:
    waiting = actions.ask_to_join(group=circle.group, by=cast.colorado, note="")
    assert waiting is not None
    actions.set_closed(circle.group, by=cast.administrator, closed=True)

    with pytest.raises(actions.ActionRefused, match="is closed"):
        actions.ask_to_join(group=circle.group, by=cast.new_hampshire, note="")
    with pytest.raises(actions.ActionRefused, match="is closed"):
        actions.approve_request(request=waiting, by=circle.lead)
    with pytest.raises(actions.ActionRefused, match="is closed"):
        actions.add_person(group=circle.group, person=cast.colorado, by=circle.lead)
    assert JoinRequest.objects.get().status == JoinRequest.Status.WAITING

    actions.set_closed(circle.group, by=cast.administrator, closed=False)
    assert actions.approve_request(request=waiting, by=circle.lead).status == JoinRequest.Status.APPROVED


def test_a_closed_group_is_read_as_before_and_plans_nothing(circle: Circle, cast: Cast, sign_in: SignIn) -> None:
    call = meeting("Old call", days=-2, status="held", summary="Said.")
    actions.set_closed(circle.group, by=cast.administrator, closed=True)
    lead, member = sign_in(circle.lead), sign_in(circle.member)

    page = lead.get(circle.group.get_absolute_url())
    plan = lead.get(f"{reverse('meetings:plan')}?group=cybersecurity&kind=call")
    series = lead.get(reverse("meetings:series_plan", args=["cybersecurity"]))

    assert "Closed" in texts(page, ".chip")
    assert "Schedule a call" not in links(page)
    assert (plan.status_code, series.status_code) == (403, 403)
    assert texts(member.get(call.get_absolute_url()), ".minutes") == ["Said."]
    assert lead.get(reverse("meetings:summary", args=[call.key])).status_code == 200
    assert "This group closed on" in sign_in(cast.colorado).get(circle.group.get_absolute_url()).content.decode()
    assert "Closed" in texts(sign_in(None).get("/groups/"), ".card .chip")
