"""The pages of inquiries over HTTP: what each person is shown, and that nothing typed is lost."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as WordDocument
from openpyxl import load_workbook

from accounts import audiences
from accounts.models import User
from clearinghouse.lib.zones import portal_today
from contacts.models import Route
from documents.models import Document
from inquiries.actions import answering, rounds
from inquiries.actions.questions import FieldDetails
from inquiries.models import Inquiry, InquiryField, Response, Status
from tests import library, pages
from tests.cast import Cast
from tests.inquiries.builders import answered, choice, draft, field, mails, response, sent

SignIn = Callable[[User | None], Client]


@pytest.fixture
def made(cast: Cast) -> Inquiry:
    """Colorado asks Vermont and New Hampshire four things."""
    Route.objects.create(state_id="VT", person=cast.vermont)
    Route.objects.create(state_id="NH", person=cast.new_hampshire)
    return sent(
        cast.colorado,
        cast.administrator,
        FieldDetails("yes_no", "Do you have remedies?", is_required=True),
        choice("Which ones?", "Damages", "Termination", kind="several"),
        FieldDetails("money", "What do you pay a year?"),
        FieldDetails("file", "Your contract"),
        states=("VT", "NH"),
    )


def form(made: Inquiry, state: str = "VT", **values: Any) -> dict[str, Any]:
    """A form as the page sends it, with answers by the beginning of the question."""
    current = response(made, state)
    found = {"sharing": "answered", "revision": current.revision}
    for label, value in values.items():
        row = InquiryField.objects.get(questionnaire__inquiry=made, label__startswith=label.replace("_", " "))
        found[f"q_{row.ident}"] = value
    return found


def answer_url(made: Inquiry, state: str = "VT") -> str:
    return reverse("inquiries:answer", args=[made.key, state])


def answers_by_label(made: Inquiry, state: str = "VT") -> dict[str, Any]:
    labels = dict(InquiryField.objects.filter(questionnaire__inquiry=made).values_list("ident", "label"))
    return {labels[ident]: value for ident, value in response(made, state).answers.items()}


# Writing an inquiry


def test_member_writes_an_inquiry_by_forms_alone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    due = portal_today() + timedelta(days=30)
    fields = {"title": "Who has one?", "target": "states", "states": ["NH"], "closes_on": due.isoformat()}
    client.post(reverse("inquiries:new"), fields)
    made = Inquiry.objects.get()
    add = reverse("inquiries:add_question", args=[made.key])
    client.post(add, {"label": "Do you?", "type": "yes_no", "is_required": "on"})
    leading = field(made).ident

    client.post(add, {"label": "Which?", "type": "one", "choices": "A\nB\n\nA", "shown_when": [f"{leading} 0"]})

    row = field(made, "Which?")
    assert (made.title, list(made.states.values_list("pk", flat=True)), made.closes_on) == ("Who has one?", ["NH"], due)
    assert (row.choices, row.shown_after, row.shown_for) == (["A", "B"], leading, ["yes"])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"type": "one", "choices": "A"}, "Enter at least two choices, one per line."),
        ({"type": "table"}, "Enter at least one column, one per line."),
        ({"type": "short", "label": ""}, "Enter the question."),
        ({"type": "one", "choices": "A" * 161 + "\nB"}, "is longer than 160 characters"),
    ],
)
def test_question_that_cannot_be_asked_is_refused_in_a_sentence(
    given: dict[str, str], words: str, cast: Cast, sign_in: SignIn
) -> None:
    made = draft(cast.vermont)

    answer = sign_in(cast.vermont).post(
        reverse("inquiries:add_question", args=[made.key]), {"label": "Which?", **given}
    )

    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_group_round_is_offered_to_members_of_the_group_only(cast: Cast, sign_in: SignIn) -> None:
    def groups(person: User) -> list[str]:
        page = sign_in(person).get(reverse("inquiries:new"))
        return [str(choice) for choice in page.context["form"].fields["group"].queryset]

    assert (groups(cast.vermont), groups(cast.group_member)) == ([], ["Cybersecurity of EV Charging"])


# Answering


def test_answer_is_checked_when_it_is_submitted_and_what_was_typed_is_kept(
    made: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.vermont)

    refused = client.post(answer_url(made), {**form(made, What_do="a lot"), "do": "submit"})

    assert refused.status_code == 400
    assert [words for _, words in refused.context["form"].shown_errors()] == [
        ["Answer this question."], ["Enter a number, for example 1,250 or 97.5."],
    ]  # fmt: skip
    assert "Do you have remedies? Answer this question." in " ".join(refused.content.decode().split())
    assert answers_by_label(made) == {"What do you pay a year?": "a lot"}


def test_submitted_answer_keeps_numbers_as_numbers_and_leaves_out_what_is_empty(
    made: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    given = form(made, Do_you="yes", Which=["Termination"], What_do="$1,250,000")

    answer = sign_in(cast.vermont).post(answer_url(made), {**given, "do": "submit"})

    assert answer["Location"] == reverse("inquiries:response", args=[made.key, "VT"])
    assert answers_by_label(made) == {
        "Do you have remedies?": "yes", "Which ones?": ["Termination"], "What do you pay a year?": "1250000",
    }  # fmt: skip


def test_save_by_the_page_itself_answers_with_the_next_revision(made: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    headers = {"Portal-Autosave": "1"}

    first = client.post(answer_url(made), form(made, What_do="10"), headers=headers)
    stale = client.post(answer_url(made), {**form(made, What_do="11"), "revision": "1"}, headers=headers)

    assert (first.status_code, first.json()["revision"]) == (200, 2)
    assert (stale.status_code, stale.json()["message"]) == (
        409, "Vermont saved this answer meanwhile. Save the draft to compare.",
    )  # fmt: skip
    assert answers_by_label(made) == {"What do you pay a year?": "10"}


def test_second_of_two_colleagues_sees_both_and_saves_on(made: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    opened = form(made, What_do="20")
    sign_in(cast.vermont).post(answer_url(made), form(made, What_do="10"))
    lead = sign_in(cast.vermont_editor)

    told = lead.post(answer_url(made), opened)
    (revision,) = pages.find(told, "#id_revision")
    again = lead.post(answer_url(made), {**opened, "revision": revision.get("value")})

    assert (told.status_code, told.context["theirs"]) == (409, {"What do you pay a year?": "$10"})
    assert again.status_code == 302
    assert answers_by_label(made) == {"What do you pay a year?": "20"}


def test_colleague_who_does_not_write_is_led_to_reading_and_can_join(
    made: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.vermont_energy)
    led = client.get(answer_url(made))

    joined = client.post(reverse("inquiries:join", args=[made.key, "VT"]))

    assert led["Location"] == reverse("inquiries:response", args=[made.key, "VT"])
    assert joined["Location"] == answer_url(made)
    assert client.get(answer_url(made)).status_code == 200


def test_document_named_in_an_answer_shows_its_title_only_to_who_may_open_it(
    made: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    paper: Document = library.document(cast.vermont, "Our secret contract", sharing_choice="agency")
    given = form(made, Do_you="yes", Your_contract=paper.key)
    sign_in(cast.vermont).post(answer_url(made), {**given, "sharing": "members", "do": "submit"})

    def shown(person: User) -> tuple[bool, bool]:
        words = sign_in(person).get(reverse("inquiries:response", args=[made.key, "VT"])).content.decode()
        return "Our secret contract" in words, "A document that isn’t shared with you" in words

    assert (shown(cast.vermont), shown(cast.colorado)) == ((True, False), (False, True))


def test_answer_names_no_document_that_the_person_may_not_share(made: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    paper: Document = library.document(cast.new_hampshire, "Theirs", sharing_choice="agency")

    refused = sign_in(cast.vermont).post(
        answer_url(made), {**form(made, Do_you="yes", Your_contract=paper.key), "do": "submit"}
    )

    assert refused.status_code == 400
    assert "Theirs" not in refused.content.decode()


# Side by side


@pytest.fixture
def compared(made: Inquiry, cast: Cast) -> Inquiry:
    """Both states answered, New Hampshire for NASEO only."""
    answered(made, "VT", cast.vermont, "1250000", sharing="members", label="What do you pay a year?")
    answered(made, "NH", cast.new_hampshire, "900", sharing="naseo", label="What do you pay a year?")
    return made


def table(client: Client, made: Inquiry, **asked: str) -> list[list[str]]:
    answer = client.get(reverse("inquiries:export", args=[made.key]), {**asked, "format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))[1:]


def test_table_and_files_hold_what_the_person_may_read(compared: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    vermont, naseo = sign_in(cast.vermont), sign_in(cast.administrator)

    assert table(vermont, compared) == [["Vermont", "", "", "$1,250,000", ""]]
    assert table(naseo, compared) == [
        ["New Hampshire", "", "", "$900", ""], ["Vermont", "", "", "$1,250,000", ""],
    ]  # fmt: skip


def test_table_is_sorted_by_numbers_and_narrowed_by_region(compared: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    client, ident = sign_in(cast.administrator), field(compared, "What do you pay a year?").ident

    def names(**asked: str) -> list[str]:
        return [row[0] for row in table(client, compared, **asked)]

    assert names(sort=ident, order="down") == ["Vermont", "New Hampshire"]
    assert names(sort=ident) == ["New Hampshire", "Vermont"]
    assert names(region="naseo-west") == []
    assert names(region="nowhere") == ["New Hampshire", "Vermont"]  # ignored, and the page says so


def test_table_puts_days_in_their_order_and_not_in_that_of_their_words(cast: Cast, sign_in: SignIn) -> None:
    Route.objects.create(state_id="NH", person=cast.new_hampshire)
    Route.objects.create(state_id="CO", person=cast.colorado)
    made = sent(cast.vermont, cast.administrator, FieldDetails("date", "When does it end?"), states=("NH", "CO"))
    answered(made, "NH", cast.new_hampshire, "2030-12-31")
    answered(made, "CO", cast.colorado, "2031-04-30")
    client, ident = sign_in(cast.administrator), field(made).ident

    def names(**asked: str) -> list[str]:
        return [row[0] for row in table(client, made, **asked)]

    assert names(sort=ident) == ["New Hampshire", "Colorado"]
    assert names(sort=ident, order="down") == ["Colorado", "New Hampshire"]


def shown(client: Client, made: Inquiry, **asked: str) -> list[str]:
    """The rows of the table on the page."""
    answer = client.get(reverse("inquiries:answers", args=[made.key]), asked)
    return pages.texts(answer, "table.answers tbody tr")


def test_table_that_is_kept_is_another_one_for_who_may_read_more_or_less(
    compared: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    """Each is asked twice, so that the second comes of what the first left."""
    vermont, naseo = sign_in(cast.vermont), sign_in(cast.administrator)

    for _ in range(2):
        assert shown(naseo, compared) == ["New Hampshire No answer No answer $900 No answer",
                                          "Vermont No answer No answer $1,250,000 No answer"]  # fmt: skip
        assert shown(vermont, compared) == ["Vermont No answer No answer $1,250,000 No answer"]
    # What New Hampshire shares with those that answered, Vermont reads; and no more once that is taken back.
    row = response(compared, "NH")
    Response.objects.filter(pk=row.pk).update(sharing="answered")
    assert len(shown(vermont, compared)) == 2
    Response.objects.filter(pk=row.pk).update(sharing="naseo")
    assert len(shown(vermont, compared)) == 1


def test_each_answer_in_the_table_leads_to_all_of_it(compared: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    client, url = sign_in(cast.vermont), reverse("inquiries:answers", args=[compared.key])
    (link,) = pages.find(client.get(url), ".answers__cell a")

    address, _, place = str(link.get("href")).partition("#")

    assert pages.find(client.get(urljoin(url, address)), f"#{place}") != []


def test_table_that_is_kept_shows_an_answer_as_it_was_submitted_last(
    compared: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.administrator)
    before = shown(client, compared)

    answering.take_back(response=response(compared, "VT"), by=cast.vermont)
    without = shown(client, compared)
    answered(compared, "VT", cast.vermont, "77", sharing="members", label="What do you pay a year?")

    assert before[1] == "Vermont No answer No answer $1,250,000 No answer"
    assert without == before[:1]
    assert shown(client, compared)[1] == "Vermont No answer No answer $77 No answer"


def test_title_of_a_document_in_an_answer_stands_in_the_table_only_for_who_may_open_it(
    compared: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    paper = library.document(cast.vermont, "Vermont contract", sharing_choice="agency", state="VT")
    row, ident = response(compared, "VT"), field(compared, "Your contract").ident
    Response.objects.filter(pk=row.pk).update(answers={ident: paper.key}, revision=row.revision + 1)
    vermont, other = sign_in(cast.vermont), sign_in(cast.colorado)

    for _ in range(2):
        assert shown(vermont, compared) == ["Vermont No answer No answer No answer Vermont contract"]
        assert shown(other, compared) == ["Vermont No answer No answer No answer A document that isn’t shared with you"]


def test_files_for_excel_and_word_hold_the_same_answers(compared: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    client, url = sign_in(cast.vermont), reverse("inquiries:export", args=[compared.key])

    sheet = load_workbook(io.BytesIO(client.get(url, {"format": "xlsx"}).content)).active
    words = WordDocument(io.BytesIO(client.get(url, {"format": "docx"}).content))

    assert [cell.value for cell in sheet[2]][:4] == ["Vermont", None, None, "$1,250,000"]
    text = "\n".join(paragraph.text for paragraph in words.paragraphs)
    assert ("$1,250,000" in text, "$900" in text, "New Hampshire" in text) == (True, False, False)


def test_pages_take_the_same_queries_for_two_states_and_for_three(made: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.colorado)
    urls = [reverse(name, args=[made.key]) for name in ("inquiries:inquiry", "inquiries:answers")]

    def queries() -> list[int]:
        counts = []
        for url in [*urls, reverse("inquiries:list")]:
            with CaptureQueriesContext(connection) as caught:
                client.get(url)
            counts.append(len(caught))
        return counts

    answered(made, "VT", cast.vermont, "1", label="What do you pay a year?")
    before = queries()
    answered(made, "NH", cast.new_hampshire, "2", label="What do you pay a year?")
    version = made.questionnaires.get()
    Response.objects.create(inquiry=made, state_id="ME", questionnaire=version)

    assert queries() == before


# States without a person


def test_administrator_assigns_an_answer_that_nobody_has_and_who_sends_is_told_before(
    cast: Cast, sign_in: SignIn
) -> None:
    made = draft(cast.vermont, states=("CO", "OH"))  # Colorado has members, but no EV lead; Ohio has nobody
    rounds.ask_for_release(inquiry=made, by=cast.vermont)
    client = sign_in(cast.administrator)
    told = client.get(reverse("inquiries:send", args=[made.key])).context["without_person"]
    rounds.release(inquiry=made, by=cast.administrator, revision=made.revision)

    shown = client.get(made.get_absolute_url()).context["without_person"]
    url = reverse("inquiries:pass_on", args=[made.key, "CO"])
    client.post(url, {"person": cast.new_hampshire.key})
    of_another_state = response(made, "CO").assigned
    client.post(url, {"person": cast.colorado.key})

    assert told == "Colorado and Ohio"
    assert [(row.state_id, people) for row, people in shown] == [("CO", [cast.colorado, cast.group_member]), ("OH", [])]
    assert (of_another_state, response(made, "CO").assigned) == (None, cast.colorado)
    assert mails(cast.colorado) == ["Vermont Agency of Transportation asks Colorado: Uptime remedies"]
    assert sign_in(cast.vermont).get(made.get_absolute_url()).context["without_person"] == []


# The summary


def test_public_reads_a_published_summary_and_nothing_else_of_the_inquiry(
    compared: Inquiry, cast: Cast, client: Client
) -> None:
    rounds.close(inquiry=compared, by=cast.colorado)
    compared.refresh_from_db()
    rounds.save_summary(
        inquiry=compared, by=cast.colorado, text="Most pay.", ask_again_on=None, revision=compared.revision
    )
    rounds.publish_summary(inquiry=compared, by=cast.colorado, audience=audiences.single("public"))

    page = client.get(compared.get_absolute_url()).content.decode()

    assert ("Most pay." in page, "Vermont" in page, "What do you pay a year?" in page) == (True, False, False)
    assert client.get(reverse("inquiries:answers", args=[compared.key])).status_code == 302
    assert Inquiry.objects.get().status == Status.PUBLISHED


def test_draft_of_a_summary_is_found_by_nobody_and_a_published_one_by_its_readers(
    compared: Inquiry, cast: Cast, sign_in: SignIn
) -> None:
    rounds.close(inquiry=compared, by=cast.colorado)
    compared.refresh_from_db()
    rounds.save_summary(
        inquiry=compared, by=cast.colorado, text="Thunderstorms.", ask_again_on=None, revision=compared.revision
    )

    def found(person: User) -> bool:
        page = sign_in(person).get(reverse("inquiries:list"), {"q": "thunderstorms"})
        site = sign_in(person).get(reverse("documents:search"), {"q": "thunderstorms"})
        return compared.get_absolute_url() in page.content.decode() + site.content.decode()

    before = [found(person) for person in (cast.vermont, cast.guest, cast.administrator)]
    rounds.publish_summary(inquiry=compared, by=cast.colorado, audience=audiences.single("all_members"))

    assert before == [False, False, False]
    assert [found(person) for person in (cast.vermont, cast.guest, cast.administrator)] == [True, False, True]


def test_home_names_the_answer_that_waits_for_this_person(made: Inquiry, cast: Cast, sign_in: SignIn) -> None:
    def waits(person: User) -> bool:
        return answer_url(made) in sign_in(person).get("/").content.decode()

    assert [waits(person) for person in (cast.vermont, cast.vermont_energy, cast.new_hampshire)] == [
        True, False, False,
    ]  # fmt: skip
    answered(made, "VT", cast.vermont, "1", label="What do you pay a year?")
    assert not waits(cast.vermont)
