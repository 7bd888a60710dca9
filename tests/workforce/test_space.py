"""The first page of the EV Workforce Collaborative."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_overview_tells_everybody_who_runs_and_supports_it(client: Client) -> None:
    page = client.get(reverse("workforce:overview")).content.decode()

    assert "National Governors Association" in page
    assert "EVeryone Charging Forward" in page
    assert "Portia Polk" in page
