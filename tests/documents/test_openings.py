"""Who opened a restricted document is noted, shown to those who may change it, and forgotten after a year."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from documents.models import Document, Opening
from documents.reading import openings
from tests import library, pages
from tests.cast import Cast
from workinggroups.models import WorkingGroup


def noted(paper: Document) -> list[tuple[str, str]]:
    return [(row.person.name, row.kind) for row in Opening.objects.filter(document=paper).order_by("pk")]


def read(client: Any, paper: Document) -> int:
    status: int = client.get(f"/documents/{paper.key}/pages/1/").status_code
    return status


def download(client: Any, paper: Document) -> int:
    answer = client.get(f"/documents/{paper.key}/download/")
    b"".join(answer.streaming_content) if answer.streaming else None
    status: int = answer.status_code
    return status


@pytest.mark.parametrize(
    ("sharing", "kept"),
    [("agency", 2), ("state", 2), ("region", 2), ("all_members", 0), ("workforce", 0), ("public", 0)],
)
def test_only_restricted_documents_are_noted(sharing: str, kept: int, cast: Cast, sign_in: Any) -> None:
    paper = library.document(cast.vermont, sharing_choice=sharing)
    client = sign_in(cast.vermont_editor if sharing != "workforce" else cast.guest)

    assert (read(client, paper), download(client, paper)) == (200, 200)

    assert Opening.objects.count() == kept


def test_contents_page_is_an_opening_and_costs_no_further_statement(cast: Cast, sign_in: Any) -> None:
    paper = library.document(cast.vermont, sharing_choice="agency")
    client = sign_in(cast.vermont_editor)
    address = f"/documents/{paper.key}/contents/"
    counts = []

    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    sign_in(cast.colorado).get(address)
    client.get(f"/documents/{paper.key}/versions/{paper.current_version.key}/contents/")

    assert noted(paper) == [("Vermont Editor", "page")]
    assert counts == [4, 4]


def test_document_of_a_group_and_private_drafts_are_restricted(cast: Cast, sign_in: Any) -> None:
    group = WorkingGroup.objects.get(slug="cybersecurity")
    papers = [
        library.document(cast.vermont, sharing_choice="groups", groups=[group.audience]),
        library.document(cast.vermont, sharing_choice="me"),
    ]
    client = sign_in(cast.administrator)

    assert [read(client, paper) for paper in papers] == [200, 200]

    assert [noted(paper) for paper in papers] == [[("Administrator", "page")]] * 2


def test_owner_is_not_noted_nor_who_may_not_read_nor_what_is_not_there(cast: Cast, sign_in: Any) -> None:
    paper = library.document(cast.vermont, sharing_choice="agency")
    for person in (cast.vermont, cast.colorado, cast.left, None):
        client = sign_in(person)
        read(client, paper)
        download(client, paper)
    client = sign_in(cast.vermont_editor)
    client.get(f"/documents/{paper.key}/pages/99/")
    client.head(f"/documents/{paper.key}/download/")
    client.get(paper.get_absolute_url())
    client.get(f"/documents/{paper.key}/thumbnail/")

    assert noted(paper) == []


def test_once_an_hour_for_each_person_version_and_kind(cast: Cast, sign_in: Any) -> None:
    paper = library.document(cast.vermont, sharing_choice="agency", pages=("One.", "Two."))
    client = sign_in(cast.vermont_editor)
    for number in (1, 2, 1):
        client.get(f"/documents/{paper.key}/pages/{number}/")
    download(client, paper)
    download(client, paper)
    first = noted(paper)
    Opening.objects.update(hour=timezone.now() - timedelta(hours=2))

    read(client, paper)
    library.add_version(paper, by=cast.vermont)
    read(client, paper)

    assert first == [("Vermont Editor", "page"), ("Vermont Editor", "download")]
    assert noted(paper)[2:] == [("Vermont Editor", "page")] * 2
    assert len({row.version_id for row in Opening.objects.all()}) == 2
    row = Opening.objects.latest("pk")
    assert (row.hour, row.opened_at >= row.hour) == (row.opened_at.replace(minute=0, second=0, microsecond=0), True)


def test_picture_of_a_page_is_the_page(cast: Cast, sign_in: Any) -> None:
    paper = library.document(cast.vermont, sharing_choice="agency")

    sign_in(cast.vermont_editor).get(f"/documents/{paper.key}/versions/{paper.current_version.key}/pages/1/image/")

    assert noted(paper) == [("Vermont Editor", "page")]


def test_comparing_two_versions_reads_both(cast: Cast, sign_in: Any) -> None:
    paper = library.document(cast.vermont, sharing_choice="agency")
    first = paper.current_version
    second = library.add_version(paper, by=cast.vermont)

    answer = sign_in(cast.vermont_editor).get(f"/documents/{paper.key}/versions/{first.key}/compare/{second.key}/")

    assert answer.status_code == 200
    assert noted(paper) == [("Vermont Editor", "page")] * 2
    assert {row.version_id for row in Opening.objects.all()} == {first.pk, second.pk}


def test_reading_takes_as_many_statements_as_before(cast: Cast, sign_in: Any) -> None:
    papers = [library.document(cast.vermont, sharing_choice=sharing) for sharing in ("all_members", "agency")]
    client = sign_in(cast.vermont_editor)

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    for paper in papers:
        count(f"/documents/{paper.key}/pages/1/")  # the first reading
    pages_read = [count(f"/documents/{paper.key}/pages/1/") for paper in papers]
    downloads = [count(f"/documents/{paper.key}/download/") for paper in papers]

    assert pages_read[0] == pages_read[1]
    assert downloads[0] == downloads[1]


def shown(client: Any, paper: Document) -> list[str]:
    return [text for text in pages.texts(client.get(paper.get_absolute_url()), ".panel") if "opened this" in text]


def test_those_who_may_change_it_see_who_opened_it(cast: Cast, sign_in: Any) -> None:
    paper = library.document(cast.vermont, sharing_choice="state")
    owner, reader = sign_in(cast.vermont), sign_in(cast.vermont_energy)
    before = shown(owner, paper)
    read(reader, paper)
    download(reader, paper)

    (panel,) = shown(owner, paper)
    listed = owner.get(f"/documents/{paper.key}/openings/")

    assert "No one else has opened it" in before[0]
    assert "Vermont Energy, downloaded on" in panel
    rows = pages.texts(listed, "tbody td")[::3]
    assert rows == ["Downloaded", "Read in the portal"]
    office = cast.vermont_energy.memberships.get().agency
    assert pages.texts(listed, "tbody th")[0] == f"Vermont Energy, {office}"
    assert "its owner can see who reads or downloads it" in shown(reader, paper)[0]
    statuses = {
        person.name: sign_in(person).get(f"/documents/{paper.key}/openings/").status_code
        for person in (cast.vermont_editor, cast.administrator, cast.vermont_energy, cast.colorado)
    }
    assert statuses == {"Vermont Editor": 200, "Administrator": 200, "Vermont Energy": 403, "Colorado": 404}


def test_widely_shared_documents_show_nothing(cast: Cast, sign_in: Any) -> None:
    paper = library.document(cast.vermont, sharing_choice="all_members")

    assert [shown(sign_in(person), paper) for person in (cast.vermont, cast.colorado)] == [[], []]


def test_list_takes_as_many_queries_for_few_as_for_many(cast: Cast, sign_in: Any) -> None:
    paper = library.document(cast.vermont, sharing_choice="state")
    client = sign_in(cast.vermont)

    def note(person: User, hours: int) -> None:
        moment = timezone.now() - timedelta(hours=hours)
        Opening.objects.create(
            document=paper, version=paper.current_version, person=person, kind="page", hour=moment, opened_at=moment
        )

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    note(cast.vermont_energy, 0)
    address = f"/documents/{paper.key}/openings/"
    one = count(address), count(paper.get_absolute_url())
    for number in range(1, 4):
        note(cast.vermont_editor, number)

    assert (one, (count(address), count(paper.get_absolute_url()))) == ((6, 4), (6, 4))


def test_a_year_old_is_deleted(cast: Cast) -> None:
    paper = library.document(cast.vermont, sharing_choice="agency")
    for days in (364, 366):
        moment = timezone.now() - timedelta(days=days)
        Opening.objects.create(
            document=paper, version=paper.current_version, person=cast.colorado, kind="page", hour=moment,
            opened_at=moment,
        )  # fmt: skip

    assert (openings.forget_old(), Opening.objects.count()) == (1, 1)
