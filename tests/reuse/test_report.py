"""What sharing did: who sees which numbers, that page, files and command agree, and that nobody is worked out."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from docx import Document as WordFile
from openpyxl import load_workbook

from accounts.models import AccessEvent, AuditEvent, User
from accounts.standing import forget_standing
from contacts.models import Message, Question
from documents.models import Document
from documents.sharing import grants
from gaps.models import DocumentRequest
from meetings.models import Attendance, Meeting
from reuse.models import ReportYear, Use
from reuse.report import PARTS, Counts, Part
from reuse.report.building import Report, report_of
from reuse.report.periods import Period, of_year
from reuse.report.suppressing import in_words, shown_people, shown_total
from tests import library, pages
from tests.cast import Cast, agency, person
from tests.security.scene_reuse import use

SignIn = Callable[[User | None], Client]
URL, FILE, PUBLISH = "/reuse/report/", "/reuse/report/file/", "/reuse/report/publish/"
EASTERN = ZoneInfo("America/New_York")
IN_2025 = datetime(2025, 6, 15, 12, tzinfo=EASTERN)
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def column(report: Report, name: str) -> dict[str, int | None]:
    """The numbers of states that have one, and of all ("")."""
    (place,) = [place for place, column in enumerate(report.columns) if column.name == name]
    found = {row.code: row.numbers[place] for row in report.rows if row.numbers[place]}
    return found | ({"": report.totals[place]} if report.totals else {})


def downloaded(document: Document, people: int, *, at: datetime = IN_2025) -> None:
    """So many new people took the file."""
    for number in range(people):
        reader = person(f"reader_{document.key}_{number}")
        AccessEvent.objects.create(
            action="file.downloaded", actor_id=reader.pk, object_type="documents.document",
            object_id=str(document.pk), sentence="Downloaded.", happened_at=at,
        )  # fmt: skip


@pytest.fixture
def paper(cast: Cast) -> Document:
    """Vermont's, for all members, shared in 2025."""
    return library.document(cast.vermont, "Fast charging RFP", shared_at=IN_2025)


@pytest.fixture
def year(cast: Cast, paper: Document) -> Document:
    """2025, with something of everything."""
    library.document(cast.colorado, "Colorado plan", state="CO", sharing_choice="region", shared_at=IN_2025)
    use(paper, agency("CO", "DOT"), added_at=IN_2025)
    use(paper, agency("NH", "DOT"), added_at=IN_2025, sharing="counted")
    use(paper, agency("VT", "SEO"), added_at=IN_2025)
    downloaded(paper, 12)
    question = Question.objects.create(subject="Rates?", asker=cast.colorado, asker_name="C", once="q")
    for author in (cast.vermont, cast.vermont_editor, cast.administrator):
        Message.objects.create(
            question=question, kind="answer", author=author, text="Yes.", once=f"m{author.pk}", written_at=IN_2025
        )
    for status in ("none", "expired"):
        DocumentRequest.objects.create(
            state_id="VT", title="Plan", sought="plan", status=status, asked_at=IN_2025, ended_at=IN_2025
        )
    cast.vermont.memberships.update(started_at=IN_2025 - timedelta(days=100))
    call = Meeting.objects.create(title="Call", starts_at=IN_2025, ends_at=IN_2025 + timedelta(hours=1), status="held")
    for state in ("VT", "VT", "CO"):
        Attendance.objects.create(meeting=call, name="Somebody", state_id=state)
    return paper


def test_everything_is_counted_by_state(year: Document) -> None:
    found = report_of(YEAR)

    assert {each.name: column(found, each.name) for each in found.columns} == {
        "shared": {"VT": 1, "": 1},
        "fewer": {"CO": 1, "": 1},
        "readers": {"VT": 10, "": 10},
        "reused": {"VT": 2, "": 2},
        "reusing": {"CO": 1, "": 1},
        "hours": {"VT": 16, "": 16},
        "questions": {"VT": 1, "": 1},
        "rounds": {"": 0},
        "requests": {"VT": 1, "": 1},
        "attended": {"VT": 1, "CO": 1, "": 1},
        "held": {"": 1},
        "active": {"VT": 1, "CO": 1, "": 2},
    }
    assert len(found.rows) == 56


def test_other_periods_hold_nothing_of_it(year: Document) -> None:
    for period in (of_year("2024"), of_year("fy2026"), Period(date(2025, 6, 16), date(2025, 12, 31))):
        assert period is not None
        assert {name: column(report_of(period), name) for name in ("shared", "reused", "questions", "held")} == {
            "shared": {"": 0}, "reused": {"": 0}, "questions": {"": 0}, "held": {"": 0}
        }  # fmt: skip


def test_answer_counts_for_where_somebody_worked_then(cast: Cast, year: Document) -> None:
    """Vermont's people joined after they wrote it, or had left before: nobody's."""
    cast.vermont.memberships.update(started_at=IN_2025 + timedelta(days=1))
    assert column(report_of(YEAR), "questions") == {"": 1}
    cast.vermont.memberships.update(started_at=IN_2025 - timedelta(days=9), ended_at=IN_2025 - timedelta(days=1))
    assert column(report_of(YEAR), "questions") == {"": 1}
    cast.vermont.memberships.update(ended_at=IN_2025 + timedelta(days=1))
    assert column(report_of(YEAR), "questions") == {"VT": 1, "": 1}


def test_hidden_document_is_in_no_number_that_members_see(cast: Cast, year: Document) -> None:
    before = report_of(YEAR).only()
    hidden = library.document(cast.vermont, "Hidden plan", sharing_choice="agency", shared_at=IN_2025)
    use(hidden, agency("VT", "SEO"), added_at=IN_2025)
    use(hidden, agency("CO", "DOT"), added_at=IN_2025)
    downloaded(hidden, 30)

    assert report_of(YEAR).only() == before


def test_document_that_is_hidden_later_leaves_the_numbers(cast: Cast, year: Document) -> None:
    Document.objects.filter(pk=year.pk).update(sharing="agency")
    year.refresh_from_db()
    grants.apply_sharing(year)

    found = report_of(YEAR).only()

    assert [column(found, name) for name in ("shared", "reused", "reusing", "hours", "readers")] == [
        {"": 0}, {"": 0}, {"": 0}, {"": 0}, {"": None}
    ]  # fmt: skip


# Readers


def test_people_are_shown_in_steps_of_five_from_five_on() -> None:
    assert [shown_people(number) for number in (0, 1, 4, 5, 9, 10, 14)] == [None, None, None, 5, 5, 10, 10]
    assert [in_words(number) for number in (None, 5, 1010)] == ["fewer than 5", "5 or more", "1,010 or more"]
    assert [shown_total(each) for each in ([None, None], [5, None, 10], [])] == [None, 15, None]


@pytest.mark.parametrize("hidden", [0, 1, 2, 3, 4])
def test_total_without_the_others_tells_nothing_of_a_state_with_few(cast: Cast, paper: Document, hidden: int) -> None:
    """Whatever the number of New Hampshire's readers under five is, every shown number is the same."""
    other = library.document(cast.new_hampshire, "Theirs", state="NH", shared_at=IN_2025)
    downloaded(paper, 12)
    downloaded(other, hidden)

    assert column(report_of(YEAR), "readers") == {"VT": 10, "": 10}


def test_one_reader_more_changes_nothing_within_a_step(cast: Cast, paper: Document) -> None:
    downloaded(paper, 12)
    before = report_of(YEAR)
    second = library.document(cast.vermont, "Another", shared_at=IN_2025 - timedelta(days=400))
    downloaded(second, 2)

    assert column(report_of(YEAR), "readers") == column(before, "readers")


def test_readers_are_counted_only_of_years_that_are_over(paper: Document) -> None:
    """Two periods that differ by a day would tell who read on it."""
    downloaded(paper, 12)
    periods = [
        YEAR, Period(date(2024, 10, 1), date(2025, 9, 30)), Period(date(2025, 1, 1), date(2025, 12, 30)),
        Period(date(2025, 1, 2), date(2025, 12, 31)), of_year(str(timezone.localdate().year)),
    ]  # fmt: skip

    assert [period is not None and report_of(period).counts_people for period in periods] == [
        True, True, False, False, False
    ]  # fmt: skip


def test_owner_the_public_and_who_views_as_others_are_no_readers(cast: Cast, paper: Document) -> None:
    downloaded(paper, 4)
    one = {
        "action": "file.downloaded", "object_type": "documents.document", "object_id": str(paper.pk),
        "sentence": "Downloaded.", "happened_at": IN_2025,
    }  # fmt: skip
    AccessEvent.objects.create(actor_id=cast.vermont.pk, **one)
    AccessEvent.objects.create(actor_id=cast.administrator.pk, viewing="as Vermont", **one)
    AccessEvent.objects.create(actor_id=None, **one)

    assert column(report_of(YEAR), "readers") == {"": None}


# Who sees what


def cells(answer: HttpResponse) -> list[list[str]]:
    """The table of the page."""
    return [[pages.words(cell) for cell in row] for row in pages.find(answer, "table.report-table tr")]


def lines(answer: Any) -> list[list[str]]:
    """A CSV file's lines, without the codes."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [row[1:] for row in csv.reader(io.StringIO(text))]


def test_members_see_their_own_state_and_administrators_all(cast: Cast, sign_in: SignIn, year: Document) -> None:
    seen = {name: sign_in(getattr(cast, name)).get(f"{URL}?year=2025") for name in ("vermont", "vermont_editor")}
    all_of_them = sign_in(cast.administrator).get(f"{URL}?year=2025")

    for answer in seen.values():
        assert [row[0] for row in cells(answer)[1:]] == ["Vermont"]
        assert "Shared with fewer" not in cells(answer)[0]
    assert len(cells(all_of_them)) == 1 + 56 + 1
    assert "Shared with fewer" in cells(all_of_them)[0]
    assert cells(all_of_them)[-1][:4] == ["All states", "1", "1", "10 or more"]
    (vermont,) = [row for row in cells(all_of_them) if row[0] == "Vermont"]
    others = ("Shared with fewer", "Meetings held")  # for administrators, and of no state
    labelled = zip(cells(all_of_them)[0], vermont, strict=True)
    assert [words for label, words in labelled if label not in others] == cells(seen["vermont"])[1]


def test_guests_and_people_who_wait_see_no_report(cast: Cast, sign_in: SignIn) -> None:
    statuses = [sign_in(each).get(URL).status_code for each in (cast.guest, cast.applicant, None)]

    assert statuses == [403, 302, 302]


def test_page_files_and_command_say_the_same(cast: Cast, sign_in: SignIn, year: Document) -> None:
    client, out = sign_in(cast.administrator), io.StringIO()
    query = "?year=dates&first=2025-01-01&last=2025-12-31"

    page = cells(client.get(f"{URL}{query}"))
    call_command("sharing_report", "--from", "2025-01-01", "--to", "2025-12-31", "--csv", stdout=out)
    workbook = load_workbook(io.BytesIO(client.get(f"{FILE}{query}&format=xlsx").content))
    word = WordFile(io.BytesIO(client.get(f"{FILE}{query}&format=docx").content))

    assert page[1:3] != page[3:5]
    assert lines(client.get(f"{FILE}{query}")) == page
    assert [row[1:] for row in csv.reader(io.StringIO(out.getvalue().lstrip("\ufeff")))] == page
    sheet = workbook.active
    assert sheet is not None
    assert [[str(cell or "") for cell in row[1:]] for row in sheet.iter_rows(values_only=True)] == page
    assert [[cell.text for cell in row.cells][1:] for row in word.tables[0].rows] == page


def test_command_prints_one_state_in_columns_and_refuses_what_it_cannot_read(year: Document) -> None:
    out = io.StringIO()
    call_command("sharing_report", "--from", "2025-01-01", "--to", "2025-12-31", "--state", "vt", stdout=out)

    assert [line.split()[:3] for line in out.getvalue().splitlines()] == [
        ["Code", "State", "or"],
        ["VT", "Vermont", "1"],
    ]
    with pytest.raises(CommandError, match="--to is before --from"):
        call_command("sharing_report", "--from", "2025-02-01", "--to", "2025-01-01")
    with pytest.raises(CommandError, match="no state “QQ”"):
        call_command("sharing_report", "--from", "2025-01-01", "--to", "2025-02-01", "--state", "QQ")


def test_table_without_states_that_have_no_number_keeps_the_sum(cast: Cast, sign_in: SignIn, year: Document) -> None:
    client = sign_in(cast.administrator)

    whole = client.get(f"{URL}?year=2025")
    link = pages.links(whole, "main p a")["Only states with activity"]
    short = client.get(f"{URL}{link.split('#')[0]}")

    rows = [pages.texts(page, ".report-table tbody tr") for page in (whole, short)]
    names = [pages.texts(page, ".report-table tbody th") for page in (whole, short)]
    active = {row.name for row in report_of(YEAR).rows if any(row.numbers)}
    assert names[1] == [name for name in names[0] if name in {*active, "All states"}]
    assert (len(names[0]), rows[1][-1]) == (57, rows[0][-1])
    assert [row for row in rows[0] if row in rows[1]] == rows[1]


def test_bars_show_the_numbers_of_the_table(cast: Cast, sign_in: SignIn, year: Document) -> None:
    answer = sign_in(cast.administrator).get(f"{URL}?year=2025")

    assert pages.texts(answer, "table.bars caption") == ["Meetings attended"]
    assert pages.texts(answer, "table.bars tr") == ["Colorado 1", "Vermont 1"]


def test_period_that_cannot_be_read_is_said_and_this_year_is_shown(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    this_year = str(timezone.localdate().year)

    for query, problem in {
        "?year=1815": "Choose one of the options offered. The one that was sent isn’t one of them.",
        "?year=dates&first=2025-01-01": "Enter the first and the last day.",
        "?year=dates&first=2025-01-02&last=2025-01-01": "Enter a last day that isn’t before the first.",
        "?year=dates&first=1900-01-02&last=2025-01-01": "Choose a period of up to 10 years.",
    }.items():
        answer = client.get(f"{URL}{query}")
        assert pages.texts(answer, ".usa-error-message") == [problem]
        assert pages.texts(answer, ".lede") == [f"{this_year}: the numbers of your state."]


# Published years


def test_published_year_stays_as_it_was(cast: Cast, sign_in: SignIn, year: Document) -> None:
    administrator, member = sign_in(cast.administrator), sign_in(cast.new_hampshire)
    before = cells(administrator.get(f"{URL}?year=2025"))

    looked = administrator.get(f"{PUBLISH}?year=2025")
    published = administrator.post(PUBLISH, {"year": "2025"}, follow=True)
    first = cells(member.get("/reuse/report/years/2025/"))
    Use.objects.all().delete()
    library.document(cast.vermont, "Another of 2025", shared_at=IN_2025)

    assert pages.texts(looked, ".confirm__question") == ["Publish 2025? You can’t undo this."]
    assert pages.texts(published, ".usa-alert") == ["You published the report. Every member can read it."]
    assert cells(member.get("/reuse/report/years/2025/")) == first
    assert lines(member.get("/reuse/report/years/2025/file/")) == first
    assert len(first) == 1 + 56 + 1
    hidden = before[0].index("Shared with fewer")
    assert [row[:hidden] + row[hidden + 1 :] for row in before] == first
    assert list(AuditEvent.objects.filter(action="report.published").values_list("sentence", flat=True)) == [
        "Administrator published the report on sharing: 2025."
    ]
    assert pages.links(member.get(URL), "main li a")["2025"] == "/reuse/report/years/2025/"


def test_database_refuses_to_change_or_delete_a_published_year(cast: Cast) -> None:
    made = ReportYear.objects.create(slug="2025", numbers={"columns": [], "rows": [], "totals": []})

    for change in (
        lambda: ReportYear.objects.filter(pk=made.pk).update(numbers={}),
        lambda: ReportYear.objects.filter(pk=made.pk).delete(),
        lambda: ReportYear.objects.create(slug="last", numbers={}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_only_administrators_publish_and_only_years_that_are_over(cast: Cast, sign_in: SignIn) -> None:
    this_year = str(timezone.localdate().year)
    administrator = sign_in(cast.administrator)

    refused = administrator.post(PUBLISH, {"year": this_year})

    assert (refused.status_code, pages.texts(refused, ".usa-alert")) == (400, ["Choose a year that is over."])
    assert administrator.post(PUBLISH, {"year": "2025"}).status_code == 302
    assert administrator.post(PUBLISH, {"year": "2025"}).status_code == 302
    assert sign_in(cast.vermont_editor).post(PUBLISH, {"year": "2024"}).status_code == 403
    assert list(ReportYear.objects.values_list("slug", flat=True)) == ["2025"]
    assert [sign_in(each).get("/reuse/report/years/2025/").status_code for each in (cast.vermont, cast.guest)] == [
        200, 404
    ]  # fmt: skip


# Numbers of other apps


def trips() -> Part:
    """As another app would add them."""
    return Part("trips", "Visits", "Visits to other states.", lambda period: Counts({"ME": 3}, 3))


def test_another_app_adds_a_number(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    monkeypatch.setattr(PARTS, "_providers", [*PARTS._providers, (500, "trips", trips)])

    assert column(report_of(YEAR), "trips") == {"ME": 3, "": 3}


@pytest.mark.parametrize("papers", [1, 3])
def test_report_asks_as_much_for_one_document_as_for_three(
    cast: Cast, papers: int, django_assert_num_queries: Any
) -> None:
    for number in range(papers):
        made = library.document(cast.vermont, f"Paper {number}", shared_at=IN_2025)
        use(made, agency("CO", "DOT"), added_at=IN_2025)
        downloaded(made, 6)
    forget_standing(cast.administrator)

    with django_assert_num_queries(13):
        report_of(YEAR)
