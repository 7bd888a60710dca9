"""The same things done at the same time, on a database where others see what is committed."""

import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import AuditEvent, User
from documents.intake import processing
from documents.intake.admission import UploadRefused, start_upload
from documents.models import Document, DocumentVersion, Page, Upload, VersionStatus
from tests.cast import Cast
from tests.documents.intake import RFP, bring, confirm, files_in, fresh
from tests.documents.tus import send_form

SignIn = Callable[[User | None], Client]


@pytest.fixture
def committed_cast(transactional_db: None, cast: Cast) -> Cast:
    """The cast where other connections see it."""
    return cast


def at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Run in so many threads, each on its own connection."""
    barrier, answers = threading.Barrier(count), []

    def run(number: int) -> None:
        try:
            barrier.wait()
            answers.append(act(number))
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_twenty_posts_at_once_are_one_document(committed_cast: Cast, sign_in: SignIn, tmp_path: Path, settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "documents.storage.DurableFileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
    }
    clients, form = [sign_in(committed_cast.vermont) for _ in range(20)], str(uuid.uuid4())

    answers = at_once(20, lambda number: send_form(clients[number], RFP, upload_id=form))

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("documents:describe", args=[Document.objects.get().key]))
    }
    assert (DocumentVersion.objects.count(), VersionStatus.objects.count(), Upload.objects.count()) == (1, 1, 1)
    assert len(files_in(tmp_path / "files")) == 1
    assert ProcrastinateJob.objects.filter(task_name="documents.tasks.process_version").count() == 1


def test_same_file_by_two_people_at_once_is_two_documents(committed_cast: Cast) -> None:
    people = [committed_cast.vermont, committed_cast.colorado]

    at_once(2, lambda number: bring(people[number], filename="same name.txt"))

    versions = DocumentVersion.objects.order_by("pk")
    assert [b"".join(default_storage.stream(version.storage_name).chunks) for version in versions] == [RFP, RFP]
    assert len({version.storage_name for version in versions}) == 2


def test_quota_holds_when_everything_comes_at_once(committed_cast: Cast, settings) -> None:
    settings.UPLOAD_QUOTA_FILES_PER_DAY = 3

    answers = at_once(8, lambda number: start_upload(by=committed_cast.vermont, filename="plan.txt", length=10))

    assert Upload.objects.count() == 3
    assert sum(isinstance(answer, UploadRefused) for answer in answers) == 5


def test_version_processed_three_times_at_once_is_processed_once(committed_cast: Cast) -> None:
    version = bring(committed_cast.vermont)
    confirm(version.document, committed_cast.vermont)

    at_once(3, lambda number: processing.process(version.pk))

    assert (fresh(version).status.stage, fresh(version).document.status) == ("ready", "published")
    assert Page.objects.filter(version=version).count() == 1
    assert AuditEvent.objects.filter(action="document.published").count() == 1
