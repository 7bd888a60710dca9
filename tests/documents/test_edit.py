"""Changing a document: details, audience, two editors at once, withdrawing, and the history of it all."""

import re
import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import audiences
from accounts.editing import EditConflict
from accounts.models import AuditEvent, User
from documents import actions
from documents.actions import ActionRefused, save_details
from documents.models import Document, Era, Kind, Page, Topic
from documents.reading.history import history_of
from tests import library
from tests.cast import Cast, agency
from tests.documents.intake import bring, confirm, details, shared
from tests.documents.test_share import address, answers, text_of
from tests.jobs import run_jobs

SignIn = Callable[[User | None], Client]


def titles_seen_by(user: User) -> list[str]:
    return list(Document.objects.visible_to(user).values_list("title", flat=True))


def lines(document: Document) -> list[str]:
    """The history, oldest first."""
    return [f"{line.by}: {line.text}" for line in reversed(history_of(document))]


# Who may


@pytest.mark.parametrize("name", ["vermont", "vermont_editor", "administrator"])
def test_owner_editor_and_administrator_may_edit(cast: Cast, sign_in: SignIn, name: str) -> None:
    document = shared(cast.vermont)

    response = sign_in(cast.everybody()[name]).post(
        address("edit", document), answers(document, title="A better title", agency=document.agency_id)
    )

    assert (response.status_code, Document.objects.get().title) == (302, "A better title")


@pytest.mark.parametrize("name", ["vermont_energy", "colorado", "group_member", "guest", "left", "deactivated"])
def test_nobody_else_may_edit_not_even_past_the_page(cast: Cast, name: str) -> None:
    document = shared(cast.vermont)

    with pytest.raises(PermissionDenied):
        confirm(document, cast.everybody()[name], title="Taken over")

    assert Document.objects.get().title == "Fast charging RFP"


def test_editor_of_another_agency_may_not_edit(cast: Cast) -> None:
    cast.colorado.memberships.update(role="editor")
    document = shared(cast.vermont)

    with pytest.raises(PermissionDenied):
        confirm(document, cast.colorado)


def test_member_may_not_move_a_document_to_another_agency(cast: Cast) -> None:
    document = shared(cast.vermont)

    with pytest.raises(ActionRefused, match="Only administrators"):
        confirm(document, cast.vermont, agency=agency("CO", "DOT"))

    assert Document.objects.get().agency == agency("VT", "DOT")


# What changes


def test_edit_page_starts_from_what_was_said(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont, topics="cybersecurity", abstract="What it is for.", dated_on=date(2025, 9, 1))

    page = text_of(sign_in(cast.vermont).get(address("edit", document)))

    assert 'value="Fast charging RFP"' in page
    assert "What it is for.</textarea>" in page
    assert 'value="2025-09-01"' in page
    topic = Topic.objects.get(slug="cybersecurity")
    assert re.search(rf'value="{topic.pk}"[^>]* checked', page)
    assert re.search(r'value="all_members"[^>]* checked', page)


def test_edit_keeps_card_and_audience_in_step(cast: Cast) -> None:
    document = shared(cast.vermont)

    confirm(document, cast.vermont, title="Siting tool", topics="siting-and-site-hosts", sharing="agency", state=None)

    card = Page.objects.get(document=document, number=0)
    assert (card.heading, "Siting and site hosts" in card.text) == ("Siting tool", True)
    assert titles_seen_by(cast.vermont_editor) == ["Siting tool"]
    assert titles_seen_by(cast.colorado) == []


def test_narrower_audience_is_felt_at_once(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont)
    reader = sign_in(cast.colorado)
    before = reader.get(document.get_absolute_url()).status_code

    confirm(document, cast.vermont, sharing="state")

    assert (before, reader.get(document.get_absolute_url()).status_code) == (200, 404)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2022, 2, 9), None),
        (date(2022, 2, 10), "G1"),
        (date(2023, 2, 28), "R1"),
        (date(2024, 6, 10), "R1"),
        (date(2025, 2, 6), "X"),
        (date(2026, 1, 1), "G3"),
        (None, None),
    ],
)
def test_era_follows_from_the_date(cast: Cast, day: date | None, code: str | None) -> None:
    document = shared(cast.vermont, dated_on=day)

    assert (document.era.code if document.era else None) == code


def test_era_can_be_said_otherwise_and_then_stays(cast: Cast, sign_in: SignIn) -> None:
    g1 = Era.objects.get(code="G1")
    document = shared(cast.vermont, dated_on=date(2025, 9, 1), era=g1)

    page = text_of(sign_in(cast.vermont).get(address("edit", document)))

    assert document.era == g1
    assert re.search(rf'<option value="{g1.pk}" selected', page)


def test_titles_are_cleaned(cast: Cast) -> None:
    document = shared(cast.vermont, title="  A\u202e title\n with\tblanks ")

    assert document.title == "A title with blanks"


def test_title_of_invisible_characters_is_none(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="title"):
        shared(cast.vermont, title="\u200b\u202e")


def test_group_stays_when_its_sharer_left_it(cast: Cast) -> None:
    group = audiences.of_working_group("cybersecurity", "Cybersecurity")
    document = shared(cast.group_member, sharing="groups", groups=(group,))
    cast.vermont.groups.add(group.group)
    cast.group_member.groups.remove(group.group)

    confirm(document, User.objects.get(pk=cast.group_member.pk), title="New title", sharing="groups", groups=(group,))

    assert titles_seen_by(cast.vermont) == ["New title"]


# Two at once


def test_second_editor_is_told_and_both_texts_are_kept(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont)
    typed = answers(document, title="The editor's title", abstract="A long text of the editor's.")
    confirm(document, cast.vermont, title="The owner's title")

    client = sign_in(cast.vermont_editor)
    conflict = client.post(address("edit", document), typed)
    page = text_of(conflict)

    assert (conflict.status_code, Document.objects.get().title) == (409, "The owner's title")
    assert "Changed title: “Fast charging RFP” → “The owner&#x27;s title”" in page
    assert "Vermont, " in page
    assert 'value="The editor&#x27;s title"' in page
    assert "A long text of the editor&#x27;s.</textarea>" in page

    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision is not None
    again = client.post(address("edit", document), {**typed, "revision": revision[1]})

    assert (again.status_code, Document.objects.get().title) == (302, "The editor's title")


def test_same_form_sent_twice_is_saved_once(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont)
    form, client = answers(document, title="A better title"), sign_in(cast.vermont)

    responses = [client.post(address("edit", document), form) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert AuditEvent.objects.filter(sentence__startswith="Changed").count() == 1


def test_saving_without_a_change_writes_no_line(cast: Cast) -> None:
    document = shared(cast.vermont)
    before = lines(document)

    confirm(document, cast.vermont)

    assert lines(document) == before


@pytest.fixture
def committed_cast(transactional_db: None, cast: Cast) -> Cast:
    return cast


def test_of_many_editors_at_once_exactly_one_saves(committed_cast: Cast) -> None:
    cast = committed_cast
    document = library.document(cast.vermont)
    barrier, outcomes = threading.Barrier(6), []

    def edit(number: int) -> None:
        try:
            said = details(title=f"Title {number}", agency=document.agency)
            barrier.wait()
            save_details(document, by=cast.vermont, details=said, revision=1)
            outcomes.append(f"Title {number}")
        except EditConflict as conflict:
            outcomes.append(len(conflict.events))
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    document.refresh_from_db()
    saved = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert (saved, outcomes.count(1), document.revision) == ([document.title], 5, 2)


# All or nothing


def test_audit_line_that_fails_undoes_the_edit(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    document = shared(cast.vermont)

    def die(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr(actions, "write_event", die)
    with pytest.raises(RuntimeError):
        confirm(document, cast.vermont, title="Unseen", sharing="me")

    document.refresh_from_db()
    assert (document.title, document.sharing, document.revision) == ("Fast charging RFP", "all_members", 2)
    assert titles_seen_by(cast.colorado) == ["Fast charging RFP"]


# Withdrawing


def test_withdrawn_document_is_its_owners_again_and_can_come_back(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont)
    first_shared = document.shared_at
    client = sign_in(cast.vermont)

    client.post(address("withdraw", document), {"reason": "It names a bidder."})
    withdrawn = titles_seen_by(cast.colorado), titles_seen_by(cast.vermont)
    client.post(address("restore", document), {"reason": "The name is taken out."})

    document.refresh_from_db()
    assert withdrawn == ([], ["Fast charging RFP"])
    assert titles_seen_by(cast.colorado) == ["Fast charging RFP"]
    assert (document.status, document.shared_at) == ("published", first_shared)


@pytest.mark.parametrize("name", ["withdraw", "restore"])
def test_withdrawing_and_restoring_need_a_reason(cast: Cast, sign_in: SignIn, name: str) -> None:
    document = shared(cast.vermont)

    response = sign_in(cast.vermont).post(address(name, document), {"reason": " "})

    assert (response.status_code, Document.objects.get().status) == (400, "published")


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("restore", "published", "This document hasn’t been withdrawn."),
        ("withdraw", "draft", "This document isn’t shared, so you can’t withdraw it."),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    cast: Cast, sign_in: SignIn, name: str, status: str, sentence: str
) -> None:
    document = shared(cast.vermont) if status == "published" else bring(cast.vermont).document

    response = sign_in(cast.vermont).post(address(name, document), {"reason": "Because."}, follow=True)

    document.refresh_from_db()
    assert document.status == status
    assert sentence in text_of(response)


def test_reader_cannot_withdraw(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont)

    response = sign_in(cast.colorado).post(address("withdraw", document), {"reason": "Because."})

    assert (response.status_code, Document.objects.get().status) == (403, "published")


# History


def test_history_tells_who_did_what(cast: Cast) -> None:
    document = shared(cast.vermont)
    confirm(document, cast.vermont_editor, title="A better title", sharing="state", kind=Kind.objects.get(slug="nofo"))
    bring(cast.vermont, b"The second edition.", "second.txt", document)
    run_jobs()
    actions.withdraw(document, by=cast.vermont, reason="It names a bidder.")

    assert lines(document) == [
        "Vermont: Uploaded version 1: “vt_fast_charging_rfp.txt”, 98 bytes.",
        "Vermont: Added details: “Fast charging RFP”, RFP. Who can see it: All member states.",
        "the portal: Checked and shared. Who can see it: All member states.",
        "Vermont Editor: Changed title: “Fast charging RFP” → “A better title”; document type: “RFP” → “NOFO”; "
        "who can see it: “All member states” → “Vermont”.",
        "Vermont: Uploaded version 2: “second.txt”, 19 bytes.",
        "Vermont: Withdrew the document. Reason: It names a bidder.",
    ]


def test_history_keeps_values_before_and_after(cast: Cast) -> None:
    document = shared(cast.vermont)
    keys_before = document.reader_keys
    confirm(document, cast.vermont, sharing="agency")

    event = AuditEvent.objects.filter(action=actions.DETAILS_CHANGED).latest("pk")

    assert event.detail == {
        "revision": 3,
        "changes": [
            {
                "field": "Who can see it",
                "before": "All member states",
                "after": "Vermont Agency of Transportation",
            }
        ],
        "keys_before": keys_before,
    }


def test_history_page_is_for_those_who_may_change_it(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont, sharing="state")
    people = ["vermont", "vermont_editor", "administrator", "vermont_energy", "colorado", "guest"]

    statuses = {name: sign_in(cast.everybody()[name]).get(address("history", document)).status_code for name in people}

    assert statuses == {
        "vermont": 200,
        "vermont_editor": 200,
        "administrator": 200,
        "vermont_energy": 403,
        "colorado": 404,
        "guest": 404,
    }


def test_history_of_one_document_says_nothing_of_another(cast: Cast, sign_in: SignIn) -> None:
    shared(cast.colorado, title="Canary of Colorado", sharing="me")
    document = shared(cast.vermont)

    page = text_of(sign_in(cast.vermont).get(address("history", document)))

    assert "Canary" not in page
    assert "Checked and shared" in page


def test_pages_of_a_document_that_never_was_look_like_hidden_ones(cast: Cast, sign_in: SignIn) -> None:
    hidden = shared(cast.colorado, sharing="me")
    client = sign_in(cast.vermont)

    def answer(key: str, name: str) -> tuple[int, str]:
        response = client.get(reverse(f"documents:{name}", args=[key]))
        return response.status_code, re.sub(r"[0-9a-f]{12}", "", text_of(response).replace(key, ""))

    for name in ("edit", "history", "describe", "new_version", "withdraw"):
        assert answer(hidden.key, name) == answer("aaaaaaaaaaaa", name)
