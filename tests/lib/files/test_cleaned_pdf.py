"""Cleaned copies of PDFs: what is seen stays, what is not is in none of the bytes."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, OutlineItem, Stream, String
from PIL import Image, ImageChops
from reportlab.lib.pagesizes import letter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from clearinghouse.lib.files.cleaned import CleanedCopy, can_clean, clean_copy
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.types import CSV, PDF, ZIP

LIMITS = Limits()
Cleans = Callable[[bytes], CleanedCopy | str]
_PROPERTIES = "We removed names and other details from the file’s properties. Its title stays."


@pytest.fixture
def clean(tmp_path: Path) -> Cleans:
    def run(data: bytes) -> CleanedCopy | str:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return clean_copy(path, PDF, LIMITS)

    return run


def drawn(*pages: Callable[[canvas.Canvas], None]) -> bytes:
    output = io.BytesIO()
    sheet = canvas.Canvas(output, pagesize=letter, pageCompression=0)
    for draw in pages:
        sheet.setFont("Helvetica", 14)
        draw(sheet)
        sheet.showPage()
    sheet.save()
    return output.getvalue()


def plain(sheet: canvas.Canvas) -> None:
    sheet.drawString(72, 700, "Visivolt charging plan")


def changed(data: bytes, *changes: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for change in changes:
            change(pdf)
        output = io.BytesIO()
        pdf.save(output)
        return output.getvalue()


def everything_in(data: bytes) -> str:
    """All that can be found in the bytes, packed or not."""
    pieces = [data]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for each in pdf.objects:
            pieces.append(each.unparse(resolved=False))
            if isinstance(each, Stream):
                pieces.append(each.read_raw_bytes())
                if each.get("/Filter") != Name.DCTDecode:
                    pieces.append(each.read_bytes())
    text = b"\n".join(pieces)
    return text.decode("latin-1") + text.replace(b"\x00", b"").decode("latin-1")


def words_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def pictures_of(data: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        if document.init_forms() is None and document.formenv:
            pypdfium2.raw.FPDF_SetFormFieldHighlightAlpha(document.formenv, 0)  # viewers tint what can be filled in
        return [page.render(scale=1).to_pil().convert("RGB") for page in document]


def largest_difference(first: bytes, second: bytes) -> int:
    pairs = zip(pictures_of(first), pictures_of(second), strict=True)
    return max(most for one, other in pairs for _, most in ImageChops.difference(one, other).getextrema())


def copy_of(copy: CleanedCopy | str) -> CleanedCopy:
    assert isinstance(copy, CleanedCopy)
    return copy


def annotation(pdf: pikepdf.Pdf, kind: str, **entries: object) -> None:
    page = pdf.pages[0].obj
    found = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array([100, 500, 250, 530]), **entries)
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(pdf.make_indirect(found))


# ---------------------------------------------------------------- notes, files, scripts, properties


def noted(pdf: pikepdf.Pdf) -> None:
    annotation(pdf, "Text", Contents=String("Secretnote"), T=String("Secretauthor"), F=4)
    annotation(pdf, "Popup", Contents=String("Secretpopup"))
    annotation(
        pdf,
        "Highlight",
        Contents=String("Secretremark"),
        QuadPoints=Array([72, 715, 200, 715, 72, 698, 200, 698]),
        C=Array([1, 1, 0]),
    )


def attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["Secretname.txt"] = b"Secretfile"
    annotation(
        pdf, "FileAttachment", FS=Dictionary(F=String("Secretpath"), EF=Dictionary(F=pdf.make_stream(b"Secretinside")))
    )
    pdf.Root.AF = Array([pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("Secretassociated")))])


def scripted(pdf: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('Secretscript')"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names = pdf.Root.get("/Names", Dictionary())
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("Secretscripts"), script]))
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("Secretprogram.exe")))
    annotation(pdf, "Link", A=Dictionary(S=Name.GoToR, F=String("C:/Users/Secretuser/plan.pdf")))


def described(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Author"] = "Secretperson"
    pdf.docinfo["/Company"] = "Secretcompany"
    pdf.docinfo["/Title"] = "Visivolt plan"
    pdf.Root.Metadata = pdf.make_stream(b"<x>Secretxmp</x>")
    pdf.pages[0].obj.PieceInfo = Dictionary(App=Dictionary(Private=String("Secretprivate")))
    pdf.pages[0].obj.Thumb = pdf.make_stream(b"Secretthumb")


def test_notes_files_scripts_and_names_are_gone(clean: Cleans) -> None:
    data = changed(drawn(plain, plain), noted, attached, scripted, described)

    copy = copy_of(clean(data))

    assert "Secret" in everything_in(data)
    assert "Secret" not in everything_in(copy.data)
    assert words_of(copy.data) == words_of(data)
    assert copy.removed == (
        "We removed 2 notes and comments.",
        "We removed 2 attached files.",
        "We removed scripts and commands that start on their own.",
        _PROPERTIES,
    )
    with pikepdf.open(io.BytesIO(copy.data)) as pdf:
        assert dict(pdf.docinfo) == {"/Title": "Visivolt plan"}


def test_marks_stay_as_they_look(clean: Cleans) -> None:
    def marked(pdf: pikepdf.Pdf) -> None:
        look = Stream(pdf, b"1 0 0 rg 0 0 100 20 re f", Subtype=Name.Form, BBox=Array([0, 0, 100, 20]))
        annotation(pdf, "Stamp", AP=Dictionary(N=look), Contents=String("Secretstamp"), T=String("Secretauthor"), F=4)

    data = changed(drawn(plain), marked)

    copy = copy_of(clean(data))

    assert "Secret" not in everything_in(copy.data)
    assert largest_difference(data, copy.data) == 0


def test_typed_words_that_nobody_drew_are_drawn(clean: Cleans) -> None:
    def typed(pdf: pikepdf.Pdf) -> None:
        annotation(pdf, "FreeText", Contents=String("Harrowgill (north)\nlane"), DA=String("1 0 0 rg /Helv 9 Tf"))

    copy = copy_of(clean(changed(drawn(plain), typed)))

    assert words_of(copy.data).split() == ["Visivolt", "charging", "plan", "Harrowgill", "(north)", "lane"]


def test_form_values_stay_and_fields_go(clean: Cleans) -> None:
    def form(sheet: canvas.Canvas) -> None:
        plain(sheet)
        sheet.acroForm.textfield(name="Secretfield", value="Cobbleshaw", x=72, y=600, tooltip="Secrettip")
        sheet.acroForm.textfield(name="other", value="Secretvalue", x=72, y=500)

    def hide(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Annots[1].F = 2
        pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xfa>Secretxfa</xfa>")

    data = changed(drawn(form), hide)

    copy = copy_of(clean(data))

    assert "Secret" not in everything_in(copy.data)
    assert "Cobbleshaw" in words_of(copy.data)
    assert largest_difference(data, copy.data) < 80  # PDFium smooths letters in fields by color
    assert copy.removed == (
        "Form fields can’t be filled in any more. What was filled in stays on the page.",
        "We removed 1 hidden field or mark.",
        "We removed the XFA form behind the pages.",
        _PROPERTIES,
    )


def test_bookmarks_links_labels_and_pages_stay(clean: Cleans) -> None:
    def guided(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            outline.root.append(OutlineItem("Chapter", 1))
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r)]))
        pdf.Root.Lang = String("en-US")
        annotation(
            pdf, "Link", A=Dictionary(S=Name.URI, URI=String("https://example.gov/plan")), Contents=String("The plan")
        )
        annotation(pdf, "Link", Dest=Array([pdf.pages[1].obj, Name.Fit]))
        noted(pdf)

    copy = copy_of(clean(changed(drawn(plain, plain), guided)))

    with pikepdf.open(io.BytesIO(copy.data)) as pdf:
        links = list(pdf.pages[0].obj.Annots)
        assert [link.Subtype for link in links] == [Name.Link, Name.Link]
        assert str(links[0].A.URI) == "https://example.gov/plan"
        assert links[1].Dest[0].objgen == pdf.pages[1].obj.objgen
        assert [pdf.pages[0].label, pdf.pages[1].label, str(pdf.Root.Lang)] == ["i", "ii", "en-US"]
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Chapter"]


def revised(data: bytes, content: bytes) -> bytes:
    """With other content of its only page, added behind the file as editors do."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number, root, size = pdf.pages[0].obj.Contents.objgen[0], pdf.Root.objgen[0], int(pdf.trailer.Size)
    earlier = int(data.rpartition(b"startxref")[2].split()[0])
    stream = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(content), content)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Root %d 0 R/Size %d/Prev %d>>\n" % (
        *(number, len(data), root, size, earlier),
    )
    return data + stream + table + b"startxref\n%d\n%%%%EOF\n" % (len(data) + len(stream))


def test_earlier_revisions_are_gone(clean: Cleans) -> None:
    data = drawn(lambda sheet: sheet.drawString(72, 700, "Secretdraft"))
    data = revised(data, b"BT /F1 14 Tf 72 700 Td (Visivolt) Tj ET")

    copy = copy_of(clean(data))

    assert b"Secretdraft" in data
    assert "Secretdraft" not in everything_in(copy.data)
    assert "Visivolt" in words_of(copy.data)


# ---------------------------------------------------------------- layers


def layered(content: bytes, *, nested: bool = False) -> bytes:
    """A page with a layer that is on (MC0) and one that is off (MC1)."""

    def add(pdf: pikepdf.Pdf) -> None:
        on, off = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name))) for name in ("Sites", "Secretlayer"))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([on, off]), D=Dictionary(OFF=Array([off]), Order=Array([on, off]))
        )
        page = pdf.pages[0].obj
        properties = Dictionary(MC0=on, MC1=off)
        if nested:
            form = Stream(pdf, content, Subtype=Name.Form, BBox=Array([0, 0, 612, 792]))
            form.Resources = Dictionary(Properties=properties, Font=page.Resources.Font)
            page.Resources.XObject = Dictionary(Fm=form)
            page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\n/Fm Do")
        else:
            page.Resources.Properties = properties
            page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\n" + content)

    return changed(drawn(plain), add)


HIDDEN_WORDS = (
    b"/OC /MC0 BDC BT /F1 14 Tf 72 600 Td (Shownlayer) Tj ET EMC\n"
    b"/OC /MC1 BDC /Span <</ActualText (Secretactual)>> BDC BT /F1 14 Tf 72 560 Td (Secretword) Tj "
    b"0 -20 Td (Secretline) ' ET EMC 90 400 m 300 400 l S 1 0 0 rg EMC\n72 300 50 20 re f"
)


@pytest.mark.parametrize("nested", [False, True])
def test_hidden_layers_are_taken_out_of_the_pages(clean: Cleans, nested: bool) -> None:
    data = layered(HIDDEN_WORDS, nested=nested)

    copy = copy_of(clean(data))

    assert "Secret" in everything_in(data)
    assert "Secret" not in everything_in(copy.data)
    assert "Shownlayer" in words_of(copy.data)
    assert largest_difference(data, copy.data) == 0
    assert copy.removed == ("We removed 1 hidden layer with everything on it.", _PROPERTIES)


def test_layer_that_is_in_the_way_makes_a_picture(clean: Cleans) -> None:
    # What follows the layer stands where its words end, so that it can't go without moving others.
    content = b"BT /F1 14 Tf 72 560 Td /OC /MC1 BDC (Secretword) Tj EMC (Shownlayer) Tj ET"
    data = layered(content)

    copy = copy_of(clean(data))

    assert "Secret" not in everything_in(copy.data)
    assert copy.removed[-1].startswith("Page 1 is now a picture")


def test_layers_that_are_all_on_can_still_be_switched(clean: Cleans) -> None:
    def show(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OCProperties.D.OFF = Array()

    copy = copy_of(clean(changed(layered(HIDDEN_WORDS), show)))

    with pikepdf.open(io.BytesIO(copy.data)) as pdf:
        assert len(pdf.Root.OCProperties.OCGs) == 2


def test_words_for_hidden_pieces_leave_the_tags(clean: Cleans) -> None:
    def tag(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        seen, gone = (
            pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=root, Pg=page, K=number, Alt=String(words)))
            for number, words in ((0, "Visible alternative"), (1, "Secretalternative"))
        )
        root.K = Array([seen, gone])
        root.ParentTree = Dictionary(Nums=Array([0, Array([seen, gone])]))
        page.StructParents = 0
        pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = root, Dictionary(Marked=True)

    content = b"/P <</MCID 0>> BDC BT /F1 14 Tf 72 600 Td (Seen) Tj ET EMC /OC /MC1 BDC /P <</MCID 1>> BDC EMC EMC"
    copy = copy_of(clean(changed(layered(content), tag)))

    assert "Secret" not in everything_in(copy.data)
    assert "Visible alternative" in everything_in(copy.data)


# ---------------------------------------------------------------- what can't be seen


def boxed(sheet: canvas.Canvas) -> None:
    plain(sheet)
    sheet.drawString(72, 500, "Secretprice of the bid")
    sheet.rect(60, 490, 300, 30, fill=1)


def white(sheet: canvas.Canvas) -> None:
    plain(sheet)
    sheet.setFillColorRGB(1, 1, 1)
    sheet.drawString(72, 500, "Secretwhite words")


def off_the_page(sheet: canvas.Canvas) -> None:
    plain(sheet)
    sheet.drawString(700, 500, "Secretaside")


def blacked_out(sheet: canvas.Canvas) -> None:
    picture = Image.effect_noise((400, 300), 80)
    sheet.drawImage(ImageReader(picture), 72, 300, 400, 300)
    sheet.rect(100, 400, 120, 14, fill=1)


@pytest.mark.parametrize("page", [boxed, white, off_the_page, blacked_out])
def test_page_with_covered_content_becomes_a_picture(clean: Cleans, page: Callable[[canvas.Canvas], None]) -> None:
    data = drawn(plain, page)

    copy = copy_of(clean(data))

    assert "Secret" not in everything_in(copy.data)
    assert words_of(copy.data).split() == ["Visivolt", "charging", "plan"]
    assert copy.removed[-1] == (
        "Page 2 is now a picture, because it has content that can’t be seen. "
        "Search finds its words after text recognition."
    )
    with pikepdf.open(io.BytesIO(copy.data)) as pdf:
        assert [len(page.obj.Resources.get("/XObject", Dictionary())) for page in pdf.pages] == [0, 1]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_picture_of_a_turned_page_looks_as_before(clean: Cleans, turn: int) -> None:
    def turned(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Rotate = turn
        pdf.pages[0].obj.CropBox = Array([20, 30, 600, 700])

    data = changed(drawn(boxed), turned)

    copy = copy_of(clean(data))

    before, after = pictures_of(data)[0], pictures_of(copy.data)[0]
    assert after.size == before.size
    assert ImageChops.difference(before.reduce(8), after.reduce(8)).getextrema() < ((100, 100),) * 3


def ordinary(sheet: canvas.Canvas) -> None:
    plain(sheet)
    sheet.drawString(72, 650, "Ill lit III 1111 ... --- i.i.i")
    sheet.setFillColorRGB(0.1, 0.1, 0.1)
    sheet.rect(60, 490, 300, 30, fill=1)
    sheet.setFillColorRGB(1, 1, 1)
    sheet.drawString(72, 500, "White on a dark bar")


def test_ordinary_pages_stay_text(clean: Cleans) -> None:
    data = drawn(ordinary)

    copy = copy_of(clean(data))

    assert copy.removed == (_PROPERTIES,)
    assert words_of(copy.data) == words_of(data)
    assert largest_difference(data, copy.data) == 0


def test_photographs_inside_go_without_their_place(clean: Cleans) -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        output, exif = io.BytesIO(), Image.Exif()
        exif[0x010E] = "Secretplace"
        Image.linear_gradient("L").convert("RGB").save(output, "JPEG", exif=exif)
        photo = Stream(pdf, output.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=256, Height=256)
        photo.ColorSpace, photo.BitsPerComponent, photo.Filter = Name.DeviceRGB, 8, Name.DCTDecode
        page = pdf.pages[0].obj
        page.Resources.XObject = Dictionary(Im=photo)
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\nq 200 0 0 200 72 300 cm /Im Do Q")

    data = changed(drawn(plain), add)

    copy = copy_of(clean(data))

    assert "Secretplace" in everything_in(data)
    assert "Secretplace" not in everything_in(copy.data)
    assert largest_difference(data, copy.data) == 0


# ---------------------------------------------------------------- no copy


def test_redactions_that_were_never_applied_are_told(clean: Cleans) -> None:
    data = changed(drawn(plain), lambda pdf: annotation(pdf, "Redact"))

    assert clean(data) == (
        "We can’t make a cleaned copy because page 1 has text that is marked for redaction but still there. "
        "Apply the redactions in Acrobat, then upload that copy."
    )


def test_form_that_only_acrobat_draws_is_told(clean: Cleans) -> None:
    def dynamic(pdf: pikepdf.Pdf) -> None:
        pdf.Root.NeedsRendering = True

    assert clean(changed(drawn(plain), dynamic)) == (
        "We can’t make a cleaned copy because it is a form that only Acrobat can draw. "
        "Print it to a new PDF in Acrobat, then upload that."
    )


@pytest.mark.parametrize("cut", [0, 30, 400])
def test_damaged_file_gives_a_reason_or_a_sound_copy(clean: Cleans, cut: int) -> None:
    copy = clean(drawn(plain)[:cut])

    assert isinstance(copy, CleanedCopy) or copy == "We can’t make a cleaned copy because we couldn’t read all of it."


def test_time_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(drawn(plain))

    assert clean_copy(path, PDF, Limits(clean_seconds=0)) == (
        "We can’t make a cleaned copy because it takes too long to clean."
    )


def test_size_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(drawn(plain))

    assert clean_copy(path, PDF, Limits(file_bytes=100)) == (
        "We can’t make a cleaned copy because the cleaned copy would be too large."
    )


def test_other_types_are_not_cleaned(tmp_path: Path) -> None:
    assert [can_clean(file_type) for file_type in (PDF, ZIP, CSV)] == [True, False, False]
    assert clean_copy(tmp_path, ZIP, LIMITS) == (
        "We can’t clean a ZIP file. Clean the files inside it, make a new ZIP file, then upload that."
    )
    assert clean_copy(tmp_path, CSV, LIMITS) == "We can’t make a cleaned copy of this type of file."
