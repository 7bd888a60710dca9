"""Stored files that nobody downloads are read too, and administrators hear of those that are wrong."""

import os
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import OutboxMail, User
from accounts.tasks import send_mail
from documents import actions, fixity, tasks
from documents.fixity import NIGHTS, Outcome, check, check_share, tell_administrators
from documents.models import Document, DocumentVersion, FileCheck, VersionStatus
from documents.storage import StorageUnavailable
from tests import library, pages
from tests.cast import Cast
from tests.documents.conftest import BUCKET, s3_options, storages

CONTENT = b"0123456789abcdef" * 65536  # 1 MB, several pieces
SignIn = Callable[[User | None], Client]
Made = Callable[..., DocumentVersion]


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path) -> Iterator[None]:
    """Files of the test's own."""
    options = {"location": str(tmp_path / "files")}
    with override_settings(STORAGES=storages("documents.storage.DurableFileSystemStorage", options)):
        yield


@pytest.fixture
def made(cast: Cast) -> Made:
    """Makes a version with a stored file."""

    def make(content: bytes = CONTENT, title: str = "Plan") -> DocumentVersion:
        return library.document(cast.vermont, title, content=content).versions.get()

    return make


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], datetime]:
    """Moves the time on by so many days."""
    start, moved = timezone.now(), [0.0]

    def move(days: float) -> datetime:
        moved[0] += days
        return timezone.now()

    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(days=moved[0]))
    return move


def path_of(version: DocumentVersion) -> Path:
    path = default_storage.local_path(version.storage_name)
    assert path is not None
    return path


def put_back(version: DocumentVersion, content: bytes) -> None:
    """These bytes under the version's name, whatever is there."""
    default_storage.delete(version.storage_name)
    path = default_storage.local_path(version.storage_name)
    if path is None:
        default_storage._client.put_object(Bucket=BUCKET, Key=version.storage_name, Body=content)
    else:
        path.write_bytes(content)


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def read_tonight() -> list[int]:
    """The versions that one more job reads, in the order in which they were made."""
    before = dict(FileCheck.objects.values_list("pk", "checked_at"))
    check_share()
    now = FileCheck.objects.order_by("pk").values_list("pk", "checked_at")
    return [pk for pk, checked_at in now if before.get(pk) != checked_at]


@pytest.mark.parametrize("content", [b"", b"A file of words.", CONTENT], ids=["empty", "small", "large"])
def test_a_file_as_it_came_is_intact(storage, made: Made, content: bytes) -> None:
    version = made(content)

    assert check(version) == Outcome.INTACT
    assert FileCheck.objects.values_list("outcome", "wrong_since", "told_at").get() == ("intact", None, None)


@pytest.mark.parametrize(
    "content",
    [b"", CONTENT[:-1], CONTENT + b"!", *(flipped(CONTENT, at) for at in (0, 600_000, len(CONTENT) - 1))],
    ids=["emptied", "cut", "longer", "first byte", "a byte within", "last byte"],
)
def test_other_bytes_are_found(storage, made: Made, content: bytes) -> None:
    version = made()
    put_back(version, content)

    assert check(version) == Outcome.DAMAGED
    assert FileCheck.objects.get().wrong_since == FileCheck.objects.get().checked_at


def test_a_missing_file_is_found(storage, made: Made) -> None:
    version = made()
    default_storage.delete(version.storage_name)

    assert check(version) == Outcome.MISSING


def test_what_is_there_and_can_not_be_read_is_told_from_what_is_missing(made: Made) -> None:
    version = made()
    default_storage.delete(version.storage_name)
    path_of(version).mkdir()

    assert check(version) == Outcome.UNREADABLE


def test_a_connection_that_broke_is_no_fault_of_the_file(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    version, real, failed = made(), fixity.fingerprint, []

    def break_once(chunks: Iterator[bytes]) -> tuple[int, str]:
        if not failed:
            failed.append(True)
            raise StorageUnavailable
        return real(chunks)

    monkeypatch.setattr(fixity, "fingerprint", break_once)

    assert (check(version), failed) == (Outcome.INTACT, [True])


@pytest.mark.parametrize("gone", ["bucket", "server"])
def test_a_store_that_is_away_loses_no_file(s3_endpoint: str, made: Made, clock, gone: str) -> None:
    version = made()
    clock(29)
    away = {"bucket_name": "no-such-bucket"} if gone == "bucket" else {"endpoint_url": "http://127.0.0.1:9"}
    options = {**s3_options(s3_endpoint), **away}

    with override_settings(STORAGES=storages("documents.s3_storage.VerifiedS3Storage", options)):
        with pytest.raises(StorageUnavailable):
            check(version)
        count = check_share()

    assert (count, FileCheck.objects.count()) == (0, 0)


def test_the_disk_is_read_and_not_what_the_machine_remembers(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    version, forgotten = made(), []
    monkeypatch.setattr(os, "posix_fadvise", lambda file, *how: forgotten.append((os.fstat(file).st_ino, how)))

    check(version)

    assert forgotten == [(path_of(version).stat().st_ino, (0, 0, os.POSIX_FADV_DONTNEED))]


def test_a_wrong_file_stays_on_the_list_until_it_is_right(made: Made, clock) -> None:
    version = made()
    default_storage.delete(version.storage_name)
    since = clock(1)
    found = []

    for day, content in enumerate([None, flipped(CONTENT, 7), CONTENT]):
        default_storage.delete(version.storage_name)
        if content is not None:
            path_of(version).write_bytes(content)
        check_share()
        found.append((day, *FileCheck.objects.values_list("outcome", "wrong_since").get()))
        clock(1)

    assert found == [(0, "missing", since), (1, "damaged", since), (2, "intact", None)]


def test_each_night_reads_a_share(made: Made, clock) -> None:
    versions = [made(b"%06d" % number).pk for number in range(NIGHTS)]
    nights = []

    for _ in range(2 * NIGHTS):
        clock(1)
        nights.append(read_tonight() + read_tonight())

    assert nights == [[pk] for pk in versions] * 2


def test_every_file_is_read_in_time_while_files_come_and_go(made: Made, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all sizes; the half that was read last goes in one night, and twice as many come in another.

    With a week for a month, so that fewer files do.
    """
    monkeypatch.setattr(fixity, "NIGHTS", 7)
    dice = random.Random(7)
    seen: dict[int, datetime] = {}
    longest = timedelta(0)

    def bring(count: int) -> None:
        for _ in range(count):
            seen[made(b"x" * dice.choice([0, 1, 900, 1000, 1100, 2000])).pk] = timezone.now()

    bring(60)
    for night in range(40):
        now = clock(1)
        for pk in read_tonight():
            longest, seen[pk] = max(longest, now - seen[pk]), now
        if night == 13:
            for pk in sorted(seen, key=lambda pk: seen[pk])[30:]:
                document = DocumentVersion.objects.get(pk=pk).document
                Document.objects.filter(pk=document.pk).update(current_version=None)
                document.delete()
                del seen[pk]
        if night == 20:
            bring(60)
    longest = max(longest, *(timezone.now() - moment for moment in seen.values()))

    assert timedelta(days=7) <= longest <= timedelta(days=9)


def test_nights_without_a_worker_are_made_up_for(made: Made, clock) -> None:
    versions = [made(b"%06d" % number).pk for number in range(NIGHTS)]
    clock(29)

    assert read_tonight() == versions


def test_a_night_reads_only_so_many_bytes(made: Made, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixity, "MOST_BYTES", 20)
    versions = [made(b"ten bytes.").pk for _ in range(5)]
    clock(29)
    nights = []

    for _ in range(3):
        nights.append([read_tonight(), read_tonight()])
        clock(1)

    assert nights == [[versions[:2], []], [versions[2:4], []], [versions[4:], []]]


def test_a_job_ends_when_its_time_is_over(made: Made, clock) -> None:
    made()
    clock(29)

    assert (check_share(seconds=-1), check_share()) == (0, 1)


def test_a_killed_worker_loses_nothing(made: Made, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = [made(b"%06d" % number).pk for number in range(5)]
    clock(29)
    real = fixity._compared

    def killed_at_the_third(version: DocumentVersion) -> Outcome:
        if version.pk == versions[2]:
            raise SystemExit
        return real(version)

    with monkeypatch.context() as patch:
        patch.setattr(fixity, "_compared", killed_at_the_third)
        with pytest.raises(SystemExit):
            check_share()

    assert list(FileCheck.objects.order_by("pk").values_list("pk", flat=True)) == versions[:2]
    assert read_tonight() == versions[2:]


def test_when_storage_is_in_trouble_the_list_stops_growing(made: Made, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixity, "MANY_WRONG", 2)
    versions = [made(b"%06d" % number) for number in range(4)]
    folder = path_of(versions[0]).parent
    folder.rename(folder.with_name("elsewhere"))
    keys = [version.pk for version in versions]
    clock(29)

    first = read_tonight()
    clock(1)
    second = read_tonight()
    folder.with_name("elsewhere").rename(folder)
    clock(1)
    third = read_tonight()

    assert (first, second, third) == (keys[:2], keys[:2], keys)
    assert FileCheck.objects.wrong().count() == 0


def test_files_that_were_taken_back_are_not_missed(made: Made, clock) -> None:
    version, other = made(), made()
    default_storage.delete(version.storage_name)
    clock(29)
    assert check_share() == 2
    VersionStatus.objects.filter(version=version).update(stage=VersionStatus.Stage.TAKEN_BACK)
    clock(29)

    assert read_tonight() == [other.pk]
    assert (check(version), FileCheck.objects.wrong().count(), tell_administrators()) == (None, 0, 0)


def test_a_draft_discarded_while_it_is_read_is_not_missed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    document = library.document(cast.vermont, status="draft")
    Document.objects.filter(pk=document.pk).update(shared_at=None)
    version, real = document.versions.get(), fixity._compared

    def discarded_meanwhile(version: DocumentVersion) -> Outcome:
        with django_capture_on_commit_callbacks(execute=True):
            actions.discard(document, by=cast.vermont)
        return real(version)

    monkeypatch.setattr(fixity, "_compared", discarded_meanwhile)

    assert (check(version), FileCheck.objects.count()) == (None, 0)
    assert DocumentVersion.objects.filter(pk=version.pk).exists() is False


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "intact", "wrong_since": "2026-11-01T00:00Z"},
        {"outcome": "intact", "told_at": "2026-11-01T00:00Z"},
        {"outcome": "missing"},
    ],
)
def test_the_database_keeps_outcome_and_times_together(made: Made, fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match="only_wrong_files_are_told"), transaction.atomic():
        FileCheck.objects.create(version=made(), checked_at=timezone.now(), **fields)


# Who hears of it


def sent() -> list[tuple[str, str]]:
    return list(OutboxMail.objects.order_by("pk").values_list("to", "subject"))


def to_administrators(cast: Cast, subject: str) -> list[tuple[str, str]]:
    return [(person.email, subject) for person in (cast.administrator, cast.second_administrator)]


def test_administrators_get_one_email_and_nobody_else_does(cast: Cast, made: Made, clock) -> None:
    versions = [made(title="A secret plan"), made()]
    clock(29)
    for version in versions:
        default_storage.delete(version.storage_name)

    told = []
    for _ in range(3):
        tasks.check_files(timestamp=0)
        tasks.tell_of_wrong_files(timestamp=0)
        told.append(len(sent()))
        clock(1)

    assert told == [2, 2, 2]
    assert sent() == to_administrators(cast, "2 stored files are missing or damaged")
    assert ["A secret plan" in mail.body for mail in OutboxMail.objects.all()] == [False, False]


def test_a_file_that_goes_wrong_again_is_told_again(cast: Cast, made: Made, clock) -> None:
    version = made(b"Words.")
    for content in (b"W0rds.", b"Words.", b"W0rds."):
        put_back(version, content)
        check(version)
        tell_administrators()

    assert sent() == to_administrators(cast, "1 stored file is missing or damaged") * 2


@pytest.mark.parametrize("now", ["restored", "no administrator"])
def test_an_email_that_tells_nothing_any_more_is_not_sent(cast: Cast, made: Made, mailoutbox: list, now: str) -> None:
    version = made()
    default_storage.delete(version.storage_name)
    check(version)
    tell_administrators()
    if now == "restored":
        put_back(version, CONTENT)
        check(version)
    else:
        cast.administrator.groups.clear()
    mail = OutboxMail.objects.get(to=cast.administrator.email)

    send_mail(mail_id=mail.pk)

    mail.refresh_from_db()
    assert (mailoutbox, mail.sent_at) == ([], None)
    assert mail.last_error == "The person can no longer see what this email is about."


def facts(answer: object) -> dict[str, str]:
    return dict(zip(pages.texts(answer, ".facts dt"), pages.texts(answer, ".facts dd"), strict=True))


def lines(answer: object) -> list[str]:
    return pages.texts(answer, ".panel .usa-list li")


def test_system_page_says_which_documents_are_affected_until_they_are_right(
    cast: Cast, sign_in: SignIn, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime.fromisoformat("2026-11-29T08:05-05:00")
    monkeypatch.setattr(timezone, "now", lambda: moment)
    first, second = made(title="Fast charging RFP"), made(title="Corridor plan")
    default_storage.delete(first.storage_name)
    put_back(second, flipped(CONTENT, 9))
    client = sign_in(cast.administrator)
    for version in (first, second):
        check(version)

    answer = client.get("/people/system/")
    put_back(first, CONTENT)
    check(first)
    later = client.get("/people/system/")

    assert lines(answer) == [
        "Fast charging RFP, version 1: missing since November 29, 2026, 8:05 a.m. EST",
        "Corridor plan, version 1: damaged since November 29, 2026, 8:05 a.m. EST",
    ]
    assert pages.links(answer, ".panel .usa-list a")["Corridor plan"] == second.document.get_absolute_url()
    assert facts(answer)["Missing or damaged"] == (
        "2 Ask the person who runs the portal’s server to restore these files from a backup. "
        "A file leaves this list when the next check finds it intact."
    )
    assert (facts(answer)["Stored"], facts(answer)["Checks"]) == ("2 files", "Up to date")
    assert facts(answer)["Last check"] == "November 29, 2026, 8:05 a.m. EST"
    assert lines(later) == ["Corridor plan, version 1: damaged since November 29, 2026, 8:05 a.m. EST"]


def test_system_page_shows_the_first_and_counts_the_rest(
    cast: Cast, sign_in: SignIn, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.fixity_panel.SHOWN", 2)
    client, counts = sign_in(cast.administrator), []
    client.get("/people/system/")
    for number in range(3):
        version = made(title=f"Plan {number}")
        default_storage.delete(version.storage_name)
        check(version)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/people/system/")
        counts.append(len(queries))

    assert [line.split(",")[0] for line in lines(answer)] == ["Plan 0", "Plan 1", "And 1 more"]
    assert len(set(counts)) == 1


def test_system_page_says_when_checks_are_behind(cast: Cast, sign_in: SignIn, made: Made, clock) -> None:
    made()
    clock(31)

    found = facts(sign_in(cast.administrator).get("/people/system/"))

    assert (found["Last check"], found["Missing or damaged"]) == ("None yet", "0")
    assert found["Checks"] == (
        "Behind 1 file hasn’t been checked for 30 days. Make sure that the worker runs at night."
    )


def test_system_page_names_no_document_that_the_administrator_can_not_open(
    cast: Cast, sign_in: SignIn, made: Made
) -> None:
    version = made(title="A secret plan")
    default_storage.delete(version.storage_name)
    check(version)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE documents_document SET reader_keys = '{}'")

    answer = sign_in(cast.administrator).get("/people/system/")

    assert [line.split(":")[0] for line in lines(answer)] == ["A document that you can’t open"]
    assert "A secret plan" not in answer.content.decode()


@pytest.mark.parametrize("who", ["vermont", "administrator"])
def test_only_administrators_read_of_it(cast: Cast, sign_in: SignIn, made: Made, who: str) -> None:
    version = made()
    default_storage.delete(version.storage_name)
    check(version)
    client = sign_in(getattr(cast, who))

    answers = [client.get(address) for address in ("/people/system/", "/", version.document.get_absolute_url())]

    told = [b"Missing or damaged" in answer.content for answer in answers]
    assert told == [who == "administrator", False, False]


# The command


def run(*arguments: str) -> tuple[int, list[str]]:
    """Its exit code, and what it says."""
    out = StringIO()
    try:
        call_command("check_files", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, [*out.getvalue().splitlines(), str(error)]
    return 0, out.getvalue().splitlines()


def test_command_reads_all_files_at_once(made: Made) -> None:
    for _ in range(3):
        made()

    assert run() == (0, ["Read 3 files, 3.1 MB.", "No file is missing or damaged."])
    assert FileCheck.objects.filter(outcome="intact").count() == 3


def test_command_names_what_is_wrong_and_looks_again_at_that_alone(storage, made: Made) -> None:
    made(), made(title="Rates")
    missing, damaged = made(title="Terms"), made(title="Corridors")
    default_storage.delete(missing.storage_name)
    put_back(damaged, flipped(CONTENT, 3))

    found = run()
    put_back(missing, CONTENT)
    again = run("--wrong")
    put_back(damaged, CONTENT)

    lines = [
        f"Missing: {missing.storage_name}: version 1 of “Terms” ({missing.document.key})",
        f"Damaged: {damaged.storage_name}: version 1 of “Corridors” ({damaged.document.key})",
    ]
    to_do = "missing or damaged. Restore from a backup, then run check_files --wrong."
    assert found == (1, [*lines, "Read 4 files, 4.2 MB.", f"2 files {to_do}"])
    assert again == (1, [lines[1], "Read 2 files, 2.1 MB.", f"1 file {to_do}"])
    assert run("--wrong") == (0, ["Read 1 file, 1.0 MB.", "No file is missing or damaged."])


def test_command_tells_a_store_that_is_away_from_files_that_are(s3_endpoint: str, made: Made) -> None:
    made()
    options = s3_options(s3_endpoint, bucket_name="no-such-bucket")

    with override_settings(STORAGES=storages("documents.s3_storage.VerifiedS3Storage", options)):
        found = run()

    assert (found, FileCheck.objects.count()) == ((2, ["File storage doesn't respond. 0 files read before."]), 0)
