"""Tables of an event: the address on a sheet, the sheets, and notes that several people write."""

import pytest
from django.urls import reverse

from inquiries.models import CampaignTable, Submission
from tests.cast import Cast
from tests.inquiries.campaigns import closed, draft, opened, question, table
from tests.meetings.events import conference
from tests.pages import find, texts

pytestmark = pytest.mark.django_db


def notes_of(sheet: CampaignTable) -> list[tuple[dict, int]]:
    """Answers and revision of each note."""
    return sorted(sheet.submissions.values_list("answers", "revision"), key=str)


def test_a_code_opens_the_form_without_an_account_whatever_its_case(cast: Cast, client) -> None:
    sheet = table(opened(cast.administrator, meeting=conference(cast)), cast.administrator)

    answers = [client.get(reverse("tables:answer", args=[code])).status_code
               for code in (sheet.code, sheet.code.upper(), "nosuchcode")]  # fmt: skip

    assert answers == [200, 200, 404]


def test_a_code_opens_nothing_before_the_campaign_and_no_words_after_it(cast: Cast, client) -> None:
    early = table(draft(cast.administrator), cast.administrator)
    late_campaign = opened(cast.administrator, title="Over")
    late = table(late_campaign, cast.administrator)
    closed(late_campaign, cast.administrator)

    assert client.get(reverse("tables:answer", args=[early.code])).status_code == 404
    for name in ("tables:answer", "tables:notes", "tables:thanks"):
        assert client.get(reverse(name, args=[late.code])).status_code == 410
    sent = client.post(reverse("tables:answer", args=[late.code]), {"once": "x"}, headers={"Portal-Send": "1"})
    assert sent.status_code == 409
    assert sent.json()["message"].startswith("This campaign takes no more input.")
    assert Submission.objects.count() == 0


def test_by_name_a_table_asks_for_the_name_also_of_who_is_signed_in(cast: Cast, sign_in) -> None:
    campaign = opened(cast.administrator, naming="named")
    sheet = table(campaign, cast.administrator)
    client, url = sign_in(cast.vermont), reverse("tables:answer", args=[sheet.code])
    data = {f"q_{question(campaign).ident}": "Mine", "sector": "utilities", "once": "t", "quoting": "words"}

    missing, sent = client.post(url, data), client.post(url, {**data, "name": "Kim Lee", "organization": "Tidewater"})

    assert (missing.status_code, sent.status_code) == (400, 302)
    assert list(Submission.objects.values_list("name", "organization", "quoting", "table", "person")) == [
        ("Kim Lee", "Tidewater", "words", sheet.pk, None)
    ]


def test_notes_are_written_on_by_whoever_has_the_code(cast: Cast, client) -> None:
    campaign = opened(cast.administrator)
    sheet = table(campaign, cast.administrator)
    ident = question(campaign).ident
    url = reverse("tables:notes", args=[sheet.code])

    first = client.post(url, {f"q_{ident}": "We begin", "once": "n"})
    client.post(url, {f"q_{ident}": "We begin", "once": "n"})  # sent twice
    note = Submission.objects.get()
    page = reverse("tables:note", args=[sheet.code, note.key])
    shown = texts(client.get(page), "textarea")
    client.post(page, {f"q_{ident}": "We begin and end", "revision": "1"})

    assert first.status_code == 302
    assert shown == ["We begin"]
    assert notes_of(sheet) == [({ident: "We begin and end"}, 2)]


def test_two_writers_of_notes_notice_each_other(cast: Cast, client) -> None:
    campaign = opened(cast.administrator)
    sheet = table(campaign, cast.administrator)
    ident = question(campaign).ident
    client.post(reverse("tables:notes", args=[sheet.code]), {f"q_{ident}": "Start", "once": "n"})
    page = reverse("tables:note", args=[sheet.code, Submission.objects.get().key])
    client.post(page, {f"q_{ident}": "Mine", "revision": "1"})

    late = client.post(page, {f"q_{ident}": "Yours", "revision": "1"})

    assert late.status_code == 409
    assert texts(late, ".facts dd") == ["Mine"]
    assert [field.get("value") for field in find(late, "input") if field.get("name") == "revision"] == ["2"]
    assert notes_of(sheet) == [({ident: "Mine"}, 2)]


def test_notes_of_another_table_are_not_there(cast: Cast, client) -> None:
    campaign = opened(cast.administrator)
    one, other = table(campaign, cast.administrator), table(campaign, cast.administrator)
    client.post(reverse("tables:notes", args=[one.code]), {f"q_{question(campaign).ident}": "Ours", "once": "n"})

    assert client.get(reverse("tables:note", args=[other.code, Submission.objects.get().key])).status_code == 404


def test_each_sheet_has_its_code_and_address(cast: Cast, sign_in) -> None:
    campaign = opened(cast.administrator)
    sheets = [table(campaign, cast.administrator) for _ in range(2)]
    client = sign_in(cast.administrator)
    url = reverse("inquiries:table_sheets", args=[campaign.inquiry.key])

    everything, one = client.get(url), client.get(url, {"table": "2"})

    assert texts(everything, ".sheet__table") == ["Table 1", "Table 2"]
    assert [words.rsplit("/i/")[1] for words in texts(everything, ".sheet__address")] == [
        f"{sheet.code}/" for sheet in sheets
    ]
    assert len(find(everything, ".sheet__code svg path")) == 2
    assert texts(one, ".sheet__table") == ["Table 2"]


def test_a_removed_tables_sheet_leads_nowhere_and_its_notes_stay(cast: Cast, client, sign_in) -> None:
    campaign = opened(cast.administrator)
    sheet = table(campaign, cast.administrator)
    client.post(reverse("tables:notes", args=[sheet.code]), {f"q_{question(campaign).ident}": "Ours", "once": "n"})

    gone = sign_in(cast.administrator).post(reverse("inquiries:remove_table", args=[campaign.inquiry.key, 1]))

    assert gone.status_code == 302
    assert client.get(reverse("tables:answer", args=[sheet.code])).status_code == 404
    assert [(row.table, row.kind) for row in Submission.objects.all()] == [(None, "notes")]


def test_guessing_codes_is_stopped(cast: Cast, client, monkeypatch) -> None:
    monkeypatch.setattr("inquiries.views.submitting.GUESSES", "5/h/key")
    sheet = table(opened(cast.administrator), cast.administrator)

    answers = [client.get(reverse("tables:answer", args=[f"guess{number}"])).status_code for number in range(6)]

    assert answers == [404] * 5 + [429]
    assert client.get(reverse("tables:answer", args=[sheet.code])).status_code == 200
