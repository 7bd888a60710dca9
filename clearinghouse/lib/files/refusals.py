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
_OLD_OFFICE |= {"wps": ".docx", "ott": ".docx", "fodt": ".docx", "ots": ".xlsx", "fods": ".xlsx"}
_OLD_OFFICE |= {"otp": ".pptx", "fodp": ".pptx"}
_PRINTED = {
    "pub",
    "vsd",
    "vsdx",
    "odg",
    "one",
    "mpp",
    "xps",
    "oxps",
    "epub",
    "eml",
    "msg",
    "mht",
    "mhtml",
    "html",
    "htm",
}
_PLAIN = {"tsv": ".csv", "tab": ".csv", "md": ".txt", "log": ".txt"}
_MACRO_OFFICE = {"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam"}
_SHAPEFILE_PARTS = {"shp", "shx", "dbf", "prj", "cpg"}
_MAP_LAYERS = {"gpx", "gml", "gpkg", "gdb", "lyr", "lyrx", "mxd", "aprx", "qgs", "qgz"}
_PICTURES = {"gif", "tif", "tiff", "bmp", "webp", "heic", "heif", "avif", "psd", "ico"}
_ARCHIVES = {"rar", "7z", "gz", "tgz", "tar", "bz2", "xz", "zst"}


def unaccepted_extension(extension: str) -> Refused:
    """The refusal of a name whose extension is not on the list, with the way out where there is one."""
    if not extension:
        return Refused("no-extension", f"The file name has no extension, such as .pdf. {ACCEPTED_SENTENCE}.")
    what = f"We don’t accept .{one_line(extension, 20)} files"
    if extension in _MACRO_OFFICE:
        return macros()
    if extension in _OLD_OFFICE:
        return Refused(
            "type-not-accepted", f"{what}. Save it as {_OLD_OFFICE[extension]} or PDF, then upload that copy."
        )
    if extension in _PLAIN:
        return Refused("type-not-accepted", f"{what}. Save it as {_PLAIN[extension]}, then upload that copy.")
    if extension in _PRINTED:
        return Refused("type-not-accepted", f"{what}. Save or print it as a PDF, then upload that.")
    if extension in _SHAPEFILE_PARTS:
        return Refused("type-not-accepted", f"{what} alone. Put all files of the shapefile in one ZIP file.")
    if extension in _MAP_LAYERS:
        return Refused("type-not-accepted", f"{what}. Export the map layer as GeoJSON (WGS 84), then upload that.")
    if extension in _PICTURES:
        return Refused("type-not-accepted", f"{what}. Save the picture as PNG or JPG, then upload that copy.")
    if extension in _ARCHIVES:
        return Refused("type-not-accepted", f"{what}. Put the files in a ZIP file, or upload them one by one.")
    return Refused("type-not-accepted", f"{what}. {ACCEPTED_SENTENCE}.")


def is_refused_in_zip(extension: str) -> bool:
    """Whether a ZIP with such a file is refused: macros run, and what is in another archive nobody checks."""
    return extension in _MACRO_OFFICE or extension in _ARCHIVES


def program() -> Refused:
    return Refused("program", "The file is a program. Remove it, then upload the rest.")


def empty() -> Refused:
    return Refused("empty", "This file is empty. Check that it opens on your computer, then upload it again.")


def too_large(limit_bytes: int) -> Refused:
    return Refused(
        "too-large",
        f"This file is larger than {limit_bytes // MB} MB. Reduce its size or split it, then upload it again.",
    )


def mismatch(named: str, found: str) -> Refused:
    """`named` and `found` with their articles: "a PDF", "a Word document"."""
    return Refused(
        "type-mismatch",
        f"The file name says this is {named}, but it is {found}. Save it in the right format, then upload it again.",
    )


def polyglot(found: str) -> Refused:
    return Refused(
        "polyglot",
        f"We can’t accept this file because {found} is hidden in it. Save or print it as a new file, then upload that.",
    )


def broken(what: str) -> Refused:
    """`what` with its article: "a PDF"."""
    return Refused(
        "broken", f"We can’t read this file as {what}. It may be damaged. Save it again, then upload the new copy."
    )


def incomplete(what: str) -> Refused:
    return Refused("incomplete", f"The end of the file is missing, so we can’t read it as {what}. Upload it again.")


def encrypted(what: str) -> Refused:
    """`what` as a subject: "This PDF"."""
    return Refused("encrypted", f"{what} is password-protected. Remove the password, then upload it again.")


def macros() -> Refused:
    return Refused(
        "macros", "The file contains macros. Save it without macros (as .docx, .xlsx or .pptx), then upload that copy."
    )


def embedded_object() -> Refused:
    return Refused(
        "embedded-object",
        "The file contains an embedded object (OLE or ActiveX). Replace it with a picture or text, or save as a PDF.",
    )


def external_template() -> Refused:
    return Refused(
        "external-template",
        "The file loads its template from another computer. Attach the Normal template or save it as a PDF first.",
    )


def dynamic_data() -> Refused:
    return Refused(
        "dde",
        "The file has fields or formulas that start other programs (DDE). Replace them with their values first.",
    )


def check_failed() -> Refused:
    return Refused(
        "check-failed",
        "This file takes too long or needs too much memory to check. Save a simpler copy, then upload that.",
    )
