"""The file types the portal takes. Content types come from this table, never from a client."""

from clearinghouse.lib.frozen import dataclass


@dataclass(frozen=True)
class FileType:
    """One accepted type: a short name for the database, what people read, what browsers are told."""

    slug: str
    label: str
    content_type: str
    extensions: tuple[str, ...]

    @property
    def article(self) -> str:
        """The label with its article: "a PDF", "an Excel workbook"."""
        return f"an {self.label}" if self.label[0] in "AE" else f"a {self.label}"


_OFFICE = "application/vnd.openxmlformats-officedocument"

PDF = FileType("pdf", "PDF", "application/pdf", ("pdf",))
DOCX = FileType("docx", "Word document", f"{_OFFICE}.wordprocessingml.document", ("docx",))
XLSX = FileType("xlsx", "Excel workbook", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",))
PPTX = FileType("pptx", "PowerPoint presentation", f"{_OFFICE}.presentationml.presentation", ("pptx",))
CSV = FileType("csv", "CSV table", "text/csv", ("csv",))
TXT = FileType("txt", "text file", "text/plain", ("txt",))
GEOJSON = FileType("geojson", "GeoJSON map layer", "application/geo+json", ("geojson", "json", "geojsonl", "geojsons"))
KML = FileType("kml", "KML map layer", "application/vnd.google-earth.kml+xml", ("kml",))
KMZ = FileType("kmz", "KMZ map layer", "application/vnd.google-earth.kmz", ("kmz",))
ZIP = FileType("zip", "ZIP file", "application/zip", ("zip",))
PNG = FileType("png", "PNG picture", "image/png", ("png",))
JPG = FileType("jpg", "JPG picture", "image/jpeg", ("jpg", "jpeg"))
# Never an upload of its own: a map layer in several files, which travel in a ZIP.
SHAPEFILE = FileType("shp", "shapefile", "application/vnd.shp", ("shp",))

FILE_TYPES: dict[str, FileType] = {
    file_type.slug: file_type for file_type in (PDF, DOCX, XLSX, PPTX, CSV, TXT, GEOJSON, KML, KMZ, ZIP, PNG, JPG)
}
BY_EXTENSION: dict[str, FileType] = {
    extension: file_type for file_type in FILE_TYPES.values() for extension in file_type.extensions
}
ACCEPTED_SENTENCE = (
    "Upload a PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), CSV, text, GeoJSON, KML, KMZ, PNG, or JPG "
    "file, or a ZIP file of these. A shapefile goes in a ZIP file"
)
