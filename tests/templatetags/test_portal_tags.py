"""Paragraphs, icons and filters as pages print them."""

from django.utils.safestring import mark_safe

from clearinghouse.templatetags import portal_tags as tags
from documents.finding.facets import FacetGroup, Option


def test_paragraphs_join_the_lines_of_a_page() -> None:
    page = (
        "Uptime and remedies\nThe operator keeps each port up for 97 percent of\n"
        "the hours of a quarter, or pays for it.\n\n• Hours"
    )

    assert tags.paragraphs(page) == (
        "<p>Uptime and remedies</p>"
        "<p>The operator keeps each port up for 97 percent of the hours of a quarter, or pays for it.</p>"
        "<p>• Hours</p>"
    )


def test_lines_of_lists_and_forms_stay_apart() -> None:
    page = (
        "Station inspection of the corridor in May: Montpelier\nInspector: J. Rivers, Agency of Transportation\n"
        "1. Four ports deliver power at the same time: yes\n2. Price per kWh is shown before the session: yes\n"
        "as Section\n9.4 asks"
    )

    assert tags.paragraphs(page) == (
        "<p>Station inspection of the corridor in May: Montpelier</p>"
        "<p>Inspector: J. Rivers, Agency of Transportation</p>"
        "<p>1. Four ports deliver power at the same time: yes</p>"
        "<p>2. Price per kWh is shown before the session: yes as Section</p>"
        "<p>9.4 asks</p>"
    )


def test_one_long_header_does_not_cut_every_line() -> None:
    page = (
        "39 Colorado Plan for the National Electric Vehicle Infrastructure Program, Department of Transportation\n"
        "CDOT supports the deployment of EV charging\nthrough close collaboration. The State does not\n"
        "seek to own stations; it will contract\nwith third parties."
    )

    assert tags.paragraphs(page).count("<p>") == 1


def test_paragraphs_escape_text_and_keep_safe_marks() -> None:
    assert tags.paragraphs("<b>uptime</b>") == "<p>&lt;b&gt;uptime&lt;/b&gt;</p>"
    assert tags.paragraphs(mark_safe("<mark>uptime</mark>")) == "<p><mark>uptime</mark></p>"


def test_paragraphs_of_nothing_are_nothing() -> None:
    assert tags.paragraphs("") == ""


def test_icon_without_a_label_is_hidden_from_screen_readers() -> None:
    assert tags.icon("search") == (
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="/static/vendor/uswds/img/icons.svg#search"></use></svg>'
    )


def test_icon_label_is_escaped() -> None:
    assert 'aria-label="&lt;b&gt;"' in tags.icon("lock", "<b>")


def test_facet_options_are_escaped_checked_and_counted() -> None:
    chosen = Option('a"b', "R&D <plans>", 1001, checked=True)
    other = Option("c", "Contract", 7, checked=False)

    html = tags.facet_options(FacetGroup("kind", "Kind", [chosen, other]))

    assert html == (
        '<label class="facet__option"><input type="checkbox" id="facet-kind-1" name="kind" value="a&quot;b" checked>'
        ' <span class="facet__label">R&amp;D &lt;plans&gt;</span>'
        ' <span class="facet__count">1,000+<span class="usa-sr-only"> found</span></span></label>\n'
        '<label class="facet__option"><input type="checkbox" id="facet-kind-2" name="kind" value="c">'
        ' <span class="facet__label">Contract</span>'
        ' <span class="facet__count">7<span class="usa-sr-only"> found</span></span></label>'
    )
