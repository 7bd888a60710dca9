"""Documents belong to their agency: an owner's rights follow the membership there, and end with it at once."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import actions, audiences
from accounts.mail import deliver_due
from accounts.models import Membership, User
from documents import emails
from documents.actions import ActionRefused, discard
from documents.files import scratch_folder
from documents.intake.admission import start_upload
from documents.intake.filing import receive
from documents.models import Document, DocumentUserPermission, DocumentVersion, Upload
from documents.sharing import choices, grants
from tests import library
from tests.cast import Cast, agency
from tests.documents import tus
from tests.documents.intake import RFP, bring, confirm, shared
from tests.jobs import run_jobs
from tests.moving import again, leave, move, to_a_city
from tests.security.scene import PDF
from tests.security.test_revocation import CLOSED, OPEN, faces

OWN = "You can see this document because you shared it."
SignIn = Callable[[User | None], Client]
Going = Callable[[Cast, User], User]


def to_another_state(cast: Cast, person: User) -> User:
    """Approved as a member of New Hampshire."""
    return move(cast, person, agency("NH", "DOT"))


def to_another_agency_of_the_state(cast: Cast, person: User) -> User:
    """Approved as a member of Vermont's energy office."""
    return move(cast, person, agency("VT", "SEO"))


def away_and_elsewhere(cast: Cast, person: User) -> User:
    """Left first, approved as a city's guest later."""
    return to_a_city(cast, leave(cast, person))


GOING = [to_a_city, to_another_state, to_another_agency_of_the_state, away_and_elsewhere]


def circle_of(person: User) -> Any:
    """A group that the person is put into, whatever its rules."""
    circle = audiences.of_working_group("outsiders", "Outsiders")
    person.groups.add(circle.group)
    return circle


# What was the agency's


@pytest.mark.parametrize("go", GOING)
def test_who_moves_loses_the_agencys_document_on_every_face(cast: Cast, sign_in: SignIn, go: Going) -> None:
    """Also the versions that colleagues add afterwards, and their words."""
    made = library.document(cast.vermont, sharing_choice="agency", pages=["Port uptime."], content=PDF, file_type="pdf")
    before = faces(sign_in(cast.vermont), made)

    person = go(cast, cast.vermont)
    library.add_version(made, by=cast.vermont_editor, pages=["Newer uptime."], content=PDF, file_type="pdf")
    made.refresh_from_db()

    assert before == {**OPEN, "found": 1, "listed": 1}
    assert faces(sign_in(person), made) == {**CLOSED, "found": 0, "listed": 0}
    assert faces(sign_in(cast.vermont_editor), made) == {**OPEN, "found": 1, "listed": 1}
    assert -person.pk not in made.reader_keys


@pytest.mark.parametrize("go", GOING)
def test_who_moves_shares_nothing_of_the_agency_with_outsiders(cast: Cast, go: Going) -> None:
    made = library.document(cast.vermont, sharing_choice="agency")

    person = go(cast, cast.vermont)
    circle = circle_of(person)

    for wider in ("groups", "workforce", "public"):
        with pytest.raises(PermissionDenied):
            confirm(made, person, sharing=wider, groups=(circle,), public_confirmed=True)
    made.refresh_from_db()
    assert (made.sharing, grants.audiences_of(made)) == ("agency", [audiences.of_agency(made.agency)])


def test_what_the_person_still_sees_by_another_circle_they_only_read(cast: Cast, sign_in: SignIn) -> None:
    """The newest version as everybody there does: no earlier one, no history, no edit, and the true reason."""
    made = library.document(cast.vermont, "Guide", sharing_choice="agency", pages=["For the agency."])
    earlier = made.current_version
    library.add_version(made, pages=["For the workforce space."])
    made.sharing = "workforce"
    made.save(update_fields=["sharing"])
    grants.apply_sharing(made)
    before = sign_in(cast.vermont).get(made.get_absolute_url()).content.decode()

    client = sign_in(to_a_city(cast, cast.vermont))
    page = client.get(made.get_absolute_url()).content.decode()
    changing = [client.get(reverse(f"documents:{name}", args=[made.key])) for name in ("edit", "history", "withdraw")]
    old = client.get(reverse("documents:download_version", args=[made.key, earlier.key]))

    assert (OWN in before, OWN in page) == (True, False)
    assert "it’s shared with the EV Workforce Collaborative, which includes you." in page
    assert earlier.key not in page
    assert [answer.status_code for answer in changing] == [403, 403, 403]
    assert old.status_code == 404
    assert "Guide" not in client.get("/documents/mine/").content.decode()


def test_a_group_they_rejoin_reads_the_document_and_does_not_give_it_back(cast: Cast, sign_in: SignIn) -> None:
    circle = audiences.of_working_group("cybersecurity", "Cybersecurity")
    cast.vermont.groups.add(circle.group)
    made = library.document(cast.vermont, sharing_choice="groups", groups=[circle])
    person = to_another_state(cast, cast.vermont)
    between = sign_in(person).get(made.get_absolute_url()).status_code
    person.groups.add(circle.group)

    client = sign_in(again(person))

    assert (between, client.get(made.get_absolute_url()).status_code) == (404, 200)
    assert client.get(reverse("documents:edit", args=[made.key])).status_code == 403


def test_who_comes_back_to_the_agency_owns_it_again(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, sharing_choice="agency")
    earlier = made.current_version
    person = to_a_city(cast, cast.vermont)
    library.add_version(made, by=cast.vermont_editor)

    person = move(cast, person, made.agency)

    client = sign_in(person)
    assert client.get(reverse("documents:edit", args=[made.key])).status_code == 200
    assert client.get(reverse("documents:download_version", args=[made.key, earlier.key])).status_code == 200


def test_a_reactivated_account_owns_what_it_owned(cast: Cast) -> None:
    made = library.document(cast.vermont, sharing_choice="agency")
    actions.deactivate_person(person=cast.vermont, by=cast.administrator)
    between = Document.objects.visible_to(again(cast.vermont)).count()

    actions.reactivate_person(person=cast.vermont, by=cast.administrator)

    assert between == 0
    assert list(Document.objects.editable_by(again(cast.vermont))) == [made]


def test_of_two_memberships_either_makes_an_owner(cast: Cast) -> None:
    made = library.document(cast.vermont, sharing_choice="agency")
    first = Membership.objects.current().get(user=cast.vermont)
    asked = actions.requests.MembershipRequest.objects.create(
        user=cast.vermont, email=cast.vermont.email, name="Vermont", state_id="CO", agency=agency("CO", "DOT"),
        role_title="Planner", reason="EV", status="approved", decided_at=first.started_at,
        decided_by=cast.administrator,
    )  # fmt: skip
    second = Membership.objects.create(
        user=cast.vermont, agency=agency("CO", "DOT"), request=asked, started_at=first.started_at, is_main=False
    )
    seen = []
    for membership in (second, first):
        Membership.objects.filter(pk=membership.pk).update(ended_at=first.started_at)
        made.refresh_from_db()
        seen.append(-cast.vermont.pk in made.reader_keys)

    assert seen == [True, False]


@pytest.mark.parametrize(
    "change",
    [{"ended_at": "2026-01-01T00:00:00Z"}, {"agency_id": "CO"}, None],
    ids=["ended", "other agency", "deleted"],
)
def test_the_right_ends_whoever_ends_the_membership(cast: Cast, change: dict[str, Any] | None) -> None:
    made = library.document(cast.vermont, sharing_choice="agency")
    memberships = Membership.objects.filter(user=cast.vermont)

    if change is None:
        memberships.delete()
    elif "agency_id" in change:
        memberships.update(agency=agency("CO", "DOT"))
    else:
        memberships.update(**change)

    made.refresh_from_db()
    assert -cast.vermont.pk not in made.reader_keys


def test_another_agencys_document_has_no_owner_outside(cast: Cast) -> None:
    """An administrator puts it under Colorado's: that agency decides from then on."""
    made = library.document(cast.vermont, sharing_choice="agency")

    confirm(made, cast.administrator, sharing="agency", agency=agency("CO", "DOT"))

    assert list(Document.objects.visible_to(cast.vermont)) == []
    assert list(Document.objects.visible_to(cast.colorado)) == [made]


def test_a_document_of_no_agency_is_the_administrators(cast: Cast) -> None:
    """Such as one of an administrator who later works for a city."""
    both = again(cast.second_administrator)
    made = shared(both, sharing="workforce")

    actions.remove_administrator(person=both, by=cast.administrator)
    person = to_a_city(cast, both)

    assert made.agency is None
    assert list(Document.objects.visible_to(person)) == [made]
    assert list(Document.objects.editable_by(person)) == []


def test_nobody_gives_it_back_to_the_owner_alone(cast: Cast) -> None:
    """Not even an administrator: “Only the owner” would open what colleagues added since."""
    made = library.document(cast.vermont, sharing_choice="agency")
    person = to_a_city(cast, cast.vermont)

    for by in (cast.vermont_editor, cast.administrator):
        with pytest.raises(ActionRefused, match="You can’t choose this answer"):
            confirm(made, by, sharing="me")

    assert "me" not in [option.value for option in choices.options(cast.administrator, made)]
    assert list(Document.objects.visible_to(person)) == []


def test_old_versions_forget_who_moved(cast: Cast) -> None:
    made = library.document(cast.vermont, sharing_choice="workforce")
    earlier = made.current_version
    library.add_version(made)
    earlier.status.refresh_from_db()
    before = -cast.vermont.pk in earlier.status.frozen_reader_keys

    to_a_city(cast, cast.vermont)

    earlier.status.refresh_from_db()
    assert (before, -cast.vermont.pk in earlier.status.frozen_reader_keys) == (True, False)


def test_a_right_asked_while_the_move_was_decided_is_asked_again(cast: Cast) -> None:
    """Somebody had the form open: what they send after the move is refused, though the page had let them in."""
    made = library.document(cast.vermont, sharing_choice="agency")
    opened = again(cast.vermont)
    assert list(Document.objects.editable_by(opened)) == [made]

    to_another_state(cast, cast.vermont)

    with pytest.raises(PermissionDenied):
        confirm(made, opened, sharing="all_members")


# What nobody else ever saw


@pytest.mark.parametrize("go", GOING)
def test_a_draft_stays_with_the_person_and_is_not_widened_from_outside(cast: Cast, sign_in: SignIn, go: Going) -> None:
    draft = bring(cast.vermont).document
    run_jobs()

    person = go(cast, cast.vermont)
    client, circle = sign_in(person), circle_of(person)
    page = client.get(reverse("documents:describe", args=[draft.key]))

    assert page.status_code == 200
    assert [option.value for option in choices.options(person, draft)] == ["me"]
    for wider in ("agency", "state", "groups", "workforce", "public"):
        with pytest.raises(ActionRefused, match="You can’t choose this answer"):
            confirm(draft, person, sharing=wider, groups=(circle,), public_confirmed=True)
    assert Document.objects.get(pk=draft.pk).sharing == "me"


def test_a_confirmed_draft_of_theirs_stays_with_them_alone_too(cast: Cast) -> None:
    kept = shared(cast.vermont, sharing="me")
    person = to_another_state(cast, cast.vermont)

    with pytest.raises(ActionRefused):
        confirm(kept, person, sharing="all_members")
    confirm(kept, person, sharing="me", title="Still mine")

    assert [made.title for made in Document.objects.owned_by(person)] == ["Still mine"]
    assert list(Document.objects.visible_to(cast.new_hampshire)) == []


def test_a_draft_of_theirs_may_be_thrown_away(cast: Cast) -> None:
    draft = bring(cast.vermont).document
    person = to_a_city(cast, cast.vermont)

    discard(draft, by=person)

    assert not Document.objects.filter(pk=draft.pk).exists()


def test_a_draft_that_somebody_else_put_a_file_into_is_the_agencys(cast: Cast) -> None:
    draft = bring(cast.vermont).document
    run_jobs()
    person = to_a_city(cast, cast.vermont)
    before = list(Document.objects.visible_to(person))

    bring(cast.administrator, document=draft)

    assert before == [draft]
    assert list(Document.objects.visible_to(person)) == []


def test_who_left_and_is_nowhere_sees_no_draft_either(cast: Cast) -> None:
    bring(cast.vermont)

    assert list(Document.objects.visible_to(leave(cast, cast.vermont))) == []


# On its way at the move


def test_a_file_on_its_way_arrives_at_the_agency_where_it_began(cast: Cast, sign_in: SignIn) -> None:
    address = tus.create(sign_in(cast.vermont), len(RFP))["Location"]
    tus.patch(sign_in(cast.vermont), address, 0, RFP[:10])

    person = to_another_state(cast, cast.vermont)
    answer = tus.patch(sign_in(person), address, 10, RFP[10:])

    made = Document.objects.get()
    assert (answer.status_code, made.agency, made.state_id) == (204, agency("VT", "DOT"), "VT")
    run_jobs()
    with pytest.raises(ActionRefused, match="You can’t choose this answer"):
        confirm(made, person, sharing="all_members")


def test_a_version_on_its_way_is_not_taken_any_more(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, sharing_choice="agency")
    url = reverse("documents:tus_version", args=[made.key])
    address = tus.create(sign_in(cast.vermont), len(RFP), url=url)["Location"]
    tus.patch(sign_in(cast.vermont), address, 0, RFP[:10])

    client = sign_in(to_a_city(cast, cast.vermont))
    answers = [tus.head(client, address), tus.patch(client, address, 10, RFP[10:])]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "plan.txt" not in client.get("/documents/mine/").content.decode()
    assert "plan.txt" not in client.get("/").content.decode()
    assert DocumentVersion.objects.filter(document=made).count() == 1


def test_a_version_whose_last_byte_came_before_the_move_is_refused_after_it(cast: Cast) -> None:
    made = library.document(cast.vermont, sharing_choice="agency")
    upload = start_upload(by=cast.vermont, filename="plan.txt", length=len(RFP), document=made)
    path = scratch_folder() / "waiting.part"
    path.write_bytes(RFP)

    person = to_a_city(cast, cast.vermont)

    with pytest.raises(PermissionDenied):
        receive(upload, path, by=person)
    path.unlink()
    assert Upload.objects.get().version is None


def test_no_mail_tells_who_moved_of_a_refused_file(cast: Cast, mailoutbox: list[Any]) -> None:
    made = library.document(cast.vermont, sharing_choice="agency")
    emails.notify_refused(made.current_version, "It is empty.")

    to_a_city(cast, cast.vermont)
    deliver_due()

    assert [mail.subject for mail in mailoutbox if "file" in mail.subject] == []


# Rows from before the rule


def test_a_file_without_an_agency_is_that_of_its_owners_agency_of_that_day(cast: Cast) -> None:
    early, record = library.document(cast.vermont), library.document(cast.vermont)
    late = library.document(to_another_state(cast, cast.vermont))
    record.current_version = None
    record.save(update_fields=["current_version"])
    record.versions.all().delete()
    Document.objects.update(agency=None)

    with connection.cursor() as cursor:
        cursor.execute(import_module("documents.migrations.0012_agency_of_documents").FILL_IN)

    found = dict(Document.objects.values_list("pk", "agency"))
    assert found == {early.pk: agency("VT", "DOT").pk, late.pk: agency("NH", "DOT").pk, record.pk: None}


def test_a_grant_by_name_is_no_second_way_for_an_owner(cast: Cast) -> None:
    """The release before this one wrote them; they opened the document to whoever had moved."""
    made = library.document(cast.vermont, sharing_choice="agency")
    before = DocumentUserPermission.objects.count()
    for right in grants.permissions().values():
        DocumentUserPermission.objects.create(content_object=made, user=cast.vermont, permission=right)

    person = to_a_city(cast, cast.vermont)

    assert before == 0
    assert list(Document.objects.visible_to(person)) == []


def test_draft_of_an_agency_that_somebody_left_says_why_it_stays_theirs(cast: Cast) -> None:
    draft = bring(cast.vermont).document
    at_home = choices.options(cast.vermont, draft)[0].sentence

    (only,) = choices.options(to_a_city(cast, cast.vermont), draft)

    assert (at_home, only.value) == ("You and administrators.", "me")
    assert only.sentence == (
        "You and administrators. You no longer work for Vermont Agency of Transportation, "
        "so you can’t share it with anyone else."
    )
