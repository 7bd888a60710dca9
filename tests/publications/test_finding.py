"""Studies in the site search and its box: for whoever may see one of their editions."""

import pytest
from django.contrib.auth.models import AnonymousUser

from documents.finding.related import found_related
from tests import library
from tests.cast import Cast
from tests.publications import builders

pytestmark = pytest.mark.django_db


def test_site_search_and_its_box_find_studies_one_may_see(cast: Cast, sign_in) -> None:
    for name, choice in (("Public hubs", "public"), ("Hubs of members", "all_members"), ("Hubs of VTrans", "agency")):
        study = builders.study(name, slug=name.replace(" ", "-").lower(), summary="Where chargers for trucks begin.")
        builders.edition(study, library.document(cast.vermont, "Paper", kind="report", sharing_choice=choice))
    builders.study("Hubs without editions", slug="none", made_by=cast.vermont)
    people = {"vermont": cast.vermont, "colorado": cast.colorado, "guest": cast.guest, "public": AnonymousUser()}

    found = {
        name: [
            hit.title for section in found_related(user, "hubs") if section.heading == "Studies" for hit in section.hits
        ]
        for name, user in people.items()
    }
    typed_in = {
        name: [row["label"] for row in sign_in(None if name == "public" else user)
               .get("/documents/search/suggestions/?q=hubs").json()["suggestions"] if row["about"] == "Study"]
        for name, user in people.items()
    }  # fmt: skip

    assert found == {
        "vermont": ["Hubs of VTrans", "Hubs of members", "Hubs without editions", "Public hubs"],
        "colorado": ["Hubs of members", "Public hubs"], "guest": ["Public hubs"], "public": ["Public hubs"],
    }  # fmt: skip
    assert {
        name: set(labels) <= set(found[name]) and bool(labels) for name, labels in typed_in.items()
    } == dict.fromkeys(people, True)
