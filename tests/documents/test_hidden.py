"""What a file holds beside its pages: nobody else opens it before somebody with an owner's rights decided."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import Membership, OutboxMail, User
from clearinghouse.lib.files import cleaned
from clearinghouse.lib.files.results import HiddenKind, HiddenPart
from documents import emails, hidden
from documents.hidden import by_place, download_line, in_words
from documents.intake import cleaning, sweeping
from documents.intake.answering import AnswerRefused, answer_question
from documents.models import Document, DocumentVersion, Kind, Page, VersionStatus
from documents.storage import verified_storage
from tests import pages
from tests.cast import Cast
from tests.documents.hidden_files import AUTHOR, REMOVED, WITH_HIDDEN, can_clean, find_hidden, held, sentences
from tests.documents.intake import RFP, bring, confirm, fresh
from tests.jobs import run_jobs

SignIn = Callable[[User | None], Client]
Answer, Stage = VersionStatus.HiddenAnswer, VersionStatus.Stage


@pytest.fixture(autouse=True)
def _found(monkeypatch: pytest.MonkeyPatch) -> None:
    find_hidden(monkeypatch)


# Holding


def test_a_new_version_with_hidden_parts_waits_and_the_old_one_stays(cast: Cast, sign_in: SignIn) -> None:
    document, version = held(cast.vermont)
    reader, owner = sign_in(cast.colorado), sign_in(cast.vermont)
    first = document.current_version

    assert first is not None
    assert (version.status.stage, first.status.number) == (Stage.HELD, 1)
    assert list(Page.objects.filter(version=version).values_list("is_current", flat=True)) == [False]
    assert [
        client.get(reverse(name, args=[document.key, version.key, *more])).status_code
        for client in (reader, owner)
        for name, more in (("documents:download_version", []), ("documents:version_page", [1]))
    ] == [404, 404, 200, 200]
    assert reader.get(reverse("documents:page", args=[document.key, 1])).context["version"].pk == first.pk
    # Both versions say percent; only the one that waits says budget.
    assert [reader.get(f"/api/v1/pages?q={words}").json()["pages"] for words in ("budget", "percent+AND+budget")] == [
        [],
        [],
    ]
    assert [row["number"] for row in reader.get(f"/api/v1/documents/{document.key}").json()["versions"]] == [1]
    assert "Version 2 isn’t shared yet, because it contains a hidden sheet and comments." in sentences(document)


def test_its_uploader_is_told_on_every_page_and_by_one_mail(
    cast: Cast, sign_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    document, version = held(cast.vermont)
    client = sign_in(cast.vermont)
    question = reverse("documents:hidden", args=[document.key, version.key])

    status = client.get(reverse("documents:describe", args=[document.key]))
    mine = client.get(reverse("documents:mine"))
    home = client.get("/")
    page = client.get(document.get_absolute_url())

    (mail,) = [mail for mail in mailoutbox if mail.subject == "Your file needs a decision"]
    assert (mail.to, question in mail.body, "Vendor scores" in mail.body) == ([cast.vermont.email], True, False)
    assert "The file contains a hidden sheet and comments. No one else can open it" in status.content.decode()
    assert pages.links(status)["Decide what to do"] == question
    assert pages.texts(status, ".step__label") == [
        "Uploaded: done", "Virus scan: skipped", "File check: done", "Text: done", "Ready: needs a decision",
    ]  # fmt: skip
    assert pages.texts(mine, ".doc-row .chip--caution") == ["Needs a decision"]
    assert pages.links(home)[f"Decide what to do: {document.title}"] == reverse(
        "documents:describe", args=[document.key]
    )
    assert pages.links(page)["Decide what to do"] == question
    assert "Decide what to do" not in pages.links(sign_in(cast.colorado).get(document.get_absolute_url()))


def test_the_page_names_each_part_and_what_readers_can_do_with_it(cast: Cast, sign_in: SignIn) -> None:
    document, version = held(cast.vermont)

    page = sign_in(cast.vermont).get(reverse("documents:hidden", args=[document.key, version.key]))

    assert pages.texts(page, ".hidden li") == [
        "Sheet “Vendor scores” is hidden; anyone who downloads the file can unhide it.",
        "1 comment on sheet “Public list”.",
    ]
    assert pages.texts(page, ".audience__label") == [
        "Delete this upload",
        "Share a cleaned copy that we make",
        "Share it as it is",
    ]
    assert "We can’t make a cleaned copy of a text file." in page.content.decode()
    assert pages.texts(page, ".hidden__readers") == [
        "Anyone who downloads the file can find this content. Our pages, search results, and previews leave it out."
    ]


def test_names_in_the_properties_are_told_and_hold_nothing(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_hidden(monkeypatch, AUTHOR)

    document, version = held(cast.vermont)

    assert (document.current_version, OutboxMail.objects.filter(subject__contains="waiting").count()) == (version, 0)
    page = sign_in(cast.vermont).get(reverse("documents:describe", args=[document.key]))
    assert pages.texts(page, "section li")[-1] == AUTHOR.sentence
    assert hidden.download_line(version.status) == ""


def test_a_draft_asks_in_the_form_and_sends_no_mail(cast: Cast, sign_in: SignIn) -> None:
    version = bring(cast.vermont, WITH_HIDDEN)
    run_jobs()

    page = sign_in(cast.vermont).get(reverse("documents:describe", args=[version.document.key]))

    assert fresh(version).status.stage == Stage.HELD
    assert pages.texts(page, "form .hidden__title") == ["This file contains content that its pages don’t show"]
    assert not OutboxMail.objects.filter(subject__contains="waiting").exists()


def form_of(version: DocumentVersion, **more: object) -> dict[str, object]:
    """What a browser sends with the form of a draft."""
    return {
        "title": "Budget model",
        "kind": Kind.objects.get(slug="rfp").pk,
        "label": "public",
        "sharing": "all_members",
        "revision": version.document.revision,
        "hidden_version": version.key,
        **more,
    }


def test_the_form_of_a_draft_needs_an_answer_and_does_what_it_says(cast: Cast, sign_in: SignIn) -> None:
    version = bring(cast.vermont, WITH_HIDDEN)
    run_jobs()
    client, address = sign_in(cast.vermont), reverse("documents:describe", args=[version.document.key])

    without = client.post(address, form_of(version))
    stale = client.post(address, form_of(version, hidden_answer="share", hidden_version="another"))
    given = client.post(address, form_of(version, hidden_answer="share"))

    document = Document.objects.get(pk=version.document_id)
    assert (without.status_code, stale.status_code, given.status_code) == (400, 400, 302)
    assert "Choose what to do with this content." in without.content.decode()
    assert "Another file was uploaded since." in stale.content.decode()
    assert (document.status, document.current_version) == ("published", version)
    assert sign_in(cast.colorado).get(reverse("documents:download", args=[document.key])).status_code == 200


def test_a_draft_that_was_confirmed_early_waits_for_the_answer(cast: Cast, sign_in: SignIn) -> None:
    version = bring(cast.vermont, WITH_HIDDEN)
    document = confirm(version.document, cast.vermont)
    run_jobs()
    document.refresh_from_db()
    assert (document.status, document.current_version) == ("confirmed", None)
    assert sign_in(cast.colorado).get(document.get_absolute_url()).status_code == 404

    answer_question(fresh(version), by=cast.vermont, answer=Answer.SHARE)

    document.refresh_from_db()
    assert (document.status, document.current_version) == ("published", version)


def test_taking_back_a_draft_keeps_its_details_and_the_next_file_is_shared(cast: Cast, sign_in: SignIn) -> None:
    version = bring(cast.vermont, WITH_HIDDEN)
    run_jobs()
    address = reverse("documents:describe", args=[version.document.key])

    answer = sign_in(cast.vermont).post(address, form_of(version, hidden_answer="back"))

    document = Document.objects.get(pk=version.document_id)
    assert answer["Location"] == reverse("documents:new_version", args=[document.key])
    assert (document.status, document.title) == ("confirmed", "Budget model")
    bring(cast.vermont, RFP, document=document)
    run_jobs()
    document.refresh_from_db()
    assert (document.status, document.versions.count()) == ("published", 2)


# Answers


def test_sharing_as_it_is_makes_it_current_and_says_so(cast: Cast, sign_in: SignIn) -> None:
    document, version = held(cast.vermont)

    sign_in(cast.vermont).post(
        reverse("documents:hidden", args=[document.key, version.key]), {"hidden_answer": "share"}
    )

    page = sign_in(cast.colorado).get(document.get_absolute_url())
    document.refresh_from_db()
    line = download_line(VersionStatus.objects.select_related("answered_by").get(pk=version.pk))
    assert document.current_version == version
    assert line.startswith("Contains a hidden sheet and comments; shared as it is by Vermont on ")
    assert pages.texts(page, ".hidden-line")[:2] == [line, line]  # beside the download, and in the list of versions
    assert sentences(document)[-1] == "Shared version 2 as it is. It contains a hidden sheet and comments."
    assert [hit["page"] for hit in sign_in(cast.colorado).get("/api/v1/pages?q=percent+budget").json()["pages"]] == [1]


def test_taking_back_deletes_the_file_and_what_was_read(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Callable
) -> None:
    document, version = held(cast.vermont)

    with django_capture_on_commit_callbacks(execute=True):
        answer_question(version, by=cast.vermont, answer=Answer.BACK)

    status = fresh(version).status
    path = verified_storage().local_path(version.storage_name)
    document.refresh_from_db()
    assert path is not None
    assert (status.stage, status.proposal, Page.objects.filter(version=version).count()) == (Stage.TAKEN_BACK, {}, 0)
    assert (path.exists(), document.current_version == version) == (False, False)
    assert [
        sign_in(person).get(reverse("documents:download_version", args=[document.key, version.key])).status_code
        for person in (cast.vermont, cast.administrator, cast.colorado)
    ] == [404, 404, 404]
    page = sign_in(cast.vermont).get(reverse("documents:describe", args=[document.key]))
    assert pages.links(page)["Upload another file"] == reverse("documents:new_version", args=[document.key])


def test_what_a_dead_process_left_of_a_file_taken_back_is_swept(cast: Cast) -> None:
    _, version = held(cast.vermont)
    answer_question(version, by=cast.vermont, answer=Answer.BACK)  # the test's transaction never commits

    assert version.storage_name in list(sweeping.orphans(timezone.now() + timedelta(days=2)))


def test_a_cleaned_copy_becomes_the_version_and_the_original_stays_with_editors(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    can_clean(monkeypatch)
    document, original = held(cast.vermont)

    answer_question(original, by=cast.vermont, answer=Answer.CLEAN)
    assert fresh(original).status.stage == Stage.HELD
    run_jobs()

    document.refresh_from_db()
    copy, was = fresh(document.current_version), fresh(original)
    assert (copy.status.cleaned_from_id, copy.status.number, copy.status.removed_parts) == (
        original.pk,
        3,
        list(REMOVED),
    )
    assert (copy.sha256 != was.sha256, was.status.stage, was.status.frozen_reader_keys) == (True, Stage.READY, [])
    assert [
        sign_in(person).get(reverse("documents:download_version", args=[document.key, original.key])).status_code
        for person in (cast.vermont, cast.vermont_editor, cast.administrator, cast.colorado)
    ] == [200, 200, 200, 404]
    downloaded = sign_in(cast.colorado).get(reverse("documents:download", args=[document.key]))
    assert b"(hidden)" not in b"".join(downloaded.streaming_content)
    assert (
        sentences(document)[-1]
        == "Made version 3, a cleaned copy of version 2. We removed 1 hidden sheet. We removed 1 comment."
    )
    page = sign_in(cast.colorado).get(document.get_absolute_url())
    assert pages.texts(page, ".hidden-line")[0] == "Cleaned copy: we removed content that the pages don’t show."


def test_a_draft_is_shared_when_its_cleaned_copy_is_ready(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    can_clean(monkeypatch)
    original = bring(cast.vermont, WITH_HIDDEN)
    document = confirm(original.document, cast.vermont)
    run_jobs()

    answer_question(fresh(original), by=cast.vermont, answer=Answer.CLEAN)
    document.refresh_from_db()
    assert (document.status, document.current_version) == ("confirmed", None)
    run_jobs()

    document.refresh_from_db()
    assert (document.status, document.current_version.status.cleaned_from_id) == ("published", original.pk)


def test_a_copy_that_still_has_hidden_parts_waits_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    can_clean(monkeypatch)
    document, original = held(cast.vermont)
    monkeypatch.setattr(
        cleaned, "clean_copy", lambda path, *_: cleaned.CleanedCopy(path.read_bytes() + b"Cleaned.\n", REMOVED)
    )

    answer_question(original, by=cast.vermont, answer=Answer.CLEAN)
    run_jobs()

    copy = fresh(document.versions.order_by("-pk")[0])
    document.refresh_from_db()
    assert (copy.status.stage, document.current_version.status.number) == (Stage.HELD, 1)
    with pytest.raises(AnswerRefused, match="This is a cleaned copy already"):
        answer_question(copy, by=cast.vermont, answer=Answer.CLEAN)


def test_a_file_that_cannot_be_cleaned_asks_again_and_says_why(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    can_clean(monkeypatch, refusal="We can’t make a cleaned copy because it is too large.")
    document, version = held(cast.vermont)

    answer_question(version, by=cast.vermont_editor, answer=Answer.CLEAN)
    run_jobs()

    status = fresh(version).status
    mail = OutboxMail.objects.get(subject="We couldn’t make a cleaned copy of your file")
    page = sign_in(cast.vermont).get(reverse("documents:hidden", args=[document.key, version.key]))
    assert (status.stage, status.hidden_answer, status.answered_by) == (Stage.HELD, "", None)
    assert mail.person == cast.vermont_editor
    assert pages.texts(page, ".audience__note")[1] == "We can’t make a cleaned copy because it is too large."
    with pytest.raises(AnswerRefused, match="too large"):
        answer_question(version, by=cast.vermont, answer=Answer.CLEAN)
    answer_question(version, by=cast.vermont, answer=Answer.SHARE)


def test_a_document_that_waits_for_an_answer_is_not_also_said_to_wait_for_a_check(cast: Cast, sign_in: SignIn) -> None:
    version = bring(cast.vermont, WITH_HIDDEN)
    document = confirm(version.document, cast.vermont)
    run_jobs()

    page = sign_in(cast.vermont).get(document.get_absolute_url())

    assert pages.texts(page, ".usa-alert__heading") == ["Version 1 needs a decision"]


# Once, and by whom


def test_the_first_answer_stands(cast: Cast, sign_in: SignIn) -> None:
    document, version = held(cast.vermont)
    answer_question(version, by=cast.vermont, answer=Answer.SHARE)

    answer_question(version, by=cast.vermont, answer=Answer.SHARE)  # the form sent twice
    with pytest.raises(AnswerRefused, match=r"Vermont already answered this on .*: “Share it as it is”"):
        answer_question(version, by=cast.vermont_editor, answer=Answer.BACK)

    shared_lines = [sentence for sentence in sentences(document) if sentence.startswith("Shared version 2")]
    assert (len(shared_lines), fresh(version).status.stage) == (1, Stage.READY)
    page = sign_in(cast.vermont_editor).post(
        reverse("documents:hidden", args=[document.key, version.key]), {"hidden_answer": "back"}, follow=True
    )
    assert "Vermont already answered this" in page.content.decode()


def test_an_answer_for_a_version_that_was_replaced_is_refused(cast: Cast, sign_in: SignIn) -> None:
    document, second = held(cast.vermont)
    third = bring(cast.vermont, RFP + b"Cleaned.\n", document=document)

    with pytest.raises(AnswerRefused, match="Version 3 was uploaded after this one, so version 2 won’t be shared"):
        answer_question(second, by=cast.vermont, answer=Answer.SHARE)

    run_jobs()
    document.refresh_from_db()
    assert (document.current_version, fresh(second).status.stage) == (third, Stage.READY)
    assert fresh(second).status.frozen_reader_keys == []
    with pytest.raises(AnswerRefused):
        answer_question(fresh(second), by=cast.vermont, answer=Answer.SHARE)
    assert (
        sign_in(cast.colorado).get(reverse("documents:download_version", args=[document.key, second.key])).status_code
        == 404
    )


def test_a_refused_file_that_came_later_leaves_the_question_open(cast: Cast) -> None:
    document, second = held(cast.vermont)
    third = bring(cast.vermont, RFP, document=document)
    VersionStatus.objects.filter(pk=third.pk).update(stage=Stage.REFUSED)

    answer_question(second, by=cast.vermont, answer=Answer.SHARE)

    document.refresh_from_db()
    assert document.current_version == second


def test_only_who_may_change_the_document_now_may_answer(cast: Cast, sign_in: SignIn) -> None:
    document, version = held(cast.vermont)
    address = reverse("documents:hidden", args=[document.key, version.key])

    others = [sign_in(person).post(address, {"hidden_answer": "share"}).status_code for person in (cast.colorado,)]
    Membership.objects.filter(user=cast.vermont, ended_at=None).update(ended_at=timezone.now())
    with pytest.raises(PermissionDenied):
        answer_question(version, by=cast.vermont, answer=Answer.SHARE)
    answer_question(version, by=cast.vermont_editor, answer=Answer.SHARE)

    assert others == [403]
    assert fresh(version).status.answered_by == cast.vermont_editor


def test_a_cleaning_that_is_run_twice_or_killed_makes_one_copy(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    can_clean(monkeypatch)
    document, original = held(cast.vermont)
    answer_question(original, by=cast.vermont, answer=Answer.CLEAN)
    ProcrastinateJob.objects.filter(task_name="documents.tasks.clean_version").delete()

    # Killed after the copy was stored, before it was recorded
    with monkeypatch.context() as patch:
        patch.setattr(cleaning, "_record", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            cleaning.clean(original.pk)
    assert document.versions.count() == 2
    assert cleaning.queue_forgotten_copies() == 1
    cleaning.clean(original.pk)
    cleaning.clean(original.pk)
    run_jobs()

    assert (document.versions.count(), cleaning.queue_forgotten_copies()) == (3, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionStatus.objects.filter(version__document=document, number=1).update(cleaned_from=original)


def test_a_copy_does_not_replace_a_file_that_came_meanwhile(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    can_clean(monkeypatch)
    document, original = held(cast.vermont)
    answer_question(original, by=cast.vermont, answer=Answer.CLEAN)
    record = cleaning._record

    def meanwhile(*given: object) -> bool:
        bring(cast.vermont, RFP + b"Newer.\n", document=document)
        return record(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(cleaning, "_record", meanwhile)
    cleaning.clean(original.pk)
    run_jobs()

    document.refresh_from_db()
    assert (document.versions.count(), document.current_version.status.number) == (3, 3)


def test_a_file_that_brings_the_worker_down_three_times_asks_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    can_clean(monkeypatch)
    _, version = held(cast.vermont)
    answer_question(version, by=cast.vermont, answer=Answer.CLEAN)

    assert [cleaning.count_fault(version.pk) for _ in range(4)] == [True, True, False, False]
    status = fresh(version).status
    assert (status.hidden_answer, status.attempts, status.problem) == ("", 0, cleaning.GONE_WRONG)


def test_the_database_refuses_an_answer_without_its_moment(cast: Cast) -> None:
    _, version = held(cast.vermont)

    with pytest.raises(IntegrityError), transaction.atomic():
        VersionStatus.objects.filter(pk=version.pk).update(hidden_answer="share")


def test_a_mail_about_a_file_that_was_answered_meanwhile_is_not_sent(cast: Cast) -> None:
    _, version = held(cast.vermont)
    before = emails.may_answer(cast.vermont, str(version.pk)), emails.may_answer(cast.colorado, str(version.pk))
    answer_question(version, by=cast.vermont, answer=Answer.SHARE)

    assert (before, emails.may_answer(cast.vermont, str(version.pk))) == ((True, False), False)


# Words


def test_kinds_are_counted_and_many_parts_stand_under_their_places() -> None:
    parts = [
        HiddenPart(HiddenKind.SHEET, "A.", "workbook"),
        HiddenPart(HiddenKind.SHEET, "B.", "workbook"),
        HiddenPart(HiddenKind.COMMENTS, "C.", "sheet “One”"),
        HiddenPart(HiddenKind.ATTACHMENT, "D.", "page 3"),
    ]

    assert in_words(parts) == "2 hidden sheets, comments, and an attached file"
    assert [(place.name, place.sentences) for place in by_place(parts)] == [("", ["A.", "B.", "C.", "D."])]
    assert [(place.name, place.sentences) for place in by_place([*parts, *parts])] == [
        ("Workbook", ["A.", "B.", "A.", "B."]),
        ("Sheet “One”", ["C.", "C."]),
        ("Page 3", ["D.", "D."]),
    ]


def test_every_kind_has_words() -> None:
    assert set(hidden.NOUNS) == set(HiddenKind)


def test_what_the_check_noticed_is_not_said_twice() -> None:
    status = VersionStatus(
        flags=["comments", "gps-location"], hidden_parts=[{"kind": "comments", "sentence": "1 comment.", "place": ""}]
    )

    assert hidden.flag_sentences(status) == ["The picture includes the location where it was taken."]
