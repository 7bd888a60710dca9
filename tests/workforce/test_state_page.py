"""A state's page: what its contracts ask of workers, for those who may read them, beside who is trained there."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests import library, pages
from tests.cast import Cast
from tests.workforce import training
from workforce import clause_search, clauses
from workforce.models import Requirement

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
URL = "/workforce/states/VT/"
EVITP, WAGES = "All electricians hold an EVITP certificate.", "Davis-Bacon wages apply to laborers and mechanics alike."
RFP = ("Nothing here.", EVITP, f"{WAGES} Apprentices work ten percent of the hours.")


def sentences(client: Client, url: str = URL) -> list[str]:
    """What the page shows once the worker has looked through what is shared."""
    clause_search.find_forgotten()
    return pages.texts(client.get(url), ".asked__sentence")


def test_clauses_with_document_and_page(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, "Corridor RFP", pages=RFP)

    clause_search.find_forgotten()

    page = sign_in(cast.vermont).get(URL)

    assert pages.texts(page, ".asked__sentence") == [
        EVITP, "… Apprentices work ten percent of the hours.", f"{WAGES} Apprentices work ten percent of the hours.",
    ]  # fmt: skip
    links = pages.links(page, ".asked__place a")
    assert list(links) == ["Corridor RFP, page 2", "Corridor RFP, page 3"]
    assert all(url.startswith(f"/documents/{made.key}/pages/") for url in links.values())


def test_only_what_the_person_may_read(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Ours", pages=["We ask for EVITP."], sharing_choice="agency")
    library.document(cast.vermont, "Members", pages=["Members ask for EVITP."], sharing_choice="all_members")
    library.document(cast.vermont, "Space", pages=["Cities ask for EVITP."], sharing_choice="workforce")
    library.document(cast.vermont, "Draft", pages=["Drafts ask for EVITP."], status="draft")

    found = {name: sorted(sentences(sign_in(getattr(cast, name)))) for name in ("vermont", "colorado", "guest")}

    space, members, ours = "Cities ask for EVITP.", "Members ask for EVITP.", "We ask for EVITP."
    assert found == {"vermont": [space, members, ours], "colorado": [space, members], "guest": [space]}
    assert "We looked through 1 solicitation or contract" in sign_in(cast.guest).get(URL).content.decode()


def test_only_current_pages_of_solicitations_and_contracts_of_the_state(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Plan", pages=["The plan names EVITP."], kind="nevi-plan")
    library.document(cast.colorado, "Elsewhere", pages=["Colorado asks for EVITP."], state="CO")
    changed = library.document(cast.vermont, "Changed", pages=["It asked for EVITP."])
    library.add_version(changed, pages=["It asks for it no more."])
    library.document(cast.vermont, "Contents", pages=["EVITP . . . . . . . . . . . 12"])
    library.document(cast.vermont, "Contract", pages=["The contract asks for EVITP."], kind="contract")

    assert sentences(sign_in(cast.vermont)) == ["The contract asks for EVITP."]


def test_people_and_providers_stand_beside_the_clause(cast: Cast, sign_in: SignIn) -> None:
    training.provider(cast.vermont, credentials=(training.credential(),), trained={2025: 40, 2024: 9})
    training.provider(cast.guest, "Blue College", credentials=(training.credential("osha-10"),), trained={2025: 5})
    training.provider(cast.colorado, "Canary", state="CO", credentials=(training.credential(),), trained={2025: 900})

    found = pages.texts(sign_in(cast.guest).get(URL), ".asked__supply")

    assert found == [
        "1 provider in Vermont offers it and trained 40 people in 2025, in all of their programs.",
        "0 providers in Vermont offer it and trained 0 people in 2025, in all of their programs.",
        "2 providers in Vermont trained 45 people in 2025, in all of their programs.",
    ]


def test_what_is_looked_for_is_data(cast: Cast, sign_in: SignIn) -> None:
    Requirement.objects.all().delete()
    Requirement.objects.create(slug="local", name="Local hiring", words=["local hire", 'with "quotes" OR ('])
    library.document(cast.vermont, pages=["Half of the crew are local hires.", "EVITP."])

    assert sentences(sign_in(cast.vermont)) == ["Half of the crew are local hires."]
    Requirement.objects.all().delete()
    assert sentences(sign_in(cast.vermont)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_same_of_the_database_however_much_there_is(rows: int, cast: Cast, sign_in: SignIn) -> None:
    for number in range(rows):
        library.document(cast.vermont, f"RFP {number}", pages=[f"Contract {number} asks for EVITP."] * 3)
        training.provider(cast.vermont, f"College {number}", credentials=(training.credential(),), trained={2025: 1})
        training.pathway(cast.vermont, f"Job {number}")
    client = sign_in(cast.vermont)
    client.get(URL)

    clause_search.find_forgotten()

    with CaptureQueriesContext(connection) as queries:
        assert len(pages.find(client.get(URL), ".asked__sentence")) == rows

    assert len(queries) == 3


def test_page_says_what_it_left_off(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clauses, "MOST_DOCUMENTS", 1)
    monkeypatch.setattr(clauses, "MOST_PAGES", 3)
    monkeypatch.setattr(clauses, "MOST_SHOWN", 2)
    library.document(cast.vermont, "Older", pages=["Canary asks for EVITP."])
    library.document(cast.vermont, "Newer", pages=[f"Section {number} asks for EVITP." for number in range(5)])
    clause_search.find_forgotten()

    page = sign_in(cast.vermont).get(URL)

    text = " ".join(page.content.decode().split())
    assert "We looked through the newest 1 solicitations" in text
    assert "More pages than we show here may ask for it" in text
    assert "1 more page asks for it." in text
    assert "Canary" not in text


def test_code_in_small_letters_and_no_state(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guest)

    assert [client.get(f"/workforce/states/{code}/").status_code for code in ("vt", "ZZ", "VTX")] == [200, 404, 404]


def test_page_says_how_many_documents_wait_for_the_worker(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, pages=["This one asks for EVITP."])
    clause_search.find_forgotten()
    library.document(cast.vermont, pages=["This one asks for EVITP too."])

    waiting = sign_in(cast.vermont).get(URL)

    assert pages.texts(waiting, ".asked__sentence") == ["This one asks for EVITP."]
    assert "We’re still looking through 1 of them." in waiting.content.decode()
    assert len(sentences(sign_in(cast.vermont))) == 2
    assert "still looking through" not in sign_in(cast.vermont).get(URL).content.decode()
