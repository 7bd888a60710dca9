"""Sharing many documents: all files at once, and one table for their details."""

import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from documents.models import Document, DocumentVersion, Kind, Upload
from documents.views import many
from tests.cast import Cast
from tests.documents.hidden_files import WITH_HIDDEN, find_hidden
from tests.documents.intake import RFP, bring, fresh, shared
from tests.jobs import run_jobs

SignIn = Callable[[User | None], Client]
MANY, TABLE, TEMPLATE = (reverse(f"documents:share_{name}") for name in ("many", "table", "template"))


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> Path:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


def send(client: Client, *files: tuple[str, bytes], upload_id: str = ""):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(MANY, {"upload_id": upload_id or str(uuid.uuid4()), "files": sent})


def drafts(by: User, count: int) -> list[DocumentVersion]:
    """Files that were read, newest last: plan1.txt and so on."""
    made = [bring(by, RFP + b"%d\n" % number, f"plan{number}.txt") for number in range(1, count + 1)]
    run_jobs()
    return made


def row(version: DocumentVersion, **answers: str) -> dict[str, str]:
    """What the form sends for one draft."""
    document = Document.objects.get(pk=version.document_id)
    given = {"title": "Plan", "kind": str(Kind.objects.get(slug="rfp").pk), "state": "VT", "dated_on": "2026-01-15"}
    given |= {"label": "public", "sharing": "all_members", "revision": str(document.revision), **answers}
    return {f"{document.key}-{name}": value for name, value in given.items()}


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def said(version: DocumentVersion) -> tuple[str, str, str]:
    document = Document.objects.get(pk=version.document_id)
    return document.title, document.status, document.sharing


# The files


def test_plain_form_takes_many_files(storage, cast: Cast, sign_in: SignIn) -> None:
    response = send(sign_in(cast.vermont), ("a.txt", RFP), ("b.txt", RFP + b"b"))

    assert (response.status_code, response["Location"]) == (302, TABLE)
    assert sorted(Upload.objects.values_list("filename", "owner")) == [
        ("a.txt", cast.vermont.pk),
        ("b.txt", cast.vermont.pk),
    ]
    assert list(Document.objects.values_list("status", "sharing")) == [("draft", "me"), ("draft", "me")]


def test_bad_file_is_told_and_stops_no_other(storage, cast: Cast, sign_in: SignIn, settings) -> None:
    settings.MAX_UPLOAD_BYTES = 100_000

    response = send(
        sign_in(cast.vermont),
        *(("a.exe", b"MZ"), ("good.txt", RFP), ("b.exe", b"MZ"), ("empty.txt", b""), ("large.txt", b"x" * 200_000)),
        ("also.txt", b"Ja."),
    )

    assert response.status_code == 400
    assert sorted(Upload.objects.values_list("filename", flat=True)) == ["also.txt", "good.txt"]
    words = text_of(response)
    assert "We kept 2 files. These were not uploaded:" in words
    assert "a.exe: We don’t accept .exe files" in words
    assert "large.txt: This file is larger than 100 KB." in words
    assert "empty.txt: This file is empty." in words


def test_form_sent_twice_makes_no_doubles(storage, cast: Cast, sign_in: SignIn) -> None:
    client, form = sign_in(cast.vermont), str(uuid.uuid4())

    for _ in range(2):
        send(client, ("a.txt", RFP), ("b.txt", RFP), upload_id=form)

    assert Document.objects.count() == 2


def test_quota_counts_each_file(storage, cast: Cast, sign_in: SignIn, settings) -> None:
    settings.UPLOAD_QUOTA_FILES_PER_DAY = 2

    response = send(sign_in(cast.vermont), *((f"{number}.txt", RFP) for number in range(3)))

    assert Document.objects.count() == 2
    assert "2.txt: You reached the limit of 2 files a day. Try again tomorrow." in text_of(response)


@pytest.mark.parametrize(
    ("files", "words"),
    [([], "Choose the files first."), ([(f"{n}.txt", b"x") for n in range(21)], "Choose up to 20 files at a time.")],
)
def test_nothing_and_too_many_are_told(storage, cast: Cast, sign_in: SignIn, files, words: str) -> None:
    response = send(sign_in(cast.vermont), *files)

    assert (response.status_code, Document.objects.count()) == (400, 0)
    assert words in text_of(response)


@pytest.mark.parametrize("address", [MANY, TABLE])
def test_token_is_checked(cast: Cast, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.vermont)

    assert client.post(address, {"upload_id": str(uuid.uuid4())}).status_code == 403


# The table


def test_table_has_own_drafts_with_suggestions(storage, cast: Cast, sign_in: SignIn) -> None:
    drafts(cast.vermont, 2)
    bring(cast.colorado, RFP, "theirs.txt")

    response = sign_in(cast.vermont).get(TABLE)

    lines = response.context["lines"]
    assert [line.version.filename for line in lines] == ["plan2.txt", "plan1.txt"]
    assert [line.row["state"].value() for line in lines] == ["VT", "VT"]
    assert [lines[0].row[name].value() for name in ("label", "sharing")] == [None, None]


@pytest.mark.parametrize("count", [1, 3])
def test_table_asks_the_database_as_often_for_one_draft_as_for_three(
    storage, cast: Cast, sign_in: SignIn, django_assert_num_queries, count: int
) -> None:
    drafts(cast.vermont, count)
    client = sign_in(cast.vermont)
    client.get(TABLE)

    with django_assert_num_queries(32):
        client.get(TABLE)


def test_complete_rows_are_confirmed_and_others_stay(storage, cast: Cast, sign_in: SignIn) -> None:
    first, second, third = drafts(cast.vermont, 3)
    sent = row(first) | row(second, title="", kind="") | row(third, label="", sharing="", title="Later")

    response = sign_in(cast.vermont).post(TABLE, sent)

    assert response.status_code == 400
    assert said(first) == ("Plan", "published", "all_members")
    assert [said(version)[1:] for version in (second, third)] == [("draft", "me"), ("draft", "me")]
    bad, later = sorted(response.context["lines"], key=lambda line: line.version.filename)
    assert (bad.row.errors["title"], bad.row.errors["kind"]) == (["Enter a title."], ["Choose a document type."])
    assert (later.row.is_bound, later.row["title"].value()) == (False, "Later")
    assert "1 document confirmed. We share each one as soon as it’s ready." in text_of(response)


def test_all_rows_confirmed_leads_to_own_uploads(storage, cast: Cast, sign_in: SignIn) -> None:
    first, second = drafts(cast.vermont, 2)

    response = sign_in(cast.vermont).post(TABLE, row(first) | row(second, sharing="agency", label="deliberative"))

    assert response["Location"] == reverse("documents:mine")
    assert [said(version)[1:] for version in (first, second)] == [("published", "all_members"), ("published", "agency")]


def test_public_and_confidential_are_asked_for_exactly_that_choice(storage, cast: Cast, sign_in: SignIn) -> None:
    (version,) = drafts(cast.vermont, 1)
    client = sign_in(cast.vermont)
    wide = {"label": "confidential", "sharing": "public", "confirmed": "on"}

    unasked = client.post(TABLE, row(version, **wide))
    of_other = client.post(TABLE, row(version, **wide, asked="confidential|all_members"))
    untouched = said(version)[1]
    asked = client.post(TABLE, row(version, **wide, asked="confidential|public"))

    assert [answer.status_code for answer in (unasked, of_other)] == [400, 400]
    assert (
        "Anyone will be able to read it without signing in. This document contains vendor-confidential material."
    ) in text_of(unasked)
    assert (untouched, said(version)[1], asked.status_code) == ("draft", "published", 302)


def test_confidential_material_beyond_the_agency_is_asked(storage, cast: Cast, sign_in: SignIn) -> None:
    (version,) = drafts(cast.vermont, 1)

    response = sign_in(cast.vermont).post(TABLE, row(version, label="confidential"))

    assert said(version)[1] == "draft"
    assert "This document contains vendor-confidential material." in text_of(response)
    assert 'value="confidential|all_members"' in response.content.decode()


def test_drafts_of_others_are_not_touched(storage, cast: Cast, sign_in: SignIn) -> None:
    (theirs,) = drafts(cast.colorado, 1)
    (own,) = [bring(cast.vermont, RFP, "own.txt")]

    sign_in(cast.vermont).post(TABLE, row(theirs) | row(own))

    assert (said(theirs)[1], said(own)[1]) == ("draft", "confirmed")


def test_changed_draft_is_told(storage, cast: Cast, sign_in: SignIn) -> None:
    (version,) = drafts(cast.vermont, 1)

    response = sign_in(cast.vermont).post(TABLE, row(version, revision="99"))

    assert said(version)[1] == "draft"
    assert "Someone else saved changes while you were editing." in text_of(response)


def test_same_answers_fill_only_empty_fields(storage, cast: Cast, sign_in: SignIn) -> None:
    first, second = drafts(cast.vermont, 2)
    empty = {"label": "", "sharing": "", "dated_on": ""}
    sent = row(first, **empty) | row(second, **{**empty, "dated_on": "2025-05-05", "sharing": "me"})

    response = sign_in(cast.vermont).post(
        TABLE, sent | {"step": "fill", "all-label": "deliberative", "all-dated_on": "2026-02-02"}
    )

    filled = {line.version.filename: line.row for line in response.context["lines"]}
    assert [
        [filled[name][field].value() for field in ("label", "dated_on", "sharing")]
        for name in ("plan1.txt", "plan2.txt")
    ] == [["deliberative", "2026-02-02", "agency"], ["deliberative", "2025-05-05", "me"]]
    assert [said(version)[1] for version in (first, second)] == ["draft", "draft"]


def test_pasted_rows_find_their_drafts(storage, cast: Cast, sign_in: SignIn) -> None:
    first, second = drafts(cast.vermont, 2)
    pasted = (
        "plan1.txt\tFirst plan\tColorado\tRFP or solicitation\t1/15/2026\tAlready public\tAll member states\r\n"
        "plan2.txt\t\tXX\tPoem\tsoon\tsecret\tnobody\r\n"
        "other.txt\tOther\r\n"
    )
    kind = Kind.objects.get(slug="rfp")
    pasted = pasted.replace("RFP or solicitation", kind.name)

    response = sign_in(cast.vermont).post(TABLE, row(first) | row(second) | {"step": "paste", "pasted": pasted})

    rows = {line.version.filename: line.row for line in response.context["lines"]}
    assert [rows["plan1.txt"][name].value() for name in ("title", "state", "kind", "dated_on", "label", "sharing")] == [
        *("First plan", "CO", str(kind.pk), "2026-01-15", "public", "all_members"),
    ]
    assert rows["plan2.txt"].notes == [
        "State: we don’t recognize “XX”. Use the postal code or the name.",
        "Document type: we don’t recognize “Poem”. Use one of the document types in the list.",
        "Date: we don’t recognize “soon”. Write it as 2026-01-15 or 1/15/2026.",
        "Public records: we don’t recognize “secret”. Use one of the answers in the list.",
        "Who can see it: we don’t recognize “nobody”. Use one of the answers in the list.",
    ]
    assert "Row 3: you have no draft with the file name “other.txt”." in text_of(response)


def test_template_comes_back_as_a_file(storage, cast: Cast, sign_in: SignIn) -> None:
    drafts(cast.vermont, 1)
    client = sign_in(cast.vermont)

    template = b"".join(client.get(TEMPLATE).streaming_content).decode()
    heading, line = template.strip("\ufeff").splitlines()
    sent = f"{heading}\n{line.replace(',VT,', ',NH,', 1)}\n".replace(",", ";")
    response = client.post(TABLE, {"step": "paste", "table": SimpleUploadedFile("t.csv", sent.encode("utf-8-sig"))})

    assert heading == "File name,Title,State,Document type,Date,Public records,Who can see it"
    assert line.startswith("plan1.txt,")
    assert [line.row["state"].value() for line in response.context["lines"]] == ["NH"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Paste the rows first, or choose a CSV file."),
        ({"pasted": "a\n" * 1001}, "This table is too large."),
        ({"table": b"x" * 200_002}, "This table is too large."),
    ],
)
def test_bad_table_is_told(storage, cast: Cast, sign_in: SignIn, sent: dict, words: str) -> None:
    drafts(cast.vermont, 1)
    files = {"table": SimpleUploadedFile("t.csv", sent["table"])} if "table" in sent else {}

    response = sign_in(cast.vermont).post(TABLE, {"step": "paste", **sent, **files})

    assert response.status_code == 400
    assert words in text_of(response)


def test_file_that_is_here_already_is_told_as_far_as_one_may_know(storage, cast: Cast, sign_in: SignIn) -> None:
    known = shared(cast.colorado, RFP, "rfp.txt", title="Known plan", sharing="all_members")
    shared(cast.colorado, RFP + b"2", "own.txt", title="Secret plan", sharing="me", label="deliberative")
    bring(cast.vermont, RFP, "same.txt")
    bring(cast.vermont, RFP + b"2", "same2.txt")

    response = sign_in(cast.vermont).get(TABLE)

    assert [line.twin for line in response.context["lines"]] == [None, known]
    assert "Secret plan" not in response.content.decode()


def test_hidden_content_of_many_files_is_one_question(
    storage, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_hidden(monkeypatch)
    first, second, third = [bring(cast.vermont, WITH_HIDDEN + b"%d" % n, f"plan{n}.txt") for n in (1, 2, 3)]
    run_jobs()
    client = sign_in(cast.vermont)
    client.post(TABLE, row(first))

    page = client.get(TABLE)
    typed = row(second, title="Typed", label="", sharing="")
    chosen = {"step": "hidden", "hidden_answer": "share", "hidden_version": [first.key, second.key]}
    response = client.post(TABLE, typed | chosen)

    assert "3 files contain content that the pages don’t show" in text_of(page)  # also the confirmed one
    assert "Sheet “Vendor scores” is hidden; anyone who downloads the file can unhide it." in text_of(page)
    assert [fresh(version).status.hidden_answer for version in (first, second, third)] == ["share", "share", ""]
    assert [said(version)[1] for version in (first, second)] == ["published", "draft"]
    assert "Share it as it is: 2 files." in text_of(response)
    rows = {line.version.filename: line.row for line in response.context["lines"]}
    assert rows["plan2.txt"]["title"].value() == "Typed"


def test_answer_that_cannot_be_given_is_told_by_file(
    storage, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_hidden(monkeypatch)
    version = bring(cast.vermont, WITH_HIDDEN, "plan.txt")
    run_jobs()
    client = sign_in(cast.vermont)

    unanswered = client.post(TABLE, {"step": "hidden", "hidden_version": version.key})
    refused = client.post(TABLE, {"step": "hidden", "hidden_version": version.key, "hidden_answer": "clean"})

    assert [answer.status_code for answer in (unanswered, refused)] == [400, 400]
    assert "Choose what to do with content that the pages don’t show, and at least one file." in text_of(unanswered)
    assert "plan.txt: We can’t make a cleaned copy of a text file." in text_of(refused)
    assert fresh(version).status.hidden_answer == ""


def test_table_says_how_many_drafts_have_no_row_yet(
    storage, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(cast.vermont, 3)
    monkeypatch.setattr(many, "MOST_ROWS", 2)

    page = sign_in(cast.vermont).get(TABLE)

    sentence = "This page shows your 2 newest drafts. 1 more draft will appear here when you’ve confirmed these."
    assert sentence in text_of(page)
    monkeypatch.setattr(many, "MOST_ROWS", 3)
    assert "newest drafts" not in text_of(sign_in(cast.vermont).get(TABLE))
