"""A member's new address waits for an administrator, and an editor's and a lead's rights wait with it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import mail
from accounts.account_events import note_changed_address
from accounts.actions import ActionRefused, approve_request, confirm_address, end_membership
from accounts.models import AuditEvent, OutboxMail, User
from documents.models import Document
from tests import library, pages
from tests.accounts.people import outbox
from tests.accounts.signing import code
from tests.cast import Cast, request_for
from tests.moving import again
from workinggroups.models import GroupMembership, WorkingGroup
from workinggroups.permissions import leads_of

SignIn = Callable[[User | None], Client]
QUEUE = "/people/approvals/"
NEW = "jo@people.example"  # of the domain that was approved; test_suspending.py leaves it


def change(person: User, to: str = NEW) -> User:
    """Changes the address as allauth does once the new one is confirmed; the person as the next request reads them."""
    before = person.emailaddress_set.get()
    person.emailaddress_set.all().delete()
    after = person.emailaddress_set.create(email=to, verified=True, primary=True)
    User.objects.filter(pk=person.pk).update(email=to)
    note_changed_address(again(person), before, after)
    return again(person)


def page_of(person: User) -> str:
    return f"{QUEUE}addresses/{person.pk}/"


def edited(person: User) -> list[str]:
    return list(Document.objects.editable_by(again(person)).values_list("title", flat=True))


@pytest.fixture
def lead(cast: Cast) -> User:
    """The member of the cybersecurity group, who leads it."""
    GroupMembership.objects.filter(user=cast.group_member).update(role=GroupMembership.Role.LEAD)
    return cast.group_member


def test_changed_address_stands_in_the_queue_and_administrators_are_told(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont_editor)
    client.post("/account/email/", {"email": NEW, "action_add": "1"})
    client.post("/account/confirm-email/", {"code": code()})

    answer = sign_in(cast.administrator).get(QUEUE)

    assert pages.texts(answer, ".ask__line--link .ask__domain") == [NEW]
    assert pages.texts(answer, ".ask__line--link .ask__advice") == [
        "New email address. Approved: vermont.editor@people.example"
    ]
    assert pages.texts(answer, ".account__count") == ["2 waiting for approval"]  # the applicant's request is the other
    told = [mail for mail in outbox() if mail[1] == "Check the new email address of Vermont Editor"]
    assert [to for to, _ in told] == ["administrator@people.example", "second.administrator@people.example"]


def test_editors_rights_wait_and_return(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, "A colleague's plan", sharing_choice="agency")
    client = sign_in(cast.vermont_editor)
    edit = f"/documents/{made.key}/edit/"
    assert (edited(cast.vermont_editor), client.get(edit).status_code) == (["A colleague's plan"], 200)

    change(cast.vermont_editor)

    assert (edited(cast.vermont_editor), client.get(edit).status_code) == ([], 403)
    assert client.get(f"/documents/{made.key}/").status_code == 200
    sign_in(cast.administrator).post(page_of(cast.vermont_editor), {"email": NEW})
    assert (edited(cast.vermont_editor), client.get(edit).status_code) == (["A colleague's plan"], 200)


def test_own_documents_stay_ones_own(cast: Cast) -> None:
    library.document(cast.vermont_editor, "Own plan", sharing_choice="agency")

    change(cast.vermont_editor)

    assert edited(cast.vermont_editor) == ["Own plan"]


def test_leads_rights_wait_and_return(cast: Cast, lead: User, sign_in: SignIn) -> None:
    group = WorkingGroup.objects.get(slug="cybersecurity")
    client = sign_in(lead)
    rights = lambda: (list(WorkingGroup.objects.led_by(again(lead))), list(leads_of(group)))  # noqa: E731
    assert rights() == ([group], [lead])
    assert client.get("/groups/cybersecurity/requests/").status_code == 200

    change(lead)

    assert rights() == ([], [])
    assert client.get("/groups/cybersecurity/requests/").status_code == 403
    confirm_address(person=lead, by=cast.administrator, email=NEW)
    assert rights() == ([group], [lead])
    assert client.get("/groups/cybersecurity/requests/").status_code == 200


def test_who_goes_back_to_the_approved_address_waits_no_longer(cast: Cast) -> None:
    change(cast.vermont_editor)
    change(cast.vermont_editor, "third@people.example")
    assert again(cast.vermont_editor).approved_email == "vermont.editor@people.example"

    change(cast.vermont_editor, "vermont.editor@people.example")

    assert again(cast.vermont_editor).approved_email == ""


def test_address_that_changed_again_is_not_confirmed_with_the_one_before(cast: Cast) -> None:
    change(cast.vermont_editor, "third@people.example")

    with pytest.raises(ActionRefused, match="has changed the address again"):
        confirm_address(person=cast.vermont_editor, by=cast.administrator, email=NEW)

    assert again(cast.vermont_editor).approved_email == "vermont.editor@people.example"


def test_address_is_confirmed_once_and_said(cast: Cast) -> None:
    change(cast.vermont)

    confirm_address(person=cast.vermont, by=cast.administrator, email=NEW)
    with pytest.raises(ActionRefused, match="already confirmed"):
        confirm_address(person=cast.vermont, by=cast.second_administrator, email=NEW)

    assert AuditEvent.objects.latest("pk").sentence == (
        "Administrator confirmed the address of Vermont: jo@people.example instead of vermont@people.example."
    )
    assert outbox()[-1] == (NEW, "NASEO confirmed your new email address")


def test_nobody_confirms_their_own(cast: Cast, sign_in: SignIn) -> None:
    change(cast.administrator)

    page = sign_in(again(cast.administrator)).get(page_of(cast.administrator))
    with pytest.raises(ActionRefused):
        confirm_address(person=again(cast.administrator), by=again(cast.administrator), email=NEW)
    with pytest.raises(PermissionDenied):
        confirm_address(person=cast.administrator, by=cast.vermont, email=NEW)

    assert pages.find(page, "main form") == []
    assert [to for to, _ in outbox()] == ["second.administrator@people.example"]


@pytest.mark.parametrize("name", ["applicant", "declined", "left"])
def test_address_of_who_was_never_approved_waits_for_nobody(name: str, cast: Cast) -> None:
    assert change(getattr(cast, name)).approved_email == ""


def test_address_that_changed_while_a_request_waited_is_not_approved_with_it(cast: Cast) -> None:
    request = cast.applicant.membership_requests.get()
    change(cast.applicant)

    approve_request(request=request, by=cast.administrator, agency=request.agency, tier="member", role="editor",
                    reason="She told me.")  # fmt: skip

    assert again(cast.applicant).approved_email == "applicant@people.example"
    assert edited(cast.applicant) == []


def test_approval_of_a_new_request_is_for_the_new_address(cast: Cast) -> None:
    person = change(cast.vermont)
    request = request_for(person, person.memberships.get().agency)

    approve_request(request=request, by=cast.administrator, agency=request.agency, tier="member", role="reader")

    assert again(person).approved_email == ""


def test_nothing_waits_after_the_membership_ended(cast: Cast) -> None:
    change(cast.vermont)

    end_membership(membership=cast.vermont.memberships.get(), by=cast.administrator, reason="Left the agency.")

    assert list(User.objects.with_unchecked_address()) == []


def test_page_shows_the_evidence_about_the_new_address(cast: Cast, sign_in: SignIn) -> None:
    change(cast.vermont, "jo@gmail.com")

    answer = sign_in(cast.administrator).get(page_of(cast.vermont))

    assert "gmail.com is a public email service" in pages.texts(answer, ".evidence__item--problem .evidence__text")[0]


def test_person_is_told_on_their_page(cast: Cast, sign_in: SignIn) -> None:
    change(cast.vermont)

    answer = sign_in(again(cast.vermont)).get("/people/me/")

    assert pages.texts(answer, ".usa-alert__heading") == ["NASEO is checking your new email address"]


def test_mails_name_no_address_that_was_settled_meanwhile(cast: Cast) -> None:
    change(cast.vermont)
    confirm_address(person=cast.vermont, by=cast.administrator, email=NEW)

    told = OutboxMail.objects.filter(check_name="accounts.address_waits")
    for row in told:
        mail.deliver(row.pk)

    assert set(told.values_list("sent_at", flat=True)) == {None}
