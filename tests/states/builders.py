"""What tests of pages about states read off them."""

from django.http import HttpResponse

from tests import pages


def matrix(answer: HttpResponse) -> dict[str, list[str]]:
    """Document type → its cells, by era; an empty one is "none"."""
    rows = pages.find(answer, ".matrix tbody tr")
    return {pages.words(row.find("th")): [pages.words(cell) for cell in row.findall("td")] for row in rows}


def years(answer: HttpResponse) -> list[tuple[str, ...]]:
    """The rows of the program's table: year, funding, plans."""
    rows = pages.find(answer, "#program tbody tr")
    return [tuple(pages.words(cell) for cell in row) for row in rows]


def section(answer: HttpResponse, name: str) -> str:
    """The words of one section."""
    (words,) = pages.texts(answer, f"#{name}")
    return words


def compared(answer: HttpResponse) -> dict[str, list[str]]:
    """The rows of a comparison: label → what it says of each state."""
    rows = pages.find(answer, ".state-comparison tbody tr")
    return {pages.words(row[0]): [pages.words(cell) for cell in row[1:]] for row in rows if len(row) > 1}
