"""Reading what a page shows, as a person would: its headings, the documents it lists, its links, its words.

Places are named as in a style sheet: tags, .classes and #ids, joined by spaces (inside), > (directly inside)
and commas (or).
"""

import re

from django.http import HttpResponse
from lxml import html

PART = re.compile(r"^(?P<tag>[a-z0-9]*)(?P<marks>(?:[.#][\w-]+)*)$")
MARK = re.compile(r"[.#][\w-]+")


def tree(response: HttpResponse) -> html.HtmlElement:
    """The parsed page."""
    return html.document_fromstring(response.content.decode())


def find(response: HttpResponse, places: str) -> list[html.HtmlElement]:
    """The elements at these places, in the page's order."""
    return tree(response).xpath(" | ".join(_xpath(place) for place in places.split(",")))


def main_of(response: HttpResponse) -> str:
    """The page's own part as HTML, without what differs from answer to answer: the tokens of its forms."""
    (main,) = find(response, "main")
    for token in main.xpath(".//input[@name='csrfmiddlewaretoken']"):
        token.set("value", "")
    return html.tostring(main).decode()


def texts(response: HttpResponse, places: str) -> list[str]:
    """The words of each element at these places."""
    return [words(element) for element in find(response, places)]


def words(element: html.HtmlElement) -> str:
    """The element's text with single spaces, also between its parts, and none before a full stop."""
    return re.sub(r" ([.,:;])", r"\1", " ".join(" ".join(element.itertext()).split()))


def headings(response: HttpResponse, level: int = 2) -> list[str]:
    """The headings of one level in the main part."""
    return texts(response, f"main h{level}")


def document_titles(response: HttpResponse) -> list[str]:
    """The titles of the documents listed."""
    return texts(response, ".doc-row__title")


def links(response: HttpResponse, places: str = "main a") -> dict[str, str]:
    """Words of each link → where it leads."""
    return {words(element): element.get("href") for element in find(response, places)}


def _xpath(place: str) -> str:
    steps, axis = "", "//"
    for part in place.split():
        if part == ">":
            axis = "/"
            continue
        match = PART.match(part)
        assert match, f"{part} is no place"
        steps += f"{axis}{match['tag'] or '*'}{''.join(map(_condition, MARK.findall(match['marks'])))}"
        axis = "//"
    return steps


def _condition(mark: str) -> str:
    if mark.startswith("#"):
        return f"[@id='{mark[1:]}']"
    return f"[contains(concat(' ', normalize-space(@class), ' '), ' {mark[1:]} ')]"
