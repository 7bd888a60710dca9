"""The samples: a real study as records with their source, and an invented one with files and two revisions."""

from django.test import Client

from documents.models import Document
from publications.models import Study
from publications.overview import edition_rows
from tests import pages

CALSTART = "/publications/phasing-in-us-charging-infrastructure/"
CURB = "/publications/sample-curbside-charging-in-small-towns/"


def test_real_study_is_a_record_with_its_three_editions(samples: str, client: Client) -> None:
    study = Study.objects.get(slug="phasing-in-us-charging-infrastructure")

    page = client.get(CALSTART)

    rows = [
        (row.edition.slug, row.pages, row.current.revised_on and row.current.revised_on.isoformat(), row.source_host)
        for row in edition_rows(study, page.wsgi_request.user)
    ]
    assert (study.publisher, study.is_sample) == ("CALSTART", False)
    assert rows == [
        ("fact-sheet", 2, None, "calstart.org"),
        ("briefing-paper", 6, "2023-08-22", "calstart.org"),
        ("working-paper", 50, None, "calstart.org"),
    ]
    assert pages.find(page, ".download") == []


def test_invented_study_says_that_it_is_a_sample(samples: str, client: Client) -> None:
    study, edition = client.get(CURB), client.get(f"{CURB}briefing-paper/")

    documents = Document.objects.filter(study="Sample: Curbside Charging in Small Towns")
    assert set(documents.values_list("is_sample", "status", "sharing")) == {(True, "published", "public")}
    assert len(pages.find(study, ".chip--sample")) == 4
    assert pages.texts(edition, ".kicker .chip--sample") == ["Sample"]


def test_invented_briefing_paper_was_revised(samples: str, client: Client) -> None:
    earlier, compared = client.get(f"{CURB}briefing-paper/1/"), client.get(f"{CURB}briefing-paper/compare/?from=1")

    moved = pages.texts(compared, ".change .moved")
    assert pages.texts(earlier, ".usa-alert__heading") == ["Superseded by the revision of September 8, 2025"]
    assert len(pages.find(earlier, ".revisions__item")) == 2
    assert [words.split(":")[0] for words in moved] == ["Moved to page 2", "Moved here from page 1"]
