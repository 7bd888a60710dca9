"""Pasted minutes on the page, in the preview, in the year's Word report, and found by search."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from accounts.models import User
from meetings.models import Meeting
from tests.meetings.circle import Circle
from tests.pages import find, links, texts, words

SignIn = Callable[[User | None], Client]

PASTED = """Discussion:
•\tVermont opened two sites
•\tMaine waits
o\ta second level

Attending: Kim
Regrets: Lou

State\tPorts\tOpen
Vermont\t12\t4
Maine\t20\t9

     See https://plans.example.gov/nevi_v2?x=1&y=2 for more, or nevi@example.gov.
# 2 priority
2*3*4 posts

2026. The year was good."""


def sent(do: str) -> dict[str, Any]:
    return {
        "text": PASTED, "decisions": "• Buy two\r\n1) Pay one, see www.example.gov/a.\r\n2026. Go on",
        "recording_url": "",
        "revision": 1, "do": do, "tasks-TOTAL_FORMS": 0, "tasks-INITIAL_FORMS": 0,
    }  # fmt: skip


def summary_url(call: Meeting) -> str:
    return reverse("meetings:summary", args=[call.key])


def shown(response: Any, place: str) -> dict[str, list[str]]:
    return {
        "points": [words(element).split(" a second")[0] for element in find(response, f"{place} ul > li")],
        "lines": list(texts(response, f"{place} p")),
        "cells": texts(response, f"{place} th") + texts(response, f"{place} td"),
        "headings": texts(response, f"{place} h3"),
        "numbered": texts(response, f"{place} ol > li"),
    }


EXPECTED = {
    "points": ["Vermont opened two sites", "Maine waits", "a second level"],
    "lines": [
        "Discussion:", "Attending: Kim Regrets: Lou",
        "See https://plans.example.gov/nevi_v2?x=1&y=2 for more, or nevi@example.gov. # 2 priority 2*3*4 posts",
        "2026. The year was good.",
    ],
    "cells": ["State", "Ports", "Open", "Vermont", "12", "4", "Maine", "20", "9"],
    "headings": [],
    "numbered": [],
}  # fmt: skip
ADDRESSES = {
    "https://plans.example.gov/nevi_v2?x=1&y=2": "https://plans.example.gov/nevi_v2?x=1&y=2",
    "nevi@example.gov": "mailto:nevi@example.gov",
}


def test_the_preview_and_the_page_show_what_was_pasted(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    lead = sign_in(circle.lead)

    preview = lead.post(summary_url(call), sent("preview"))
    lead.post(summary_url(call), sent("publish"))
    page = sign_in(circle.member).get(call.get_absolute_url())

    assert shown(preview, ".preview .minutes") == EXPECTED
    assert shown(page, ".minutes") == EXPECTED
    assert links(page, ".minutes a") == links(preview, ".preview .minutes a") == ADDRESSES
    assert {element.get("rel") for element in find(page, ".minutes a")} == {"nofollow noopener noreferrer"}
    assert texts(preview, ".preview .decisions li") == texts(page, ".decisions li") == [
        "Buy two", "Pay one, see www.example.gov/a.", "2026. Go on",
    ]  # fmt: skip
    assert links(page, ".decisions a") == {"www.example.gov/a": "https://www.example.gov/a"}


def test_the_form_keeps_what_was_pasted_as_it_was(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    lead = sign_in(circle.lead)
    lead.post(summary_url(call), sent("save") | {"text": "  \uf0b7\tone\r\n  \uf0b7\ttwo\r\n"})

    box = find(lead.get(summary_url(call)), "textarea#id_text")[0]
    call.refresh_from_db()

    assert call.summary_draft == "  •\tone\n  •\ttwo"
    assert box.text.strip("\n") == call.summary_draft


def test_the_report_of_the_year_holds_lists_lines_and_links(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    sign_in(circle.lead).post(summary_url(call), sent("publish"))

    year = call.starts_at.year
    file = sign_in(circle.member).get(reverse("meetings:group_report_file", args=[circle.group.slug, year]))
    document = Document(io.BytesIO(file.content))

    rows = [(line.style.name, line.text) for line in document.paragraphs]
    at = rows.index(("Heading 2", "Summary"))
    assert rows[at + 1 : at + 11] == [
        ("Normal", "Discussion:"),
        ("List Bullet", "Vermont opened two sites"),
        ("List Bullet", "Maine waits"),
        ("List Bullet 2", "a second level"),
        ("Normal", "Attending: Kim\nRegrets: Lou"),
        (
            "Normal",
            "See https://plans.example.gov/nevi_v2?x=1&y=2 for more, or nevi@example.gov.\n# 2 priority\n2*3*4 posts",
        ),
        ("Normal", "2026. The year was good."),
        ("Heading 2", "Decisions"),
        ("List Bullet", "Buy two"),
        ("List Bullet", "Pay one, see www.example.gov/a."),
    ]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["State", "Ports", "Open"], ["Vermont", "12", "4"], ["Maine", "20", "9"],
    ]  # fmt: skip
    targets = {relation.target_ref for relation in document.part.rels.values() if relation.is_external}
    assert targets >= {*ADDRESSES.values(), "https://www.example.gov/a"}


def test_decisions_lose_the_bullets_of_symbol_fonts(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    given = sent("publish") | {"decisions": "\uf0b7\tBuy two\r\n\uf0a7 Pay one\r\n\uf0b7\r\n\u200b• Wait"}

    sign_in(circle.lead).post(summary_url(call), given)

    assert list(call.decisions.order_by("pk").values_list("text", flat=True)) == ["Buy two", "Pay one", "Wait"]


@pytest.mark.parametrize(
    ("query", "words_of_the_hit"),
    [
        ('"Vermont opened two sites"', "Vermont opened two sites"),
        ('"a second level" waits', "second level"),
        ("Regrets", "Regrets: Lou"),
        ('"2*3*4 posts"', "2*3*4 posts"),
        ("nevi@example.gov", "nevi@example.gov"),
        ("plans.example.gov", "https://plans.example.gov/nevi_v2?x=1&y=2"),
        ('"Pay one"', "Pay one, see www.example.gov"),
    ],
)
def test_search_finds_it_and_shows_its_words(
    circle: Circle, call: Meeting, sign_in: SignIn, query: str, words_of_the_hit: str
) -> None:
    sign_in(circle.lead).post(summary_url(call), sent("publish"))

    page = sign_in(circle.member).get(reverse("documents:search"), {"q": query})

    (snippet,) = find(page, ".hit__snippet")
    assert words_of_the_hit in snippet.text_content()
