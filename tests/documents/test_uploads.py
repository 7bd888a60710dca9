"""Who may send what and how much, and what a broken upload leaves behind."""

import os
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import AuditEvent, User
from clearinghouse.lib.wording import long_date
from documents import actions
from documents.files import scratch_folder
from documents.intake import admission, filing
from documents.intake.admission import UploadRefused, part_path, start_upload
from documents.intake.filing import receive
from documents.intake.parts import make_part
from documents.models import Document, DocumentVersion, Upload
from tests import library, pages
from tests.cast import Cast
from tests.documents.intake import RFP, bring, confirm, files_in, shared
from tests.documents.tus import create, patch, send_form, sentence
from tests.jobs import run_jobs

SignIn = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> Path:
    """A folder of the test's own for uploads under way."""
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


# Whose document


@pytest.mark.parametrize(
    ("name", "status"), [("colorado", 404), ("guest", 404), ("vermont_energy", 403), ("vermont_editor", 201)]
)
def test_new_version_needs_the_right_to_change(cast: Cast, sign_in: SignIn, name: str, status: int) -> None:
    document = library.document(cast.vermont, sharing_choice="state")
    client = sign_in(cast.everybody()[name])
    shown = 200 if status == 201 else status

    answers = [
        create(client, 10, url=reverse("documents:tus_version", args=[document.key])).status_code,
        client.get(reverse("documents:new_version", args=[document.key])).status_code,
    ]

    assert answers == [status, shown]
    assert Upload.objects.count() == (1 if status == 201 else 0)


def test_right_to_change_lost_midway_keeps_nothing_visible(cast: Cast, sign_in: SignIn) -> None:
    document = library.document(cast.vermont, sharing_choice="state")
    client = sign_in(cast.vermont_editor)
    address = create(client, len(RFP), url=reverse("documents:tus_version", args=[document.key]))["Location"]
    cast.vermont_editor.memberships.update(role="reader")

    response = patch(client, address, 0, RFP)

    assert (response.status_code, document.versions.count(), Upload.objects.get().offset) == (403, 1, 0)


def test_very_same_file_of_a_hidden_document_is_not_hinted_at(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.colorado, "Hidden twin", sharing_choice="agency", content=RFP)

    hinted = describe_page(cast, sign_in)
    library.document(cast.colorado, "Open twin", sharing_choice="all_members", content=RFP)
    described = describe_page(cast, sign_in)

    assert ("This file is already here" in hinted, "Hidden twin" in described) == (False, False)
    assert "Open twin" in described


def describe_page(cast: Cast, sign_in: SignIn) -> str:
    document = bring(cast.new_hampshire).document
    run_jobs()
    return sign_in(cast.new_hampshire).get(reverse("documents:describe", args=[document.key])).content.decode()


def test_a_file_that_one_withdrew_leads_to_sharing_it_again(cast: Cast, sign_in: SignIn) -> None:
    withdrawn = actions.withdraw(shared(cast.vermont), by=cast.vermont, reason="A mistake.")
    document = bring(cast.vermont).document
    run_jobs()
    address = reverse("documents:describe", args=[document.key])

    page = sign_in(cast.vermont).get(address)
    for_others = sign_in(cast.administrator).get(address)

    restore = reverse("documents:restore", args=[withdrawn.key])
    today = long_date(timezone.now())
    assert pages.texts(page, ".usa-alert__heading") == [f"You withdrew this same file on {today}."]
    assert pages.links(page, ".usa-alert a") == {"Share it again": restore}
    assert pages.texts(for_others, ".usa-alert__heading") == [f"This same file was withdrawn on {today}."]
    sign_in(cast.vermont).post(restore, {"reason": "It was right."})
    withdrawn.refresh_from_db()
    assert withdrawn.status == "published"


def test_an_unfinished_draft_with_the_same_file_is_called_a_draft(cast: Cast, sign_in: SignIn) -> None:
    draft, second = bring(cast.vermont).document, bring(cast.vermont).document
    run_jobs()

    page = sign_in(cast.vermont).get(reverse("documents:describe", args=[second.key]))

    assert pages.texts(page, ".usa-alert__heading") == ["You already have an unfinished draft with this file"]
    assert pages.links(page, ".usa-alert a") == {
        f"Continue the draft “{draft.title}”": reverse("documents:describe", args=[draft.key])
    }


def test_of_several_drafts_with_the_same_file_one_is_named(cast: Cast, sign_in: SignIn) -> None:
    first, _, third = [bring(cast.vermont).document for _ in range(3)]
    run_jobs()

    page = sign_in(cast.vermont).get(reverse("documents:describe", args=[third.key]))

    assert pages.links(page, ".usa-alert a") == {
        f"Continue the draft “{first.title}”": reverse("documents:describe", args=[first.key])
    }


def test_a_withdrawn_copy_of_somebody_else_is_not_hinted_at(cast: Cast, sign_in: SignIn) -> None:
    actions.withdraw(shared(cast.colorado), by=cast.colorado, reason="A mistake.")
    document = bring(cast.vermont).document
    run_jobs()

    page = sign_in(cast.vermont).get(reverse("documents:describe", args=[document.key]))

    assert pages.texts(page, ".usa-alert__heading") == []


# How much


def test_quota_of_files_per_day(cast: Cast, sign_in: SignIn, settings) -> None:
    settings.UPLOAD_QUOTA_FILES_PER_DAY = 2
    client = sign_in(cast.vermont)

    answers = [create(client, 10) for _ in range(3)]
    other = create(sign_in(cast.colorado), 10)
    Upload.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    tomorrow = create(client, 10)

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert "limit of 2 files a day" in sentence(answers[2])
    assert (other.status_code, tomorrow.status_code) == (201, 201)


def test_quota_of_bytes_per_day(cast: Cast, sign_in: SignIn, settings) -> None:
    settings.UPLOAD_QUOTA_BYTES_PER_DAY = 1000
    client = sign_in(cast.vermont)

    answers = [create(client, length) for length in (600, 401, 400)]
    form = send_form(client, b"x" * 500)

    assert [answer.status_code for answer in answers] == [201, 429, 201]
    assert (form.status_code, " a day. Try again tomorrow." in form.content.decode()) == (429, True)


def test_disk_is_never_filled_to_the_brim(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    little = SimpleNamespace(f_bavail=1, f_frsize=4096)
    monkeypatch.setattr(admission.os, "statvfs", lambda path: little)

    response = create(sign_in(cast.vermont), 10)

    assert (response.status_code, "enough space" in sentence(response)) == (HTTPStatus.INSUFFICIENT_STORAGE, True)


# What is left behind


def test_abandoned_upload_is_forgotten_after_a_day(cast: Cast, folders: Path) -> None:
    old, young = (start_upload(by=cast.vermont, filename="plan.txt", length=10) for _ in range(2))
    for upload in (old, young):
        make_part(part_path(upload))
    yesterday = timezone.now() - timedelta(hours=25)
    os.utime(part_path(old), (yesterday.timestamp(),) * 2)
    Upload.objects.filter(pk=old.pk).update(created_at=yesterday)

    removed = admission.forget_abandoned()

    assert (removed, list(Upload.objects.all()), files_in(folders)) == (1, [young], [f"{young.pk}.part"])


def test_upload_begun_long_ago_but_still_moving_is_kept(cast: Cast) -> None:
    upload = start_upload(by=cast.vermont, filename="plan.txt", length=10)
    make_part(part_path(upload))
    Upload.objects.update(created_at=timezone.now() - timedelta(days=3))

    admission.forget_abandoned()

    assert list(Upload.objects.all()) == [upload]


def test_row_and_job_come_together_or_not_at_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(version: DocumentVersion) -> None:
        raise RuntimeError("killed between row and job")

    monkeypatch.setattr(filing, "enqueue", die)

    with pytest.raises(RuntimeError):
        bring(cast.vermont)

    assert (Document.objects.count(), DocumentVersion.objects.count(), Upload.objects.get().version) == (0, 0, None)
    assert ProcrastinateJob.objects.count() == 0


def test_audit_line_that_fails_keeps_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr(filing, "write_event", die)

    with pytest.raises(RuntimeError):
        bring(cast.vermont)

    assert (Document.objects.count(), AuditEvent.objects.filter(object_type="documents.document").count()) == (0, 0)


def test_file_that_arrived_short_is_not_recorded(cast: Cast) -> None:
    upload = start_upload(by=cast.vermont, filename="plan.txt", length=10)
    path = scratch_folder() / "short"
    path.write_bytes(b"nine byte")

    with pytest.raises(UploadRefused, match="receive the whole file"):
        receive(upload, path, by=cast.vermont)

    assert Document.objects.count() == 0


def test_upload_cancelled_while_it_is_stored_leaves_no_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = start_upload(by=cast.vermont, filename="plan.txt", length=5)
    path = scratch_folder() / "five"
    path.write_bytes(b"words")
    real, stored = filing.store_original, []

    def store_then_cancel(path: Path):
        stored.append(real(path))
        Upload.objects.all().delete()
        return stored[0]

    monkeypatch.setattr(filing, "store_original", store_then_cancel)

    with pytest.raises(UploadRefused, match="canceled"):
        receive(upload, path, by=cast.vermont)

    assert not default_storage.exists(stored[0].name)


def test_only_who_may_share_starts_an_upload(cast: Cast) -> None:
    for person in (cast.applicant, cast.declined, cast.left, cast.deactivated):
        with pytest.raises(PermissionDenied):
            start_upload(by=person, filename="plan.txt", length=10)


def test_guest_of_the_workforce_space_may_share(cast: Cast) -> None:
    document = bring(cast.guest).document
    run_jobs()

    confirm(document, cast.guest, sharing="workforce")

    assert list(Document.objects.visible_to(cast.vermont)) == [Document.objects.get(pk=document.pk)]
