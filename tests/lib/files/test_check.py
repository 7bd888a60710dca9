import re
import zipfile
from pathlib import Path

import pytest

from clearinghouse.lib.files import check
from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.results import FLAG_SENTENCES
from clearinghouse.lib.files.types import FILE_TYPES
from tests.lib.files.samples import ALSO_SOUND_AS, part, repacked, sample, zipped

TYPES = list(FILE_TYPES)
RENAMED = [
    (made, named) for made in TYPES for named in TYPES if made != named and named not in ALSO_SOUND_AS.get(made, ())
]


@pytest.mark.parametrize("extension", TYPES)
def test_check_file_accepts_every_type(check_in_child, extension):
    result = check_in_child(sample(extension), f"Sample file.{extension}")

    assert (result.accepted, result.file_type, result.flags, result.sentence) == (
        True,
        FILE_TYPES[extension],
        (),
        "",
    )


@pytest.mark.parametrize(("extension", "slug"), [("json", "geojson"), ("jpeg", "jpg"), ("PDF", "pdf"), ("JPEG", "jpg")])
def test_check_file_accepts_other_spellings(check_here, extension, slug):
    made = "jpg" if slug == "jpg" else slug

    result = check_here(sample(made), f"sample.{extension}")

    assert result.file_type == FILE_TYPES[slug]


@pytest.mark.parametrize(("made", "named"), RENAMED)
def test_check_file_refuses_a_renamed_type(check_here, made, named):
    result = check_here(sample(made), f"sample.{named}")

    assert not result.accepted
    assert result.code in {"type-mismatch", "not-text", "geojson", "zip-depth", "encrypted"}
    assert result.sentence.endswith(".")


def test_check_file_names_what_it_found(check_here):
    result = check_here(sample("docx"), "sample.pdf")

    assert result.sentence == (
        "The file name says this is a PDF, but it is a Word document. "
        "Save it in the right format, then upload it again."
    )


@pytest.mark.parametrize(
    "filename",
    [
        "sample.svg", "sample.html", "sample.xhtml", "sample.xht", "sample.xml", "sample.mht", "sample.mhtml",
        "sample.svgz", "sample.gpx", "sample.doc", "sample.xls", "sample.ppt", "sample.docm", "sample.xlsm",
        "sample.exe", "sample.eml", "sample.pdf.exe", "sample.pdf;.html", "sample.pdf::$DATA", "sample", ".htaccess",
        "sample.", "",
    ],
)  # fmt: skip
def test_check_file_refuses_other_extensions_with_a_way_out(check_here, filename):
    result = check_here(sample("pdf"), filename)

    assert result.code in {"type-not-accepted", "no-extension", "macros"}
    assert any(
        way in result.sentence for way in ("Upload a PDF", "Save it as", "Save or print", "Export", "without macros")
    )


MACROS = "The file contains macros. Save it without macros (as .docx, .xlsx or .pptx), then upload that copy."
# Each old or odd format with what to save it as: none of them is read.
SAVED_AS = {
    ".docx or PDF": ["doc", "dot", "dotx", "rtf", "odt", "ott", "fodt", "wpd", "wps", "pages"],
    ".xlsx or PDF": ["xls", "xlt", "xltx", "xlsb", "ods", "ots", "fods", "numbers"],
    ".pptx or PDF": ["ppt", "pps", "ppsx", "potx", "odp", "otp", "fodp", "key"],
    ".csv": ["tsv", "tab"],
    ".txt": ["md", "log"],
}
PRINTED = [
    "vsd",
    "vsdx",
    "pub",
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
]
WITH_MACROS = ["docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam"]


@pytest.mark.parametrize(
    ("extension", "sentence"),
    [
        *((each, f"We don’t accept .{each} files. Save it as {saved}, then upload that copy.")
          for saved, extensions in SAVED_AS.items() for each in extensions),
        *((each, f"We don’t accept .{each} files. Save or print it as a PDF, then upload that.") for each in PRINTED),
        *((each, MACROS) for each in WITH_MACROS),
    ],
)  # fmt: skip
def test_check_file_says_how_to_save_old_and_odd_formats(check_here, extension, sentence):
    assert check_here(b"anything", f"sample.{extension}").sentence == sentence


OLD_CONTENT = {
    "an older Office document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    "an RTF document": b"{\\rtf1\\ansi Sample words}",
    "an OpenDocument file": zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}, zipfile.ZIP_STORED
    ),
    "a web page or an XML file": b"<html><table><tr><td>Site</td></tr></table></html>",
}


@pytest.mark.parametrize("extension", ["docx", "xlsx", "pptx"])
@pytest.mark.parametrize("found", OLD_CONTENT)
def test_check_file_says_what_a_renamed_old_file_is(check_here, extension, found):
    result = check_here(OLD_CONTENT[found], f"sample.{extension}")

    assert (result.code, f"but it is {found}. Save it in the right format" in result.sentence) == (
        "type-mismatch",
        True,
    )


@pytest.mark.parametrize("kind", ["sheet.macroEnabled.main+xml", "sheet.binary.macroEnabled.main"])
def test_check_file_refuses_a_renamed_workbook_with_macros(check_here, kind):
    sound = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = part(sample("xlsx"), "[Content_Types].xml").replace(sound, b"application/vnd.ms-excel." + kind.encode())

    result = check_here(repacked(sample("xlsx"), **{"[Content_Types].xml": types}), "sample.xlsx")

    assert (result.code, result.sentence) == ("macros", MACROS)


@pytest.mark.parametrize("filename", ["a\x00.pdf", "a.pdf. ", "a.PDF", "\u202efdp.pdf", "../../a.pdf", "C:\\x\\a.pdf"])
def test_check_file_reads_the_extension_after_cleaning(check_here, filename):
    result = check_here(sample("pdf"), filename)

    assert result.accepted


@pytest.mark.parametrize("extension", TYPES)
def test_check_file_refuses_an_empty_file(check_here, extension):
    result = check_here(b"", f"sample.{extension}")

    assert result.code == "empty"


@pytest.mark.parametrize("extension", TYPES)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_check_file_survives_a_cut_file(check_here, extract_here, extension, share):
    data = sample(extension)
    cut = data[: max(1, int(len(data) * share))]

    result = check_here(cut, f"sample.{extension}")

    if extension in ("csv", "txt") or (extension, share) == ("pdf", 0.99):
        assert result.accepted  # half a text is a text; a PDF without its end mark is mended
        assert extract_here(cut, extension).status == "ok"
    else:
        assert result.code in {"incomplete", "broken", "geojson", "type-mismatch"}


def test_check_file_refuses_one_byte_over_the_limit(tmp_path: Path):
    path = tmp_path / "upload"
    limits = Limits(file_bytes=1000)
    results = []
    for size in (999, 1000, 1001):
        path.write_bytes(b"a" * size)
        results.append(check_file(path, "sample.txt", limits).code)

    assert results == ["", "", "too-large"]


def test_every_flag_has_a_sentence():
    package = Path(check.__file__).parent / "inspection"
    source = "".join(path.read_text() for path in package.glob("*.py"))
    flags = set(re.findall(r'"((?:pdf|embedded|odd|permissions|tracked|external|local|gps)-[a-z]+|comments)"', source))

    assert flags - {"embedded-object", "external-template"} == set(FLAG_SENTENCES)


def test_check_file_says_when_the_file_is_gone(tmp_path: Path):
    result = check_file(tmp_path / "nothing", "sample.pdf", Limits())

    assert result.code == "check-failed"


def test_check_file_refuses_garbage_of_every_type(check_here):
    garbage = bytes(range(256)) * 40

    codes = {extension: check_here(garbage, f"sample.{extension}").accepted for extension in TYPES}

    assert codes == dict.fromkeys(TYPES, False)


@pytest.mark.parametrize("extension", ["pdf", "png", "jpg"])
def test_check_file_refuses_a_zip_behind_another_file(check_in_child, extension):
    result = check_in_child(sample(extension) + zipped({"a.txt": b"Sample"}), f"sample.{extension}")

    assert result.code == "polyglot"
