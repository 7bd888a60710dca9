"""Markdown that people write: what becomes of it, and what never gets through."""

import pytest

from clearinghouse.lib.files.text import clean_markdown
from clearinghouse.lib.markup import first_lines, to_html, to_text


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("# One\n## Two", "<h3>One</h3>\n<h4>Two</h4>\n"),
        ("## Two\n#### Four", "<h3>Two</h3>\n<h5>Four</h5>\n"),  # begins at level 3 whichever level comes first
        ("a **b**", "<p>a <strong>b</strong></p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        (
            "![x](https://tracker.example/x.png)",
            '<p>!<a href="https://tracker.example/x.png" rel="nofollow noopener noreferrer">x</a></p>\n',
        ),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,1)", "<p>[x](data:text/html,1)</p>\n"),
        (
            "[x](https://a.example)",
            '<p><a href="https://a.example" rel="nofollow noopener noreferrer">x</a></p>\n',
        ),
    ],
)
def test_markdown_becomes_safe_html(written: str, drawn: str) -> None:
    assert to_html(written) == drawn


def test_words_of_a_text_lose_their_marks() -> None:
    assert to_text("# One\n\n- *two* & <three>\n") == "One two & <three>"


def test_cleaning_keeps_the_blanks_that_indent_lists_and_nothing_unseen() -> None:
    raw = "\n- one\r\n  - t\u202ewo\x00\x02\n\n\ud800 end  \n"

    assert clean_markdown(raw, 100) == "- one\n  - two\n\n\ufffd end"
    assert clean_markdown("abc" * 50, 10) == "abcabcabca"


def test_points_of_a_list_stay_apart_on_one_line() -> None:
    assert to_text("Ask for:\n\n- **capacity**\n- a <li> letter", point="• ") == "Ask for: • capacity • a <li> letter"


def test_first_lines_hold_a_table_row_by_row() -> None:
    text = "Ports by state:\nState\tPorts\tOpen\nVermont\t12\t**4**\n\t20\t9\n\n- one"

    assert first_lines(text, 200).splitlines() == [
        "Ports by state:", "", "State | Ports | Open", "Vermont | 12 | 4", " | 20 | 9", "- one",
    ]  # fmt: skip
