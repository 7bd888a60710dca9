"""Word documents and slides as LibreOffice prints them; without it, and where it fails, their text alone."""

import ctypes
import io
import os
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pptx
import pypdfium2
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from clearinghouse.lib.files import office, sockets
from clearinghouse.lib.files.conversion import PRINTED
from clearinghouse.lib.files.extract import extract_pages
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.office import OfficeReading, read_file
from clearinghouse.lib.files.reading import printed
from clearinghouse.lib.files.reading.docx import Flow
from clearinghouse.lib.files.types import DOCX, FILE_TYPES, TXT
from clearinghouse.lib.files.workspace import workspace
from tests.lib.files.samples import part, repacked, sample, slides, word
from tests.workers import wait_until

needs_libreoffice = pytest.mark.skipif(not office.is_available(), reason="LibreOffice is not installed")
Reads = Callable[[bytes, str], OfficeReading]


@pytest.fixture
def read(tmp_path: Path) -> Reads:
    def run(data: bytes, file_type: str) -> OfficeReading:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return read_file(path, FILE_TYPES[file_type], Limits())

    return run


def printed_texts(reading: OfficeReading) -> list[str]:
    """What each page of the PDF says."""
    pages = pypdfium2.PdfDocument(reading.pdf)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pages]


def texts(reading: OfficeReading) -> list[str]:
    return [page.text for page in reading.extracted.pages]


def marker_document(document: object) -> None:
    """Some pages of numbered sentences, each paragraph with a heading in between, and a table."""
    for number in range(120):
        if number % 30 == 0:
            document.add_heading(f"Part {number // 30 + 1}", level=1)
        document.add_paragraph(f"Sentence{number} says that port {number} shall be up for nine tenths of the month.")
    table = document.add_table(rows=0, cols=2)
    for number in range(60):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = f"Site{number}", "Yes"


@needs_libreoffice
def test_pages_of_a_word_document_are_those_of_its_picture(read: Reads) -> None:
    reading = read(word(marker_document), "docx")

    prints = printed_texts(reading)
    assert reading.extracted.page_count == len(prints) > 3
    markers = [f"Sentence{number} " for number in range(120)] + [f"Site{number}\t" for number in range(60)]
    found = [[marker.strip() for marker in markers if marker in text] for text in texts(reading)]
    expected = [[m.strip() for m in markers if m.strip() in print_.split()] for print_ in prints]
    assert found == expected
    assert [marker for page in found for marker in page] == [marker.strip() for marker in markers]


@needs_libreoffice
def test_a_printed_word_document_keeps_its_headings_and_rows(read: Reads) -> None:
    reading = read(word(marker_document), "docx")

    assert (reading.extracted.pages[0].heading, reading.extracted.pages[-1].heading) == (
        "Sample request for proposals",
        "Part 4",
    )
    assert "Site59\tYes" in texts(reading)[-1]
    assert reading.note == ""


@needs_libreoffice
def test_the_header_of_a_section_is_on_its_first_page_only(read: Reads) -> None:
    def build(document: object) -> None:
        document.sections[0].header.paragraphs[0].text = " ".join(f"letterhead{n}" for n in range(40))
        document.sections[0].footer.paragraphs[0].text = "Draft 7 of the office"
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph("The second page.")
        document.add_section().header.is_linked_to_previous = False
        document.sections[1].header.paragraphs[0].text = "Another letterhead"
        document.add_paragraph("The third page.")

    reading = read(word(build), "docx")

    assert [("letterhead39" in text, text.endswith("Draft 7 of the office")) for text in texts(reading)] == [
        (True, True),
        (False, False),
        (False, False),
    ]
    assert texts(reading)[1:] == ["The second page.", "Another letterhead\nThe third page."]
    assert ["letterhead" in text for text in printed_texts(reading)] == [True, True, True]


@needs_libreoffice
def test_what_is_not_on_the_face_of_a_document_is_in_no_picture(read: Reads) -> None:
    def build(document: object) -> None:
        hidden = document.add_paragraph("Shown words.").add_run(" Secrethidden words")
        hidden.font.hidden = True
        styled = document.styles.add_style("Unseen", 1)
        styled.font.hidden = True
        document.add_paragraph("Secretstyle words", style="Unseen")
        document.add_comment(document.paragraphs[-2].runs, text="Secretcomment", author="A", initials="A")

    reading = read(word(build), "docx")

    assert printed_texts(reading) == [
        "Sample request for proposals The agency buys charging ports along the corridor. Shown words."
    ]
    assert "Secret" not in str(reading.extracted)
    assert [part.kind for part in reading.extracted.hidden] == ["comments", "hidden-text"]


def test_a_page_whose_words_stand_mostly_elsewhere_has_what_is_printed() -> None:
    prints = ["One two three four. " + " ".join(f"drawn{n}" for n in range(40)), "Five six seven eight."]

    pages = list(printed._pages(Flow(paragraphs=["One two three four.", "Five six seven eight."]), prints))

    assert [text for _, text in pages] == prints


def test_footnotes_stand_on_the_page_that_has_them() -> None:
    flow = Flow(
        paragraphs=["One two three four.", "Five six seven eight."], notes=["Nine ten eleven.", "Nowhere else at all."]
    )

    pages = list(printed._pages(flow, ["One two three four. Nine ten eleven.", "Five six seven eight."]))

    assert pages == [
        ("", "One two three four.\nNine ten eleven."),
        ("", "Five six seven eight.\nNowhere else at all."),
    ]


@needs_libreoffice
def test_words_that_were_deleted_with_changes_tracked_are_not_printed(read: Reads) -> None:
    reading = read(tracked(), "docx")

    assert printed_texts(reading) == [
        "Sample request for proposals The agency buys charging ports along the corridor. Kept. Added."
    ]
    assert reading.note == ""


def tracked() -> bytes:
    about = f'{nsdecls("w")} w:id="1" w:author="A" w:date="2025-01-01T00:00:00Z"'

    def build(document: object) -> None:
        paragraph = document.add_paragraph("Kept. ")._p
        paragraph.append(parse_xml(f"<w:del {about}><w:r><w:delText>Removed.</w:delText></w:r></w:del>"))
        paragraph.append(parse_xml(f"<w:ins {about}><w:r><w:t>Added.</w:t></w:r></w:ins>"))

    return word(build)


@needs_libreoffice
def test_tracked_changes_that_cannot_be_hidden_mean_no_pictures(read: Reads) -> None:
    without = repacked(tracked(), without=("word/settings.xml",))
    unknown = repacked(tracked(), **{"word__settings.xml": b'<settings xmlns="urn:other"></settings>'})

    readings = [read(without, "docx"), read(unknown, "docx")]

    assert [(reading.pdf, reading.note) for reading in readings] == [
        (b"", "There are no page images of this file because we couldn’t hide its tracked changes.")
    ] * 2
    assert [texts(reading)[0].endswith("Kept. Added.") for reading in readings] == [True, True]


@needs_libreoffice
def test_hidden_slides_and_objects_are_neither_picture_nor_text(read: Reads) -> None:
    deck = pptx.Presentation(io.BytesIO(slides("First", "Secret", "Third")))
    deck.slides[1]._element.set("show", "0")
    box = deck.slides[2].shapes.add_textbox(0, 0, 900000, 900000)
    box.text_frame.text = "Secretbox"
    box._element.nvSpPr.cNvPr.set("hidden", "1")
    output = io.BytesIO()
    deck.save(output)

    reading = read(output.getvalue(), "pptx")

    assert printed_texts(reading) == ["First • About First", "Third • About Third"]
    assert [(page.number, page.heading, page.label) for page in reading.extracted.pages] == [
        (1, "First", ""),
        (2, "Third", "3"),
    ]
    assert "Secret" not in str(reading.extracted)


@needs_libreoffice
def test_nothing_is_fetched_for_a_file_that_links_to_a_picture(read: Reads) -> None:
    with Listener() as (port, visits):
        relation = (
            '<Relationship Id="rIdLink" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
            f' Target="http://127.0.0.1:{port}/picture.png" TargetMode="External"/></Relationships>'
        ).encode()
        made = word(lambda document: document.add_picture(io.BytesIO(sample("png"))))
        body = part(made, "word/document.xml")
        embedded = body.split(b'r:embed="', 1)[1].split(b'"', 1)[0]
        linked = body.replace(b'r:embed="' + embedded, b'r:link="rIdLink')
        relations = part(made, "word/_rels/document.xml.rels").replace(b"</Relationships>", relation)
        made = repacked(made, **{"word__document.xml": linked, "word___rels__document.xml.rels": relations})

        reading = read(made, "docx")

        assert (bool(reading.pdf), visits) == (True, [])


class Listener:
    """A server that notes who comes."""

    def __enter__(self) -> tuple[int, list[object]]:
        self._socket = socket.create_server(("127.0.0.1", 0))
        visits: list[object] = []

        def wait() -> None:
            try:
                while True:
                    connection, peer = self._socket.accept()
                    visits.append(peer)
                    connection.close()
            except OSError:
                return

        threading.Thread(target=wait, daemon=True).start()
        return self._socket.getsockname()[1], visits

    def __exit__(self, *error: object) -> None:
        self._socket.close()


# Without LibreOffice, and with one that misbehaves


def test_without_libreoffice_files_are_read_as_text(
    read: Reads, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    reading = read(sample("docx"), "docx")

    assert not office.is_available()
    assert (reading.pdf, reading.note) == (b"", "")
    assert reading.extracted == extract_pages(tmp_path / "upload", DOCX, Limits())


def test_other_files_are_never_converted(read: Reads, program: Callable[[str], Path]) -> None:
    ran = program("touch ran; exit 1")

    assert read(b"Words", "txt") == OfficeReading(extract_pages(ran.parent / "upload", TXT, Limits()))


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Put a script in the place of LibreOffice."""

    def put(script: str) -> Path:
        path = tmp_path / "soffice"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return path

    return put


LINK = f'ln -s /etc/passwd "$PWD/{PRINTED}"'
MISDEEDS = {
    "takes too long": ("sleep 3600", {"child_wall_seconds": 1.5}, "it took too long to convert"),
    "starts again for ever": ("exit 81", {}, "we couldn’t convert it"),
    "fails": ("exit 1", {}, "we couldn’t convert it"),
    "makes nothing": ("exit 0", {}, "we couldn’t convert it"),
    "makes something else": (f'echo words > "$PWD/{PRINTED}"', {}, "we couldn’t convert it"),
    "makes a link": (LINK, {}, "we couldn’t convert it"),
    "makes a PDF that is none": (f'echo "%PDF-1.7" > "$PWD/{PRINTED}"', {}, "we couldn’t convert it"),
    "makes too much": (
        f'printf "%%PDF-1.7 and more" > "$PWD/{PRINTED}"',
        {"office_pdf_bytes": 9},
        "its pages are too large to keep",
    ),
}


@pytest.mark.parametrize("name", MISDEEDS)
def test_a_conversion_that_goes_wrong_says_why_and_leaves_the_text(
    tmp_path: Path, program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    script, bounds, reason = MISDEEDS[name]
    program(script)
    path = tmp_path / "upload"
    path.write_bytes(sample("docx"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    reading = read_file(path, DOCX, replace(Limits(), **bounds))

    assert (reading.pdf, reading.note) == (b"", f"There are no page images of this file because {reason}.")
    assert reading.extracted == extract_pages(path, DOCX, Limits())
    assert list(workspace().iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are found in /proc")
def test_what_took_too_long_is_ended_with_all_it_started(tmp_path: Path, program: Callable[[str], Path]) -> None:
    naps = f"3600.{os.getpid()}"
    program(f"sleep {naps} & sleep {naps}")
    path = tmp_path / "upload"
    path.write_bytes(sample("docx"))

    read_file(path, DOCX, replace(Limits(), child_wall_seconds=1.5))

    wait_until(lambda: not running(naps))


def running(word: str) -> list[Path]:
    """Processes with this word in their command."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if word.encode() in path.read_bytes():
                found.append(path)
    return found


@needs_libreoffice
def test_slides_that_are_not_one_page_each_have_no_pictures(
    read: Reads, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one_page = read(slides("Alone"), "pptx").pdf
    monkeypatch.setattr(office, "_convert", lambda *arguments: (arguments[-1] / PRINTED).write_bytes(one_page) and "")

    reading = read(slides("First", "Second"), "pptx")

    assert (reading.pdf, reading.note) == (
        b"",
        "There are no page images of this file because we couldn’t convert it.",
    )
    assert [page.heading for page in reading.extracted.pages] == ["First", "Second"]


@needs_libreoffice
def test_libreoffice_leaves_nothing_behind(read: Reads, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    convert, left = office._convert, []

    def note(*arguments: object) -> str:
        reason = convert(*arguments)
        left.extend(path for path in sockets.sockets_of(arguments[-1]) if path.exists())
        return reason

    monkeypatch.setattr(office, "_convert", note)

    assert read(sample("docx"), "docx").pdf
    # Where the child may not remove its sockets, there is one of each start.
    assert len(left) == (2 if has_landlock() else 0)
    assert (list(workspace().iterdir()), [path for path in left if path.exists()]) == ([], [])


def has_landlock() -> bool:
    """Whether the kernel keeps a child from removing files elsewhere."""
    version_flag = 1
    return bool(sys.platform == "linux" and ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), version_flag) > 0)
