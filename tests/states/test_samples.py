"""Vermont's page has something in most parts once samples are loaded, and loading again adds nothing."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Entry
from meetings.models import Speaker
from states import samples as vermont
from tests import pages
from tests.documents.starts import load_samples


@pytest.fixture
def samples(layers: dict[str, Any]) -> str:
    """What loading them said."""
    return layers.get("samples") or load_samples("--once")


def test_page_of_the_sample_state_is_filled(samples: str, client: Client) -> None:
    client.force_login(User.objects.get(email="ana.ruiz@vtrans.sample.example"))
    answer = client.get("/states/vt/")

    assert pages.texts(answer, "#calls .state-groups__name a") != []
    assert pages.texts(answer, "#answers .link-list a") == [vermont.QUESTION]

    vermont.load()

    assert Entry.objects.filter(question=vermont.QUESTION).count() == 1
    assert Speaker.objects.filter(name=vermont.SPEAKER).count() == 1
