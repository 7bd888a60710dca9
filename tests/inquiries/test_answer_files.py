"""A file uploaded in a state's answer: it goes the one way in, and the answer names what it became."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import audiences
from accounts.models import Membership, User
from contacts.models import Route
from documents.models import Document, Upload
from inquiries.actions import rounds
from inquiries.actions.questions import FieldDetails
from inquiries.models import Inquiry, Response, ResponseStatus
from tests import library, pages
from tests.cast import Cast, agency, member, request_for
from tests.documents.intake import RFP, confirm, scan_with
from tests.documents.scanners import EICAR
from tests.inquiries.builders import field, response, sent
from tests.inquiries.test_pages import answer_url, answers_by_label, table
from tests.jobs import run_jobs

SignIn = Callable[[User | None], Client]
SAVED = "Everything else is saved as a draft."


@pytest.fixture(autouse=True)
def scanner(monkeypatch: pytest.MonkeyPatch) -> None:
    scan_with(monkeypatch)


@pytest.fixture
def made(cast: Cast) -> Inquiry:
    """Colorado asks Vermont and New Hampshire for a contract."""
    Route.objects.create(state_id="VT", person=cast.vermont)
    Route.objects.create(state_id="NH", person=cast.new_hampshire)
    return sent(
        cast.colorado,
        cast.administrator,
        FieldDetails("short", "How long does it run?"),
        FieldDetails("file", "Your contract", is_required=True),
        states=("VT", "NH"),
    )


def send(
    client: Client, made: Inquiry, content: bytes | None = RFP, name: str = "contract.txt", **fields: Any
) -> HttpResponse:
    """The page's form as a browser sends it, with a file for the question and words for the other."""
    ident, words = field(made, "Your contract").ident, field(made, "How long does it run?").ident
    data = {
        "upload_id": str(uuid4()), "do": "save", "sharing": "answered", "revision": response(made, "VT").revision,
        f"q_{words}": "Five years", f"q_{ident}": "", **fields,
    }  # fmt: skip
    if content is not None:
        data[f"file_{ident}"] = SimpleUploadedFile(name, content)
    return client.post(answer_url(made), data)


def submitted(client: Client, made: Inquiry, document: Document) -> HttpResponse:
    return send(client, made, None, do="submit", **{f"q_{field(made, 'Your contract').ident}": document.key})


def said(answer: HttpResponse) -> str:
    """What the page says of the file."""
    return " ".join(" ".join(pages.texts(answer, ".asked__file")).split())


def test_uploaded_file_becomes_the_agencys_document_which_the_answer_names(
    made: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    vermont = sign_in(cast.vermont)

    sent_form = send(vermont, made)
    document = Document.objects.get()

    assert sent_form["Location"] == answer_url(made)
    assert (document.owner, document.agency, document.sharing, document.status) == (
        cast.vermont, cast.vermont.memberships.get().agency, "me", "draft",
    )  # fmt: skip
    assert answers_by_label(made) == {"How long does it run?": "Five years", "Your contract": document.key}
    assert Upload.objects.get().version == document.versions.get()


def test_answer_is_submitted_once_its_file_is_shared_and_not_before(made: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    vermont = sign_in(cast.vermont)
    send(vermont, made)
    document = Document.objects.get()
    checking = submitted(vermont, made, document)
    run_jobs()
    passed = submitted(vermont, made, document)
    confirm(document, cast.vermont, title="Our contract", sharing="agency")

    done = submitted(vermont, made, document)

    assert [page.status_code for page in (checking, passed, done)] == [400, 400, 302]
    assert said(checking) == (
        "We’re still checking “contract”. You can add its details and choose who can see it now. See how far it is"
    )
    assert said(passed) == "“contract” passed the checks. Confirm its details and choose who can see it. Add details"
    assert pages.texts(passed, ".error-summary .usa-alert__heading") == [
        "Not submitted yet. What you typed is saved as a draft. Check the fields below."
    ]
    assert response(made, "VT").status == ResponseStatus.SUBMITTED


def test_file_described_while_it_is_checked_is_ready_when_the_worker_is_done(
    made: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    vermont = sign_in(cast.vermont)
    send(vermont, made)
    document = Document.objects.get()
    confirm(document, cast.vermont, title="Our contract")
    waiting = submitted(vermont, made, document)
    run_jobs()

    assert said(waiting) == "We’re still checking “Our contract”. See how far it is"
    assert submitted(vermont, made, document).status_code == 302


@pytest.mark.parametrize("sharing", ["me", "agency", "all_members"])
def test_others_read_the_title_only_as_the_owner_shared_the_document(
    made: Inquiry, cast: Cast, sign_in: SignIn, sharing: str
) -> None:
    vermont = sign_in(cast.vermont)
    send(vermont, made)
    run_jobs()
    document = Document.objects.get()
    confirm(document, cast.vermont, title="Our contract", sharing=sharing)
    send(
        vermont, made, None, do="submit", sharing="members", **{f"q_{field(made, 'Your contract').ident}": document.key}
    )

    cells = {who: table(sign_in(getattr(cast, who)), made)[0][2] for who in ("vermont", "vermont_energy", "colorado")}
    side_by_side = sign_in(cast.colorado).get(reverse("inquiries:answers", args=[made.key])).content.decode()

    reads = {"me": ["vermont"], "agency": ["vermont"], "all_members": ["vermont", "vermont_energy", "colorado"]}
    assert [who for who, cell in cells.items() if cell == "Our contract"] == reads[sharing]
    assert set(cells.values()) <= {"Our contract", "A document that isn’t shared with you"}
    assert ("Our contract" in side_by_side) == (sharing == "all_members")
    document.refresh_from_db()
    assert document.sharing == sharing


def test_same_form_sent_twice_brings_one_document_and_another_file_another(
    made: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    vermont, form_id = sign_in(cast.vermont), str(uuid4())

    for content in (RFP, RFP, b"Another contract."):
        send(vermont, made, content, upload_id=form_id)

    newest = Document.objects.order_by("-pk")[0]
    assert Document.objects.count() == 2
    assert answers_by_label(made)["Your contract"] == newest.key


@pytest.mark.parametrize("does", ["save", "submit", "hand"])
@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"x" * 2000, "contract.txt", "This file is larger than 1 KB"),
        (b"x", "contract.exe", "We don’t accept.exe files"),
        (b"", "contract.txt", "This file is empty"),
    ],
)
def test_file_that_is_not_taken_is_told_and_the_words_are_kept(
    made: Inquiry, cast: Cast, sign_in: SignIn, settings: Any, content: bytes, name: str, sentence: str, does: str
) -> None:
    settings.MAX_UPLOAD_BYTES = 1000

    refused = send(sign_in(cast.vermont), made, content, name, do=does)

    (shown,) = pages.texts(refused, ".drop .usa-error-message")
    assert refused.status_code == 400
    assert shown.split(". ")[0] == sentence
    assert Document.objects.count() == 0
    assert answers_by_label(made) == {"How long does it run?": "Five years"}
    assert response(made, "VT").status == ResponseStatus.DRAFT


def test_used_up_day_stops_the_file_and_not_the_words(
    made: Inquiry, cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    settings.UPLOAD_QUOTA_FILES_PER_DAY = 0
    vermont = sign_in(cast.vermont)

    refused = send(vermont, made)
    without = send(vermont, made, None)

    assert (refused.status_code, without.status_code) == (400, 302)
    assert pages.texts(refused, ".usa-alert--warning .usa-alert__text") == [
        f"You reached the limit of 0 files a day. Try again tomorrow. {SAVED}"
    ]
    assert answers_by_label(made) == {"How long does it run?": "Five years"}


def test_file_that_the_scan_refuses_stays_named_until_another_one_takes_its_place(
    made: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    vermont = sign_in(cast.vermont)
    send(vermont, made, EICAR)
    document = Document.objects.get()
    run_jobs()

    refused = submitted(vermont, made, document)

    (sentence,) = pages.texts(refused, ".asked__file")
    assert sentence.split("”")[0] == "“contract"
    assert pages.links(refused, ".asked__file a") == {
        "Upload another file for it": reverse("documents:describe", args=[document.key])
    }
    assert answers_by_label(made) == {"How long does it run?": "Five years", "Your contract": document.key}


def test_second_of_two_editors_is_told_and_the_file_is_there(made: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    revision = response(made, "VT").revision
    lead = sign_in(cast.vermont_editor)
    send(lead, made, None, **{f"q_{field(made, 'How long does it run?').ident}": "Ten years"})

    conflict = send(sign_in(cast.vermont), made, revision=revision)
    document = Document.objects.get()

    assert conflict.status_code == 409
    assert answers_by_label(made) == {"How long does it run?": "Ten years"}
    (chosen,) = [
        option.get("value")
        for option in pages.find(conflict, f"#id_q_{field(made, 'Your contract').ident} option")
        if "selected" in option.attrib
    ]
    assert chosen == document.key


def test_colleague_is_told_that_a_file_is_not_ready_and_not_what_it_is(
    made: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    send(sign_in(cast.vermont), made, name="Zqsecret plan.txt")
    Document.objects.update(agency=agency("NH", "SEO"))  # so that Vermont's lead doesn't edit it

    page = sign_in(cast.vermont_editor).get(answer_url(made))

    assert said(page) == "A colleague’s file isn’t ready. Ask them to confirm its details and who can see it."
    assert "Zqsecret" not in page.content.decode()


def test_key_of_a_hidden_draft_is_answered_like_one_that_nobody_has(made: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    hidden = library.document(cast.new_hampshire, "Theirs", sharing_choice="me", status="draft")
    ident = field(made, "Your contract").ident

    shown = []
    for key in (hidden.key, "nosuchkey222"):
        page = send(sign_in(cast.vermont), made, None, do="submit", **{f"q_{ident}": key})
        shown.append((page.status_code, said(page), pages.texts(page, ".error-summary__list")))

    assert shown[0] == (shown[1][0], shown[1][1], [words.replace("nosuchkey222", hidden.key) for words in shown[1][2]])


def test_who_serves_two_states_brings_the_file_of_the_one_that_answers(cast: Cast, sign_in: SignIn) -> None:
    both = member("of_both", agency("NH", "SEO"), cast.administrator)
    request = request_for(both, agency("VT", "SEO"), status="approved", by=cast.administrator)
    second = Membership.objects.create(
        user=both, agency=request.agency, request=request, role="reader", tier="member", is_main=False,
        started_at=timezone.now(),
    )  # fmt: skip
    audiences.place(second)
    Route.objects.create(state_id="VT", person=both)
    made = sent(
        cast.colorado,
        cast.administrator,
        FieldDetails("short", "How long does it run?"),
        FieldDetails("file", "Your contract"),
        states=("VT",),
    )

    send(sign_in(both), made)

    assert Document.objects.get().agency.state_id == "VT"


def test_closed_round_and_foreign_hands_bring_no_file(made: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    ended = {person: send(sign_in(person), made).status_code for person in (cast.vermont_energy, cast.new_hampshire)}
    rounds.close(inquiry=made, by=cast.administrator)
    closed = send(sign_in(cast.vermont), made)

    assert list(ended.values()) == [302, 404]
    assert closed.status_code == 409
    assert Document.objects.count() == 0
    assert Response.objects.get(inquiry=made, state="VT").answers == {}


def test_form_of_another_site_brings_nothing(made: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(cast.vermont).cookies

    assert send(strict, made).status_code == 403
    assert (Document.objects.count(), response(made, "VT").answers) == (0, {})


def test_description_leads_back_to_the_answer(made: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    vermont = sign_in(cast.vermont)
    send(vermont, made)

    page = vermont.get(reverse("documents:describe", args=[Document.objects.get().key]))
    others = sign_in(cast.new_hampshire).get(f"{reverse('documents:share')}?for=answer-{made.key}-VT")

    assert pages.links(page, ".lede a") == {"Vermont’s answer to Uptime remedies": answer_url(made)}
    assert "Uptime remedies" not in others.content.decode()
