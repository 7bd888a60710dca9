import re
from pathlib import Path

import pytest

from clearinghouse.lib.files import check
from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.results import FLAG_SENTENCES
from clearinghouse.lib.files.types import FILE_TYPES
from tests.lib.files.samples import ALSO_SOUND_AS, sample, zipped

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
    assert any(way in result.sentence for way in ("Upload a PDF", "Save it as", "Export", "without macros"))


@pytest.mark.parametrize(
    ("extension", "way_out"),
    [
        ("xls", "We don’t accept .xls files. Save it as .xlsx or PDF, then upload that copy."),
        ("ods", "We don’t accept .ods files. Save it as .xlsx or PDF, then upload that copy."),
        ("doc", "We don’t accept .doc files. Save it as .docx or PDF, then upload that copy."),
        ("odt", "We don’t accept .odt files. Save it as .docx or PDF, then upload that copy."),
        ("ppt", "We don’t accept .ppt files. Save it as .pptx or PDF, then upload that copy."),
        ("odp", "We don’t accept .odp files. Save it as .pptx or PDF, then upload that copy."),
        ("xlsm", "The file contains macros. Save it without macros (as .docx, .xlsx or .pptx), then upload that copy."),
    ],
)
def test_check_file_says_how_to_save_other_office_files(check_here, extension, way_out):
    assert check_here(b"anything", f"sample.{extension}").sentence == way_out


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
