"""Many documents at once: the same checks as the upload page, row by row, without doubles."""

import csv
import hashlib
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Audience, AuditEvent, User
from documents.intake import filing, importing
from documents.intake.importing import COLUMNS, import_manifest
from documents.models import Document, DocumentVersion, Upload
from documents.sharing import grants
from documents.storage import StorageUnavailable
from tests import library
from tests.cast import Cast
from tests.documents.intake import RFP
from tests.documents.tus import create, head, send_form
from tests.jobs import run_jobs

SignIn = Callable[[User | None], Client]

ROW = {
    "path": "rfp.txt",
    "title": "Fast charging RFP",
    "state": "VT",
    "agency": "VTrans",
    "kind": "rfp",
    "topics": "cybersecurity; Grid integration",
    "date": "2025-09-01",
    "audience": "all_members",
    "owner": "vermont@people.example",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files to import."""
    made = tmp_path / "manifest"
    made.mkdir()
    (made / "rfp.txt").write_bytes(RFP)
    (made / "plan.txt").write_bytes(b"The plan of a state.")
    return made


def manifest(folder: Path, *rows: dict[str, str], name: str = "manifest.csv") -> Path:
    path = folder / name
    columns = list(dict.fromkeys([*COLUMNS, *(column for row in rows for column in row)]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({**ROW, **row} for row in rows)
    return path


def run(path: Path, *options: str) -> list[str]:
    """The command's lines; the reason for its end last when it fails."""
    said = StringIO()
    try:
        call_command("import_documents", str(path), *options, stdout=said)
    except CommandError as error:
        return [*said.getvalue().splitlines(), f"exit {error.returncode}: {error}"]
    return said.getvalue().splitlines()


def test_rows_become_shared_documents(storage, cast: Cast, folder: Path) -> None:
    path = manifest(folder, {}, {"path": "plan.txt", "title": "The plan", "kind": "NEVI plan", "audience": "state"})

    said = run(path)
    run_jobs()

    assert said == ["line 2: shared “Fast charging RFP”", "line 3: shared “The plan”"]
    rfp, plan = Document.objects.order_by("pk")
    assert (rfp.status, rfp.owner, rfp.state_id, rfp.dated_on) == ("published", cast.vermont, "VT", date(2025, 9, 1))
    assert (str(rfp.agency), rfp.kind.slug, rfp.era.code) == ("Vermont Agency of Transportation", "rfp", "G3")
    assert sorted(topic.slug for topic in rfp.topics.all()) == ["cybersecurity", "grid-integration"]
    assert list(Document.objects.visible_to(cast.colorado)) == [rfp]
    assert set(Document.objects.visible_to(cast.vermont_energy)) == {rfp, plan}


def test_imported_document_has_the_same_history_as_an_uploaded_one(cast: Cast, folder: Path) -> None:
    run(manifest(folder, {}))
    run_jobs()

    actions = (
        AuditEvent.objects.filter(object_type="documents.document").order_by("pk").values_list("action", flat=True)
    )
    assert list(actions) == ["document.version_received", "document.details_changed", "document.published"]


def test_running_again_makes_no_doubles(cast: Cast, folder: Path) -> None:
    path = manifest(folder, {}, {"path": "plan.txt", "title": "The plan"})

    first, second = run(path), run(path)

    assert (len(first), second) == (2, ["line 2: skipped, already here", "line 3: skipped, already here"])
    assert (Document.objects.count(), DocumentVersion.objects.count()) == (2, 2)


def public_id(folder: Path, person: User, title: str) -> UUID:
    """The id of a row as anybody can work it out who has the file and read our code."""
    sha256 = hashlib.sha256((folder / "rfp.txt").read_bytes()).hexdigest()
    return uuid5(importing.NAMESPACE, f"{person.pk}|{sha256}|{title}")


def test_nobody_can_work_out_whether_a_file_was_imported(cast: Cast, sign_in: SignIn, folder: Path) -> None:
    run(manifest(folder, {}))
    guessed = public_id(folder, cast.vermont, "Fast charging RFP")

    answers = [
        (
            send_form(sign_in(person), RFP, upload_id=str(asked)).status_code,
            head(sign_in(person), reverse("documents:tus_upload", args=[asked])).status_code,
        )
        for person in (cast.colorado, cast.administrator)
        for asked in (guessed, uuid4())
    ]

    assert not Upload.objects.filter(pk=guessed).exists()
    assert answers == [(302, 404)] * 4
    assert Document.objects.filter(owner=cast.vermont).count() == 1


def test_id_of_a_row_cannot_be_taken_first(cast: Cast, sign_in: SignIn, folder: Path) -> None:
    guessed = public_id(folder, cast.vermont, "Fast charging RFP")
    send_form(sign_in(cast.colorado), b"Something else.", upload_id=str(guessed))
    path = manifest(folder, {})

    assert [run(path), run(path)] == [["line 2: shared “Fast charging RFP”"], ["line 2: skipped, already here"]]
    assert Document.objects.filter(owner=cast.vermont).count() == 1


def test_rows_taken_before_the_secret_changed_are_known_after(cast: Cast, folder: Path, settings) -> None:
    path = manifest(folder, {})
    run(path)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10

    assert run(path) == ["line 2: skipped, already here"]


def test_rows_taken_by_the_release_before_are_known(cast: Cast, folder: Path) -> None:
    path = manifest(folder, {})
    run(path)
    old_id = public_id(folder, cast.vermont, "Fast charging RFP")
    version = DocumentVersion.objects.get()
    Upload.objects.all().delete()
    Upload.objects.create(pk=old_id, owner=cast.vermont, filename="rfp.txt", length=len(RFP), version=version)

    assert run(path) == ["line 2: skipped, already here"]


def test_same_row_twice_in_one_manifest_is_one_document(cast: Cast, folder: Path) -> None:
    assert run(manifest(folder, {}, {})) == ["line 2: shared “Fast charging RFP”", "line 3: skipped, already here"]


def test_same_file_under_another_title_is_another_document(cast: Cast, folder: Path) -> None:
    run(manifest(folder, {}, {"title": "Another title"}))

    assert Document.objects.count() == 2


@pytest.mark.parametrize("point", ["start_upload", "receive", "save_details"])
def test_stopped_anywhere_it_goes_on_where_it_stopped(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    path = manifest(folder, {}, {"path": "plan.txt", "title": "The plan"})
    module = importing.actions if point == "save_details" else importing

    def stop(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, point, stop)
        with pytest.raises(KeyboardInterrupt):
            run(path)
    said = run(path)
    run_jobs()

    assert said == ["line 2: shared “Fast charging RFP”", "line 3: shared “The plan”"]
    assert list(Document.objects.order_by("pk").values_list("title", "status")) == [
        ("Fast charging RFP", "published"),
        ("The plan", "published"),
    ]
    assert Upload.objects.count() == 2


BAD_ROWS = [
    ({"path": "none.txt"}, "there is no file “none.txt”."),
    ({"path": ""}, "“” is not in the manifest’s folder."),
    ({"path": "../outside.txt"}, "“../outside.txt” is not in the manifest’s folder."),
    ({"path": "/etc/passwd"}, "“/etc/passwd” is not in the manifest’s folder."),
    ({"path": "link.txt"}, "“link.txt” is not in the manifest’s folder."),
    ({"path": "page.pdf"}, "The file name says this is a PDF, but it is"),
    ({"path": "tool.exe"}, "We don’t accept .exe files"),
    ({"path": "empty.txt"}, "This file is empty."),
    ({"title": ""}, "Enter a title."),
    ({"state": "Atlantis"}, "“Atlantis” is not a state."),
    ({"agency": "NASA"}, "there is no agency “NASA” in VT."),
    ({"agency": "PSD"}, "Only administrators can move a document to another agency."),
    ({"kind": "novel"}, "“novel” is not a document type."),
    ({"topics": "cybersecurity; cooking"}, "“cooking” is not a topic."),
    ({"date": "01/15/2026"}, "“01/15/2026” is not a date. Use the format 2026-01-15."),
    ({"audience": "everybody"}, "“everybody” is not an audience."),
    ({"audience": ""}, "“” is not an audience."),
    ({"audience": "groups"}, "“groups” is not an audience."),
    ({"audience": "group:knitting"}, "there is no working group “knitting”. Use group:"),
    ({"audience": "group:data-and-reporting"}, "You can share only with working groups you belong to"),
    ({"audience": "state:CO,Atlantis"}, "“Atlantis” is not a state. Use postal codes or names, such as state:CO,NM."),
    ({"audience": "state:"}, "“state:” names nothing. Use person:email, state:CO,NM"),
    ({"audience": "region:nowhere"}, "there is no region “nowhere”. Use region:naseo-northeast, "),
    ({"audience": "person:nobody@people.example"}, "is not the email address of someone Vermont can find"),
    ({"audience": "person:applicant@people.example"}, "is not the email address of someone Vermont can find"),
    ({"audience": "person:left@people.example"}, "is not the email address of someone Vermont can find"),
    ({"audience": "state:CO;all_members"}, "“state:CO;all_members” is not an audience. Use me, agency,"),
    (
        {"label": "confidential", "audience": "state"},
        "To confirm, write vendor-confidential in a column named “confirm.”",
    ),
    ({"confirm": "yes"}, "“yes” confirms nothing. Leave “confirm” empty, or write vendor-confidential."),
    ({"label": "secret"}, "“secret” is not a label."),
    ({"owner": "nobody@people.example"}, "“nobody@people.example” is not the email address of someone who can share"),
    ({"owner": "applicant@people.example"}, "is not the email address of someone who can share"),
    ({"owner": "deactivated@people.example"}, "is not the email address of someone who can share"),
    (
        {"owner": "guest@people.example", "agency": ""},
        "You can’t choose this answer to “Who can see it?” for this document.",
    ),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_ROWS, ids=[f"{next(iter(bad.items()))}" for bad, _ in BAD_ROWS])
def test_bad_row_names_its_line_and_reason_and_stops_nothing(
    cast: Cast, folder: Path, bad: dict[str, str], reason: str
) -> None:
    (folder.parent / "outside.txt").write_bytes(RFP)
    (folder / "link.txt").symlink_to(folder.parent / "outside.txt")
    (folder / "page.pdf").write_bytes(b"<html></html>")
    (folder / "tool.exe").write_bytes(b"MZ")
    (folder / "empty.txt").touch()

    said = run(manifest(folder, bad, {"path": "plan.txt", "title": "The plan"}))

    assert said[0].startswith("line 2: refused: ")
    assert reason in said[0]
    assert said[1:] == [
        "line 3: shared “The plan”",
        "exit 1: 1 row refused. Correct the manifest, then run this command again.",
    ]
    assert list(Document.objects.values_list("title", flat=True)) == ["The plan"]


def test_lines_are_counted_as_an_editor_counts_them(cast: Cast, folder: Path) -> None:
    said = run(manifest(folder, {"abstract": "Two\nlines."}, {"title": "Second"}, {"title": "Third", "kind": "novel"}))

    assert [line.partition(":")[0] for line in said[:3]] == ["line 2", "line 4", "line 5"]


def test_comma_without_quotation_marks_is_pointed_out(cast: Cast, folder: Path) -> None:
    path = manifest(folder, {})
    path.write_text(path.read_text() + "rfp.txt,A title,VT,VTrans,rfp,,2025-09-01,me,vermont@people.example,surplus\n")

    assert "the row has more cells than columns" in run(path)[1]


def test_abstract_label_and_groups_are_taken(cast: Cast, folder: Path) -> None:
    row = {
        "owner": "group.member@people.example",
        "agency": "",
        "state": "Colorado",
        "audience": "group:cybersecurity",
        "abstract": "What it is for.",
        "label": "confidential",
        "confirm": "vendor-confidential",
    }
    run(manifest(folder, row))

    document = Document.objects.get()
    assert (document.sharing, document.label, document.abstract) == ("groups", "confidential", "What it is for.")
    assert (document.state_id, document.agency.kind) == ("CO", "SEO")


@pytest.mark.parametrize("audience", ["group:Safe Charging", "group: safe  charging "])
def test_a_group_is_known_by_its_name_too(cast: Cast, folder: Path, audience: str) -> None:
    Audience.objects.filter(group__name="group:cybersecurity").update(label="Safe Charging")
    row = {"owner": "group.member@people.example", "agency": "", "state": "Colorado", "audience": audience}

    run(manifest(folder, row))

    granted = Document.objects.get().documentgrouppermission_set.filter(group__name__startswith="group:")
    assert list(granted.values_list("group__name", flat=True)) == ["group:cybersecurity"]


def test_administrator_brings_what_belongs_to_a_state(cast: Cast, folder: Path) -> None:
    run(manifest(folder, {"owner": "administrator@people.example", "audience": "agency"}))
    run_jobs()

    document = Document.objects.get()
    assert (document.owner, str(document.agency)) == (cast.administrator, "Vermont Agency of Transportation")
    assert list(Document.objects.visible_to(cast.vermont)) == [document]
    assert not Document.objects.visible_to(cast.vermont_energy).exists()


def test_dry_run_says_the_same_and_changes_nothing(cast: Cast, folder: Path) -> None:
    run(manifest(folder, {}))
    before = Document.objects.count(), Upload.objects.count(), AuditEvent.objects.count()

    said = run(manifest(folder, {}, {"path": "plan.txt", "title": "The plan"}, {"kind": "novel"}), "--dry-run")

    assert said[:2] == ["line 2: skipped, already here", "line 3: would share “The plan”"]
    assert said[2].startswith("line 4: refused: “novel”")
    assert (Document.objects.count(), Upload.objects.count(), AuditEvent.objects.count()) == before


def test_import_is_not_held_to_the_daily_quota(cast: Cast, folder: Path, settings) -> None:
    settings.UPLOAD_QUOTA_FILES_PER_DAY = 1

    assert len(run(manifest(folder, {}, {"title": "Second"}, {"title": "Third"}))) == 3


def test_import_leaves_its_owner_the_day_on_the_page(cast: Cast, sign_in: SignIn, folder: Path, settings) -> None:
    settings.UPLOAD_QUOTA_FILES_PER_DAY = 2
    settings.UPLOAD_QUOTA_BYTES_PER_DAY = 4000
    (folder / "plan.txt").write_bytes(b"The plan of a state. " * 200)
    run(manifest(folder, {}, {"title": "Second"}, {"title": "Third", "path": "plan.txt"}))
    client = sign_in(cast.vermont)

    answers = [send_form(client, b"By hand."), create(client, 10), create(client, 10)]

    assert [answer.status_code for answer in answers] == [302, 201, 429]


def test_storage_that_is_away_is_a_bad_row_that_works_later(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = manifest(folder, {})

    def away(path: Path) -> None:
        raise StorageUnavailable("File storage isn’t available. Nothing was saved. Try again in a minute.")

    with monkeypatch.context() as patch:
        patch.setattr(filing, "store_original", away)
        first = run(path)
    second = run(path)

    assert first[0] == "line 2: refused: File storage isn’t available. Nothing was saved. Try again in a minute."
    assert second == ["line 2: shared “Fast charging RFP”"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"path,title\na,b\n", "is missing these columns: state, agency"),
        (b"", "is missing these columns: path"),
        (b"\xff\xfe\x00p", "is not UTF-8 text"),
        (",".join(COLUMNS).encode() + b'\n"unclosed', "is not a CSV file"),
    ],
)
def test_unreadable_manifest_says_what_to_do(tmp_path: Path, db: None, content: bytes, words: str) -> None:
    path = tmp_path / "manifest.csv"
    path.write_bytes(content)

    said = run(path)

    assert words in said[-1]
    assert said[-1].startswith("exit 1")


def test_manifest_that_is_not_there_says_so(tmp_path: Path, db: None) -> None:
    assert "We can’t open the manifest: " in run(tmp_path / "none.csv")[-1]


def test_byte_order_mark_of_excel_does_not_matter(cast: Cast, folder: Path) -> None:
    path = manifest(folder, {})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert [outcome.is_bad for outcome in import_manifest(path)] == [False]


def test_several_can_be_chosen_one_by_one(cast: Cast, folder: Path) -> None:
    run(manifest(folder, {"audience": "state:CO, New Hampshire; region:naseo-west; person:GUEST@people.example"}))

    document = Document.objects.get()
    assert document.sharing == "groups"
    assert [str(audience) for audience in grants.audiences_of(document)] == ["West region", "Colorado", "New Hampshire"]
    assert grants.people_of(document) == [cast.guest]


# Doubles


def test_the_same_file_is_pointed_out_alike_in_dry_run_and_import(cast: Cast, folder: Path) -> None:
    """As on the upload page: what the owner can see anyway, and an earlier line."""
    here = library.document(cast.colorado, "Here already", content=RFP)
    library.document(cast.colorado, "Hidden", sharing_choice="me", content=RFP)
    path = manifest(folder, {}, {"title": "Another title"}, {"path": "plan.txt", "title": "The plan"})

    dry, wet = run(path, "--dry-run"), run(path)

    address = f"https://clearinghouse.test{here.get_absolute_url()}"
    warning = f". This file is already here: “Here already” ({address})"
    assert dry == [
        f"line 2: would share “Fast charging RFP”{warning}",
        f"line 3: would share “Another title”{warning}. Line 2 has the same file",
        "line 4: would share “The plan”",
    ]
    assert wet == [line.replace("would share", "shared") for line in dry]


def test_a_real_plan_of_a_sample_person_is_no_sample(cast: Cast, folder: Path) -> None:
    User.objects.filter(pk=cast.vermont.pk).update(is_sample=True)

    run(manifest(folder, {}))

    assert Document.objects.get().is_sample is False
