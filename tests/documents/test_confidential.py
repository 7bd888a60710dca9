"""Vendor-confidential material: shown wherever the document is, and asked about before it is shared wider."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import State, User
from documents.actions import ConfirmationNeeded
from documents.models import Document
from documents.sharing.confidential import marked_name
from tests import library
from tests.cast import Cast
from tests.documents.intake import bring, confirm, shared
from tests.documents.test_share import address, answers, text_of
from tests.jobs import run_jobs

SignIn = Callable[[User | None], Client]
QUESTION = "This document contains vendor-confidential material. If you share it this way, "
MARK = '<span class="chip chip--confidential">Vendor-confidential</span>'


def test_the_mark_stands_wherever_the_document_is(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["Port uptime."], label="confidential")
    library.document(cast.vermont, "Another", pages=["Nothing."])
    client = sign_in(cast.vermont)
    addresses = {
        "page": made.get_absolute_url(),
        "list": "/documents/",
        "found": "/documents/search/?q=uptime",
        "reader": reverse("documents:page", args=[made.key, 1]),
        "uploads": "/documents/mine/",
        "home": "/",
    }

    marks = {name: MARK in text_of(client.get(asked)) for name, asked in addresses.items()}

    assert marks == dict.fromkeys(addresses, True)


def test_programs_are_told(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["Port uptime."], label="confidential")
    other = library.document(cast.vermont, "Another", pages=["Port uptime."])
    client = sign_in(cast.colorado)

    listed = client.get("/api/v1/documents").json()["documents"]
    found = client.get("/api/v1/pages?q=uptime").json()["pages"]
    one = client.get(reverse("api:document", args=[made.key])).json()

    said = {made.key: True, other.key: False}
    assert {row["id"]: row["is_vendor_confidential"] for row in listed} == said
    assert {row["document"]: row["is_vendor_confidential"] for row in found} == said
    assert one["is_vendor_confidential"] is True


@pytest.mark.parametrize(
    ("name", "downloaded"),
    [
        ("contract.pdf", "contract (vendor-confidential).pdf"),
        ("a.b.docx", "a.b (vendor-confidential).docx"),
        ("README", "README (vendor-confidential)"),
        (".csv", ".csv (vendor-confidential)"),
    ],
)
def test_the_file_says_so_by_its_name(name: str, downloaded: str) -> None:
    assert (marked_name(name, "confidential"), marked_name(name, "public")) == (downloaded, name)


def test_every_download_has_the_name(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, label="confidential")
    client = sign_in(cast.colorado)

    names = [
        client.get(asked)["Content-Disposition"]
        for asked in (
            reverse("documents:download", args=[made.key]),
            reverse("documents:download_version", args=[made.key, made.current_version.key]),
        )
    ]

    assert names == ['attachment; filename="plan (vendor-confidential).txt"'] * 2


# Wider than the label allows


@pytest.mark.parametrize(
    ("given", "asks"),
    [
        ({"sharing": "me"}, ""),
        ({"sharing": "agency"}, ""),
        ({"sharing": "groups", "people": ["vermont_editor"]}, ""),
        ({"sharing": "groups", "people": ["vermont_energy"]}, "1 person will be able"),
        ({"sharing": "state"}, "3 people will be able"),
        ({"sharing": "groups", "states": ["CO"]}, "2 people will be able"),
        ({"sharing": "all_members"}, "6 people in 3 states will be able"),
        ({"sharing": "workforce"}, "7 people in 3 states will be able"),
        ({"sharing": "public", "public_confirmed": True}, "anyone on the internet will be able"),
    ],
)
def test_what_goes_beyond_the_agency_is_asked_about(cast: Cast, given: dict[str, Any], asks: str) -> None:
    document = bring(cast.vermont).document
    given = {
        **given,
        "label": "confidential",
        "people": tuple(cast.everybody()[name] for name in given.get("people", ())),
        "states": tuple(State.objects.filter(pk__in=given.get("states", ()))),
    }

    if asks:
        with pytest.raises(ConfirmationNeeded, match=f"{QUESTION}{asks}"):
            confirm(document, cast.vermont, **given)
    saved = confirm(document, cast.vermont, **given, confidential_confirmed=bool(asks))

    assert saved.sharing == given["sharing"]


def test_what_was_confirmed_is_not_asked_again_but_what_is_new_is(cast: Cast) -> None:
    given: dict[str, Any] = {"sharing": "groups", "label": "confidential"}
    document = shared(cast.vermont, **given, people=(cast.colorado,), confidential_confirmed=True)

    confirm(document, cast.vermont, **given, people=(cast.colorado,), title="A better title")
    with pytest.raises(ConfirmationNeeded):
        confirm(document, cast.vermont, **given, people=(cast.colorado, cast.guest))


def test_a_label_that_comes_later_is_asked_about(cast: Cast) -> None:
    document = shared(cast.vermont, sharing="all_members", label="deliberative")

    with pytest.raises(ConfirmationNeeded):
        confirm(document, cast.vermont, sharing="all_members", label="confidential")


def test_the_page_asks_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    document = bring(cast.vermont).document
    run_jobs()
    client = sign_in(cast.vermont)
    form = answers(
        document, sharing="groups", label="confidential", states=["CO"], find_person="colo", found_for="colo"
    )

    asked = client.post(address("describe", document), form)
    text = text_of(asked)
    kept = re.findall(r'name="found_for" value="([^"]*)"', text)
    saved = client.post(address("describe", document), {**form, "found_for": kept[0], "confidential_confirmed": "on"})

    assert (asked.status_code, saved.status_code) == (400, 302)
    assert f"{QUESTION}2 people will be able to open and download it, including people outside Vermont Agency" in text
    assert 'name="confidential_confirmed"' in text
    assert 'value="CO"' in text
    assert Document.objects.get().label == "confidential"
