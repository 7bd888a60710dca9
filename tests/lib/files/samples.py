"""Small sound files of every accepted type, made once per test run."""

import io
import json
import zipfile
from functools import cache

import docx
import openpyxl
import pptx
from PIL import Image
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen import canvas

KML = (
    '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Sample</name>'
    "<Placemark><name>Sample Plaza</name><Point><coordinates>-104.9,39.7</coordinates></Point></Placemark>"
    "</Document></kml>"
)
# Extension → the other extensions under which the very same bytes are sound too: any CSV table is a text file.
ALSO_SOUND_AS = {"csv": {"txt"}, "txt": {"csv"}, "kmz": {"zip"}}


@cache
def sample(extension: str) -> bytes:
    """The bytes of a sound file of this type."""
    return MAKERS[extension]()


def pdf(*page_texts: str, title: str = "Sample Charging Plan") -> bytes:
    """A PDF with a heading and a paragraph on each page. A text is "Heading|body"."""
    output = io.BytesIO()
    sheet = canvas.Canvas(output, pagesize=letter)
    sheet.setTitle(title)
    for text in page_texts:
        heading, _, body = text.partition("|")
        sheet.setFont("Helvetica-Bold", 20)
        sheet.drawString(72, 720, heading)
        sheet.setFont("Helvetica", 11)
        for place, line in enumerate(body.split("\n")):
            sheet.drawString(72, 690 - 14 * place, line)
        sheet.showPage()
    sheet.save()
    return output.getvalue()


def word(build=lambda document: None) -> bytes:
    document = docx.Document()
    document.add_heading("Sample request for proposals", level=1)
    document.add_paragraph("The agency buys charging ports along the corridor.")
    build(document)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def workbook(build=lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Budget"
    book.active.append(["Item", "Cost"])
    book.active.append(["Charger", 125000.5])
    build(book)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def slides(*titles: str, notes: bool = False) -> bytes:
    deck = pptx.Presentation()
    for title in titles or ("Sample call",):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"About {title}"
        if notes:
            slide.notes_slide.notes_text_frame.text = f"Say this about {title}"
    output = io.BytesIO()
    deck.save(output)
    return output.getvalue()


def picture(kind: str, size: tuple[int, int] = (60, 40)) -> bytes:
    output = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(output, kind)
    return output.getvalue()


def layer(*features: dict, **members: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members}).encode()


def point(longitude: float = -104.9, latitude: float = 39.7, **properties: object) -> dict:
    geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method, compresslevel=1) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return output.getvalue()


def repacked(package: bytes, *, without: tuple[str, ...] = (), **changed: bytes) -> bytes:
    """An Office file with parts taken out, replaced or added; part names use "__" for "/"."""
    new = {name.replace("__", "/"): data for name, data in changed.items()}
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist() if name not in without and name not in new}
    return zipped({**kept, **new})


def part(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(name)


MAKERS = {
    "pdf": lambda: pdf("Introduction|Sample text about ports.", "Contracting|More sample text."),
    "docx": word,
    "xlsx": workbook,
    "pptx": slides,
    "csv": lambda: b"Site,Ports\nSample Plaza,4\nSample Mall,8\n",
    "txt": lambda: "Sample notes: 97 % uptime — as agreed.\n".encode(),
    "geojson": lambda: layer(point(name="Sample Plaza", ports=4), point(-105, 40, name="Sample Mall", ports=8)),
    "kml": lambda: KML.encode(),
    "kmz": lambda: zipped({"doc.kml": KML.encode()}),
    "zip": lambda: zipped({"notes.txt": b"Sample notes", "plan.pdf": sample("pdf")}),
    "png": lambda: picture("PNG"),
    "jpg": lambda: picture("JPEG"),
}
