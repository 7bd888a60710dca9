"""A year in one report, on a page and as a Word document, for readers of each summary only."""

import io
import re
import zipfile
from datetime import UTC, date, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.oxml.ns import qn

from accounts import audiences
from meetings import yearbook
from meetings.models import ActionItem, Attendance, Decision, Meeting, Speaker
from tests import pages
from tests.calls import meeting
from tests.cast import Cast

YEAR = "/meetings/reports/cybersecurity/2026/"
FILE = f"{YEAR}report.docx"
RICH = """# What we heard

Two *new* and **old** things, `code` and ~~gone~~.

1. First
   - inner
2. Second

Then:

1. Starts anew

> Quoted

| State | Ports |
|---|---|
| VT | 4 |

[ATE](https://ate.example/report) and [bad](javascript:alert(1)) <script>alert(2)</script>
"""


def call(title: str, month: int, summary: str, **more: object) -> Meeting:
    """A call that took place in 2026, with everything that a report tells."""
    made = meeting(title, starts_at=datetime(2026, month, 15, 19, tzinfo=UTC), status="held", summary=summary, **more)
    Speaker.objects.create(meeting=made, name=f"Speaker of {title}", organization="NREL")
    Decision.objects.create(meeting=made, text=f"Decision of {title}")
    ActionItem.objects.create(meeting=made, text=f"Item of {title}", owner_name="Kim", due_on=date(2026, 12, 1))
    Attendance.objects.create(meeting=made, name="Ana", state_id="VT")
    Attendance.objects.create(meeting=made, name="Ben", state_id="VT")
    Attendance.objects.create(meeting=made, name="Cai")
    return made


def words_of(answer) -> str:
    """Everything the file says, links included."""
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        return "\n".join(file.read(name).decode() for name in file.namelist() if name.endswith((".xml", ".rels")))


def test_the_page_tells_the_year_in_order(cast: Cast, sign_in) -> None:
    call("March call", 3, "## Uptime\n\nIt was *good*.")
    call("January call", 1, "First.")
    call("Old call", 5, "Old.", zone="America/New_York").series = None
    Meeting.objects.filter(title="Old call").update(
        starts_at=datetime(2025, 5, 1, 19, tzinfo=UTC), ends_at=datetime(2025, 5, 1, 20, tzinfo=UTC)
    )
    meeting("Draft call", starts_at=datetime(2026, 6, 1, tzinfo=UTC), summary_draft="Not yet.")

    page = sign_in(cast.group_member).get(YEAR)

    assert pages.headings(page) == ["Contents", "January call", "March call"]
    assert pages.headings(page, 3)[5:] == ["Speakers", "Summary", "Uptime", "Decisions", "Action items", "Attendance"]
    assert pages.texts(page, ".report-contents li") == [
        "January call Thursday, January 15, 2026",
        "March call Sunday, March 15, 2026",
    ]
    assert pages.texts(page, "article li")[:3] == [
        "Speaker of January call, NREL", "Decision of January call", "Kim: Item of January call, by December 1, 2026",
    ]  # fmt: skip
    assert "Attendance for the year: Vermont 4, Other 2." in pages.texts(page, "main p")
    assert pages.texts(page, ".report-years a") == ["2026 (2)", "2025 (1)"]


def test_the_year_begins_with_its_figures_and_names_what_has_no_summary(cast: Cast, sign_in) -> None:
    call("January call", 1, "Said.")
    done = call("March call", 3, "Said.")
    ActionItem.objects.filter(meeting=done).update(done_at=done.ends_at)
    meeting("Silent call", starts_at=datetime(2026, 2, 3, 19, tzinfo=UTC), status="held")
    meeting(
        "Off call",
        starts_at=datetime(2026, 4, 3, 19, tzinfo=UTC),
        status="cancelled",
        cancel_reason="The utility is away",
    )
    meeting("Elsewhere", group="data-and-reporting", starts_at=datetime(2026, 2, 4, 19, tzinfo=UTC), status="held")

    client = sign_in(cast.group_member)
    page, file = client.get(YEAR), client.get(FILE)
    document = Document(io.BytesIO(file.content))

    figures = [
        "Meetings held: 3", "Meetings canceled: 1", "States taking part: 1", "Decisions: 2",
        "Action items completed: 1 of 2",
    ]  # fmt: skip
    assert pages.texts(page, ".report-figures li") == figures
    assert pages.texts(page, ".report-others tbody tr") == [
        "Tuesday, February 3, 2026 Silent call Completed",
        "Friday, April 3, 2026 Off call Canceled: The utility is away",
    ]  # fmt: skip
    bullets = [line.text for line in document.paragraphs if line.style.name == "List Bullet"]
    assert bullets[:5] == figures
    assert [line for line in bullets if "call. " in line] == [
        "Tuesday, February 3, 2026: Silent call. Completed",
        "Friday, April 3, 2026: Off call. Canceled: The utility is away",
    ]
    assert 'w:type="page"' not in words_of(file)  # a break between paragraphs can leave an empty page


def test_only_readers_of_each_summary_meet_it_on_the_page_and_in_the_file(cast: Cast, sign_in) -> None:
    """A canary in each field of a summary that is not readable, and of one that is."""
    call("Zqhiddentitle", 2, "Zqhiddensummary")
    call("Open call", 3, "Zqopensummary", summary_sharing="all_members")

    seen = {}
    for name, person in {
        "member": cast.group_member,
        "other": cast.vermont,
        "guest": cast.guest,
        "public": None,
    }.items():
        client = sign_in(person)
        page, file = client.get(YEAR), client.get(FILE)
        text = page.content.decode() + (words_of(file) if file.status_code == 200 else "")
        found = set(re.findall(r"Zqhidden\w+|Zqopen\w+", text))
        seen[name] = (file.status_code, found, "Vermont 2" in text)

    assert seen == {
        "member": (200, {"Zqhiddentitle", "Zqhiddensummary", "Zqopensummary"}, True),
        "other": (200, {"Zqopensummary"}, False),  # who was there is for the group
        "guest": (404, set(), False),
        "public": (404, set(), False),
    }


def test_the_file_holds_words_own_styles_and_no_markup(cast: Cast, sign_in) -> None:
    call("January call", 1, RICH)

    answer = sign_in(cast.group_member).get(FILE)
    document = Document(io.BytesIO(answer.content))

    styles = [(line.style.name, line.text) for line in document.paragraphs if line.text.strip()]
    assert ("Title", "Cybersecurity of EV Charging") in styles or styles[0][0] == "Title"
    assert [row for row in styles if row[0].startswith("Heading")] == [
        ("Heading 1", "Contents"), ("Heading 1", "January call"), ("Heading 2", "Speakers"), ("Heading 2", "Summary"),
        ("Heading 3", "What we heard"), ("Heading 2", "Decisions"), ("Heading 2", "Action items"),
        ("Heading 2", "Attendance"),
    ]  # fmt: skip
    assert [row for row in styles if row[0] in ("List Number", "List Bullet 2", "Quote")] == [
        ("List Number", "First"), ("List Bullet 2", "inner"), ("List Number", "Second"),
        ("List Number", "Starts anew"), ("Quote", "Quoted"),
    ]  # fmt: skip
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["State", "Ports"], ["VT", "4"]]
    targets = {relation.target_ref for relation in document.part.rels.values() if relation.is_external}
    assert {target for target in targets if "/meetings/" not in target} == {"https://ate.example/report"}
    assert any("<script>alert(2)</script>" in text for _, text in styles)
    assert document.core_properties.title == f"{styles[0][1]}: 2026 report"


def test_numbered_lists_start_anew(cast: Cast, sign_in) -> None:
    call("January call", 1, RICH)

    document = Document(io.BytesIO(sign_in(cast.group_member).get(FILE).content))

    counters = [line._p.pPr.numPr.numId.val for line in document.paragraphs if line.style.name == "List Number"]
    assert len(counters) == 3
    assert counters[0] == counters[1] != counters[2]


def test_the_contents_lead_to_the_chapters(cast: Cast, sign_in) -> None:
    call("January call", 1, "Said.")

    body = Document(io.BytesIO(sign_in(cast.group_member).get(FILE).content)).element.body

    anchors = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    assert anchors == [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]


def test_characters_that_no_file_can_hold_are_left_out(cast: Cast, sign_in) -> None:
    call("January\x0b call", 1, "Bell\x07 and \ufffe end")

    assert "Bell and  end" in words_of(sign_in(cast.group_member).get(FILE))


def test_what_goes_beyond_the_size_is_named_with_its_address(cast: Cast, sign_in, monkeypatch) -> None:
    monkeypatch.setattr(yearbook, "MOST_CHARACTERS", 10)
    call("January call", 1, "12345678")
    left_out = call("March call", 3, "12345678")

    page, file = (sign_in(cast.group_member).get(address) for address in (YEAR, FILE))

    assert pages.headings(page) == ["Contents", "January call", "Not in this report"]
    assert pages.links(page)["March call"] == f"/meetings/{left_out.key}/"
    assert f"/meetings/{left_out.key}/" in words_of(file)


def test_a_year_takes_as_many_statements_for_three_calls_as_for_one(cast: Cast, sign_in) -> None:
    client, counts = sign_in(cast.group_member), []
    for months in ([1], [2, 3]):
        for month in months:
            call(f"Call {month}", month, "Said.")
        with CaptureQueriesContext(connection) as seen:
            client.get(YEAR)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_who_left_the_group_no_longer_reads_its_year(cast: Cast, sign_in) -> None:
    call("January call", 1, "Said.")
    client = sign_in(cast.group_member)
    before = client.get(FILE).status_code

    audiences.leave(cast.group_member, audiences.of_working_group("cybersecurity", ""))

    assert (before, client.get(FILE).status_code) == (200, 404)
