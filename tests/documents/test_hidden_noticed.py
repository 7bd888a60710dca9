"""Hidden parts found after a document was shared: its readers keep it until somebody decides."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from documents.actions import ActionRefused, restore
from documents.intake.answering import answer_question
from documents.models import Document, DocumentVersion, VersionStatus
from tests import pages
from tests.cast import Cast
from tests.documents.hidden_files import AUTHOR, SHEET, can_clean, find_hidden, sentences
from tests.documents.intake import RFP, bring, fresh, shared
from tests.jobs import run_jobs
from tests.moving import leave, to_a_city

SignIn = Callable[[User | None], Client]
Answer, Stage = VersionStatus.HiddenAnswer, VersionStatus.Stage


@pytest.fixture(autouse=True)
def _found(monkeypatch: pytest.MonkeyPatch) -> None:
    find_hidden(monkeypatch)


def noticed(cast: Cast) -> tuple[Document, DocumentVersion]:
    """A shared document in whose file a better reader found a hidden sheet."""
    document = shared(cast.vermont)
    original = document.current_version
    assert original is not None
    VersionStatus.objects.filter(pk=original.pk).update(
        hidden_parts=[{"kind": "sheet", "sentence": SHEET.sentence, "place": ""}]
    )
    return document, fresh(original)


def test_what_is_noticed_after_it_was_shared_can_be_cleaned(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    can_clean(monkeypatch)
    document, original = noticed(cast)

    answer_question(original, by=cast.vermont, answer=Answer.CLEAN)
    reader, download = sign_in(cast.colorado), reverse("documents:download_version", args=[document.key, original.key])
    before = reader.get(download).status_code
    run_jobs()

    assert (before, reader.get(download).status_code) == (200, 404)
    assert sign_in(cast.vermont).get(download).status_code == 200


def test_what_is_noticed_later_is_told_to_owner_and_editors_and_readers_keep_it(cast: Cast, sign_in: SignIn) -> None:
    document, version = noticed(cast)
    question = reverse("documents:hidden", args=[document.key, version.key])
    describe = reverse("documents:describe", args=[document.key])

    told = {
        name: (
            pages.links(sign_in(person).get("/")).get(f"Decide what to do: {document.title}"),
            pages.links(sign_in(person).get(document.get_absolute_url())).get("Decide what to do"),
        )
        for name, person in (
            ("owner", cast.vermont),
            ("editor", cast.vermont_editor),
            ("administrator", cast.administrator),
            ("reader", cast.colorado),
        )
    }

    assert told == {
        "owner": (describe, question),
        "editor": (describe, question),
        "administrator": (None, question),
        "reader": (None, None),
    }
    owner = sign_in(cast.vermont)
    assert pages.links(owner.get(describe))["Decide what to do"] == question
    assert pages.texts(owner.get(reverse("documents:mine")), ".doc-row .chip--caution") == ["Needs a decision"]
    assert pages.texts(owner.get(question), ".audience__label") == [
        "Withdraw this document",
        "Share a cleaned copy that we make",
        "Keep it as it is",
    ]
    download = reverse("documents:download", args=[document.key])
    assert sign_in(cast.colorado).get(download).status_code == 200


@pytest.mark.parametrize(("go", "status"), [(to_a_city, 404), (leave, 302)])
@pytest.mark.parametrize("who", ["vermont", "vermont_editor"])
def test_what_is_noticed_later_is_not_told_to_whoever_has_moved_or_left(
    cast: Cast, sign_in: SignIn, go: Callable[[Cast, User], User], status: int, who: str
) -> None:
    document, version = noticed(cast)
    question = reverse("documents:hidden", args=[document.key, version.key])
    person = getattr(cast, who)
    before = pages.links(sign_in(person).get("/")).get(f"Decide what to do: {document.title}")

    gone = sign_in(go(cast, person))

    assert before is not None
    assert f"Decide what to do: {document.title}" not in pages.links(gone.get("/"))
    assert "Decide what to do" not in pages.links(gone.get(document.get_absolute_url()))
    assert gone.get(question).status_code == status
    assert gone.post(question, {"hidden_answer": "back"}).status_code == status
    assert DocumentVersion.objects.noticed().exists()


def test_what_is_noticed_later_can_be_kept_and_is_not_asked_about_again(cast: Cast, sign_in: SignIn) -> None:
    document, version = noticed(cast)
    client = sign_in(cast.vermont)

    answer = client.post(
        reverse("documents:hidden", args=[document.key, version.key]), {"hidden_answer": "share"}, follow=True
    )

    assert "Version 1 stays shared as it is." in answer.content.decode()
    assert sentences(document)[-1] == "Kept version 1 as it is. It contains a hidden sheet."
    assert not DocumentVersion.objects.noticed().exists()
    assert "Decide what to do" not in pages.links(client.get(document.get_absolute_url()))
    assert sign_in(cast.colorado).get(reverse("documents:download", args=[document.key])).status_code == 200


def test_what_is_noticed_later_and_taken_back_is_shared_again_only_with_a_new_version(
    cast: Cast, sign_in: SignIn
) -> None:
    document, version = noticed(cast)
    address = reverse("documents:hidden", args=[document.key, version.key])

    answer = sign_in(cast.vermont).post(address, {"hidden_answer": "back"})

    document.refresh_from_db()
    assert answer["Location"] == reverse("documents:new_version", args=[document.key])
    assert sentences(document)[-1] == ("Withdrew the document because version 1 contains a hidden sheet.")
    assert (document.status, sign_in(cast.colorado).get(document.get_absolute_url()).status_code) == ("withdrawn", 404)
    upload = " ".join(sign_in(cast.vermont).get(answer["Location"]).content.decode().split())
    assert "After that, only people who can edit the document can open the version you withdrew." in upload
    assert "Earlier versions stay available" not in upload
    with pytest.raises(ActionRefused, match="Upload a new version first"):
        restore(document, by=cast.vermont, reason="It was an error.")
    bring(cast.vermont, RFP + b"Cleaned.\n", document=document)
    run_jobs()
    restore(document, by=cast.vermont, reason="The file is clean.")
    reader = sign_in(cast.colorado)
    old = reverse("documents:download_version", args=[document.key, version.key])
    assert [reader.get(url).status_code for url in (document.get_absolute_url(), old)] == [200, 404]


def test_an_editor_who_takes_back_a_document_of_a_colleague_lands_where_they_can_go_on(
    cast: Cast, sign_in: SignIn
) -> None:
    document, version = noticed(cast)

    page = sign_in(cast.vermont_editor).post(
        reverse("documents:hidden", args=[document.key, version.key]), {"hidden_answer": "back"}, follow=True
    )

    assert page.status_code == 200
    assert "The document was withdrawn." in page.content.decode()


def test_names_in_the_properties_are_not_noticed_later(cast: Cast) -> None:
    _, version = noticed(cast)
    VersionStatus.objects.filter(pk=version.pk).update(
        hidden_parts=[{"kind": "properties", "sentence": AUTHOR.sentence, "place": ""}]
    )

    assert not DocumentVersion.objects.noticed().exists()
