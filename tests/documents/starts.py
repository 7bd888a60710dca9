"""What tests of documents start from; made once a run, see tests/layers.py."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from accounts import audiences
from documents.models import Document
from tests import library
from tests.cast import Cast
from tests.documents.printing import print_once

START = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
CHOICES = ["me", "agency", "state", "region", "all_members", "public", "groups", "workforce"]


def forty_documents(cast: Cast) -> list[Document]:
    """Documents of every audience, some shared at the very same moment."""
    cyber = audiences.of_working_group("cybersecurity", "Cybersecurity")
    owners = [cast.vermont, cast.new_hampshire, cast.colorado]
    return [
        library.document(
            owners[number % 3],
            f"Document {number}",
            sharing_choice=CHOICES[number % len(CHOICES)],
            groups=[cyber],
            kind="rfp" if number % 4 else "contract",
            shared_at=START + timedelta(minutes=number // 2),
            dated_on=date(2022 + number % 5, 3, 1) if number % 7 else None,
        )
        for number in range(40)
    ]


def load_samples(*options: str) -> str:
    """What the command says that loads the sample library."""
    said = StringIO()
    with pytest.MonkeyPatch.context() as patch:
        print_once(patch)
        call_command("load_samples", *options, "--anyway", stdout=said)
    return said.getvalue()
