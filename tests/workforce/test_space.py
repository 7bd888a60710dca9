"""The first page of the EV Workforce Collaborative."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from workforce.models import SpaceAdministrator
from workforce.permissions import takes_care

pytestmark = pytest.mark.django_db


def test_overview_tells_everybody_who_runs_and_supports_it(client: Client) -> None:
    page = client.get(reverse("workforce:overview")).content.decode()

    assert "National Governors Association" in page
    assert "EVeryone Charging Forward" in page
    assert "Portia Polk" in page


def test_named_person_takes_care_of_the_space(cast: Cast) -> None:
    before = takes_care(cast.guest)
    del cast.guest._takes_care_of_space  # type: ignore[attr-defined]

    SpaceAdministrator.objects.create(person=cast.guest, named_by=cast.administrator)

    assert (before, takes_care(cast.guest)) == (False, True)
