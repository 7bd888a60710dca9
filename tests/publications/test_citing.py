"""Citations: the forms as their manuals have them, signs that the formats give a meaning, and nothing invented."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from publications.citing import Citation, apa, bibtex, chicago, ris
from tests import library, pages
from tests.cast import Cast
from tests.publications import builders

SignIn = Callable[[User | None], Client]
PAPER = Citation(
    key="phasing-in-briefing-paper-2",
    author="CALSTART",
    title="Phasing in U.S. Charging Infrastructure: Briefing paper",
    form="Briefing paper",
    number=2,
    day=date(2023, 8, 22),
    url="https://portal.example/publications/phasing-in/briefing-paper/2/",
    language="en",
    pages=6,
    abstract="Six pages.",
)
NOBODYS = replace(PAPER, author="", number=1, day=None, pages=None, abstract="")


def test_apa() -> None:
    title = "Phasing in U.S. Charging Infrastructure: Briefing paper"

    assert apa(PAPER) == f"CALSTART. (2023, August 22). {title} (Revision 2). {PAPER.url}"
    assert apa(NOBODYS) == f"{title}. (n.d.). {PAPER.url}"
    assert apa(replace(NOBODYS, title="Hubs")) == f"Hubs [Briefing paper]. (n.d.). {PAPER.url}"


def test_chicago() -> None:
    title = "Phasing in U.S. Charging Infrastructure: Briefing paper"

    assert chicago(PAPER) == f"CALSTART. {title}. Revision 2. August 22, 2023. {PAPER.url}."
    assert chicago(NOBODYS) == f"{title}. n.d. {PAPER.url}."
    assert chicago(replace(PAPER, title="Hubs")) == (
        f"CALSTART. Hubs. Briefing paper, revision 2. August 22, 2023. {PAPER.url}."
    )


@pytest.mark.parametrize("name", ["Chargers, Inc.", "Who pays?"])
def test_no_stop_follows_another(name: str) -> None:
    cited = replace(PAPER, author=name, title=name)

    assert apa(cited).startswith(f"{name} (2023, August 22). {name} (Revision 2)")
    assert chicago(cited).startswith(f"{name} {name} Briefing paper")


def test_bibtex() -> None:
    assert bibtex(PAPER) == (
        "@techreport{phasing-in-briefing-paper-2,\n"
        "  author = {{CALSTART}},\n"
        "  title = {{Phasing in U.S. Charging Infrastructure: Briefing paper}},\n"
        "  institution = {CALSTART},\n"
        "  type = {Briefing paper},\n"
        "  number = {Revision 2},\n"
        "  year = {2023},\n"
        "  month = aug,\n"
        "  url = {https://portal.example/publications/phasing-in/briefing-paper/2/},\n"
        "  language = {en}\n"
        "}\n"
    )
    assert "author" not in bibtex(NOBODYS)
    assert "month" not in bibtex(NOBODYS)
    assert "year = {n.d.}" in bibtex(NOBODYS)


def test_bibtex_writes_signs_of_latex_so_that_they_are_printed() -> None:
    cited = replace(PAPER, title="R&D: 50% of $1_000 #2 {x} ~ ^ \\input{a}", url="https://x.example/a}b{c\\d%20e")

    text = bibtex(cited)

    assert (
        r"title = {{R\&D: 50\% of \$1\_000 \#2 \textbraceleft{}x\textbraceright{} \textasciitilde{} "
        r"\textasciicircum{} \textbackslash{}input\textbraceleft{}a\textbraceright{}}}"
    ) in text
    assert "url = {https://x.example/a%7Db%7Bc%5Cd%20e}" in text
    assert text.count("{") == text.count("}")


def test_ris() -> None:
    lines = [
        "TY  - RPRT",
        "ID  - phasing-in-briefing-paper-2",
        "AU  - CALSTART",
        "TI  - Phasing in U.S. Charging Infrastructure: Briefing paper",
        "PY  - 2023",
        "DA  - 2023/08/22/",
        "PB  - CALSTART",
        "ET  - Revision 2",
        "M3  - Briefing paper",
        "LA  - en",
        "SP  - 6",
        "AB  - Six pages.",
        "UR  - https://portal.example/publications/phasing-in/briefing-paper/2/",
        "ER  - ",
        "",
    ]

    assert ris(PAPER) == "\r\n".join(lines)
    assert [line[:2] for line in ris(NOBODYS).splitlines()] == ["TY", "ID", "TI", "M3", "LA", "UR", "ER"]


@pytest.mark.django_db
def test_text_of_several_lines_is_one_line_of_a_record(cast: Cast, client: Client) -> None:
    paper = library.document(
        cast.vermont, "One\r\nER  - \u2028two", kind="report", sharing_choice="public", abstract="A\n\nER  - \nB",
    )  # fmt: skip
    made = builders.edition(builders.study(publisher="An\nOffice"), paper)

    found = client.get(f"{made.get_absolute_url()}1/citation.ris")

    lines = found.content.decode().split("\r\n")
    assert [line for line in lines if "\n" in line] == []
    assert [line for line in lines if line.startswith("ER")] == ["ER  - "]
    assert {"TI  - One ER - two", "AB  - A ER - B", "AU  - An Office"} <= set(lines)


def test_page_offers_all_four_to_copy_and_two_as_files(cast: Cast, client: Client) -> None:
    paper = library.document(cast.vermont, "A <b>paper</b>", kind="report", sharing_choice="public")
    made = builders.edition(builders.study(), paper)

    page = client.get(made.get_absolute_url())
    files = [client.get(path) for path in pages.links(page, ".citations a").values()]

    assert pages.texts(page, ".citations h3") == ["APA", "Chicago", "BibTeX", "RIS"]
    copied = [button.get("data-copy") for button in pages.find(page, ".citations button")]
    assert copied[0] == (
        "An Office. (2025, September 1). A <b>paper</b> [Fact sheet]. "
        "https://clearinghouse.test/publications/study-0/fact-sheet/1/"
    )
    assert [file.content.decode().replace("\r\n", "\n") for file in files] == copied[2:]
    assert [file["Content-Disposition"] for file in files] == [
        'attachment; filename="study-0-fact-sheet-1.bib"',
        'attachment; filename="study-0-fact-sheet-1.ris"',
    ]


def test_record_is_cited_at_its_publisher(cast: Cast, client: Client) -> None:
    paper = builders.record(cast.administrator, "Elsewhere", 50, source_url="https://calstart.org/x/", dated_on=None)
    made = builders.edition(builders.study(publisher="CALSTART"), paper)

    page = client.get(made.get_absolute_url())

    assert pages.texts(page, ".citations__text")[0] == (
        "CALSTART. (n.d.). Elsewhere [Fact sheet]. https://calstart.org/x/"
    )
