"""Hits as every list draws them: nothing typed or stored becomes markup."""

from dataclasses import replace
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from lxml import html

from documents.finding.rows import AlikeRow, HitRow
from documents.templatetags.hit_tags import hit_source, page_hits

HIT = HitRow(
    url="/documents/abc/pages/4/?q=a&v=1",
    document_url="/documents/abc/",
    title="<b>Plan</b> & more",
    page=4,
    label="iv",
    heading="<i>Uptime</i>",
    snippet=mark_safe("the <mark>uptime</mark> of"),
    state_code="VT",
    state_name="Vermont",
    kind="Request <for> proposals",
    dated=date(2026, 1, 2),
    era="Guidance era: final",
    is_sample=True,
    is_confidential=True,
    more=3,
    more_url="/documents/abc/?q=a",
    lacks="<s>valve</s>",
    alike=(AlikeRow("/documents/def/pages/2/", "<u>Other</u>", 2), AlikeRow("/documents/ghi/", "Card", 0)),
    link="https://portal.example/documents/abc/pages/4/",
    citation="Agency. “Plan & <more>.” Page 4.",
)


def drawn(hit: HitRow, *, nested: bool = False) -> html.HtmlElement:
    (item,) = html.fragment_fromstring(f"<ol>{page_hits([hit], nested=nested)}</ol>")
    return item


def words(item: html.HtmlElement) -> str:
    return " ".join(item.text_content().split())


def test_a_hit_is_drawn_with_all_that_it_has() -> None:
    item = drawn(HIT)

    assert words(item) == (
        "VT Request <for> proposals Sample Vendor-confidential <b>Plan</b> & more, page 4 (printed iv) <i>Uptime</i> "
        "the uptime of Missing: <s>valve</s> Also in <u>Other</u>, page 2 · Card "
        "January 2, 2026Guidance era: finalAbout this document3 more pages in this document "
        "Link and citation of <b>Plan</b> & more, page 4 Agency. “Plan & <more>.” Page 4. Copy link Copy citation"
    )
    assert [link.get("href") for link in item.iter("a")] == [
        HIT.url, "/documents/def/pages/2/", "/documents/ghi/", HIT.document_url, HIT.more_url,
    ]  # fmt: skip
    assert [mark.text for mark in item.iter("mark")] == ["uptime"]


def test_a_bare_hit_has_no_empty_parts() -> None:
    bare = replace(HIT, page=0, label="", heading="", lacks="", alike=(), more=0, document_url="", citation="", era="")

    item = drawn(replace(bare, dated=None, state_code="", kind="", is_sample=False, is_confidential=False), nested=True)

    assert words(item) == "<b>Plan</b> & more the uptime of"
    assert [child.tag for child in item] == ["p", "h4", "p", "div"]


def test_what_is_copied_is_drawn_as_the_component_draws_it() -> None:
    def buttons(text: str) -> list[str]:
        return [
            html.tostring(one, encoding="unicode")
            for one in html.fragment_fromstring(f"<div>{text}</div>").iter("button")
        ]

    both = ({"link": HIT.link}, {"link": "", "text": HIT.citation, "label": "Copy citation"})
    expected = [button for inputs in both for button in buttons(render_to_string("components/copy_link.html", inputs))]

    def bare(tags: list[str]) -> list[str]:
        return ["".join(tag.split()) for tag in tags]

    assert bare(buttons(hit_source(HIT))) == bare(expected)
