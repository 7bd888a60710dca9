"""Sharing with people, states, regions and groups chosen one by one, on every face and until it ends."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail as sent_mail
from django.db import connection, transaction
from django.test import Client

from accounts import actions, audiences
from accounts.mail import deliver_due
from accounts.models import AuditEvent, Membership, OutboxMail, Preferences, Region, State, User
from accounts.unsubscribing import unsubscribe_url
from documents.actions import ActionRefused
from documents.models import Document, DocumentUserPermission, ReaderNotice
from documents.permissions import locked_for_change
from documents.sharing import telling
from tests import library
from tests.cast import Cast, agency
from tests.documents.intake import bring, confirm, shared
from tests.documents.test_share import address, answers, text_of
from tests.jobs import run_jobs
from tests.moving import leave, move, to_a_city
from tests.security.scene import PDF
from tests.security.test_revocation import CLOSED, OPEN, faces

SignIn = Callable[[User | None], Client]
ADMINISTRATORS = {"administrator", "second_administrator"}


def seen_by(cast: Cast, document: Document) -> list[str]:
    """Everybody who may open it but administrators."""
    people = cast.everybody().items()
    seen = {name for name, user in people if Document.objects.visible_to(fresh(user)).filter(pk=document.pk)}
    assert seen > ADMINISTRATORS
    return sorted(seen - ADMINISTRATORS)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def states(*codes: str) -> tuple[State, ...]:
    return tuple(State.objects.filter(pk__in=codes))


def regions(*slugs: str) -> tuple[Region, ...]:
    return tuple(Region.objects.filter(slug__in=slugs))


@pytest.mark.parametrize(
    ("given", "readers"),
    [
        ({"people": ["colorado"]}, ["vermont", "colorado"]),
        ({"people": ["guest", "colorado"]}, ["vermont", "colorado", "guest"]),
        ({"states": ["NH", "CO"]}, ["group_member", "vermont", "new_hampshire", "colorado"]),
        ({"regions": ["naseo-northeast"]}, ["vermont", "vermont_editor", "vermont_energy", "new_hampshire"]),
        ({"regions": ["naseo-central"], "people": ["guest"]}, ["group_member", "vermont", "colorado", "guest"]),
        ({"groups": ["one", "two"], "states": ["NH"]}, ["group_member", "vermont", "vermont_editor", "new_hampshire"]),
    ],
)
def test_exactly_the_chosen_can_open_it(cast: Cast, given: dict[str, Sequence[str]], readers: list[str]) -> None:
    groups = {name: audiences.of_working_group(name, name.title()) for name in ("one", "two")}
    for person, name in ((cast.vermont, "one"), (cast.vermont, "two"), (cast.group_member, "one")):
        person.groups.add(groups[name].group)
    cast.vermont_editor.groups.add(groups["two"].group)

    document = shared(
        cast.vermont,
        sharing="groups",
        people=tuple(cast.everybody()[name] for name in given.get("people", ())),
        states=states(*given.get("states", ())),
        regions=regions(*given.get("regions", ())),
        groups=tuple(groups[name] for name in given.get("groups", ())),
    )

    assert seen_by(cast, document) == sorted(readers)


# What ends


def named(cast: Cast, person: User) -> Document:
    """A document shared with one person by name."""
    return library.document(
        cast.vermont, sharing_choice="groups", people=[person], pages=["Port uptime."], content=PDF, file_type="pdf"
    )


def placed(cast: Cast, person: User, audience: Any) -> Document:
    """A document shared with a state or region of the person."""
    return library.document(
        cast.vermont, sharing_choice="groups", groups=[audience], pages=["Port uptime."], content=PDF, file_type="pdf"
    )


def to_new_hampshire(cast: Cast, person: User) -> User:
    return move(cast, person, agency("NH", "DOT"))


def away(cast: Cast, person: User) -> User:
    return leave(cast, person)


@pytest.mark.parametrize("go", [to_new_hampshire, to_a_city, away])
@pytest.mark.parametrize("how", ["by name", "state", "region"])
def test_who_moves_loses_it_on_every_face(cast: Cast, sign_in: SignIn, go: Callable, how: str) -> None:
    """A person is chosen where they work: a share by name does not follow them to another state."""
    colorado = State.objects.get(pk="CO")
    made = {
        "by name": lambda: named(cast, cast.colorado),
        "state": lambda: placed(cast, cast.colorado, audiences.of_state(colorado)),
        "region": lambda: placed(cast, cast.colorado, audiences.of_region(regions("naseo-central")[0])),
    }[how]()
    before = faces(sign_in(cast.colorado), made)

    person = go(cast, cast.colorado)

    assert before == {**OPEN, "found": 1, "listed": 1}
    after = faces(sign_in(person), made)
    closed = CLOSED if go is not away else {name: after[name] for name in CLOSED}
    assert after == {**closed, "found": 0, "listed": 0}
    assert set(after.values()) <= {404, 302, 0}


def test_who_comes_back_has_it_again(cast: Cast) -> None:
    made = named(cast, cast.colorado)
    person = to_new_hampshire(cast, cast.colorado)
    between = Document.objects.visible_to(fresh(person)).filter(pk=made.pk).exists()

    back = move(cast, fresh(person), agency("CO", "DOT"))

    assert (between, Document.objects.visible_to(fresh(back)).filter(pk=made.pk).exists()) == (False, True)


def test_choosing_them_anew_is_for_where_they_work_now(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont, sharing="groups", people=(cast.colorado, cast.new_hampshire))
    to_new_hampshire(cast, cast.colorado)
    client = sign_in(cast.vermont)
    page = text_of(client.get(address("edit", document)))
    document.refresh_from_db()
    form = {**answers(document), "sharing": "groups"}

    client.post(address("edit", document), {**form, "people": [cast.colorado.key, cast.new_hampshire.key]})

    assert "Colorado no longer works where they did when you chose them" in page
    assert seen_by(cast, document) == ["colorado", "new_hampshire", "vermont"]


def test_a_region_that_loses_a_state_takes_its_people_along(cast: Cast) -> None:
    region = regions("naseo-central")[0]
    made = placed(cast, cast.colorado, audiences.of_region(region))
    before = seen_by(cast, made)

    region.regionstate_set.filter(state="CO").delete()
    audiences.follow_states(region)

    assert (before, seen_by(cast, made)) == (["colorado", "group_member", "vermont"], ["vermont"])


def test_deactivated_and_reactivated(cast: Cast) -> None:
    made = named(cast, cast.colorado)

    actions.deactivate_person(person=cast.colorado, by=cast.administrator)

    assert seen_by(cast, made) == ["vermont"]


def test_narrowing_takes_it_back_and_history_tells_both(cast: Cast) -> None:
    document = shared(cast.vermont, sharing="groups", people=(cast.colorado,), states=states("NH"))
    confirm(document, cast.vermont, sharing="groups", people=(cast.colorado, cast.guest), states=states("NH"))
    confirm(document, cast.vermont, sharing="groups", people=(cast.guest,))
    confirm(document, cast.vermont, sharing="me")

    lines = AuditEvent.objects.filter(action="document.details_changed").order_by("pk")
    assert [line.sentence for line in lines[1:]] == [
        "Changed who can see it: added “Guest (guest)”.",
        "Changed who can see it: removed “Colorado”, “New Hampshire”.",
        "Changed who can see it: “Guest (guest)” → “Only the owner”.",
    ]
    assert seen_by(cast, document) == ["vermont"]
    assert DocumentUserPermission.objects.count() == 0


# Who may choose whom


def test_only_people_of_the_directory_can_be_chosen(cast: Cast) -> None:
    Preferences.objects.create(user=cast.new_hampshire, is_listed=False)
    document = bring(cast.vermont).document

    for person in (cast.new_hampshire, cast.applicant, cast.left, cast.deactivated):
        with pytest.raises(ActionRefused, match=f"Remove {person}"):
            confirm(document, cast.vermont, sharing="groups", people=(person,))


def test_an_outsider_to_the_agency_chooses_nobody(cast: Cast) -> None:
    """A city's guest shares in the workforce space; who moved away shares nothing of the agency's."""
    document = bring(cast.guest).document

    with pytest.raises(ActionRefused, match="You can’t choose this answer"):
        confirm(document, cast.guest, sharing="groups", people=(cast.colorado,))


# The form


def typed(document: Document, **given: Any) -> dict[str, Any]:
    return answers(document, title="Typed title", sharing="groups", label="deliberative", **given)


def test_finding_people_keeps_what_was_typed_and_saves_nothing(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont)
    before = Document.objects.values().get()
    given = typed(
        document,
        states=["NH", "CO"],
        people=[cast.new_hampshire.key],
        find_person="colo",
        step="find",
        abstract="Words",
    )

    page = sign_in(cast.vermont).post(address("edit", document), given)

    text = text_of(page)
    assert page.status_code == 200
    assert 'value="Typed title"' in text
    assert "Words</textarea>" in text
    assert re.findall(r'name="states" value="(..)"[^>]* checked', text) == ["CO", "NH"]
    assert f'value="{cast.new_hampshire.key}" id="id_people_{cast.new_hampshire.key}" checked' in text
    assert f'value="{cast.colorado.key}" id="id_people_{cast.colorado.key}">' in text
    assert "1 person with “colo” in their name. Select the people to add." in text
    assert Document.objects.values().get() == before


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("c", "Enter at least two letters of the name."),
        ("zzz", "No one you can share with has “zzz” in their name."),
        ("Applicant", "No one you can share with has “Applicant” in their name."),
        ("Left", "No one you can share with has “Left” in their name."),
        ("Deactivated", "No one you can share with has “Deactivated” in their name."),
        ("a\0b", "No one you can share with has “ab” in their name."),
        ("%", "Enter at least two letters of the name."),
        ("%%", "No one you can share with has “%%” in their name."),
    ],
)
def test_the_search_says_what_came_of_it(cast: Cast, sign_in: SignIn, words: str, note: str) -> None:
    document = shared(cast.vermont)

    page = sign_in(cast.vermont).post(address("edit", document), typed(document, find_person=words, step="find"))

    assert note in text_of(page)


def test_a_typed_name_is_looked_up_before_anything_is_saved(cast: Cast, sign_in: SignIn) -> None:
    """The Enter key in the name's field, and a name forgotten there: nobody is shared with less than was meant."""
    document = shared(cast.vermont)
    client, given = sign_in(cast.vermont), typed(document, states=["CO"], find_person="New")

    asked = client.post(address("edit", document), given)
    saved = client.post(address("edit", document), {**given, "found_for": "New", "people": [cast.new_hampshire.key]})

    assert (asked.status_code, saved.status_code) == (200, 302)
    assert "1 person with “New” in their name" in text_of(asked)
    assert seen_by(cast, document) == ["colorado", "group_member", "new_hampshire", "vermont"]


def test_looking_for_many_people_is_limited_and_keeps_the_form(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.views.edit.PEOPLE_SEARCHES", "1/h/user")
    document = shared(cast.vermont)
    client, given = sign_in(cast.vermont), typed(document, find_person="colo", step="find")

    first, second = (text_of(client.post(address("edit", document), given)) for _ in range(2))

    assert ("1 person with" in first, "1 person with" in second) == (True, False)
    assert "You’ve searched for many people in the last hour." in second
    assert 'value="Typed title"' in second


def test_the_page_says_who_could_open_it_before_it_is_saved(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont)
    given = typed(document, states=["CO"], people=[cast.guest.key], step="preview")

    text = text_of(sign_in(cast.vermont).post(address("edit", document), given))

    assert (
        "Besides the owner and administrators, 3 people in 2 states will be able to open it: Guest (guest); "
        "state agency staff in Colorado." in text
    )
    assert "Tell them by email (3 people)" in text


def test_a_reader_reads_how_many_and_an_editor_who(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont, sharing="groups", people=(cast.colorado, cast.new_hampshire), states=states("CO"))

    reader, editor = (text_of(sign_in(user).get(document.get_absolute_url())) for user in (cast.colorado, cast.vermont))

    assert ("2 people selected by name" in reader, "<li>New Hampshire</li>" in reader) == (True, False)
    assert ("<li>Colorado</li><li>New Hampshire</li><li>Colorado</li>" in editor) is True


# Telling them


def told(document: Document) -> list[str]:
    return list(OutboxMail.objects.filter(check_name="documents.shared").order_by("pk").values_list("to", flat=True))


def test_each_is_told_once_for_each_version(cast: Cast) -> None:
    cast.colorado.groups.add(audiences.of_state(states("NH")[0]).group)  # in two of the audiences
    document = shared(cast.vermont, sharing="groups", people=(cast.colorado,), states=states("NH"), tells_readers=True)
    first = told(document)
    confirm(document, cast.vermont, sharing="groups", people=(cast.colorado, cast.guest), tells_readers=True)
    second = told(document)[len(first) :]
    library.add_version(document)
    confirm(document, cast.vermont, sharing="groups", people=(cast.colorado,), tells_readers=True)

    assert first == ["new.hampshire@people.example", "colorado@people.example"]
    assert second == ["guest@people.example"]
    assert told(document)[3:] == ["colorado@people.example"]
    assert ReaderNotice.objects.count() == 4


def test_nobody_is_told_without_being_asked_for(cast: Cast) -> None:
    document = shared(cast.vermont, sharing="groups", people=(cast.colorado,))

    assert (told(document), ReaderNotice.objects.count()) == ([], 0)


def test_they_are_told_once_the_file_is_checked(cast: Cast) -> None:
    version = bring(cast.vermont)
    confirm(version.document, cast.vermont, sharing="groups", people=(cast.colorado,), tells_readers=True)
    waiting = told(version.document)

    run_jobs()

    assert (waiting, told(version.document)) == ([], ["colorado@people.example"])
    assert Document.objects.get().teller is None


def test_who_lost_the_right_by_then_gets_no_mail(cast: Cast) -> None:
    shared(cast.vermont, sharing="groups", people=(cast.colorado, cast.new_hampshire), tells_readers=True)
    to_a_city(cast, cast.colorado)
    sent_mail.outbox.clear()

    deliver_due()

    assert [mail.to for mail in sent_mail.outbox if "shared" in mail.subject] == [["new.hampshire@people.example"]]


def test_who_wants_no_such_mail_gets_none(cast: Cast) -> None:
    Preferences.objects.create(user=cast.colorado, wants_shared=False)

    document = shared(cast.vermont, sharing="groups", people=(cast.colorado, cast.new_hampshire), tells_readers=True)

    assert told(document) == ["new.hampshire@people.example"]


@pytest.mark.parametrize("sharing", ["me", "all_members", "workforce", "public"])
def test_wide_audiences_are_not_written_to(cast: Cast, sharing: str) -> None:
    document = bring(cast.vermont).document

    with pytest.raises(ActionRefused, match="You can email people only if you share with"):
        confirm(document, cast.vermont, sharing=sharing, tells_readers=True)


def test_one_person_writes_to_readers_of_so_many_documents_a_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "TIMES_A_DAY", 1)
    shared(cast.vermont, sharing="agency", tells_readers=True)
    another = bring(cast.vermont, b"Another file.").document

    with pytest.raises(ActionRefused, match="You’ve emailed people about 1 documents today"):
        confirm(another, cast.vermont, sharing="agency", tells_readers=True)


def test_more_people_than_a_mail_is_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST_PEOPLE", 1)
    document = bring(cast.vermont).document

    with pytest.raises(ActionRefused, match="This would email 3 people"):
        confirm(document, cast.vermont, sharing="region", tells_readers=True)


def test_the_mail_names_the_document_and_who_shared_it(cast: Cast) -> None:
    shared(cast.vermont, sharing="agency", tells_readers=True, label="confidential")

    mail = OutboxMail.objects.get(check_name="documents.shared")
    assert mail.subject == "Vermont shared “Fast charging RFP”"
    assert "It contains vendor-confidential material." in mail.body
    assert f"/documents/{Document.objects.get().key}/" in mail.body
    assert mail.person is not None
    assert unsubscribe_url(mail.person, "wants_shared") in mail.body
    assert mail.unsubscribe == "wants_shared"


def test_the_page_says_how_many_were_emailed(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont)
    client = sign_in(cast.vermont)

    page = client.post(
        address("edit", document), answers(document, sharing="groups", states=["CO"], tells_readers="on"), follow=True
    )

    assert "We’re emailing 2 people." in text_of(page)


@pytest.mark.django_db(transaction=True)
def test_a_move_waits_for_whoever_names_the_person(cast: Cast) -> None:
    """Or a grant made at the same moment would be derived from a membership that is just ending."""
    document = library.document(cast.vermont)

    def is_free(person: User) -> bool:
        try:
            with transaction.atomic():
                return Membership.objects.select_for_update(skip_locked=True).filter(user=person).exists()
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as elsewhere:
        locked_for_change(document, cast.vermont, named=[cast.colorado])
        free = {person.name: elsewhere.submit(is_free, person).result() for person in (cast.colorado, cast.guest)}

    assert free == {"Colorado": False, "Guest": True}
