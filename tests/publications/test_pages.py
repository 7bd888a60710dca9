"""The list of studies, a study, an edition and a revision: what they tell, and to whom."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from documents.models import Document, VersionStatus
from documents.sharing import grants
from publications.models import Edition, Study
from tests import library, pages
from tests.cast import Cast
from tests.publications import builders

SignIn = Callable[[User | None], Client]
STUDY = "Phasing in U.S. Charging Infrastructure"
NO_DAY = {"dated_on": None}


def calstart(cast: Cast, **fields: object) -> Study:
    """One study with three editions that are published elsewhere."""
    made = builders.study(STUDY, publisher="CALSTART", slug="phasing-in")
    for form, count, day in (
        ("working-paper", 50, None), ("fact-sheet", 2, None), ("briefing-paper", 6, date(2023, 8, 22)),
    ):  # fmt: skip
        record = builders.record(cast.administrator, f"{STUDY}: {form}", count, dated_on=day, **fields)
        edition = builders.edition(made, record, form, answers=f"What the {form} answers.")
        edition.revisions.update(page_count=count, facts_source="https://publisher.example/")
    return made


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def open_to(document: Document, choice: str) -> None:
    """Share a document with others than before."""
    Document.objects.filter(pk=document.pk).update(sharing=choice)
    document.refresh_from_db()
    grants.apply_sharing(document)
    document.refresh_from_db()


# The list


def test_list_puts_the_editions_of_a_study_together_shortest_first(cast: Cast, client: Client) -> None:
    calstart(cast)

    response = client.get("/publications/")

    assert pages.headings(response) == [STUDY, "Other public documents"]
    assert pages.texts(response, ".edition .card__kicker") == ["Fact sheet", "Briefing paper", "Working paper"]
    assert pages.texts(response, ".edition .meta") == [
        "2 pages Revision date unknown",
        "6 pages Revised August 22, 2023",
        "50 pages Revision date unknown",
    ]
    assert pages.links(response, ".edition h3 a")[f"{STUDY}: fact-sheet"] == "/publications/phasing-in/fact-sheet/"
    assert pages.find(response, ".edition .download") == []
    assert pages.document_titles(response) == []


def test_list_hides_an_edition_that_is_not_public(cast: Cast, sign_in: SignIn) -> None:
    made = calstart(cast)
    hidden = library.document(cast.administrator, "Canary", kind="report", sharing_choice="all_members")
    builders.edition(made, hidden, "full-report")
    own = builders.study("A study for members", slug="for-members")
    builders.edition(own, library.document(cast.vermont, "For members", kind="report"))

    seen = [sign_in(person).get("/publications/") for person in (None, cast.guest, cast.vermont, cast.administrator)]

    cards = ["Fact sheet", "Briefing paper", "Working paper"]
    assert [pages.texts(page, ".edition .card__kicker") for page in seen] == [cards] * 4
    assert [b"Canary" in page.content for page in seen] == [False] * 4
    assert ["A study for members" in pages.links(page) for page in seen] == [False, False, True, True]


def test_list_offers_the_file_with_type_size_and_pages(cast: Cast, client: Client) -> None:
    made = library.document(
        cast.administrator, "Whole study", kind="report", sharing_choice="public", content=b"x" * 2000
    )
    builders.edition(builders.study(), made)

    response = client.get("/publications/")

    assert pages.links(response, ".edition .download") == {
        "Download Text file, 2 KB, 1 page": f"/documents/{made.key}/download/"
    }


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "ftp://host/file", "//evil.example/x", ""]
)
def test_pages_link_to_web_addresses_only(cast: Cast, client: Client, address: str) -> None:
    made = builders.record(cast.administrator, "Elsewhere", 5)
    edition = builders.edition(builders.study(source_url=address), made)
    Document.objects.filter(pk=made.pk).update(source_url=address)

    found = [client.get(path) for path in ("/publications/", "/publications/study-0/", edition.get_absolute_url())]

    assert [page.status_code for page in found] == [200] * 3
    assert [address in pages.links(page).values() for page in found] == [False] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_statements_however_much_they_show(cast: Cast, client: Client, count: int) -> None:
    for number in range(count):
        study = builders.study(f"Study {number}")
        for form in ("fact-sheet", "full-report", "slides")[:count]:
            paper = library.document(cast.vermont, f"{form} {number}", kind="report", sharing_choice="public")
            builders.revised(builders.edition(study, paper, form))

    paths = ("/publications/", "/publications/study-0/", "/publications/study-0/fact-sheet/")
    counts = [statements(client, path) for path in paths]

    assert counts == [5, 2, 4]


def test_list_of_many_studies_comes_in_pages(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publications.listing.PAGE_SIZE", 2)
    for name in "abc":
        paper = library.document(cast.vermont, name, kind="report", sharing_choice="public")
        builders.edition(builders.study(f"Study {name}"), paper)

    first = client.get("/publications/")
    second = client.get(f"/publications/{pages.links(first, '.pager a')['More studies']}")

    listed = [pages.headings(page)[:-1] for page in (first, second)]
    assert listed == [["Study a", "Study b"], ["Study c"]]


# A study


def test_study_says_which_edition_answers_what(cast: Cast, client: Client) -> None:
    calstart(cast)

    page = client.get("/publications/phasing-in/")

    assert pages.texts(page, "h1") == [STUDY]
    assert pages.headings(page) == ["Which edition answers what"]
    assert pages.texts(page, ".edition__answers") == [
        f"What the {form} answers." for form in ("fact-sheet", "briefing-paper", "working-paper")
    ]


def test_study_without_an_edition_is_its_makers_and_the_administrators(cast: Cast, sign_in: SignIn) -> None:
    builders.study("New", slug="new-study", made_by=cast.vermont)
    people = (None, cast.guest, cast.vermont_editor, cast.vermont, cast.administrator)

    codes = [sign_in(person).get("/publications/new-study/").status_code for person in people]

    assert codes == [404, 404, 404, 200, 200]


def test_whoever_left_meets_nothing_of_their_new_study(cast: Cast, sign_in: SignIn) -> None:
    builders.study("New", slug="new-study", made_by=cast.left)

    assert sign_in(cast.left).get("/publications/new-study/").status_code == 404


def test_study_shows_each_reader_the_editions_of_their_own(cast: Cast, sign_in: SignIn) -> None:
    made = builders.study(slug="mixed")
    for form, choice in (("fact-sheet", "public"), ("slides", "all_members"), ("data", "agency")):
        builders.edition(made, library.document(cast.vermont, form, kind="report", sharing_choice=choice), form)

    seen = [
        sign_in(person).get("/publications/mixed/")
        for person in (None, cast.guest, cast.colorado, cast.vermont, cast.administrator)
    ]

    one, two, three = ["Fact sheet"], ["Fact sheet", "Slides"], ["Fact sheet", "Slides", "Data"]
    assert [pages.texts(page, ".edition .card__kicker") for page in seen] == [one, one, two, three, three]


# An edition and its revisions


def two_revisions(cast: Cast, choice: str = "public") -> Edition:
    """A paper of 2023 that was revised in 2025."""
    paper = library.document(
        cast.vermont, "The paper", kind="report", sharing_choice=choice, dated_on=date(2023, 8, 22), abstract="Short.",
        pages=["The old words."],
    )  # fmt: skip
    made = builders.edition(builders.study(slug="a"), paper)
    builders.revised(made, changed="New numbers.", pages=["The new words.", "More."], content=b"y" * 3000)
    return made


def test_edition_shows_its_current_revision_with_the_facts_of_the_file(cast: Cast, client: Client) -> None:
    made = two_revisions(cast)

    page = client.get("/publications/a/fact-sheet/")

    assert pages.texts(page, ".revisions__item") == [
        "Revision 2 November 3, 2025 Current New numbers.",
        "Revision 1 August 22, 2023",
    ]
    assert pages.texts(page, ".facts__row")[2:5] == [
        "Revision 2, November 3, 2025",
        "Pages 2",
        "File Text file, 3 KB",
    ]
    assert pages.links(page)["Read online"] == f"/documents/{made.document.key}/pages/1/"
    assert pages.find(page, ".usa-alert") == []


def test_superseded_revision_stays_at_its_address_for_the_public(cast: Cast, client: Client) -> None:
    made = two_revisions(cast)

    page = client.get("/publications/a/fact-sheet/1/")
    file = client.get(pages.links(page, ".download").popitem()[1])
    read = client.get(pages.links(page)["Read online"])

    assert pages.texts(page, ".usa-alert__heading") == ["Superseded by the revision of November 3, 2025"]
    assert pages.links(page, ".usa-alert a") == {
        "Go to the current revision": "/publications/a/fact-sheet/",
        "see what changed since": "/publications/a/fact-sheet/compare/?from=1",
    }
    assert pages.find(page, "h2")[0].text == "Revisions"
    assert b"".join(file.streaming_content) == b"A file of words."
    assert "The old words." in read.content.decode()
    assert b'name="robots" content="noindex"' in page.content
    assert b"noindex" not in client.get(f"/publications/a/{made.slug}/2/").content


def test_search_and_lists_know_the_current_revision_only(cast: Cast, client: Client) -> None:
    two_revisions(cast)

    found = [pages.texts(client.get("/documents/search/", {"q": word}), "main")[0] for word in ("new", "old")]

    assert ["The paper" in words for words in found] == [True, False]


def test_revision_that_had_fewer_readers_stays_with_them(cast: Cast, sign_in: SignIn) -> None:
    """Its number, date and words too: the others meet an edition that begins with revision 2."""
    made = two_revisions(cast, "agency")
    open_to(made.document, "public")
    people = (None, cast.colorado, cast.vermont_editor, cast.administrator)

    codes = [sign_in(person).get("/publications/a/fact-sheet/1/").status_code for person in people]
    listed = [
        len(pages.find(sign_in(person).get("/publications/a/fact-sheet/"), ".revisions__item")) for person in people
    ]

    assert codes == [404, 404, 200, 200]
    assert listed == [1, 1, 2, 2]


def test_revision_closes_with_its_document(cast: Cast, sign_in: SignIn) -> None:
    made = two_revisions(cast)
    open_to(made.document, "agency")
    people = (None, cast.colorado, cast.vermont_editor)

    codes = [
        [sign_in(person).get(f"/publications/a/fact-sheet/{end}").status_code for end in ("", "1/", "2/")]
        for person in people
    ]

    assert codes == [[404] * 3, [404] * 3, [200] * 3]


@pytest.mark.parametrize("stage", ["received", "checked", "refused", "quarantined", "taken_back"])
def test_revision_whose_file_is_not_served_is_nobodys(cast: Cast, sign_in: SignIn, stage: str) -> None:
    made = two_revisions(cast)
    VersionStatus.objects.filter(version__revision__number=1).update(stage=stage)

    codes = [sign_in(person).get("/publications/a/fact-sheet/1/").status_code for person in (None, cast.administrator)]

    assert codes == [404, 404]
    assert sign_in(None).get(made.get_absolute_url()).status_code == 200


def test_revision_withheld_for_hidden_parts_is_its_editors(cast: Cast, sign_in: SignIn) -> None:
    """As processing leaves it: a version that never became current, or that a cleaned copy replaced."""
    two_revisions(cast)
    VersionStatus.objects.filter(version__revision__number=1).update(frozen_reader_keys=[])
    people = (None, cast.colorado, cast.vermont, cast.administrator)

    codes = [sign_in(person).get("/publications/a/fact-sheet/1/").status_code for person in people]

    assert codes == [404, 404, 200, 200]


def test_revision_of_another_document_opens_nothing(cast: Cast, sign_in: SignIn) -> None:
    made = two_revisions(cast)
    hidden = library.document(cast.vermont, "Hidden", sharing_choice="public").current_version
    builders.revision(made, hidden)

    assert sign_in(cast.administrator).get("/publications/a/fact-sheet/3/").status_code == 404


def test_edition_says_that_a_newer_file_is_not_described(cast: Cast, client: Client) -> None:
    made = two_revisions(cast)
    library.add_version(made.document)

    page = client.get(made.get_absolute_url())

    assert "has a newer file that isn’t described here yet" in pages.texts(page, "main")[0]
    assert pages.texts(page, ".revisions__item strong") == ["Revision 2"]
    assert "/versions/" in pages.links(page)["Read online"]


def test_edition_of_a_withdrawn_document_is_closed(cast: Cast, sign_in: SignIn) -> None:
    made = two_revisions(cast)
    Document.objects.filter(pk=made.document_id).update(status="withdrawn")
    people = (None, cast.colorado, cast.vermont, cast.administrator)

    pages_seen = [sign_in(person).get(made.get_absolute_url()) for person in people]

    assert [page.status_code for page in pages_seen] == [404, 404, 200, 200]
    assert pages.texts(pages_seen[2], ".usa-alert__heading") == ["Withdrawn"]


# On the document's page


def test_document_says_of_which_study_it_is_an_edition(cast: Cast, sign_in: SignIn) -> None:
    made = builders.study("One study", slug="one")
    papers = {
        form: library.document(cast.vermont, form, kind="report", sharing_choice=choice)
        for form, choice in (("fact-sheet", "public"), ("data", "agency"), ("full-report", "public"))
    }
    for form, paper in papers.items():
        builders.edition(made, paper, form)

    seen = [sign_in(person).get(papers["fact-sheet"].get_absolute_url()) for person in (None, cast.vermont)]

    panel = {"Fact sheet": "/publications/one/fact-sheet/", "One study": "/publications/one/"}
    report, data = {"Full report": "/publications/one/full-report/"}, {"Data": "/publications/one/data/"}
    found = [pages.links(page, ".page-aside .panel a") for page in seen]
    assert [{**panel, **report}.items() <= links.items() for links in found] == [True, True]
    assert [data.items() <= links.items() for links in found] == [False, True]
