"""Why a file is refused: a code for the machine and one sentence for the person who chose the file."""

from dataclasses import dataclass

from clearinghouse.lib.files.limits import MB
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.files.types import ACCEPTED_SENTENCE

_LONGEST_NAME = 80


@dataclass
class Refused(Exception):
    """Raised where a check fails. The sentence says what happened and what to do."""

    code: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"

    def inside(self, name: str) -> "Refused":
        """The same refusal, told about one file inside a ZIP."""
        return Refused(self.code, f"“{one_line(name, _LONGEST_NAME)}” in the ZIP file: {self.sentence}")


_OLD_OFFICE = {"doc": ".docx", "dot": ".docx", "rtf": ".docx", "odt": ".docx", "pages": ".docx", "wpd": ".docx"}
_OLD_OFFICE |= {"xls": ".xlsx", "xlt": ".xlsx", "xlsb": ".xlsx", "ods": ".xlsx", "numbers": ".xlsx"}
_OLD_OFFICE |= {"ppt": ".pptx", "pps": ".pptx", "ppsx": ".pptx", "odp": ".pptx", "key": ".pptx"}
_OLD_OFFICE |= {"dotx": ".docx", "xltx": ".xlsx", "potx": ".pptx"}
_MACRO_OFFICE = {"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam"}
_MAP_LAYERS = {"kml", "kmz", "gpx", "gml", "shp", "shx", "dbf", "prj", "gpkg", "gdb", "lyr", "lyrx", "mxd", "aprx"}
_PICTURES = {"gif", "tif", "tiff", "bmp", "webp", "heic", "heif", "avif", "psd", "ico"}
_ARCHIVES = {"rar", "7z", "gz", "tgz", "tar", "bz2", "xz", "zst"}


def unaccepted_extension(extension: str) -> Refused:
    """The refusal of a name whose extension is not on the list, with the way out where there is one."""
    if not extension:
        return Refused("no-extension", f"The file name has no ending such as .pdf. {ACCEPTED_SENTENCE}.")
    what = f"Files ending in .{one_line(extension, 20)} are not accepted"
    if extension in _MACRO_OFFICE:
        return macros()
    if extension in _OLD_OFFICE:
        return Refused("type-not-accepted", f"{what}. Save it as {_OLD_OFFICE[extension]} or PDF and upload that.")
    if extension in _MAP_LAYERS:
        return Refused("type-not-accepted", f"{what}. Export the map layer as GeoJSON (WGS 84) and upload that.")
    if extension in _PICTURES:
        return Refused("type-not-accepted", f"{what}. Save the picture as PNG or JPG and upload that.")
    if extension in _ARCHIVES:
        return Refused("type-not-accepted", f"{what}. Pack the files as a ZIP, or upload them one by one.")
    return Refused("type-not-accepted", f"{what}. {ACCEPTED_SENTENCE}.")


def empty() -> Refused:
    return Refused("empty", "The file is empty. Check that it opens on your computer and upload it again.")


def too_large(limit_bytes: int) -> Refused:
    return Refused(
        "too-large",
        f"The file is larger than {limit_bytes // MB} MB. Make it smaller or split it, and upload it again.",
    )


def mismatch(named: str, found: str) -> Refused:
    """`named` and `found` with their articles: "a PDF", "a Word document"."""
    return Refused(
        "type-mismatch",
        f"The name says this is {named}, but the content is {found}. Save it in the right format and upload it again.",
    )


def polyglot(found: str) -> Refused:
    return Refused(
        "polyglot",
        f"The file carries {found} hidden in it and is refused for safety. Save or print it anew and upload that copy.",
    )


def broken(what: str) -> Refused:
    """`what` with its article: "a PDF"."""
    return Refused(
        "broken", f"The file could not be read as {what}; it seems damaged. Save it again and upload the new copy."
    )


def incomplete(what: str) -> Refused:
    return Refused("incomplete", f"The end of the file is missing, so it is not {what} any more. Upload it again.")


def encrypted(what: str) -> Refused:
    """`what` as a subject: "This PDF"."""
    return Refused("encrypted", f"{what} is protected with a password. Remove the password and upload it again.")


def macros() -> Refused:
    return Refused(
        "macros", "The file contains macros. Save it without macros (as .docx, .xlsx or .pptx) and upload that."
    )


def embedded_object() -> Refused:
    return Refused(
        "embedded-object",
        "The file contains an embedded object (OLE or ActiveX). Replace it with a picture or text, or save as PDF.",
    )


def external_template() -> Refused:
    return Refused(
        "external-template",
        "The file loads its template from another computer. Attach the Normal template or save as PDF first.",
    )


def dynamic_data() -> Refused:
    return Refused(
        "dde",
        "The file starts other programs (DDE). Replace these fields or formulas with their values and upload again.",
    )


def check_failed() -> Refused:
    return Refused(
        "check-failed",
        "The file could not be checked within our limits of time and memory. Save a simpler copy and upload that.",
    )
