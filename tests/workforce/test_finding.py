"""Career pathways and training providers in the site search and its box: for those in the space."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents.finding.related import found_related
from tests.cast import Cast
from tests.workforce import training
from workforce.models import Provider

pytestmark = pytest.mark.django_db


def off_the_list(provider: Provider) -> None:
    Provider.objects.filter(pk=provider.pk).update(removed_at=timezone.now())


def hits(user: object, words: str) -> dict[str, list[tuple[str, str]]]:
    found = found_related(user, words)  # type: ignore[arg-type]
    return {section.heading: [(hit.title, hit.kind) for hit in section.hits] for section in found}


def boxes(client: Client, typed: str) -> list[tuple[str, str]]:
    answer = client.get("/documents/search/suggestions/", {"q": typed}).json()["suggestions"]
    return [(found["label"], found["about"]) for found in answer]


def test_site_search_finds_what_is_listed(cast: Cast) -> None:
    training.provider(cast.vermont, county="Chittenden County", programs="Evening classes on rectifiers.")
    off_the_list(training.provider(cast.vermont, "Closed College", programs="Rectifiers."))
    training.pathway(cast.vermont, "Rectifier technician", notes="Ask for the night shift.")

    seen = {name: hits(user, "rectifier") for name, user in
            {"colorado": cast.colorado, "guest": cast.guest, "applicant": cast.applicant}.items()}  # fmt: skip

    found = {
        "Career pathways": [("Rectifier technician", "Career pathway, Vermont")],
        "Training providers": [("Green College", "Community or technical college, Chittenden County, Vermont")],
    }
    assert seen == {"colorado": found, "guest": found, "applicant": {}}
    assert hits(cast.guest, "night shift")["Career pathways"][0][0] == "Rectifier technician"


def test_contacts_of_providers_are_not_searched(cast: Cast) -> None:
    training.provider(cast.vermont, contact_name="Robin Zebra")

    assert hits(cast.colorado, "zebra") == {}


def test_search_box_suggests_them(cast: Cast, sign_in) -> None:
    training.provider(cast.vermont, "Rutland O’Neil Trades")
    off_the_list(training.provider(cast.vermont, "Rutland Closed"))
    training.pathway(cast.vermont, "Rutland electrician")

    seen = {name: boxes(sign_in(user), "rutl") for name, user in
            {"colorado": cast.colorado, "guest": cast.guest, "applicant": cast.applicant}.items()}  # fmt: skip

    found = [("Rutland electrician", "Career pathway"), ("Rutland O’Neil Trades", "Training provider")]
    assert seen == {"colorado": found, "guest": found, "applicant": []}


@pytest.mark.parametrize("typed", ["(", ".*", "rut[", "a\\b", "%_"])
def test_signs_in_the_search_box_are_no_patterns(typed: str, cast: Cast, sign_in) -> None:
    training.provider(cast.vermont)

    assert boxes(sign_in(cast.colorado), typed) == []


def test_space_costs_the_search_box_one_round_trip(cast: Cast, sign_in) -> None:
    client = sign_in(cast.guest)
    counts = []
    for number in range(3):
        training.provider(cast.vermont, f"Rutland {number}")
        training.pathway(cast.vermont, f"Rutland {number}")
        client.get("/documents/search/suggestions/?q=rutl")
        with CaptureQueriesContext(connection) as queries:
            client.get("/documents/search/suggestions/?q=rutl")
        counts.append(len(queries))

    assert len(set(counts)) == 1
