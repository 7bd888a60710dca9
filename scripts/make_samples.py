"""Writes the invented sample documents in documents/samples: python scripts/make_samples.py [--out FOLDER].

Needs the development requirements. Every run gives the same files.
"""

import argparse
import json
from datetime import date
from pathlib import Path

from reportlab.lib.colors import HexColor
from sample_files.deck import write_deck
from sample_files.pdf import Look, Paper, write_pdf
from sample_files.scan import write_scan
from sample_files.sheets import write_workbook
from sample_files.tables import read_rows, with_uptime, write_bundle, write_csv, write_geojson
from sample_files.word import Letter, write_docx
from sample_files.workbooks import bid_sheets, budget_sheets, rubric_sheets

SAMPLES = Path(__file__).resolve().parent.parent / "documents" / "samples"
CONTENT = SAMPLES / "content"
RFP_PAGES, ROADMAP_PAGES = 30, 12

VERMONT, VTRANS = "State of Vermont – Sample", "Agency of Transportation (Sample)"
GREEN = Look(HexColor("#1d5b43"), "Times-Roman", "Helvetica-Bold", 10.6)
RFP = Paper(
    "Request for Proposals: Direct Current Fast Charging on Alternative Fuel Corridors",
    VTRANS,
    VERMONT,
    "RFP SAMPLE-2023-EV-01",
    date(2023, 10, 16),
    [
        ("Solicitation", "SAMPLE-2023-EV-01"),
        ("Issued", "October 16, 2023"),
        ("Proposals due", "December 15, 2023, 2:00 p.m. Eastern time"),
        ("Contact", "Contracting Officer (Sample), rfp@vtrans.sample.example"),
    ],
    GREEN,
)
ADDENDUM = Paper(
    "Addendum No. 1 to the Request for Proposals",
    VTRANS,
    VERMONT,
    "Addendum 1, RFP SAMPLE-2023-EV-01",
    date(2023, 11, 13),
    [
        ("Solicitation", "SAMPLE-2023-EV-01"),
        ("Issued", "November 13, 2023"),
        ("Changes", "Schedule; Sections 4.4, 5.1, 9.4 and 11.3"),
    ],
    GREEN,
    cover=False,
)
ROADMAP = Paper(
    "Electric Vehicle Charging Roadmap 2025–2030",
    "Department of Transportation (Sample)",
    "State of Tennessee – Sample",
    "Roadmap 2025–2030",
    date(2025, 3, 20),
    [
        ("Published", "March 20, 2025"),
        ("With", "State Energy Office, environment department, utility commission (Sample)"),
        ("Contact", "Director, Zero-Emission Infrastructure (Sample)"),
    ],
    Look(HexColor("#8a3b12"), "Helvetica", "Helvetica-Bold", 10.2),
)
ENGAGEMENT = Paper(
    "Community Engagement Plan: Community Charging Grants 2026",
    "Department of Ecology (Sample)",
    "State of Washington – Sample",
    "Engagement plan, October 2025",
    date(2025, 10, 20),
    [
        ("Program", "Community charging grants, 2026 round"),
        ("Date", "October 20, 2025"),
        ("Author", "Clean Transportation Planner (Sample)"),
    ],
    Look(HexColor("#1b4f8a"), "Helvetica", "Helvetica-Bold", 10.4),
    cover=False,
)
# One study in three editions, the second of them revised, for the page of publications.
STUDY = SAMPLES.parent.parent / "publications" / "samples"
CURB = Look(HexColor("#1b4f8a"), "Helvetica", "Helvetica-Bold", 10.4)
EDITIONS = (
    ("fact_sheet", "Curbside Charging in Small Towns: Fact Sheet", date(2025, 9, 8), False),
    ("briefing_2024", "Curbside Charging in Small Towns: Briefing Paper", date(2024, 5, 20), False),
    ("briefing_2025", "Curbside Charging in Small Towns: Briefing Paper", date(2025, 9, 8), False),
    ("full_report", "Curbside Charging in Small Towns", date(2025, 9, 8), True),
)
COLORADO = "State of Colorado – Sample"
CONTRACT = Letter(
    "Agreement to Design, Build, Operate and Maintain a Fast Charging Station",
    "Energy Office (Sample)",
    COLORADO,
    "Agreement SAMPLE-CO-24-117",
    date(2024, 9, 30),
    "3B3F8C",
)
MOU = Letter(
    "Memorandum of Understanding on Electric Vehicle Charging",
    "Energy Office (Sample)",
    COLORADO,
    "MOU SAMPLE-2022-06",
    date(2022, 6, 1),
    "3B3F8C",
)
NOFO = Letter(
    "Notice of Funding Opportunity: Corridor Fast Charging",
    "Department of Transportation (Sample)",
    "State of Tennessee – Sample",
    "SAMPLE-TN-2022-01",
    date(2022, 12, 12),
    "8A3B12",
)


def main() -> None:
    """Writes all files and stops if the two long documents do not have the pages that the README promises."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=SAMPLES, help="folder to write to")
    out = parser.parse_args().out
    write_papers(out)
    write_editions(STUDY if out == SAMPLES else out)
    write_office_files(out)
    write_data_files(out)


def write_papers(out: Path) -> None:
    """The PDF documents."""
    expected = {RFP.number: RFP_PAGES, ROADMAP.number: ROADMAP_PAGES}
    for paper, name, content in (
        (RFP, "sample_rfp.pdf", "rfp.md"),
        (ADDENDUM, "sample_addendum.pdf", "addendum.md"),
        (ROADMAP, "sample_roadmap.pdf", "roadmap.md"),
        (ENGAGEMENT, "sample_engagement_plan.pdf", "engagement_plan.md"),
    ):
        pages = write_pdf(out / name, paper, CONTENT / content)
        if pages != expected.get(paper.number, pages):
            raise SystemExit(f"{name} has {pages} pages, not {expected[paper.number]}: adjust {content}.")
    write_scan(
        out / "sample_inspection_scan.pdf",
        "Sample: inspection of a charging station, scanned",
        VTRANS,
        date(2025, 5, 14),
        json.loads((CONTENT / "inspection_scan.json").read_text(encoding="utf-8")),
    )


def write_editions(out: Path) -> None:
    """The study of publications/samples."""
    for name, title, issued, cover in EDITIONS:
        facts = [("Published", f"{issued:%B} {issued.day}, {issued.year}")]
        number = f"Curbside study, {issued:%B %Y}"
        paper = Paper(title, "Energy Office (Sample)", COLORADO, number, issued, facts, CURB, cover)
        write_pdf(out / f"sample_{name}.pdf", paper, STUDY / "content" / f"{name}.md")


def write_office_files(out: Path) -> None:
    """Word, Excel and PowerPoint."""
    write_docx(out / "sample_contract.docx", CONTRACT, CONTENT / "contract.md")
    write_docx(out / "sample_mou.docx", MOU, CONTENT / "mou.md")
    write_docx(out / "sample_nofo.docx", NOFO, CONTENT / "nofo.md")
    write_workbook(
        out / "sample_budget_model.xlsx",
        "Sample: fast charging round, budget model",
        "State of Michigan – Sample",
        date(2024, 7, 15),
        "005EA2",
        budget_sheets(),
    )
    write_workbook(
        out / "sample_scoring_rubric.xlsx",
        "Sample: Level 2 community charging grants, scoring rubric",
        "State of Washington – Sample",
        date(2022, 11, 30),
        "1B4F8A",
        rubric_sheets(),
    )
    write_workbook(
        out / "sample_bid_comparison.xlsx",
        "Sample: corridor round, comparison of bids",
        VERMONT,
        date(2024, 2, 12),
        "1D5B43",
        bid_sheets(),
    )
    write_deck(out / "sample_slides.pptx", COLORADO, date(2025, 10, 2), CONTENT / "slides.md")


def write_data_files(out: Path) -> None:
    """CSV, GeoJSON, text and the bundle, which holds files written before it."""
    write_csv(out / "sample_qa_log.csv", read_rows(CONTENT / "qa_log.csv"))
    write_csv(out / "sample_procurement_schedule.csv", read_rows(CONTENT / "procurement_schedule.csv"))
    write_csv(out / "sample_uptime_report.csv", with_uptime(read_rows(CONTENT / "uptime.csv")))
    write_geojson(out / "sample_sites.geojson", "Sample: charging sites along I-80", read_rows(CONTENT / "sites.csv"))
    write_csv(out / "sample_stations.csv", read_rows(CONTENT / "stations.csv"))
    text = (CONTENT / "position_description.txt").read_text(encoding="utf-8")
    (out / "sample_position_description.txt").write_text(text, encoding="utf-8")
    write_bundle(
        out / "sample_rfp_package.zip",
        out,
        ["sample_rfp.pdf", "sample_addendum.pdf", "sample_qa_log.csv"],
        "Request for Proposals SAMPLE-2023-EV-01 with Addendum 1 and the log of questions and answers.",
        date(2023, 11, 20),
    )


if __name__ == "__main__":
    main()
