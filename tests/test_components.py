"""Every component is shown in the style guide, and keeps the rules that all pages rest on."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from lxml import html

TEMPLATES = settings.BASE_DIR / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
OWN = [
    *COMPONENTS,
    *TEMPLATES.glob("*.html"),
    *(TEMPLATES / "styleguide").glob("*.html"),
    *(TEMPLATES / "uswds").glob("*.html"),
]
ICONS = settings.BASE_DIR / "static/vendor/uswds/img/icons.svg"
LONGEST_LINE = 120
INLINE = re.compile(r"""<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)""", re.IGNORECASE)


@pytest.fixture(scope="module")
def guide() -> html.HtmlElement:
    return html.document_fromstring(render_to_string("styleguide.html"))


def relative(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_names_its_inputs_on_the_first_line(path: Path) -> None:
    assert re.match(r"\{# .+ Inputs: .+ #\}\n", path.read_text())


def test_style_guide_shows_every_component() -> None:
    included = re.compile(r'include "((?:components|styleguide)/[^"]+)"')
    sources = {relative(path): path.read_text() for path in OWN}

    shown, queue = set(), ["styleguide.html", "base.html"]
    while queue:
        found = set(included.findall(sources[queue.pop()])) - shown
        shown |= found
        queue += found

    assert sorted({relative(path) for path in COMPONENTS} - shown) == []


def test_template_lines_hold_at_most_120_characters() -> None:
    """Pages only: a line of a mail's .txt template is a paragraph of the mail."""
    assert [
        f"{relative(path)}:{number}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_LINE
    ] == []


@pytest.mark.parametrize("path", OWN, ids=relative)
def test_template_holds_no_inline_style_or_script(path: Path) -> None:
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", OWN, ids=relative)
def test_template_loads_nothing_from_other_hosts(path: Path) -> None:
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', path.read_text()) == []


def test_style_guide_uses_each_id_once(guide: html.HtmlElement) -> None:
    assert [name for name, count in Counter(guide.xpath("//@id")).items() if count > 1] == []


def test_style_guide_icons_exist_in_the_sprite(guide: html.HtmlElement) -> None:
    drawn = {href.rsplit("#", 1)[1] for href in guide.xpath("//use/@href")}

    assert drawn - set(re.findall(r'<symbol id="([^"]+)"', ICONS.read_text())) == set()


def test_templates_name_only_icons_of_the_sprite() -> None:
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'\{% icon "([^"]+)"|icon_name="([^"]+)"', path.read_text())
        for name in name
        if name
    }

    assert named - set(re.findall(r'<symbol id="([^"]+)"', ICONS.read_text())) == set()


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500, 503])
def test_error_page_says_what_happened_without_a_database(status: int) -> None:
    context = {
        "title": "Sample title",
        "sentence": "It broke.",
        "advice": "Try <again>.",
        "status": status,
        "reference": "4f2a",
    }

    page = html.document_fromstring(render_to_string(f"{status}.html", context))

    assert page.xpath("string(//h1)") == "Sample title"
    assert [text.text_content() for text in page.xpath("//*[@class='usa-prose error-page']/p")] == [
        "It broke.",
        "Try <again>.",
    ]
    assert page.xpath("string(//code)") == "4f2a"
