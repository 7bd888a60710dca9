"""The reader: one page as text and picture, its own address, next and previous."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document
from documents.reading import pictures
from documents.sharing import grants
from tests import library, pages
from tests.cast import Cast
from tests.samples import pdf_bytes

SignIn = Callable[[object], Client]


def test_a_page_has_its_own_address_and_neighbours(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two uptime.", "Three."])

    reader = (
        sign_in(cast.colorado).get(reverse("documents:page", args=[made.key, 2]), {"q": "uptime"}).context["reader"]
    )

    base = reverse("documents:pages", args=[made.key])
    assert (reader["page"], reader["pages"]) == (2, 3)
    assert reader["text"] == "Two <mark>uptime</mark>."
    assert (reader["previous_url"], reader["next_url"]) == (f"{base}1/?q=uptime", f"{base}3/?q=uptime")
    assert reader["hits"] == [{"page": 2, "url": f"{base}2/?q=uptime", "current": True}]


def test_text_of_a_file_is_never_html(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["<script>window.__xss = 1</script> & uptime"])

    body = sign_in(cast.colorado).get(reverse("documents:page", args=[made.key, 1])).content.decode()

    assert "<script>window" not in body
    assert "&lt;script&gt;window.__xss = 1&lt;/script&gt; &amp; uptime" in body


@pytest.mark.parametrize(("typed", "page"), [("3", 3), ("99", 3), ("0", 1), ("-4", 1), ("x", 1), ("", 1), ("९", 1)])
def test_turning_to_a_page_ends_at_the_ends(cast: Cast, sign_in: SignIn, typed: str, page: int) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two.", "Three."])
    base = reverse("documents:pages", args=[made.key])

    response = sign_in(cast.colorado).get(base, {"page": typed, "q": "two"})

    assert response["Location"] == f"{base}{page}/?q=two"


def test_page_beyond_the_end_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont)

    assert sign_in(cast.vermont).get(reverse("documents:page", args=[made.key, 2])).status_code == 404


def test_the_picture_is_drawn_once_and_kept(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    made = library.document(cast.vermont, "Drawn", pages=["A page."], content=pdf_bytes(["A page."]), file_type="pdf")
    address = reverse("documents:page_image", args=[made.key, made.current_version.key, 1])
    first = sign_in(cast.colorado).get(address)
    monkeypatch.setattr(pictures, "render_page", lambda *arguments: pytest.fail("drawn again"))

    second = sign_in(cast.vermont).get(address)

    assert (first["Content-Type"], first.content[:4], first.content[8:12]) == ("image/webp", b"RIFF", b"WEBP")
    assert second.content == first.content


def test_pictures_follow_the_documents_audience(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(
        cast.vermont, sharing_choice="state", pages=["A page."], content=pdf_bytes(["A page."]), file_type="pdf"
    )
    addresses = [
        reverse("documents:page_image", args=[made.key, made.current_version.key, 1]),
        reverse("documents:thumbnail", args=[made.key]),
    ]

    allowed = [sign_in(cast.vermont_energy).get(address).status_code for address in addresses]
    refused = [sign_in(cast.colorado).get(address).status_code for address in addresses]

    assert (allowed, refused) == ([200, 200], [404, 404])


def test_a_link_to_a_page_of_an_earlier_version_leads_there(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two.", "Three."])
    earlier = made.current_version
    library.add_version(made, pages=["One."])
    made.refresh_from_db()
    address = reverse("documents:page", args=[made.key, 3])

    response = sign_in(cast.colorado).get(address)

    assert pages.links(response, "main .cluster a") == {
        "Read page 3 of that version": reverse("documents:version_page", args=[made.key, earlier.key, 3]),
        "Go to the current version": made.get_absolute_url(),
    }
    assert sign_in(cast.colorado).get(reverse("documents:page", args=[made.key, 4])).status_code == 404
    hidden = library.document(cast.vermont, pages=["One.", "Two."], sharing_choice="agency")
    library.add_version(hidden, pages=["One."])
    assert sign_in(cast.colorado).get(reverse("documents:page", args=[hidden.key, 2])).status_code == 404


def test_a_version_that_one_may_not_read_is_not_named_either(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two."], sharing_choice="agency")
    library.add_version(made, pages=["One."])
    Document.objects.filter(pk=made.pk).update(sharing="all_members")
    made.refresh_from_db()
    grants.apply_sharing(made)
    client = sign_in(cast.colorado)

    answers = [client.get(reverse("documents:page", args=[made.key, number])) for number in (1, 2)]

    assert [answer.status_code for answer in answers] == [200, 404]
