"""Emails that have HTML beside their text say the same in both."""

import re
from collections.abc import Iterable

import pytest
from lxml import html

from accounts.mail_message import Written, text_from, written_from
from accounts.previewing import all_previews, show

# What begins and ends a line when a mail program draws it.
BLOCKS = re.compile(r"(</?(?:p|div|h1|h2|li|br|ul|main|footer)\b[^>]*>)")
LINK = re.compile(r"https?://[^\s)>]+")
EDGES = " -.:·>"  # marks of lists and quotes, ends of sentences, and what leads to a link
# The frame says these in its own words, and its name.
SAME = {
    "to change which emails you get": "change which emails you get",
    "turn off announcements by email": "turn off these emails",
}
NAME = "ev states clearinghouse"

pytestmark = pytest.mark.django_db


def said_by(lines: Iterable[str]) -> set[str]:
    """Sentences and labels, without links, in small letters: headings of texts are in capitals."""
    parts = [part for line in lines for part in re.split(r"(?<=[.?!:])\s+|·", LINK.sub("", line))]
    said = {" ".join(part.split()).strip(EDGES).casefold() for part in parts}
    return {SAME.get(one, one) for one in said} - {"", NAME}


def said_by_html(document: str, *, heading: bool) -> set[str]:
    """What is to read in it; its heading may be no sentence of the text, but only with what the subject says."""
    body = html.document_fromstring(BLOCKS.sub(r"\n\1", " ".join(document.split()))).find("body")
    for title in [] if heading else body.findall(".//h1"):
        title.text = ""
    return said_by(body.text_content().splitlines())


def differences(written: Written) -> list[set[str]]:
    """What only the text says, what only the HTML says, and the links that only one of them has."""
    text = said_by(written.body.splitlines())
    links = {str(link.get("href")) for link in html.document_fromstring(written.html).iter("a")}
    return [
        text - said_by_html(written.html, heading=True),
        said_by_html(written.html, heading=False) - text,
        links ^ set(LINK.findall(written.body)),
    ]


def test_html_says_what_the_text_says() -> None:
    shown = {preview.key: show(preview).written for preview in all_previews()}

    found = {key: differences(written) for key, written in shown.items() if written.html}
    assert {key: parts for key, parts in found.items() if any(parts)} == {}


def test_a_sentence_and_a_link_that_one_of_them_lacks_are_found() -> None:
    text = "Hello Ana,\n\nIt is due. Write it.\n\nOpen it: https://portal.example/a\n"
    same = (
        "<h1>Due</h1><p>Hello Ana,</p><p>It is due. Write it.</p><p><a href='https://portal.example/a'>Open it</a></p>"
    )
    other = same.replace(" Write it.", " Send it.").replace("example/a", "example/b")

    assert differences(Written("Due", text, same)) == [set(), set(), set()]
    both = {"https://portal.example/a", "https://portal.example/b"}
    assert differences(Written("Due", text, other)) == [{"write it"}, {"send it"}, both]


def test_html_of_another_name_stands_beside_several_texts() -> None:
    context = {"link": "https://portal.example/a"}

    written = written_from("workinggroups/mail/approved", "Welcome", context, html="workinggroups/mail/member")

    assert (written.subject, written.body) == ("Welcome", text_from("workinggroups/mail/approved", context))
    assert "https://portal.example/a" in written.html
