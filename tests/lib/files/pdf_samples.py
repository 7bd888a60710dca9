"""PDF files that programs read otherwise than people see them. Every word in them is invented."""

import io
import re
from collections.abc import Callable, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDE, HIGH = 612, 792
DEPOT = (
    "Quellmark depot agreement",
    "The operator keeps thirteen brantovane chargers",
    "ready at all hours of the day.",
)
SCAN = ("TERM AND RENEWAL", "The license runs for eleven years and renews", "unless the Marquandy clause is invoked.")
SOUND = ("Cover sheet of the Vellorby exchange, with a sound text layer on it.",)


def drawn(*pages: Callable[[Canvas], None]) -> bytes:
    """A PDF with one page for each function that draws it."""
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=(WIDE, HIGH))
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def lines(*texts: str, size: int = 12, top: int = 700, font: str = "Helvetica") -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for place, text in enumerate(texts):
            canvas.drawString(72, top - 2 * size * place, text)

    return draw


def changed(data: bytes, change: Callable[[Pdf], None]) -> bytes:
    """The file after `change` was made to it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        output = io.BytesIO()
        pdf.save(output)
    return output.getvalue()


def garbled(told: Callable[[int, str], str], texts: Sequence[str] = DEPOT, *, font: str = "Vera.ttf") -> bytes:
    """Page 1 is sound. Page 2 shows `texts` in letters whose table names what `told` says for a code and a letter."""
    name = embedded_font(font)
    return changed(drawn(lines(*SOUND), lines(*texts, size=20, font=name)), lambda pdf: _retable(pdf, told))


def embedded_font(file: str, *, is_readable: bool = False) -> str:
    """The name of a font whose letters are numbered anew, as most word processors do, or keep their plain codes."""
    name = f"Sample-{file}-{is_readable}"
    pdfmetrics.registerFont(TTFont(name, file, asciiReadable=is_readable))
    return name


def tabled_fonts(pdf: Pdf) -> list[Object]:
    return [each for each in pdf.objects if isinstance(each, Dictionary) and "/ToUnicode" in each]


def _retable(pdf: Pdf, told: Callable[[int, str], str]) -> None:
    for font in tabled_fonts(pdf):
        table = font.ToUnicode.read_bytes().decode("latin-1")
        pairs = re.findall(r"<([0-9A-F]{2})> <([0-9A-F]{4})>", table.partition("beginbfchar")[2])
        rows = "\n".join(f"<{code}> <{_utf16(told(int(code, 16), chr(int(seen, 16))))}>" for code, seen in pairs)
        font.ToUnicode = pdf.make_stream(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
            b"1 begincodespacerange <00> <FF> endcodespacerange\n"
            + f"{len(pairs)} beginbfchar\n{rows}\nendbfchar\nendcmap end end".encode()
        )


def _utf16(letters: str) -> str:
    return letters.encode("utf-16-be", "surrogatepass").hex().upper()


def without_letter_table(texts: Sequence[str] = DEPOT) -> bytes:
    def drop(pdf: Pdf) -> None:
        for font in tabled_fonts(pdf):
            del font.ToUnicode

    return changed(garbled(lambda code, seen: seen, texts), drop)


def scan_picture(texts: Sequence[str] = SCAN, *, turn: int = 0) -> Image.Image:
    """A page as a scanner sees it, turned clockwise."""
    picture = Image.new("L", (1275, 1650), 255)
    pen = ImageDraw.Draw(picture)
    for place, text in enumerate(texts):
        pen.text((150, 250 + 70 * place), text, font=ImageFont.load_default(size=40), fill=0)
    return picture.rotate(-turn, expand=True)


def scanned(
    *,
    turn: int = 0,
    stamp: Callable[[Canvas], None] = lambda canvas: None,
    texts: Sequence[str] = SCAN,
    over: bool = True,
) -> Callable[[Canvas], None]:
    """A page with the scan, and live text that `stamp` puts on it."""

    def draw(canvas: Canvas) -> None:
        picture = scan_picture(texts, turn=turn)
        high = WIDE * picture.height / picture.width
        if not over:
            stamp(canvas)
        canvas.drawImage(ImageReader(picture), 0, (HIGH - high) / 2, width=WIDE, height=high)
        if over:
            stamp(canvas)

    return draw


def stamped(text: str, *, x: float = 72, y: float = 20, size: float = 7) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        canvas.drawString(x, y, text)

    return draw


def with_layer(*, is_off: bool, own_name: str = "Reviewer ranking") -> bytes:
    """Page 1 has words on a layer, large ones too."""

    def add(pdf: Pdf) -> None:
        page = pdf.pages[0]
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(own_name)))
        config = Dictionary(OFF=Array([group]) if is_off else Array(), Order=Array([group]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=config)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources.Font.Extra = pdf.make_indirect(font)
        page.Resources.Properties = Dictionary(Layer=group)
        words = b"/OC /Layer BDC BT /Extra 30 Tf 72 400 Td (Layerwick secret ranking) Tj ET EMC"
        page.contents_add(Stream(pdf, words))

    return changed(drawn(lines("Shown words of the Tessaly plan", "More of them")), add)


def annotated(*notes: dict[str, object], texts: Sequence[str] = ("Words of the page",)) -> bytes:
    """A page with annotations, each given by its entries."""

    def add(pdf: Pdf) -> None:
        pdf.pages[0].Annots = Array([pdf.make_indirect(annotation(pdf, note)) for note in notes])

    return changed(drawn(lines(*texts)), add)


def annotation(pdf: Pdf, note: dict[str, object]) -> Dictionary:
    entries = {"/Type": Name.Annot, **{key: value for key, value in note.items() if key != "picture"}}
    if "picture" in note:
        content, form = note["picture"]
        entries["/AP"] = Dictionary(N=pdf.make_indirect(Stream(pdf, content, Dictionary(form))))
    return Dictionary(entries)
