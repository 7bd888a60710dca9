"""The API: what its user may see, as JSON, page by page."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import library
from tests.cast import Cast

SignIn = Callable[[object], Client]


def test_documents_are_those_of_the_person(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "For Vermont", sharing_choice="state")
    library.document(cast.vermont, "For all")
    library.document(cast.vermont, "For everyone", sharing_choice="public")

    listed = {
        name: [row["title"] for row in sign_in(user).get("/api/v1/documents").json()["documents"]]
        for name, user in {
            "public": None,
            "guest": cast.guest,
            "colorado": cast.colorado,
            "energy": cast.vermont_energy,
        }.items()
    }

    assert listed == {
        "public": ["For everyone"],
        "guest": ["For everyone"],
        "colorado": ["For everyone", "For all"],
        "energy": ["For everyone", "For all", "For Vermont"],
    }


def test_one_document_has_exactly_these_fields(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, "RFP", abstract="About uptime.")

    answer = sign_in(cast.colorado).get(f"/api/v1/documents/{made.key}").json()

    version = answer["versions"][0]
    assert sorted(answer) == [
        "abstract", "address", "agency", "dated_on", "era", "file_type", "id", "is_sample", "is_vendor_confidential",
        "kind", "pages", "shared_at", "size", "state", "title", "topics", "versions",
    ]  # fmt: skip
    assert sorted(version) == [
        "download", "filename", "id", "is_current", "note", "number", "sha256", "size", "uploaded_at",
    ]  # fmt: skip
    assert (answer["id"], answer["kind"], answer["state"]) == (made.key, "rfp", "VT")
    assert answer["address"] == f"https://clearinghouse.test/documents/{made.key}/"


def test_pages_point_to_the_page(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, "RFP", pages=["Nothing.", "Port <b>uptime</b> & more."])

    (page,) = sign_in(cast.colorado).get("/api/v1/pages", {"q": "uptime"}).json()["pages"]

    assert page == {
        "document": made.key,
        "title": "RFP",
        "state": "VT",
        "kind": "rfp",
        "page": 2,
        "label": "",
        "heading": "",
        "snippet": "Port <b>uptime</b> & more.",
        "is_vendor_confidential": False,
        "address": f"https://clearinghouse.test/documents/{made.key}/pages/2/?q=uptime&v=1",
        "more": 0,
    }


def test_every_page_is_listed_unless_they_are_folded(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Long plan", pages=["Uptime counts here."] * 5)
    client = sign_in(cast.colorado)

    asked = {fold: client.get(f"/api/v1/pages?q=uptime&fold={fold}").json() for fold in ("none", "pages")}
    plain = client.get("/api/v1/pages?q=uptime").json()

    assert [page["page"] for page in plain["pages"]] == [1, 2, 3, 4, 5]
    assert asked["none"]["pages"] == plain["pages"]
    assert [(page["page"], page["more"]) for page in asked["pages"]["pages"]] == [(1, 1), (2, 1), (3, 1), (4, 1)]


def test_next_leads_through_everything_once(cast: Cast, sign_in: SignIn) -> None:
    for number in range(7):
        library.document(cast.vermont, f"Number {number}", pages=[f"Uptime {number}."])
    client = sign_in(cast.colorado)

    def walk(path: str, rows: str, name: str) -> list[str]:
        found, address = [], path
        while address:
            answer = client.get(address.replace("https://clearinghouse.test", "")).json()
            found += [row[name] for row in answer[rows]]
            address = answer["next"]
        return found

    assert walk("/api/v1/documents?size=3", "documents", "title") == [f"Number {n}" for n in range(6, -1, -1)]
    assert sorted(walk("/api/v1/pages?q=uptime&size=2", "pages", "title")) == [f"Number {n}" for n in range(7)]


def test_hidden_and_nonexistent_answer_alike(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, sharing_choice="agency")
    client = sign_in(cast.colorado)

    hidden, nothing = client.get(f"/api/v1/documents/{made.key}"), client.get("/api/v1/documents/222222222222")

    assert (hidden.status_code, hidden.json()) == (nothing.status_code, nothing.json())
    assert hidden.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/api/v1/pages", "no_query"),
        ("/api/v1/pages?q=-uptime", "bad_query"),
        ("/api/v1/pages?q=uptime&offset=-1", "bad_offset"),
        ("/api/v1/pages?q=uptime&offset=99999", "bad_offset"),
        ("/api/v1/pages?q=uptime&fold=states", "bad_fold"),
        ("/api/v1/documents?size=0", "bad_size"),
        ("/api/v1/documents?size=101", "bad_size"),
        ("/api/v1/documents?size=x", "bad_size"),
        ("/api/v1/documents?after=x", "bad_cursor"),
        ("/api/v1/documents?state=XX", "bad_filter"),
    ],
)
def test_errors_say_what_to_change(cast: Cast, sign_in: SignIn, address: str, code: str) -> None:
    response = sign_in(cast.colorado).get(address)

    assert (response.status_code, response.json()["error"]["code"]) == (400, code)
