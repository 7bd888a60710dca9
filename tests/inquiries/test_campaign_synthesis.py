"""From answers to a synthesis: marking, the code book, small numbers, quotes, and how input was used."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import audiences
from inquiries.actions import InquiryRefused, campaigns, questions, submitting, synthesis
from inquiries.actions.questions import FieldDetails
from inquiries.models import Campaign, Passage, Submission, Theme
from inquiries.synthesis import _total, file_rows, header, synthesis_of
from tests.cast import Cast
from tests.inquiries.campaigns import answered, closed, draft, given, opened, question, table, theme
from tests.jobs import run_jobs
from tests.pages import texts

pytestmark = pytest.mark.django_db

WORDS = "Chargers fail in winter. Chargers are far apart."


def marked(campaign: Campaign, cast: Cast, found: Theme, submission: Submission, words: str = "") -> Passage:
    return synthesis.mark(
        submission=submission, question=question(campaign), theme=found, by=cast.administrator, words=words
    )  # fmt: skip


def published(campaign: Campaign, cast: Cast, kind: str = "public") -> Campaign:
    return campaigns.publish(
        campaign=campaign, by=cast.administrator, text="We heard you.", audience=audiences.single(kind)
    )  # fmt: skip


def reviewed(cast: Cast, *answers: tuple[str, str], naming: str = "anonymous") -> tuple[Campaign, list[Submission]]:
    """A campaign under review with these answers by sector, made as the tables do."""
    campaign = opened(cast.administrator, naming=naming)
    sheet = table(campaign, cast.administrator)
    made = [
        submitting.submit_at_table(table=sheet, given=given(campaign, words, sector=sector, once=f"{number}"))
        for number, (sector, words) in enumerate(answers)
    ]
    return closed(campaign, cast.administrator), made


def test_words_are_marked_where_they_stand(cast: Cast) -> None:
    campaign, (answer,) = reviewed(cast, ("states", WORDS))
    found = theme(campaign, cast.administrator)

    second = synthesis.mark(
        submission=answer, question=question(campaign), theme=found, by=cast.administrator, words="Chargers", start=10
    )
    marked(campaign, cast, found, answer)
    marked(campaign, cast, found, answer)  # again: still one

    assert [(row.start, row.end, row.text) for row in found.passages.in_order()] == [
        (25, 33, "Chargers"), (0, len(WORDS), WORDS)
    ]  # fmt: skip
    assert second.text == "Chargers"
    with pytest.raises(InquiryRefused, match="aren’t in this answer"):
        marked(campaign, cast, found, answer, "Something else")


def test_nothing_is_marked_while_answers_still_come(cast: Cast) -> None:
    campaign = opened(cast.administrator)
    answer = answered(campaign, cast.vermont)
    found = theme(campaign, cast.administrator)

    with pytest.raises(InquiryRefused, match="Stop taking input"):
        marked(campaign, cast, found, answer)
    with pytest.raises(PermissionDenied):
        synthesis.add_theme(campaign=campaign, by=cast.vermont, name="Mine")


def test_merging_moves_passages_once_and_splitting_moves_the_chosen(cast: Cast) -> None:
    campaign, (first, second) = reviewed(cast, ("states", WORDS), ("cities", "Far apart"))
    one, other = theme(campaign, cast.administrator, "One"), theme(campaign, cast.administrator, "Other")
    for found in (one, other):
        marked(campaign, cast, found, first)
    extra = marked(campaign, cast, one, second)

    synthesis.merge(theme=one, into=other, by=cast.administrator)
    after_merge = sorted(other.passages.values_list("text", flat=True))
    made = synthesis.split(theme=other, by=cast.administrator, name="Distance", passages=[extra.key])

    assert after_merge == sorted([WORDS, "Far apart"])
    assert [row.name for row in campaign.themes.in_order()] == ["Other", "Distance"]
    assert list(made.passages.values_list("text", flat=True)) == ["Far apart"]
    assert list(other.passages.values_list("text", flat=True)) == [WORDS]


def test_small_numbers_of_anonymous_answers_are_not_shown_nor_to_be_worked_out(cast: Cast) -> None:
    campaign, answers = reviewed(cast, *[("states", f"S{n}") for n in range(4)], ("cities", "C"), ("utilities", "U"))
    found = theme(campaign, cast.administrator)
    for answer in answers:
        marked(campaign, cast, found, answer)

    rows = file_rows(synthesis_of(campaign, cast.administrator))

    few = "fewer than 3"
    assert header(synthesis_of(campaign, cast.administrator))[2:8] == [
        "A state or territory", "A city or other local government", "A federal agency", "A utility",
        "A private partner", "Member of the public",
    ]  # fmt: skip
    assert [row[2:9] for row in rows] == [["4", few, few, few, few, few, "at least 4"]] * 2


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([4, 3], "7"),
        ([4, 2, 0], "at least 4"),  # 4 would tell that the two others are 2
        ([4, 2, 2], "at least 4"),  # 8 would tell both
        ([4, 1, 1, 1], "7"),  # 3 made of three numbers
        ([4, 2, 2, 2], "at least 4"),
        ([2, 0, 0], "fewer than 3"),
        ([2, 2], "at least 3"),
    ],
)
def test_a_sum_tells_no_part_that_is_not_shown(parts: list[int], words: str) -> None:
    assert _total(parts, hides=True) == words


def test_numbers_by_name_are_shown_as_they_are(cast: Cast) -> None:
    campaign, (answer, _) = reviewed(cast, ("states", "S"), ("cities", "C"), naming="named")
    found = theme(campaign, cast.administrator)
    marked(campaign, cast, found, answer)

    rows = file_rows(synthesis_of(campaign, cast.administrator))

    assert [row[2:9] for row in rows] == [["1", "1", "0", "0", "0", "0", "2"], ["1", "0", "0", "0", "0", "0", "1"]]


def test_a_quote_needs_the_agreement_of_who_wrote_it_and_is_released_one_by_one(cast: Cast, client) -> None:
    campaign = opened(cast.administrator, naming="named")
    people = {"no": cast.vermont, "words": cast.new_hampshire, "name": cast.colorado}
    answers = {
        quoting: answered(campaign, person, f"Words of {quoting}", quoting=quoting, organization="DOT")
        for quoting, person in people.items()
    }
    closed(campaign, cast.administrator)
    found = theme(campaign, cast.administrator)
    passages = {quoting: marked(campaign, cast, found, answer) for quoting, answer in answers.items()}
    published(campaign, cast)
    url = reverse("inquiries:synthesis", args=[campaign.inquiry.key])
    before = texts(client.get(url), ".quote")

    with pytest.raises(InquiryRefused, match="didn’t agree"):
        synthesis.release(passage=passages["no"], by=cast.administrator)
    for quoting in ("words", "name"):
        synthesis.release(passage=passages[quoting], by=cast.administrator)

    assert before == []
    assert texts(client.get(url), ".quote") == [
        "“Words of words” A state or territory", "“Words of name” Colorado, DOT"
    ]  # fmt: skip
    synthesis.take_back(passage=passages["name"], by=cast.administrator)
    assert texts(client.get(url), ".quote") == ["“Words of words” A state or territory"]


def test_the_synthesis_is_for_those_it_was_shared_with(cast: Cast, sign_in) -> None:
    campaign, _ = reviewed(cast, ("states", WORDS))
    url = reverse("inquiries:synthesis", args=[campaign.inquiry.key])
    people = (None, cast.guest, cast.vermont, cast.administrator)
    status = lambda: [sign_in(person).get(url).status_code for person in people]  # noqa: E731

    unpublished = status()
    published(campaign, cast, "all_members")

    assert unpublished == [404, 404, 404, 200]
    assert status() == [404, 404, 200, 200]
    assert list(Submission.objects.visible_to(cast.vermont)) == []


def test_files_say_what_the_page_says(cast: Cast, sign_in) -> None:
    campaign, _ = reviewed(cast, ("states", WORDS))
    theme(campaign, cast.administrator, "Distance")
    url = reverse("inquiries:synthesis_file", args=[campaign.inquiry.key])
    client = sign_in(cast.administrator)

    csv = client.get(url)
    files = {name: client.get(url, {"format": name}) for name in ("xlsx", "docx")}

    assert b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()[2].split(",")[0] == "Distance"
    assert {name: answer.content[:2] for name, answer in files.items()} == {"xlsx": b"PK", "docx": b"PK"}


def test_those_who_gave_input_by_name_are_told_how_it_was_used(cast: Cast, mailoutbox) -> None:
    campaign = opened(cast.administrator, naming="named")
    for person in (cast.vermont, cast.guest):
        answered(campaign, person, f"Of {person}", sector="cities" if person == cast.guest else "states")
    closed(campaign, cast.administrator)
    found = theme(campaign, cast.administrator)
    with pytest.raises(InquiryRefused, match="Publish the synthesis"):
        synthesis.save_how_used(theme=found, by=cast.administrator, text="In the workplan.", tell=True)
    published(campaign, cast, "all_members")

    synthesis.save_how_used(theme=found, by=cast.administrator, text="In the workplan.", tell=True)
    run_jobs()

    # The guest gave input too, but the synthesis is for members: nobody is told of what they may not read.
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([cast.vermont.email], "How we used your input: What should NASEO do next?")
    ]
    assert "In the workplan." in mailoutbox[0].body


def test_the_pages_of_organizers_mark_merge_and_release(cast: Cast, sign_in) -> None:
    campaign, (answer,) = reviewed(cast, ("states", WORDS))
    key, ident = campaign.inquiry.key, question(campaign).ident
    client = sign_in(cast.administrator)
    client.post(reverse("inquiries:themes", args=[key]), {"name": "Winter", "description": "Cold"})
    found = Theme.objects.get()
    page = reverse("inquiries:campaign_answer", args=[key, answer.key])
    data = {"ident": ident, "theme": found.key, "words": "Chargers fail in winter."}

    sent = client.post(page, data)
    wrong = client.post(page, {**data, "words": "Not there"})
    passage = Passage.objects.get()
    client.post(reverse("inquiries:change_passage", args=[key, passage.key]), {"do": "release"})

    assert (sent.status_code, wrong.status_code) == (302, 400)
    passage.refresh_from_db()
    assert (passage.start, passage.end, passage.released_by) == (0, 24, cast.administrator)
    assert texts(client.get(reverse("inquiries:campaign_answers", args=[key])), ".side__themes") == ["Winter"]
    for name, arguments in {
        "inquiries:theme": [key, found.key], "inquiries:themes": [key], "inquiries:campaign": [key],
        "inquiries:publish_campaign": [key], "inquiries:campaigns": [],
    }.items():  # fmt: skip
        assert client.get(reverse(name, args=arguments)).status_code == 200


def test_answers_are_counted_and_come_in_pages_by_sector(cast: Cast, sign_in) -> None:
    many = [("states", f"Answer {number}") for number in range(21)]
    campaign, made = reviewed(cast, *many, ("utilities", "One"))
    marked(campaign, cast, theme(campaign, cast.administrator, "Winter"), made[0])
    client, url = sign_in(cast.administrator), reverse("inquiries:campaign_answers", args=[campaign.inquiry.key])

    def shown(**asked: str) -> dict[str, tuple[int, int]]:
        """Of each column how many answers there are, and how many are on the page."""
        columns = client.get(url, asked).context["columns"]
        return {column["label"]: (column["count"], len(column["cells"])) for column in columns if column["count"]}

    states, utilities = "A state or territory", "A utility"
    assert shown() == {states: (21, 20), utilities: (1, 1)}
    assert shown(page="2") == shown(page="999") == {states: (21, 1), utilities: (1, 0)}
    assert shown(marked="no") == {states: (20, 20), utilities: (1, 1)}
    assert shown(page="x") == shown(page="-1") == shown(page="1")
    page = client.get(url, {"marked": "no"})
    assert texts(page, ".answers-count") == ["22 answers, 21 of them not marked with a theme yet."]
    assert texts(client.get(url), ".pager__position") == ["Page 1 of 2"]
    first, second = (client.get(url, {"page": number}).context["columns"][0]["cells"] for number in "12")
    assert sorted(cell["words"] for cell in [*first, *second]) == sorted(words for _, words in many)


def test_page_of_answers_takes_the_same_queries_for_one_and_for_three(cast: Cast, sign_in) -> None:
    campaign = opened(cast.administrator)
    sheet = table(campaign, cast.administrator)
    client, url = sign_in(cast.administrator), reverse("inquiries:campaign_answers", args=[campaign.inquiry.key])

    def queries(*words: str) -> int:
        for one in words:
            submitting.submit_at_table(table=sheet, given=given(campaign, one))
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        return len(caught)

    assert queries("One") == queries("Two", "Three")


def test_answers_to_a_question_with_choices_are_counted_by_sector(cast: Cast, sign_in) -> None:
    campaign = draft(cast.administrator, sectors=("states", "utilities"))
    details = FieldDetails("several", "What would you share?", choices=("Data", "Staff"))
    asked = questions.add_field(inquiry=campaign.inquiry, by=cast.administrator, details=details)
    campaign = campaigns.open_for_input(campaign=campaign, by=cast.administrator)
    sheet = table(campaign, cast.administrator)
    for number, (sector, choices) in enumerate(
        [("states", ["Data", "Staff"]), ("states", ["Data"]), ("utilities", ["Data"])]
    ):
        answer = submitting.Given(answers={asked.ident: choices}, once=f"{number}", sector=sector)
        submitting.submit_at_table(table=sheet, given=answer)

    page = sign_in(cast.administrator).get(
        reverse("inquiries:campaign_answers", args=[campaign.inquiry.key]), {"question": asked.ident}
    )

    assert texts(page, "main th") == ["Answer", "A state or territory", "A utility", "All", "Data", "Staff"]
    assert texts(page, "main td") == ["2", "1", "3", "1", "0", "1"]
