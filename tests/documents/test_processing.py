"""From received to ready, whatever happens on the way."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import AuditEvent, OutboxMail, User
from clearinghouse.lib.files import ocr
from documents.actions import try_again
from documents.intake import processing, recognizing, sweeping
from documents.intake.scanner import Verdict
from documents.models import Document, DocumentVersion, Page
from documents.reading import pictures
from tests.cast import Cast
from tests.documents.intake import bring, confirm, fresh, scan_with, shared
from tests.documents.scanners import EICAR
from tests.jobs import run_jobs
from tests.lib.files import samples

SignIn = Callable[[User | None], Client]


def pages_of(version: DocumentVersion) -> list[tuple[int, str, bool]]:
    rows = Page.objects.filter(version=version).order_by("number")
    return [(page.number, page.text, page.is_current) for page in rows]


def test_file_becomes_ready_with_pages_and_a_proposal(storage, cast: Cast) -> None:
    version = bring(cast.vermont, samples.pdf("Vermont RFP for charging", "Uptime above 97 percent"), "vt_rfp.pdf")

    ran = run_jobs()

    version = fresh(version)
    assert ran[0] == "documents.tasks.process_version"
    assert (version.status.stage, version.status.scan) == ("ready", "not_configured")
    assert [(number, is_current) for number, _, is_current in pages_of(version)] == [(1, True), (2, True)]
    assert "Uptime above 97 percent" in pages_of(version)[1][1]
    assert version.status.proposal["state_code"] == "VT"
    document = version.document
    assert (document.current_version, document.file_type, document.page_count) == (version, "pdf", 2)
    assert (document.file_size, document.status) == (version.size, "draft")


def test_nothing_is_shared_before_it_is_confirmed(cast: Cast) -> None:
    document = bring(cast.vermont).document
    run_jobs()

    seen_by = [
        name for name, user in cast.everybody().items() if Document.objects.visible_to(user).filter(pk=document.pk)
    ]

    assert seen_by == ["vermont", "administrator", "second_administrator"]


@pytest.mark.parametrize("confirms_first", [True, False])
def test_confirmed_and_ready_in_either_order_is_shared_once(cast: Cast, confirms_first: bool) -> None:
    document = bring(cast.vermont).document

    if confirms_first:
        confirm(document, cast.vermont)
        assert not Document.objects.visible_to(cast.colorado).exists()
        run_jobs()
    else:
        run_jobs()
        confirm(document, cast.vermont)

    document.refresh_from_db()
    assert (document.status, document.shared_at is not None) == ("published", True)
    assert list(Document.objects.visible_to(cast.colorado)) == [document]
    assert AuditEvent.objects.filter(action="document.published").count() == 1


def test_shared_at_is_set_once(cast: Cast) -> None:
    document = shared(cast.vermont)
    first = document.shared_at

    bring(cast.vermont, b"The second edition.", document=document)
    run_jobs()
    confirm(document, cast.vermont, title="Another title")

    document.refresh_from_db()
    assert document.shared_at == first


# The scanner


def addresses(document: Document, version: DocumentVersion) -> list[str]:
    key = document.key
    return [
        reverse("documents:download", args=[key]),
        reverse("documents:thumbnail", args=[key]),
        reverse("documents:page", args=[key, 1]),
        reverse("documents:download_version", args=[key, version.key]),
        reverse("documents:version_page", args=[key, version.key, 1]),
        reverse("documents:page_image", args=[key, version.key, 1]),
    ]


@pytest.mark.parametrize("verdict", [Verdict.UNAVAILABLE, Verdict.INFECTED, Verdict.UNSCANNABLE, Verdict.ENCRYPTED])
def test_unscanned_file_is_served_to_nobody(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, verdict: Verdict
) -> None:
    scan_with(monkeypatch, verdict)
    version = bring(cast.vermont)
    confirm(version.document, cast.vermont)
    run_jobs()

    people = [cast.vermont, cast.vermont_editor, cast.colorado, cast.administrator, None]
    answers = {
        sign_in(person).get(address).status_code
        for person in people
        for address in addresses(version.document, version)
    }

    assert answers == {404}
    assert Page.objects.filter(version=version).count() == 0
    assert fresh(version).document.status == "confirmed"


def test_virus_is_locked_away_and_told_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_with(monkeypatch)
    version = bring(cast.vermont, b"words " + EICAR)

    run_jobs()
    processing.process(version.pk)
    run_jobs()

    status = fresh(version).status
    assert (status.stage, status.scan, status.problem) == ("quarantined", "infected", processing.INFECTED)
    notified = sorted(OutboxMail.objects.values_list("to", flat=True))
    assert notified == sorted([cast.vermont.email, cast.administrator.email, cast.second_administrator.email])


def test_file_waits_for_a_scanner_that_is_down_and_goes_on_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = scan_with(monkeypatch, Verdict.UNAVAILABLE)
    version = bring(cast.vermont)
    for _ in range(5):
        run_jobs()
        sweeping.queue_forgotten_versions()
    waiting = fresh(version).status

    scanner.verdict = None
    run_jobs()

    assert (waiting.stage, waiting.scan, waiting.problem, waiting.attempts) == ("received", "waiting", "", 0)
    assert (fresh(version).status.stage, fresh(version).status.scan) == ("ready", "clean")


def test_file_the_scanner_cannot_see_whole_is_parked_after_three_tries(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner = scan_with(monkeypatch, Verdict.UNSCANNABLE)
    version = bring(cast.vermont)
    for _ in range(5):
        run_jobs()
        sweeping.queue_forgotten_versions()

    status = fresh(version).status
    assert (scanner.scanned, status.stage, status.problem) == (3, "received", processing.UNSCANNABLE)
    assert OutboxMail.objects.filter(subject="An uploaded file needs attention").count() == 2


def test_parked_file_can_be_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = scan_with(monkeypatch, Verdict.UNSCANNABLE)
    version = bring(cast.vermont)
    for _ in range(3):
        run_jobs()
        sweeping.queue_forgotten_versions()

    scanner.verdict = None
    try_again(fresh(version), by=cast.vermont)
    run_jobs()

    assert fresh(version).status.stage == "ready"


def test_whole_way_with_a_real_scanner(cast: Cast, settings, clamd: str) -> None:
    settings.CLAMD_ADDRESS = clamd
    clean, infected = bring(cast.vermont), bring(cast.vermont, samples.zipped({"a.txt": EICAR}), "tools.zip")

    run_jobs()

    assert (fresh(clean).status.stage, fresh(clean).status.scan) == ("ready", "clean")
    assert (fresh(infected).status.stage, fresh(infected).status.scan) == ("quarantined", "infected")


# The check


HOSTILE = {
    "web page as PDF": ("plan.pdf", b"<html><script>alert(1)</script></html>"),
    "PDF cut in half": ("plan.pdf", samples.pdf("Words " * 200)[:700]),
    "random bytes as Word": ("plan.docx", bytes(range(256)) * 40),
    "zip as Excel": ("budget.xlsx", samples.zipped({"a.txt": b"words"})),
    "path out of a zip": ("tools.zip", samples.zipped({"../../etc/passwd": b"root"})),
    "program in a zip": ("tools.zip", samples.zipped({"run.exe": b"MZ\x90\x00"})),
    "huge number in GeoJSON": ("sites.geojson", b'{"type":"Point","coordinates":[1e999,NaN]}'),
    "NUL in text": ("notes.txt", b"words\x00words"),
    "deep GeoJSON": ("sites.geojson", b"[" * 100_000),
    "broken picture": ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50),
}
HARMLESS = {
    "script in text": ("notes.txt", b"words <script>alert(1)</script> words"),
    "bidirectional text": ("notes.txt", "words \u202egnp.exe words".encode()),
    "one byte": ("notes.txt", b"x"),
    "formula in CSV": ("sites.csv", b'site,ports\n"=1+1",4\n'),
}


@pytest.mark.parametrize("case", [*HOSTILE, *HARMLESS])
def test_every_file_ends_refused_in_words_or_ready(cast: Cast, sign_in: SignIn, case: str) -> None:
    filename, content = {**HOSTILE, **HARMLESS}[case]
    version = bring(cast.vermont, content, filename)

    run_jobs()

    status = fresh(version).status
    assert status.stage == ("refused" if case in HOSTILE else "ready")
    assert status.problem.endswith(".") == (case in HOSTILE)
    client = sign_in(cast.vermont)
    pages = [reverse("documents:describe", args=[version.document.key]), reverse("documents:mine")]
    pages.append(version.document.get_absolute_url())
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]


def test_refused_draft_keeps_quiet_but_a_confirmed_one_is_written_about(cast: Cast) -> None:
    draft = bring(cast.vermont, b"<html></html>", "plan.pdf")
    confirmed = bring(cast.vermont, b"<html></html>", "plan.pdf")
    confirm(confirmed.document, cast.vermont)

    run_jobs()

    assert fresh(draft).document.status == "draft"
    assert list(OutboxMail.objects.values_list("subject", "dedupe_key")) == [
        ("We couldn’t accept your file", f"file-refused-{confirmed.pk}")
    ]


def test_refused_file_can_be_replaced_and_what_was_said_counts(cast: Cast) -> None:
    refused = bring(cast.vermont, b"<html></html>", "plan.pdf")
    document = confirm(refused.document, cast.vermont)
    run_jobs()

    bring(cast.vermont, document=document)
    run_jobs()

    document.refresh_from_db()
    assert (document.status, document.title) == ("published", "Fast charging RFP")
    assert not default_storage.exists("originals/none")
    assert list(DocumentVersion.objects.visible_to(cast.colorado).values_list("filename", flat=True)) == [
        "vt_fast_charging_rfp.txt"
    ]


def test_member_of_a_zip_beyond_the_largest_upload_is_refused(cast: Cast, settings) -> None:
    """clamd cuts long members short without a word, so what it cannot see must not pass."""
    settings.MAX_UPLOAD_BYTES = 30_000
    noise = b"".join(b"%d," % (number * 7919 % 10007) for number in range(9000))
    version = bring(cast.vermont, samples.zipped({"sites.csv": noise}), "sites.zip")

    run_jobs()

    assert version.size < 30_000 < len(noise)
    assert fresh(version).status.stage == "refused"


# Versions


def test_new_version_takes_over_and_the_old_one_stays_with_its_readers(cast: Cast) -> None:
    document = shared(cast.vermont, sharing="state")
    first = document.current_version
    second = bring(cast.vermont, b"The second edition.", "second.txt", document)
    run_jobs()

    confirm(document, cast.vermont, sharing="all_members")

    document.refresh_from_db()
    assert document.current_version == second
    assert [is_current for _, _, is_current in pages_of(first)] == [False]
    assert [is_current for _, _, is_current in pages_of(second)] == [True]
    versions = DocumentVersion.objects
    assert set(versions.visible_to(cast.vermont_energy)) == {first, second}
    assert set(versions.visible_to(cast.colorado)) == {second}


def test_old_version_that_finishes_late_does_not_come_back(cast: Cast) -> None:
    document = shared(cast.vermont)
    first = document.current_version
    late = bring(cast.vermont, b"Late.", "late.txt", document)
    newest = bring(cast.vermont, b"Newest.", "newest.txt", document)

    processing.process(newest.pk)
    processing.process(late.pk)

    document.refresh_from_db()
    assert document.current_version == newest
    assert (fresh(late).status.stage, fresh(late).status.frozen_reader_keys) == ("ready", [])
    assert set(DocumentVersion.objects.visible_to(cast.colorado)) == {first, newest}


def test_readers_keep_the_old_version_until_the_new_one_is_ready(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    document = shared(cast.vermont)
    first = document.current_version
    scan_with(monkeypatch, Verdict.UNAVAILABLE)

    bring(cast.vermont, b"The second edition.", document=document)
    run_jobs()

    document.refresh_from_db()
    assert (document.current_version, document.status) == (first, "published")
    assert list(DocumentVersion.objects.visible_to(cast.colorado)) == [first]


# Afterwards


@pytest.mark.skipif(not ocr.is_available(), reason="Tesseract is not installed")
def test_text_of_scanned_pages_is_read_afterwards(cast: Cast) -> None:

    picture = Image.new("RGB", (1600, 400), "white")
    ImageDraw.Draw(picture).text(
        (60, 120), "Uptime remedies for chargers", fill="black", font=ImageFont.load_default(90)
    )

    made = BytesIO()
    picture.save(made, "PDF")
    version = bring(cast.vermont, made.getvalue(), "scan.pdf")

    run_jobs()

    page = Page.objects.get(version=version)
    assert "Uptime remedies" in page.text
    assert Page.objects.filter(vector="remedy").get() == page
    assert fresh(version).status.text_note == recognizing.RECOGNIZED


def test_thumbnail_is_drawn_before_somebody_asks(cast: Cast) -> None:
    version = bring(cast.vermont, samples.pdf("Words"), "plan.pdf")
    run_jobs()

    name = pictures.picture_name(version, 1, pictures.THUMBNAIL_WIDTH)
    assert default_storage.exists(name)


def test_sweep_queues_each_version_once(cast: Cast) -> None:
    bring(cast.vermont)
    ProcrastinateJob.objects.all()._raw_delete("default")

    counts = [sweeping.queue_forgotten_versions() for _ in range(3)]

    assert counts == [1, 0, 0]
    assert run_jobs() == ["documents.tasks.process_version", "workforce.tasks.find_clauses"]
