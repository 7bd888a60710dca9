"""Records without a file: added and corrected on pages, by those who may."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from documents.models import Document, Page
from publications import actions
from publications.actions import ActionRefused, EditionDetails, RecordDetails
from publications.models import Edition, Study
from tests import library, pages
from tests.cast import Cast
from tests.publications import builders

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
TYPED = {
    "title": "Phasing in chargers: fact sheet", "form": "fact-sheet", "language": "en", "answers": "Where first?",
    "source_url": "https://calstart.example/sheet", "abstract": "In two pages.", "revised_on": "2024-05-06",
    "page_count": 2,
}  # fmt: skip


def typed(**fields: object) -> dict[str, object]:
    return {**TYPED, **fields}


def add_url(study: Study) -> str:
    return reverse("publications:add_record", args=[study.slug])


def edit_url(edition: Edition) -> str:
    return reverse("publications:edit_record", args=[edition.study.slug, edition.slug])


def added(cast: Cast) -> Edition:
    details = RecordDetails(
        "Fact sheet", "https://calstart.example/sheet", "In two pages.", date(2024, 5, 6), page_count=2
    )
    study = builders.study("Phasing in", slug="phasing")
    return actions.add_record(study, by=cast.administrator, details=details, edition=EditionDetails("fact-sheet"))


def test_administrator_adds_a_record_that_everybody_reads(cast: Cast, sign_in: SignIn, client: Client) -> None:
    study, editor = builders.study("Phasing in", slug="phasing"), sign_in(cast.administrator)

    answers = [editor.post(add_url(study), TYPED) for _ in range(2)]

    edition = Edition.objects.get()
    revision = edition.revisions.get()
    page = client.get(edition.get_absolute_url())
    assert [answer["Location"] for answer in answers] == [edition.get_absolute_url()] * 2
    assert (edition.document.kind.slug, edition.document.study, edition.answers) == (
        "fact-sheet", "Phasing in", "Where first?",
    )  # fmt: skip
    assert (revision.page_count, revision.facts_source, revision.revised_on) == (
        2, "https://calstart.example/sheet", date(2024, 5, 6),
    )  # fmt: skip
    assert pages.headings(page, 1) == ["Phasing in chargers: fact sheet"]
    assert pages.links(page)["Open on the publisher’s website"] == "https://calstart.example/sheet"


def test_record_needs_a_title_and_an_address_of_the_web(cast: Cast, sign_in: SignIn) -> None:
    study = builders.study("Phasing in", slug="phasing")

    answer = sign_in(cast.administrator).post(add_url(study), typed(title="\u200b", source_url="ftp://x.example/"))

    assert (answer.status_code, pages.texts(answer, ".usa-error-message")) == (
        400, ["Enter a title.", "Enter an address that begins with https:// or http://."],
    )  # fmt: skip
    assert not Document.objects.exists()


def test_only_administrators_add_records(cast: Cast, sign_in: SignIn) -> None:
    study = builders.study("Theirs", slug="theirs", made_by=cast.vermont)

    answer = sign_in(cast.vermont).post(add_url(study), TYPED)

    assert answer.status_code == 403
    with pytest.raises(PermissionDenied):
        actions.add_record(
            study, by=cast.vermont, details=RecordDetails("A", "https://x.example/"), edition=EditionDetails("data")
        )


def test_record_is_corrected_with_its_latest_revision_and_its_words(cast: Cast, sign_in: SignIn) -> None:
    edition = added(cast)
    first = edition.revisions.get()
    builders.revision(edition, None, page_count=2, facts_source="https://calstart.example/sheet")
    client = sign_in(cast.administrator)
    link = pages.links(client.get(edition.get_absolute_url()))["Correct the record"]
    fields = {"title": "Fact sheet, corrected", "abstract": "Anew.", "source_url": "https://calstart.example/new",
              "revised_on": "2024-06-07", "page_count": 3, "edits": 1}  # fmt: skip

    answer = client.post(link, fields)

    document = Document.objects.get()
    latest = edition.revisions.get(number=2)
    first.refresh_from_db()
    assert (link, answer["Location"]) == (edit_url(edition), edition.get_absolute_url())
    assert (document.title, document.page_count, document.source_url, document.dated_on) == (
        "Fact sheet, corrected", 3, "https://calstart.example/new", date(2024, 6, 7),
    )  # fmt: skip
    assert (latest.page_count, latest.facts_source) == (3, "https://calstart.example/new")
    assert (first.page_count, first.facts_source) == (2, "https://calstart.example/sheet")
    assert Page.objects.get(document=document, version=None).heading == "Fact sheet, corrected"
    assert AuditEvent.objects.order_by("-pk")[0].sentence.endswith(
        "corrected the record “Fact sheet, corrected”: title, abstract, date, publisher’s page, pages."
    )


def test_second_of_two_who_correct_sees_both(cast: Cast, sign_in: SignIn) -> None:
    edition = added(cast)
    theirs = RecordDetails("Fact sheet", "https://calstart.example/sheet", "Theirs.", date(2024, 5, 6), 2)
    actions.correct_record(edition, by=cast.second_administrator, details=theirs, revision=1)
    client, mine = sign_in(cast.administrator), {**TYPED, "abstract": "Mine."}

    conflict = client.post(edit_url(edition), {**mine, "edits": 1})
    saved = client.post(edit_url(edition), {**mine, "edits": 2})

    assert (conflict.status_code, saved.status_code) == (409, 302)
    assert "Theirs." in pages.texts(conflict, ".theirs")[0]
    assert Document.objects.get().abstract == "Mine."


def test_others_correct_nothing(cast: Cast, sign_in: SignIn, client: Client) -> None:
    edition = added(cast)

    seen = [sign_in(cast.vermont).get(edit_url(edition)).status_code, client.get(edit_url(edition)).status_code]

    assert seen == [403, 302]


def test_edition_with_a_file_is_corrected_on_its_document(cast: Cast, sign_in: SignIn) -> None:
    study = builders.study("Phasing in", slug="phasing")
    edition = builders.edition(study, library.document(cast.administrator, kind="report", sharing_choice="public"))
    client = sign_in(cast.administrator)

    answer = client.post(edit_url(edition), {**TYPED, "edits": 1})

    assert "Correct the record" not in pages.links(client.get(edition.get_absolute_url()))
    assert answer.status_code == 400
    assert "This edition has a file now. Edit its document instead." in pages.texts(answer, "main")[0]
    with pytest.raises(ActionRefused):
        actions.correct_record(
            edition, by=cast.administrator, details=RecordDetails("A", "https://x.example/"), revision=1
        )
