"""Presentations as they are shown; hidden slides, notes and comments are told and in no text."""

import io
from collections.abc import Callable

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE

from clearinghouse.lib.files.results import ExtractResult
from tests.lib.files.samples import part, picture, repacked, slides

Extracts = Callable[[bytes, str], ExtractResult]
AREA = (0, 0, 900000, 900000)
EMBEDDED = (
    "attachment",
    "1 file is embedded, such as the data of a chart; anyone who downloads this file can open all of it.",
)


def deck_of(*titles: str) -> pptx.presentation.Presentation:
    return pptx.Presentation(io.BytesIO(slides(*titles)))


def saved(deck: pptx.presentation.Presentation) -> bytes:
    deck.core_properties.author = deck.core_properties.last_modified_by = ""
    output = io.BytesIO()
    deck.save(output)
    return output.getvalue()


def told(result: ExtractResult) -> list[tuple[str, str]]:
    return [(hidden.kind, hidden.sentence) for hidden in result.hidden]


def test_hidden_slides_and_notes_are_told_and_not_read(extract_here: Extracts) -> None:
    deck = pptx.Presentation(io.BytesIO(slides("First", "Secret", "Third", notes=True)))
    deck.slides[1]._element.set("show", "0")

    result = extract_here(saved(deck), "pptx")

    assert [(page.number, page.heading, page.text, page.label) for page in result.pages] == [
        (1, "First", "First\nAbout First", ""),
        (2, "Third", "Third\nAbout Third", "3"),
    ]
    assert told(result) == [
        ("slide", "Slide 2 is hidden; anyone who downloads the file can show it."),
        ("speaker-notes", "3 slides have speaker notes; anyone who downloads the file can read them."),
    ]
    assert [hidden.place for hidden in result.hidden] == ["slide 2", "slides 1, 2, 3"]


def test_slides_have_the_numbers_that_the_deck_gives_them(extract_here: Extracts) -> None:
    data = saved(deck_of("First", "Second"))
    numbered = part(data, "ppt/presentation.xml").replace(b"<p:presentation ", b'<p:presentation firstSlideNum="10" ')

    result = extract_here(repacked(data, **{"ppt__presentation.xml": numbered}), "pptx")

    assert [(page.number, page.label) for page in result.pages] == [(1, "10"), (2, "11")]


def test_groups_tables_and_charts_are_read(extract_here: Extracts) -> None:
    deck = deck_of("Plan")
    shapes = deck.slides[0].shapes
    group = shapes.add_group_shape()
    group.shapes.add_textbox(*AREA).text_frame.text = "Grouped words"
    table = shapes.add_table(2, 2, *AREA).table
    for place, words in enumerate(("Site", "Ports", "Merrow", "4")):
        table.cell(place // 2, place % 2).text = words
    data = CategoryChartData()
    data.categories = ["North", "South"]
    data.add_series("Planned", (41, 42))
    data.add_series("Built", (1, 2))
    chart = shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *AREA, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Ports by district"

    result = extract_here(saved(deck), "pptx")

    assert result.pages[0].text.splitlines()[2:] == [
        "Grouped words", "Site\tPorts", "Merrow\t4", "Ports by district", "Planned", "North", "South", "Built",
    ]  # fmt: skip
    assert told(result)[0] == EMBEDDED


def test_hidden_objects_are_told_and_not_read(extract_here: Extracts) -> None:
    deck = deck_of("Plan")
    shapes = deck.slides[0].shapes
    group = shapes.add_group_shape()
    group.shapes.add_textbox(*AREA).text_frame.text = "Secretgrouped"
    group._element.nvGrpSpPr.cNvPr.set("hidden", "1")
    shapes.add_textbox(*AREA).text_frame.text = "After"

    result = extract_here(saved(deck), "pptx")

    assert result.pages[0].text == "Plan\nAbout Plan\nAfter"
    assert told(result)[0] == (
        "hidden-text",
        "Slide 1 has objects that are hidden; anyone who downloads the file can show them.",
    )


def test_what_stands_on_every_slide_is_read_once(extract_here: Extracts) -> None:
    deck = deck_of("First", "Second")
    deck.slide_master.shapes._spTree.append(_box(deck, "Confidential until award"))
    for slide in deck.slides:
        footer = next(
            shape for shape in slide.slide_layout.placeholders if "FOOTER" in str(shape.placeholder_format.type)
        )
        slide.shapes.clone_placeholder(footer)
        slide.shapes[-1].text_frame.text = "Office of Sample Energy"

    result = extract_here(saved(deck), "pptx")

    assert [page.text for page in result.pages] == [
        "First\nAbout First\nConfidential until award\nOffice of Sample Energy",
        "Second\nAbout Second",
    ]


def _box(deck: pptx.presentation.Presentation, words: str) -> object:
    box = deck.slides[0].shapes.add_textbox(*AREA)
    box.text_frame.text = words
    return box._element


def test_comments_of_both_kinds_are_told(extract_here: Extracts) -> None:
    data = saved(deck_of("Plan"))
    name = "ppt/slides/_rels/slide1.xml.rels"
    added = b"".join(
        b'<Relationship Id="%s" Type="%s/relationships/comments" Target="../comments/%s.xml"/>' % (key, address, key)
        for key, address in (
            (b"old", b"http://schemas.openxmlformats.org/officeDocument/2006"),
            (b"new", b"http://schemas.microsoft.com/office/2018/10"),
        )
    )
    comments = b'<p:cmLst xmlns:p="urn:p"><p:cm><p:text>Secret</p:text></p:cm></p:cmLst>'
    threads = (
        b'<p188:cmLst xmlns:p188="urn:q"><p188:cm><p188:replyLst><p188:reply/></p188:replyLst></p188:cm></p188:cmLst>'
    )

    result = extract_here(
        repacked(
            data,
            **{
                name.replace("/", "__"): part(data, name).replace(b"</Relationships>", added + b"</Relationships>"),
                "ppt__comments__old.xml": comments,
                "ppt__comments__new.xml": threads,
            },
        ),
        "pptx",
    )

    assert told(result)[0] == ("comments", "3 comments are on slide 1; anyone who downloads the file can read them.")
    assert "Secret" not in str(result)


def test_what_lies_beside_the_slide_is_told_and_not_read(extract_here: Extracts) -> None:
    deck = deck_of("Plan", "Sites")
    wide, high = deck.slide_width, deck.slide_height
    places = {"Left": (-900_001, 0), "Right": (wide + 1, 0), "Above": (0, -900_001), "Below": (0, high + 1)}
    for name, (left, top) in places.items():
        deck.slides[0].shapes.add_textbox(left, top, 900_000, 900_000).text_frame.text = f"{name} of the slide"
    group = deck.slides[0].shapes.add_group_shape()
    group.shapes.add_textbox(-900_001, 0, 900_000, 900_000).text_frame.text = "Grouped beside"
    half = deck.slides[1].shapes.add_textbox(-450_000, 0, 900_000, 900_000)
    half.text_frame.text = "Half on the slide"
    turned = deck.slides[1].shapes.add_textbox(-900_001, 0, 900_000, 900_000)
    turned.text_frame.text, turned.rotation = "Turned into it", 45

    result = extract_here(saved(deck), "pptx")

    assert [page.text.splitlines() for page in result.pages] == [
        ["Plan", "About Plan"],
        ["Sites", "About Sites", "Half on the slide", "Turned into it"],
    ]
    assert told(result) == [
        ("hidden-text", "Slide 1 has text beside the slide; anyone who downloads the file can read it.")
    ]


# Letters in the color of what is behind them

BOX = (0, 0, 900000, 900000)
BLENDED = (
    "hidden-text",
    "Slide 1 has text in the color of its background, such as white on white; "
    "anyone who downloads the file can read it.",
)
White = Callable[[pptx.slide.Slide], None]


def write(slide: pptx.slide.Slide, color: str | MSO_THEME_COLOR, *, fill: str = "") -> None:
    """A word of this color in a box at the corner of the slide."""
    shape = slide.shapes.add_textbox(*BOX)
    run = shape.text_frame.paragraphs[0].add_run()
    run.text = "Secretword"
    if isinstance(color, str):
        run.font.color.rgb = RGBColor.from_string(color)
    else:
        run.font.color.theme_color = color
    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(fill)


def darken(slide: pptx.slide.Slide) -> None:
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor.from_string("1F4E79")


@pytest.mark.parametrize(
    ("color", "fill", "is_dark"),
    [
        ("FFFFFF", "", False), ("FDFDFD", "", False), (MSO_THEME_COLOR.BACKGROUND_1, "", False),
        ("1F4E79", "1F4E79", False), ("1F4E79", "", True),
    ],
)  # fmt: skip
def test_letters_in_the_color_behind_them_are_told_and_not_read(extract_here: Extracts, color, fill, is_dark) -> None:
    deck = deck_of("Plan")
    if is_dark:
        darken(deck.slides[0])
    write(deck.slides[0], color, fill=fill)

    result = extract_here(saved(deck), "pptx")

    assert ("Secretword" in str(result), told(result)) == (False, [BLENDED])


def over_a_picture(slide: pptx.slide.Slide) -> None:
    slide.shapes.add_picture(io.BytesIO(picture("PNG")), *BOX)
    write(slide, "FFFFFF")


def over_a_shape(slide: pptx.slide.Slide) -> None:
    slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *BOX)
    write(slide, "FFFFFF")


def in_a_filled_shape(slide: pptx.slide.Slide) -> None:
    write(slide, "FFFFFF", fill="1F4E79")


def on_a_dark_slide(slide: pptx.slide.Slide) -> None:
    darken(slide)
    write(slide, "FFFFFF")


def in_gray(slide: pptx.slide.Slide) -> None:
    write(slide, "D9D9D9")


@pytest.mark.parametrize("draw", [over_a_picture, over_a_shape, in_a_filled_shape, on_a_dark_slide, in_gray])
def test_letters_that_may_stand_out_are_read(extract_here: Extracts, draw: White) -> None:
    deck = deck_of("Plan")
    draw(deck.slides[0])

    result = extract_here(saved(deck), "pptx")

    assert ("Secretword" in result.pages[0].text, told(result)) == (True, [])
