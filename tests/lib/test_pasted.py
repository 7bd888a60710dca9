"""Minutes pasted from Word and mail: what was a point, a table or an address stays one, and nothing vanishes."""

import pytest

from clearinghouse.lib.markup import linked, to_html, to_text
from clearinghouse.lib.pasted import without_mark

REL = 'rel="nofollow noopener noreferrer"'
TWO = "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"


@pytest.mark.parametrize(
    ("pasted", "drawn"),
    [
        (
            "Discussion:\n•\tVermont opened two sites\n•\tMaine waits\no\ta second level",
            "<p>Discussion:</p>\n<ul>\n<li>Vermont opened two sites</li>\n<li>Maine waits\n"
            "<ul>\n<li>a second level</li>\n</ul>\n</li>\n</ul>\n",
        ),
        ("–\tone\n–\ttwo", TWO),
        ("— one\n— two", TWO),
        ("·   one\n·   two", TWO),
        ("§\tone\n§\ttwo", TWO),
        ("•one\n•two", TWO),
        ("➢ one\n➢ two", TWO),
        ("•\none\n•\ntwo", TWO),
        ("Ø\xa0\xa0one\nØ\xa0\xa0two", TWO),
        ("− one\n− two", TWO),
        ("\uf0b7\tone\n\uf0b7\ttwo", TWO),
        ("\uf0a7 one\n\uf0a7 two", TWO),
        ("\u200b•\tone\n\u200b•\ttwo", TWO),
        ("- one\n- two", TWO),
        ("  • one\n  • two", TWO),
        (
            "• one\n  goes on\n  – inner\n  – inner two\n• two\nNext call: May 5",
            "<ul>\n<li>one<br>\ngoes on\n<ul>\n<li>inner</li>\n<li>inner two</li>\n</ul>\n</li>\n<li>two</li>\n</ul>\n"
            "<p>Next call: May 5</p>\n",
        ),
        (
            "1.\tFirst\n•\tinner\n2.\tSecond",
            "<ol>\n<li>First\n<ul>\n<li>inner</li>\n</ul>\n</li>\n<li>Second</li>\n</ol>\n",
        ),
        ("1)\tfirst\n2)\tsecond", "<ol>\n<li>first</li>\n<li>second</li>\n</ol>\n"),
        ("1. A\na)\tinner\n2. B", "<ol>\n<li>A<br>\na)\u2003inner</li>\n<li>B</li>\n</ol>\n"),
        ("- one\n- two\nNext call: May 5", f"{TWO}<p>Next call: May 5</p>\n"),
        ("- one\n- two\ngoes on", "<ul>\n<li>one</li>\n<li>two<br>\ngoes on</li>\n</ul>\n"),
        ("• one\n• two\n\n1. three", f"{TWO}<ol>\n<li>three</li>\n</ol>\n"),
        ("- one\n\n  more\n", "<ul>\n<li>\n<p>one</p>\n<p>more</p>\n</li>\n</ul>\n"),
    ],
)
def test_points_stay_points(pasted: str, drawn: str) -> None:
    assert to_html(pasted) == drawn


@pytest.mark.parametrize(
    ("pasted", "drawn"),
    [
        ("Attending: Kim\nRegrets: Lou\nNext call: May 5", "Attending: Kim<br>\nRegrets: Lou<br>\nNext call: May 5"),
        ("     five blanks", "five blanks"),
        ("a)\tone\nb)\ttwo\nc)\tthree", "a)\u2003one<br>\nb)\u2003two<br>\nc)\u2003three"),
        ("i.\tone\nii.\ttwo\niii.\tthree", "i.\u2003one<br>\nii.\u2003two<br>\niii.\u2003three"),
        ("1.1\tA\n1.2\tB\n1.3\tC", "1.1\u2003A<br>\n1.2\u2003B<br>\n1.3\u2003C"),
        ("9:00 a.m.\tA\n9:15 a.m.\tB\n10:00 a.m.\tC", "9:00 a.m.\u2003A<br>\n9:15 a.m.\u2003B<br>\n10:00 a.m.\u2003C"),
        ("\tA tab before", "A tab before"),
        ("2*3*4 posts", "2*3*4 posts"),
        ("2**3 and 10* of 20*", "2**3 and 10* of 20*"),
        ("(*) and (*)", "(*) and (*)"),
        ("one\n# 2 priority\ntwo", "one<br>\n# 2 priority<br>\ntwo"),
        ("2026. The year was good.", "2026. The year was good."),
        ("in all\n12. The rest came later.", "in all<br>\n12. The rest came later."),
        ("#1 priority: uptime", "#1 priority: uptime"),
        ("nevi_plan_2025_v2", "nevi_plan_2025_v2"),
        ("~5 kW … ~7 kW", "~5 kW … ~7 kW"),
        ("~~~~~\ntext", "~~~~~<br>\ntext"),
        ("```\nnot closed", "```<br>\nnot closed"),
        ("Cost <$5 million", "Cost &lt;$5 million"),
        ("> 150 kW: 4\n< 150 kW: 9", "&gt; 150 kW: 4<br>\n&lt; 150 kW: 9"),
        ("“curly” isn’t", "“curly” isn’t"),
        ("Kim Lee\n--\nVermont", "Kim Lee<br>\n--<br>\nVermont"),
        ("§ 680.106 requires it\n§ 680.110 too", "§ 680.106 requires it<br>\n§ 680.110 too"),
        ("o dear", "o dear"),
        ("— Kim Lee", "— Kim Lee"),
        ("\\\\server\\plans\\x", "\\\\server\\plans\\x"),
        ("C:\\plans\\_old\\*.pdf here", "C:\\plans\\_old\\*.pdf here"),
        ("Attending:\tKim\nRegrets:\tLou", "Attending:\u2003Kim<br>\nRegrets:\u2003Lou"),
        ("[1]: see below", "[1]: see below"),
    ],
)
def test_a_sign_that_marks_nothing_stays_text(pasted: str, drawn: str) -> None:
    assert to_html(pasted) == f"<p>{drawn}</p>\n"
    assert to_text(pasted) == " ".join(pasted.split())


def test_rows_of_cells_become_a_table() -> None:
    rows = "State\tPorts\tOpen\nVermont\t12\t4\nMaine\t20"

    assert to_html(f"Counts\n{rows}\nDone") == (
        "<p>Counts</p>\n<table>\n<thead>\n<tr>\n<th>State</th>\n<th>Ports</th>\n<th>Open</th>\n</tr>\n</thead>\n<tbody>\n"
        "<tr>\n<td>Vermont</td>\n<td>12</td>\n<td>4</td>\n</tr>\n<tr>\n<td>Maine</td>\n<td>20</td>\n<td></td>\n</tr>\n"
        "</tbody>\n</table>\n<p>Done</p>\n"
    )


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("# One\n\ntext\n## Two", "<h3>One</h3>\n<p>text</p>\n<h4>Two</h4>\n"),
        ("Title\n=====\ntext", "<h3>Title</h3>\n<p>text</p>\n"),
        (
            "- a\n  - **b**\n    - c",
            "<ul>\n<li>a\n<ul>\n<li><strong>b</strong>\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n</li>\n</ul>\n",
        ),
        ("```\n• 2*3*4\n```", "<pre><code>• 2*3*4\n</code></pre>\n"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>\n"),
        ("one\n\n---\n\ntwo", "<p>one</p>\n<hr>\n<p>two</p>\n"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>\n'),
    ],
)  # fmt: skip
def test_written_markdown_keeps_working(written: str, drawn: str) -> None:
    assert to_html(written) == drawn


@pytest.mark.parametrize(
    ("text", "address", "words"),
    [
        (
            "See https://plans.example.gov/nevi_v2?x=1&y=2 for more.",
            "https://plans.example.gov/nevi_v2?x=1&amp;y=2",
            "https://plans.example.gov/nevi_v2?x=1&amp;y=2",
        ),
        ("(www.example.gov/a).", "https://www.example.gov/a", "www.example.gov/a"),
        ("Write to nevi@example.gov.", "mailto:nevi@example.gov", "nevi@example.gov"),
        ("See driveelectric.gov/tools, please", "https://driveelectric.gov/tools", "driveelectric.gov/tools"),
        ("See https://a.example/b,https://c.example", "https://a.example/b", "https://a.example/b"),
        ("https://a.example/b’s", "https://a.example/b", "https://a.example/b"),
        ("(https://a.example/b_(c))", "https://a.example/b_(c)", "https://a.example/b_(c)"),
        ("“https://a.example/_x_/*y*/z”", "https://a.example/_x_/*y*/z", "https://a.example/_x_/*y*/z"),
    ],
)
def test_pasted_addresses_are_links_without_the_full_stop(text: str, address: str, words: str) -> None:
    link = f'<a href="{address}" {REL}>{words}</a>'

    assert link in to_html(text)
    assert link in linked(text)
    assert to_text(text) == text


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "ftp://a.example/b", "file:///etc/passwd", "installed.The utility", "<ftp://a.example>",
     "[x](ftp://a.example)", "[x](JavaScript:alert(1))", "https://", "data:text/html,x", "kim@home",
     "a@b@c.example.gov"],
)  # fmt: skip
def test_nothing_else_becomes_a_link(text: str) -> None:
    assert "<a " not in to_html(text)
    assert "<a " not in linked(text)


def test_addresses_in_plain_text_leave_the_rest_of_it_escaped() -> None:
    assert linked('<b> https://a.example/"x" & co') == (
        f'&lt;b&gt; <a href="https://a.example/" {REL}>https://a.example/</a>&quot;x&quot; &amp; co'
    )


def test_a_sign_of_a_symbol_font_and_the_address_of_a_picture_are_kept() -> None:
    assert to_html("\uf0fc done") == "<p>✓ done</p>\n"
    assert to_html("![map](https://a.example/m.png)") == f'<p>!<a href="https://a.example/m.png" {REL}>map</a></p>\n'


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("• Buy two", "Buy two"), ("1) Pay one", "Pay one"), ("12.\tPay", "Pay"), ("- Buy", "Buy"), ("– Buy", "Buy"),
        ("\uf0b7\tBuy", "Buy"), ("(2) Buy", "Buy"), ("a) Buy", "Buy"), ("2026. The year", "2026. The year"),
        ("3 sites", "3 sites"),
        ("§ 680 holds", "§ 680 holds"), ("**Buy**", "**Buy**"),
    ],
)  # fmt: skip
def test_a_line_of_decisions_loses_its_mark(line: str, kept: str) -> None:
    assert without_mark(line) == kept
