"""What the search box suggests: places that the person may see, found by the beginnings of words."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from documents.finding.suggesting import LONGEST, MOST, Named, meant, read_typed
from documents.models import Document
from documents.models.document import TITLE_WORDS
from tests import library
from tests.cast import Cast
from workinggroups.models import WorkingGroup

SignIn = Callable[[object], Client]
ADDRESS = "/documents/search/suggestions/"


@pytest.fixture
def shared(cast: Cast) -> None:
    """Documents of two states that all members see, and one that only Vermont sees."""
    library.document(cast.vermont, "Corridor RFP", state="VT")
    library.document(cast.vermont, "Hawaiʻi corridor plan", kind="nevi-plan", state="HI")
    library.document(cast.vermont, "Zanzibar corridor notes", kind="contract", state="VT", sharing_choice="state")


def suggested(client: Client, text: str) -> list[tuple[str, str, str]]:
    response = client.get(ADDRESS, {"q": text})
    assert response.status_code == 200
    return [(found["label"], found["about"], found["url"]) for found in response.json()["suggestions"]]


def labels(client: Client, text: str) -> list[str]:
    return [label for label, _, _ in suggested(client, text)]


def test_a_state_is_suggested_with_its_count_and_leads_to_its_documents(
    cast: Cast, shared: None, sign_in: SignIn
) -> None:
    assert suggested(sign_in(cast.colorado), "verm") == [("Vermont", "State, 1 document", "/documents/?state=VT")]
    assert suggested(sign_in(cast.vermont_energy), "verm") == [
        ("Vermont", "State, 2 documents", "/documents/?state=VT")
    ]


def test_a_state_after_other_words_narrows_their_search(cast: Cast, shared: None, sign_in: SignIn) -> None:
    assert suggested(sign_in(cast.colorado), "port uptime verm") == [
        (
            "Vermont",
            "State: only its pages with “port uptime”",
            "/documents/search/?q=port+uptime&state=VT",
        )
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hawaii", ["Hawaii", "Hawaiʻi corridor plan"]),
        ("HI", ["Hawaii"]),
        ("uptime HI", ["Hawaii"]),
        ("uptime hi", []),
        ("corr", ["Hawaiʻi corridor plan", "Corridor RFP"][::-1]),
        ("corridor pl", ["Hawaiʻi corridor plan"]),
        ("plan corr", ["Hawaiʻi corridor plan"]),
        ("Hawai'i", ["Hawaii", "Hawaiʻi corridor plan"]),
        ("colorado", []),  # nothing of Colorado is shared
        ("zanzibar", []),
        ("a", []),
        ("' | corr & !", ["Corridor RFP", "Hawaiʻi corridor plan"]),
    ],
)
def test_beginnings_of_words_find_names_and_titles(
    cast: Cast, shared: None, sign_in: SignIn, text: str, found: list[str]
) -> None:
    assert labels(sign_in(cast.colorado), text) == found


def test_kinds_and_groups_are_suggested(cast: Cast, shared: None, sign_in: SignIn) -> None:
    WorkingGroup.objects.filter(slug="corridor-planning").update(closed_at=timezone.now())

    found = suggested(sign_in(cast.colorado), "nevi pl")
    groups = suggested(sign_in(cast.colorado), "cybersec")

    assert [(about, url) for _, about, url in found] == [("Document type, 1 document", "/documents/?kind=nevi-plan")]
    assert [(about, url) for _, about, url in groups] == [("Working group", "/groups/cybersecurity/")]


def test_a_closed_group_is_not_suggested(cast: Cast, sign_in: SignIn) -> None:
    WorkingGroup.objects.filter(slug="cybersecurity").update(closed_at=timezone.now())

    assert labels(sign_in(cast.colorado), "cybersec") == []


def test_a_title_is_suggested_to_those_who_may_see_it(cast: Cast, shared: None, sign_in: SignIn) -> None:
    people = {"state": cast.vermont_energy, "member": cast.colorado, "left": cast.deactivated, "public": None}

    found = {name: labels(sign_in(person), "zanz") for name, person in people.items()}

    assert found == {"state": ["Zanzibar corridor notes"], "member": [], "left": [], "public": []}


def test_drafts_are_not_suggested(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Zanzibar draft", status="draft", sharing_choice="me")

    assert labels(sign_in(cast.vermont), "zanz") == []


def test_titles_that_begin_so_come_first_then_the_newest(cast: Cast, sign_in: SignIn) -> None:
    for title in ("Alpha depot", "Depot beta", "Gamma depot"):
        library.document(cast.vermont, title)

    assert labels(sign_in(cast.colorado), "depo") == ["Depot beta", "Gamma depot", "Alpha depot"]


def test_there_are_never_more_than_a_screenful(cast: Cast, sign_in: SignIn) -> None:
    for number in range(30):
        library.document(cast.vermont, f"Northern plan {number:02}")

    assert labels(sign_in(cast.colorado), "northern") == [f"Northern plan {number}" for number in (29, 28, 27, 26)]


def test_suggestions_are_kept_nowhere(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.colorado).get(ADDRESS, {"q": "verm"})

    assert response["Cache-Control"] == "private, no-store"
    assert "Cookie" in response["Vary"]
    assert response["Content-Type"] == "application/json"


def test_suggestions_cost_the_same_statements_at_one_and_at_forty(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.colorado)
    library.document(cast.vermont, "Depot 0")
    client.get(ADDRESS, {"q": "depot verm"})
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS, {"q": "depot verm"})
    for number in range(40):
        library.document(cast.vermont, f"Depot {number}")
    client.get(ADDRESS, {"q": "depot verm"})

    with CaptureQueriesContext(connection) as many:
        client.get(ADDRESS, {"q": "depot verm"})

    assert (len(few), len(many)) == (9, 9)


def test_titles_are_looked_up_in_their_index(cast: Cast) -> None:
    """The index and the query write a title's words alike; without the other indexes PostgreSQL has no choice."""
    rows = Document.objects.published().alias(words=TITLE_WORDS).filter(words__matches="'depot':*")
    others = """
    SELECT indexname FROM pg_indexes WHERE tablename = 'documents_document'
    AND indexname ~ '^document_' AND indexname <> 'document_title_words'
    """
    with connection.cursor() as cursor:
        cursor.execute(others)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = rows.explain()

    assert "Bitmap Index Scan on document_title_words" in plan


@given(st.text(max_size=300))
def test_anything_typed_is_read(text: str) -> None:
    typed = read_typed(text)

    assert len(typed.text) <= LONGEST
    assert len(meant(typed, [Named("New Hampshire", "NH"), Named("a"), Named("")])) <= MOST
