"""Killed, doubled or without storage: processing ends the same."""

from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import AuditEvent, OutboxMail, User
from documents.files import StorageUnavailable
from documents.intake import follow_ups, processing, sweeping
from documents.models import DocumentVersion, Page, VersionStatus
from tests.cast import Cast
from tests.documents.intake import RFP, bring, confirm, fresh
from tests.jobs import run_jobs

SignIn = Callable[[User | None], Client]


def pages_of(version: DocumentVersion) -> list[tuple[int, str, bool]]:
    rows = Page.objects.filter(version=version).order_by("number")
    return [(page.number, page.text, page.is_current) for page in rows]


CRASH_POINTS = [
    (processing, "_begin"),
    (processing, "read_verified"),
    (processing, "_record_scan"),
    (processing, "check_file"),
    (processing, "read_file"),
    (processing, "proposal_for"),
    (processing, "write_pages"),
    (processing, "make_current"),
    (processing, "publish_when_whole"),
    (follow_ups, "queue"),
]


@pytest.mark.parametrize(("module", "name"), CRASH_POINTS, ids=[name for _, name in CRASH_POINTS])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_anywhere_it_goes_on_to_the_same_end(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, module, name: str, after: bool
) -> None:
    version = bring(cast.vermont)
    confirm(version.document, cast.vermont)
    real = getattr(module, name)

    def die(*args: object, **kwargs: object) -> None:
        if after:
            real(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, name, die)
        with pytest.raises(KeyboardInterrupt):
            processing.process(version.pk)
    sweeping.queue_forgotten_versions()
    run_jobs()

    version = fresh(version)
    assert (version.status.stage, version.status.attempts, version.document.status) == ("ready", 0, "published")
    assert pages_of(version) == [(1, RFP.decode().strip(), True)]
    assert AuditEvent.objects.filter(action="document.published").count() == 1


def test_done_three_times_it_is_done_once(cast: Cast) -> None:
    version = bring(cast.vermont)
    confirm(version.document, cast.vermont)

    for _ in range(3):
        processing.process(version.pk)
    run_jobs()

    assert len(pages_of(version)) == 1
    assert AuditEvent.objects.filter(action="document.published").count() == 1


def test_death_of_the_worker_counts_nothing_against_the_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = bring(cast.vermont)

    def die(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(processing, "check_file", die)
        for _ in range(20):
            with pytest.raises(KeyboardInterrupt):
                processing.process(version.pk)
    counted = fresh(version).status.attempts
    processing.process(version.pk)

    assert (counted, fresh(version).status.stage, fresh(version).status.problem) == (0, "ready", "")
    assert OutboxMail.objects.filter(subject="An uploaded file needs attention").count() == 0


def test_file_that_dies_alone_three_times_is_parked_and_others_go_on(cast: Cast) -> None:
    poison, good = bring(cast.vermont, b"poison", "poison.txt"), bring(cast.vermont)

    may_go_on = [processing.count_death(poison.pk) for _ in range(3)]
    processing.process(poison.pk)
    processing.process(good.pk)

    assert may_go_on == [True, True, False]
    assert (fresh(poison).status.stage, fresh(poison).status.problem) == ("received", processing.GONE_WRONG)
    assert sweeping.queue_forgotten_versions() == 0
    assert fresh(good).status.stage == "ready"
    assert OutboxMail.objects.filter(subject="An uploaded file needs attention").count() == 2


def test_death_after_the_last_step_counts_nothing(cast: Cast) -> None:
    version = bring(cast.vermont)
    processing.process(version.pk)

    assert processing.count_death(version.pk) is False
    assert (fresh(version).status.stage, fresh(version).status.attempts) == ("ready", 0)


def test_file_whose_reading_raises_three_times_is_parked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = bring(cast.vermont)

    def stumble(*args: object, **named: object) -> None:
        raise ValueError("a fault of ours that this file brings out")

    monkeypatch.setattr(processing, "proposal_for", stumble)
    problems = []
    for _ in range(3):
        with pytest.raises(ValueError, match="brings out"):
            processing.process(version.pk)
        problems.append(fresh(version).status.problem)
    processing.process(version.pk)

    assert problems == ["", "", processing.GONE_WRONG]
    assert OutboxMail.objects.filter(subject="An uploaded file needs attention").count() == 2


def test_trouble_of_this_machine_is_waited_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = bring(cast.vermont)

    def no_room(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(processing, "read_file", no_room)
        for _ in range(5):
            run_jobs()
            sweeping.queue_forgotten_versions()
    waiting = fresh(version).status
    run_jobs()

    assert (waiting.stage, waiting.attempts, waiting.problem) == ("checked", 0, processing.HINDERED)
    assert (fresh(version).status.stage, fresh(version).status.problem) == ("ready", "")


# Storage


def test_storage_that_is_away_is_waited_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = bring(cast.vermont)

    def away(*args: object) -> None:
        raise StorageUnavailable("Storage is not available.")

    with monkeypatch.context() as patch:
        patch.setattr(processing, "read_verified", away)
        for _ in range(5):
            run_jobs()
            sweeping.queue_forgotten_versions()
    waiting = fresh(version).status
    run_jobs()

    assert (waiting.attempts, waiting.problem) == (0, processing.WAITING_FOR_STORAGE)
    assert (fresh(version).status.stage, fresh(version).status.problem) == ("ready", "")


@pytest.mark.parametrize("step", ["check_file", "read_file"])
def test_file_swapped_after_the_scan_never_becomes_ready(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    version = bring(cast.vermont)
    confirm(version.document, cast.vermont)
    stop = {"check_file": "check", "read_file": "read"}[step]
    stage = VersionStatus.Stage.SCANNED if stop == "check" else VersionStatus.Stage.CHECKED
    with monkeypatch.context() as patch:
        patch.setitem(processing.STEPS, stage, lambda version: False)
        run_jobs()
    default_storage.local_path(version.storage_name).write_bytes(RFP.replace(b"97", b"17"))

    for _ in range(5):
        sweeping.queue_forgotten_versions()
        run_jobs()

    version = fresh(version)
    assert (version.status.stage, version.status.problem) == (stage, processing.FILE_LOST)
    assert version.document.status == "confirmed"
