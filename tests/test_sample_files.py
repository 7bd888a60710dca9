"""The sample documents: marked as invented, small, listed in the manifest, and what the README says they are."""

import csv
import json
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "documents" / "samples"
MARK = "Sample — invented document"
PACKAGES = (".docx", ".xlsx", ".pptx", ".zip")


def manifest():
    with (SAMPLES / "manifest.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def rows_of(name):
    with (SAMPLES / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def load(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def pages_of(path):
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def parts_of(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def words_in(part):
    return re.sub(r"<[^>]+>", "", part.decode())


def test_manifest_lists_every_sample_file_once():
    listed = [row["path"] for row in manifest()]

    assert sorted(listed) == sorted(path.name for path in SAMPLES.glob("sample_*"))
    assert len(set(listed)) == 19


def test_manifest_has_the_columns_that_the_import_reads():
    required = ["path", "title", "state", "agency", "kind", "topics", "date", "audience", "owner"]
    assert list(manifest()[0]) == [*required, "hidden_content"]


def test_manifest_uses_known_kinds_topics_and_audiences():
    kinds = {row["slug"] for row in load("documents/data/kinds.json")}
    topics = {row["slug"] for row in load("documents/data/topics.json")}
    groups = {f"group:{row['slug']}" for row in load("workinggroups/data/groups.json")}

    rows = manifest()
    assert {row["kind"] for row in rows} <= kinds
    assert {topic for row in rows for topic in row["topics"].split(";")} <= topics
    selected = {"state:CO,NM", "person:ana.ruiz@vtrans.sample.example"}
    audiences = {part for row in rows for part in row["audience"].split(";")}
    assert audiences <= {"me", "agency", "state", "region", "all_members", "public"} | groups | selected


def test_manifest_owners_share_for_their_own_agency_and_groups():
    people = {person["email"]: person for person in load("accounts/data/sample_people.json")}

    for row in manifest():
        owner = people[row["owner"]]
        assert (row["state"], row["agency"]) == (owner["state"], owner["agency"])
        assert row["audience"].removeprefix("group:") in [*owner["groups"], row["audience"]]
        assert row["title"].startswith("Sample: ")


def test_manifest_dates_fall_into_every_era():
    starts = [(era["starts_on"], era["code"]) for era in load("documents/data/eras.json")]

    dates = [date.fromisoformat(row["date"]).isoformat() for row in manifest()]
    assert {max(pair for pair in starts if pair[0] <= day)[1] for day in dates} == {"G1", "R1", "G2", "X", "G3"}


def test_samples_are_small():
    assert sum(path.stat().st_size for path in SAMPLES.glob("sample_*")) < 1_500_000


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("sample_rfp.pdf", 30),
        ("sample_roadmap.pdf", 12),
        ("sample_addendum.pdf", 2),
        ("sample_engagement_plan.pdf", 4),
    ],
)
def test_pdf_samples_have_their_pages_and_the_mark_on_each(name, pages):
    texts = pages_of(SAMPLES / name)

    assert len(texts) == pages
    assert [number for number, text in enumerate(texts, 1) if MARK not in text] == []
    assert [number for number, text in enumerate(texts, 1) if f"Page {number} of {pages}" not in text] == []


def test_scan_has_text_on_its_first_page_only_and_the_mark_in_its_words():
    words = json.loads((SAMPLES / "content" / "inspection_scan.json").read_text(encoding="utf-8"))
    texts = pages_of(SAMPLES / "sample_inspection_scan.pdf")

    assert [bool(text.strip()) for text in texts] == ["recognized" not in page for page in words]
    assert texts[0].startswith(MARK)
    assert [page["lines"][0] for page in words[1:]] == [MARK.replace("—", "-")] * 2


def test_bid_comparison_hides_a_sheet_and_a_column():
    book = load_workbook(SAMPLES / "sample_bid_comparison.xlsx")

    assert [sheet.title for sheet in book if sheet.sheet_state == "hidden"] == ["Evaluator comments"]
    assert book["Bids"].column_dimensions["D"].hidden


def test_rfp_uptime_clause_is_on_page_19_as_the_readme_says():
    texts = pages_of(SAMPLES / "sample_rfp.pdf")

    clause = [number for number, text in enumerate(texts, 1) if "greater than 97 percent. Uptime is" in text]
    assert clause == [19]
    assert "9.4 Uptime requirement and remedies" in texts[18]
    assert "Service credit per port" in texts[18]
    assert "is on page 19" in (SAMPLES / "README.md").read_text(encoding="utf-8")


def test_rfp_scoring_table_is_on_page_25_and_sums_to_100():
    text = pages_of(SAMPLES / "sample_rfp.pdf")[24]

    table = text.partition("13.2 Criteria and points")[2].partition("Points for criterion 9")[0]
    points = [int(number) for number in re.findall(r"(?m)(\d+)\s*$", table)]
    assert points[-1] == 100
    assert sum(points[:-1]) == 100


def test_rfp_bookmarks_lead_to_its_sections():
    document = pypdfium2.PdfDocument(SAMPLES / "sample_rfp.pdf")

    bookmarks = {mark.get_title(): mark.get_dest().get_index() + 1 for mark in document.get_toc()}
    document.close()
    assert bookmarks["9.4 Uptime requirement and remedies"] == 19
    assert bookmarks["13.2 Criteria and points"] == 25
    assert len([title for title in bookmarks if re.match(r"\d+\. ", title)]) == 13


@pytest.mark.parametrize("name", ["sample_rfp.pdf", "sample_roadmap.pdf", "sample_engagement_plan.pdf"])
def test_pdf_samples_are_tagged_and_titled(name):
    document = pypdfium2.PdfDocument(SAMPLES / name)

    assert document.is_tagged()
    assert document.get_metadata_value("Title") != ""
    assert document.get_metadata_value("Subject") == MARK
    document.close()


@pytest.mark.parametrize("name", ["sample_contract.docx", "sample_mou.docx", "sample_nofo.docx"])
def test_word_samples_carry_the_mark_at_the_top_and_in_the_footer(name):
    parts = parts_of(SAMPLES / name)

    assert words_in(parts["word/document.xml"]).lstrip().startswith(MARK)
    footers = [words_in(part) for part_name, part in parts.items() if "/footer" in part_name]
    assert [footer for footer in footers if MARK not in footer] == []


def test_contract_sets_uptime_and_five_years_of_maintenance():
    words = words_in(parts_of(SAMPLES / "sample_contract.docx")["word/document.xml"])

    assert "average annual uptime greater than 97 percent" in words
    assert "O&amp;M for five years" in words


@pytest.mark.parametrize(
    ("name", "sheets"),
    [("sample_budget_model.xlsx", 5), ("sample_scoring_rubric.xlsx", 3), ("sample_bid_comparison.xlsx", 3)],
)
def test_workbooks_carry_the_mark_and_a_value_for_every_formula(name, sheets):
    formulas, values = load_workbook(SAMPLES / name), load_workbook(SAMPLES / name, data_only=True)

    assert len(formulas.worksheets) == sheets
    assert [sheet.title for sheet in formulas if not sheet["A2"].value.startswith(MARK)] == []
    assert [sheet.title for sheet in formulas if MARK not in sheet.oddFooter.left.text] == []
    cells = [cell for sheet in formulas for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    empty = [cell.coordinate for cell in cells if values[cell.parent.title][cell.coordinate].value is None]
    assert len(cells) > 5
    assert empty == []


def test_budget_model_values_add_up():
    book = load_workbook(SAMPLES / "sample_budget_model.xlsx", data_only=True)

    staff, program = book["Staffing"], book["Program budget"]
    staff_cost = sum(staff[f"B{row}"].value * staff[f"C{row}"].value * 1.34 for row in range(4, 11))
    assert staff["E11"].value == pytest.approx(staff_cost)
    assert book["Cost per port"]["C12"].value == 228_000
    assert program["E4"].value == 12
    assert program["E9"].value == pytest.approx(sum(program[f"E{row}"].value for row in range(5, 9)))


def test_slides_are_eight_each_with_the_mark_and_notes():
    parts = parts_of(SAMPLES / "sample_slides.pptx")

    slides = [words_in(part) for name, part in parts.items() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    notes = [words_in(part) for name, part in parts.items() if re.fullmatch(r"ppt/notesSlides/\w+\.xml", name)]
    assert (len(slides), len(notes)) == (8, 8)
    assert [text for text in [*slides, *notes] if MARK not in text] == []


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("sample_qa_log.csv", 15),
        ("sample_procurement_schedule.csv", 13),
        ("sample_uptime_report.csv", 24),
        ("sample_stations.csv", 12),
    ],
)
def test_csv_samples_mark_every_row(name, rows):
    found = rows_of(name)

    assert len(found) == rows
    assert {row["record_status"] for row in found} == {MARK}


def test_uptime_report_follows_the_formula_of_the_rule():
    rows = rows_of("sample_uptime_report.csv")

    for row in rows:
        outage = int(row["outage_minutes"]) - int(row["excluded_minutes"])
        assert row["uptime_percent"] == f"{100 - outage / 5256:.2f}"
    assert [row["above_97_percent"] for row in rows].count("no") == 4


def test_site_layer_is_marked_and_lies_along_the_corridor():
    layer = json.loads((SAMPLES / "sample_sites.geojson").read_text(encoding="utf-8"))

    points = [feature["geometry"]["coordinates"] for feature in layer["features"]]
    assert len(points) == 26
    assert all(-80.6 < east < -75.0 and 40.8 < north < 41.4 for east, north in points)
    assert points == sorted(points)
    assert layer["description"].startswith(MARK)
    assert {feature["properties"]["record_status"] for feature in layer["features"]} == {MARK}


def test_text_sample_is_marked_in_its_first_and_last_line():
    lines = (SAMPLES / "sample_position_description.txt").read_text(encoding="utf-8").splitlines()

    assert [line[: len(MARK)].lower() for line in (lines[0], lines[-1])] == [MARK.lower()] * 2


def test_bundle_holds_the_rfp_package():
    parts = parts_of(SAMPLES / "sample_rfp_package.zip")

    assert list(parts) == ["README.txt", "sample_rfp.pdf", "sample_addendum.pdf", "sample_qa_log.csv"]
    assert parts["README.txt"].decode().startswith(MARK)
    assert parts["sample_rfp.pdf"] == (SAMPLES / "sample_rfp.pdf").read_bytes()


@pytest.mark.slow
def test_script_writes_what_is_committed(tmp_path):
    subprocess.run([sys.executable, ROOT / "scripts" / "make_samples.py", "--out", tmp_path], check=True)

    for path in sorted(SAMPLES.glob("sample_*")):
        again = tmp_path / path.name
        if path.suffix == ".pdf":
            assert pages_of(again) == pages_of(path)
        elif path.suffix in PACKAGES:
            ours, theirs = parts_of(path), parts_of(again)
            assert list(theirs) == list(ours)
            assert [name for name in ours if not name.endswith(".pdf") and ours[name] != theirs[name]] == []
        else:
            assert again.read_bytes() == path.read_bytes()
