"""Asking to join, joining an open group, withdrawing, leaving: in the browser's requests, with mail and log."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.mail import deliver
from accounts.models import OutboxMail, Preferences, User
from tests import pages
from tests.cast import Cast
from tests.workinggroups.people import asks, group, in_group, lines, mails, put_in
from workinggroups.actions import joining
from workinggroups.actions.rules import locked_group
from workinggroups.models import JoinRequest, WorkingGroup

SignIn = Callable[[User | None], Client]
PATH = "/groups/cybersecurity/"


def said(response: object) -> list[str]:
    """The messages on the page."""
    return pages.texts(response, ".messages .usa-alert__text")


def test_asking_tells_the_leads_and_nobody_else(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.group_member, role="lead")
    put_in(cast.vermont)
    client = sign_in(cast.colorado)

    answer = client.post(f"{PATH}join/", {"note": "We write\x00 a plan."}, follow=True)
    again = client.post(f"{PATH}join/", {"note": "Twice."}, follow=True)

    assert said(answer) == ["Your request is waiting for approval. We’ll email you when it’s decided."]
    assert said(again) == said(answer)
    made = JoinRequest.objects.get()
    assert (made.user, made.note, made.status) == (cast.colorado, "We write a plan.", "waiting")
    assert mails() == [("group.member@people.example", "Colorado asked to join Cybersecurity of EV Charging")]
    assert f"/groups/cybersecurity/requests/{made.key}/" in OutboxMail.objects.get().body
    assert lines() == ["Colorado asked to join Cybersecurity of EV Charging."]
    assert pages.texts(client.get(PATH), ".panel__title")[0] == "Your request is waiting for approval"


def test_asking_a_group_without_a_lead_tells_the_administrators_who_want_it(cast: Cast, sign_in: SignIn) -> None:
    Preferences.objects.create(user=cast.administrator, wants_requests=False)
    User.objects.filter(pk=put_in(cast.group_member, role="lead").user_id).update(is_active=False)

    sign_in(cast.colorado).post(f"{PATH}join/", {"note": ""})

    assert [to for to, _ in mails()] == ["second.administrator@people.example"]


@pytest.mark.parametrize("then", ["decided", "no lead any more", "wants none"])
def test_a_mail_that_waits_is_not_sent_to_whom_it_no_longer_concerns(cast: Cast, sign_in: SignIn, then: str) -> None:
    place = put_in(cast.vermont, role="lead")
    sign_in(cast.colorado).post(f"{PATH}join/", {"note": ""})
    mail = OutboxMail.objects.get()

    if then == "decided":
        JoinRequest.objects.update(status="withdrawn")
    elif then == "no lead any more":
        place.role = "member"
        place.save()
    else:
        Preferences.objects.create(user=cast.vermont, wants_requests=False)
    deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.sent_at, mail.abandoned_at is not None) == (None, True)


def test_an_open_group_takes_people_in_at_once_whatever_they_asked_before(cast: Cast, sign_in: SignIn) -> None:
    asks(cast.colorado)
    WorkingGroup.objects.update(joining="open")

    answer = sign_in(cast.colorado).post(f"{PATH}join/", {}, follow=True)

    assert said(answer) == ["You’re now a member of Cybersecurity of EV Charging."]
    assert (in_group(), JoinRequest.objects.get().status, mails()) == (["Colorado", "Group Member"], "withdrawn", [])


@pytest.mark.parametrize(
    ("persona", "slug"), [("guest", "cybersecurity"), ("colorado", "northeast"), ("administrator", "cybersecurity")]
)
def test_whom_the_rules_leave_out_is_refused(cast: Cast, sign_in: SignIn, persona: str, slug: str) -> None:
    WorkingGroup.objects.update(joining="open")
    client = sign_in(getattr(cast, persona))

    answers = [client.get(f"/groups/{slug}/join/"), client.post(f"/groups/{slug}/join/", {"note": "Please."})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (JoinRequest.objects.count(), in_group("northeast")) == (0, [])


def test_a_collaborative_takes_people_of_invited_organizations_cities_too(cast: Cast, sign_in: SignIn) -> None:
    made = group()
    WorkingGroup.objects.filter(pk=made.pk).update(kind="collaborative", joining="open")
    made.invited_agencies.add(cast.guest.memberships.get().agency)

    statuses = [sign_in(person).post(f"{PATH}join/").status_code for person in (cast.guest, cast.colorado)]

    assert (statuses, in_group()) == ([302, 403], ["Group Member", "Guest"])


def test_nobody_asks_a_group_by_invitation(cast: Cast, sign_in: SignIn) -> None:
    WorkingGroup.objects.update(joining="invitation")

    answer = sign_in(cast.colorado).post(f"{PATH}join/", {"note": "Please."}, follow=True)

    assert said(answer) == ["This group is by invitation. To ask for an invitation, contact the group."]
    assert JoinRequest.objects.count() == 0


def test_withdrawing_takes_ones_own_request_back(cast: Cast, sign_in: SignIn) -> None:
    join_request, other = asks(cast.colorado), asks(cast.vermont)
    client = sign_in(cast.colorado)

    answers = [client.post(f"{PATH}withdraw/", follow=True) for _ in range(2)]

    assert [said(answer) for answer in answers] == [["We withdrew your request."]] * 2
    join_request.refresh_from_db()
    other.refresh_from_db()
    assert (join_request.status, other.status) == ("withdrawn", "waiting")
    assert lines() == ["Colorado withdrew their request to join Cybersecurity of EV Charging."]


def test_leaving_asks_first_and_says_what_a_last_lead_leaves_behind(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.colorado, role="lead")
    client = sign_in(cast.colorado)

    asked = client.get(f"{PATH}leave/")
    still = in_group()
    answer = client.post(f"{PATH}leave/", follow=True)

    assert pages.texts(asked, ".confirm li")[-1] == (
        "You’re the only lead. NASEO administrators will manage the group until it has a new lead."
    )
    assert still == ["Colorado", "Group Member"]
    assert (said(answer), in_group()) == (["You left Cybersecurity of EV Charging."], ["Group Member"])
    assert [client.get(f"{PATH}{page}").status_code for page in ("people/", "edit/", "leave/")] == [403, 403, 404]


def test_asking_and_withdrawing_in_turn_does_not_flood_the_leads(cast: Cast, sign_in: SignIn) -> None:
    """Each request writes to all leads, so withdrawing and asking again is limited."""
    put_in(cast.group_member, role="lead")
    client = sign_in(cast.colorado)

    for _ in range(5):
        answer = client.post(f"{PATH}join/", {"note": ""}, follow=True)
        client.post(f"{PATH}withdraw/")

    assert said(answer)[-1:] == ["You’ve asked several times today. Try again tomorrow."]
    assert len(mails()) == 3


def test_who_loses_the_lead_while_deciding_decides_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds the group meanwhile ends the role; then the decision goes on."""
    place, request = put_in(cast.vermont, role="lead"), asks(cast.colorado)

    def wait_for_it(*args: object) -> WorkingGroup:
        place.role = "member"
        place.save()
        return locked_group(*args)

    monkeypatch.setattr(joining, "locked_group", wait_for_it)

    with pytest.raises(PermissionDenied):
        joining.approve_request(request=request, by=cast.vermont)

    assert "Colorado" not in in_group()
