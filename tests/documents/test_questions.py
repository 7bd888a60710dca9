"""Question sets: who sees them, their grid and what leads from it, exports, and what hidden documents never do."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts import audiences
from accounts.models import AuditEvent, User
from documents.models import Document, Page, QuestionSet
from documents.questions import actions
from documents.questions.actions import Details
from documents.questions.runs import MOST_PAGES
from documents.questions.wording import TypedQuestion
from documents.sharing import grants
from tests import library
from tests.cast import Cast

SignIn = Callable[[object], Client]
EQUITY = TypedQuestion("Defines underserved", "Equity", "underserved, low-income\ndefine, identify")
UPTIME = TypedQuestion("Says uptime", "Reliability", "uptime")


def made(owner: User, *shared_with: str, questions: tuple[TypedQuestion, ...] = (EQUITY, UPTIME)) -> QuestionSet:
    chosen = tuple(audiences.single(kind) for kind in shared_with)
    return actions.create_set(by=owner, details=Details("Plans", "", chosen, questions))


@pytest.fixture
def plans(cast: Cast) -> dict[str, Document]:
    """Plans of two states, one of them hidden from the other, and one of no state."""
    return {
        "vermont": library.document(
            cast.vermont, "Vermont’s plan", pages=["We define low income.", "Nothing.", "Underserved:\ndefine, uptime."]
        ),
        "colorado": library.document(cast.colorado, "Colorado’s plan", state="CO", pages=["The uptime is 97%."]),
        "hidden": library.document(
            cast.vermont, "Hidden", sharing_choice="agency", pages=["We define low-income uptime."]
        ),
        "national": library.document(cast.colorado, "All states", state=None, pages=["An uptime."]),
    }


def grid(client: Client, row: QuestionSet, **query: Any) -> Any:
    return client.get(reverse("documents:question_set", args=[row.key]), query).context["grid"]


def cells(drawn: Any) -> dict[str, list[int]]:
    return {row.label: [cell.count for cell in row.cells] for group in drawn.groups for row in group.rows}


def test_the_grid_counts_pages_by_state(plans: dict[str, Document], cast: Cast, sign_in: SignIn) -> None:
    drawn = grid(sign_in(cast.colorado), made(cast.colorado))

    assert [column.label for column in drawn.columns] == ["CO", "VT", "None"]
    assert cells(drawn) == {"Defines underserved": [0, 2, 0], "Says uptime": [1, 1, 1]}
    assert [group.label for group in drawn.groups] == ["Equity", "Reliability"]


def test_the_grid_counts_pages_by_document(plans: dict[str, Document], cast: Cast, sign_in: SignIn) -> None:
    drawn = grid(sign_in(cast.colorado), made(cast.colorado), by="document")

    assert [column.label for column in drawn.columns] == ["Defines underserved", "Says uptime"]
    assert cells(drawn) == {"Colorado’s plan": [0, 1], "Vermont’s plan": [2, 1], "All states": [0, 1]}


def test_hidden_documents_count_for_their_readers_alone(
    plans: dict[str, Document], cast: Cast, sign_in: SignIn
) -> None:
    row = made(cast.vermont, "all_members")

    assert cells(grid(sign_in(cast.vermont), row))["Defines underserved"] == [0, 3, 0]
    assert cells(grid(sign_in(cast.colorado), row))["Defines underserved"] == [0, 2, 0]
    chosen = grid(sign_in(cast.colorado), row, document=plans["hidden"].key)
    assert (chosen.columns, cells(chosen)) == ([], {"Defines underserved": [], "Says uptime": []})


def test_old_versions_and_drafts_are_not_asked(cast: Cast, sign_in: SignIn) -> None:
    changed = library.document(cast.vermont, pages=["An uptime of old."])
    library.add_version(changed, pages=["New."])
    library.document(cast.vermont, pages=["A draft's uptime."], status="draft")

    assert cells(grid(sign_in(cast.vermont), made(cast.vermont)))["Says uptime"] == [0]


def test_a_right_that_ended_counts_no_more(plans: dict[str, Document], cast: Cast, sign_in: SignIn) -> None:
    client, row = sign_in(cast.colorado), made(cast.colorado)
    before = cells(grid(client, row))["Says uptime"]
    plans["vermont"].sharing = "agency"
    plans["vermont"].save(update_fields=["sharing"])
    grants.apply_sharing(plans["vermont"])

    assert (before, cells(grid(client, row))["Says uptime"]) == ([1, 1, 1], [1, 1])


def test_filters_and_chosen_documents_narrow_the_grid(plans: dict[str, Document], cast: Cast, sign_in: SignIn) -> None:
    client, row = sign_in(cast.colorado), made(cast.colorado)

    assert cells(grid(client, row, state="VT"))["Says uptime"] == [1]
    chosen = {"document": [plans["colorado"].key, plans["national"].key]}
    assert cells(grid(client, row, **chosen))["Says uptime"] == [1, 1]


def test_other_forms_of_words_are_asked_for(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, pages=["Defining who is underserved.", "The up-time."])
    client, row = sign_in(cast.vermont), made(cast.vermont)

    assert cells(grid(client, row)) == {"Defines underserved": [0], "Says uptime": [0]}
    assert cells(grid(client, row, forms="any")) == {"Defines underserved": [1], "Says uptime": [1]}


def test_more_pages_than_are_asked_are_said(cast: Cast, sign_in: SignIn) -> None:
    long = library.document(cast.vermont, "Old and long")
    Document.objects.filter(pk=long.pk).update(page_count=MOST_PAGES)
    library.document(cast.vermont, "New")

    context = sign_in(cast.vermont).get(reverse("documents:question_set", args=[made(cast.vermont).key])).context

    assert [document.title for document in context["asked"].documents] == ["New"]
    assert context["limit"].startswith(
        "These are the newest 1 of 2 documents. You can search up to 1,000 documents and 10,000 pages"
    )


def test_the_grid_takes_as_many_queries_for_three_documents(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    client, row = sign_in(cast.vermont), made(cast.vermont)
    for _ in range(2):
        library.document(cast.vermont, pages=["uptime"])
        grid(client, row)
        with django_assert_num_queries(8):
            grid(client, row)


def reader(client: Client, url: str) -> Any:
    return client.get(url).context["reader"]


def test_a_cell_opens_its_pages_one_after_another(plans: dict[str, Document], cast: Cast, sign_in: SignIn) -> None:
    client, row = sign_in(cast.colorado), made(cast.colorado)
    (equity, *_), *_ = [group.rows for group in grid(client, row, forms="any").groups]

    first = reader(client, equity.cells[1].url)
    second = reader(client, first["walk"].next_url)

    assert first["text"] == "We <mark>define</mark> <mark>low income</mark>."
    assert (first["page"], second["page"]) == (1, 3)
    assert (first["walk"].position, first["walk"].count, first["walk"].cell) == (1, 2, "in Vermont")
    assert (first["walk"].previous_url, second["walk"].next_url) == ("", "")
    assert reader(client, second["walk"].previous_url)["page"] == 1
    assert second["walk"].grid_url == reverse("documents:question_set", args=[row.key]) + "?forms=any"
    assert [hit["page"] for hit in second["hits"]] == [1, 3]


def test_pages_between_answers_keep_the_question(plans: dict[str, Document], cast: Cast, sign_in: SignIn) -> None:
    client, row = sign_in(cast.colorado), made(cast.colorado)
    url = grid(client, row).groups[0].rows[0].cells[1].url

    between = reader(client, reader(client, url)["next_url"])

    assert (between["page"], between["walk"].position, between["text"]) == (2, 0, "Nothing.")
    assert reader(client, between["walk"].previous_url)["page"] == 1
    assert reader(client, between["walk"].next_url)["page"] == 3


def test_an_address_without_a_cell_stays_in_its_document(
    plans: dict[str, Document], cast: Cast, sign_in: SignIn
) -> None:
    row = made(cast.colorado)
    uptime = row.questions.get(position=2)
    url = reverse("documents:page", args=[plans["vermont"].key, 3])

    opened = reader(sign_in(cast.colorado), f"{url}?question={row.key}.{uptime.pk}")

    assert (opened["walk"].cell, opened["walk"].position, opened["walk"].count) == ("in this document", 1, 1)


def test_a_question_of_a_hidden_set_marks_nothing(plans: dict[str, Document], cast: Cast, sign_in: SignIn) -> None:
    row = made(cast.vermont)
    url = grid(sign_in(cast.vermont), row, document=plans["vermont"].key).groups[0].rows[0].cells[0].url

    opened = reader(sign_in(cast.colorado), url)

    assert (opened["walk"], opened["text"]) == (None, "We define low income.")


def exported(client: Client, row: QuestionSet, **query: str) -> list[list[str]]:
    response: Any = client.get(reverse("documents:question_set_export", args=[row.key]), query)
    if query.get("format") == "xlsx":
        sheet = load_workbook(io.BytesIO(response.content)).active
        return [["" if cell is None else str(cell) for cell in cells] for cells in sheet.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_the_grid_is_exported(plans: dict[str, Document], cast: Cast, sign_in: SignIn) -> None:
    client, row = sign_in(cast.colorado), made(cast.colorado)
    expected = [
        ["Question", "Category", "Colorado", "Vermont", "No single state", "All"],
        ["Defines underserved", "Equity", "0", "2", "0", "2"],
        ["Says uptime", "Reliability", "1", "1", "1", "3"],
    ]

    assert exported(client, row, format="csv") == expected
    assert exported(client, row, format="xlsx") == expected


def test_the_list_of_pages_is_exported(plans: dict[str, Document], cast: Cast, sign_in: SignIn) -> None:
    client, row = sign_in(cast.colorado), made(cast.colorado)

    _, *rows = exported(client, row, list="pages", format="csv")

    assert [line[0] for line in rows] == ["Defines underserved"] * 2 + ["Says uptime"] * 3
    assert [line[1:8] for line in rows] == [
        ["Equity", "Vermont", "Vermont’s plan", "1", "", "define, low income", "We define low income."],
        ["Equity", "Vermont", "Vermont’s plan", "3", "", "underserved, define", "Underserved: define, uptime."],
        ["Reliability", "Colorado", "Colorado’s plan", "1", "", "uptime", "The uptime is 97%."],
        ["Reliability", "Vermont", "Vermont’s plan", "3", "", "uptime", "Underserved: define, uptime."],
        ["Reliability", "", "All states", "1", "", "uptime", "An uptime."],
    ]
    assert rows[0][8].endswith(f"/documents/{plans['vermont'].key}/pages/1/?v=1")


def test_a_set_comes_back_from_its_own_file(cast: Cast, sign_in: SignIn) -> None:
    money = TypedQuestion("=Costs", "", "$7,500, cost per port\nport")
    client, row = sign_in(cast.vermont), made(cast.vermont, questions=(EQUITY, money))
    response: Any = client.get(reverse("documents:question_set_questions", args=[row.key]))
    pasted = b"".join(response.streaming_content).decode()

    again = client.post(reverse("documents:question_set_new"), {"listed": "0", "step": "paste", "pasted": pasted})

    assert [row.initial for row in again.context["form"].rows] == [
        {"id": None, "name": each.name, "category": each.category, "words": each.words} for each in (EQUITY, money)
    ]


# Making and changing


def form_of(*questions: TypedQuestion, **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"name": "Plans", "about": "", "listed": str(len(questions)), **more}
    for at, question in enumerate(questions):
        fields = {"name": question.name, "category": question.category, "words": question.words}
        fields["id"] = str(question.pk or "")
        data |= {f"questions-{at}-{name}": value for name, value in fields.items()}
    return data


def test_a_set_is_made_private(cast: Cast, sign_in: SignIn) -> None:
    blank = TypedQuestion()
    response = sign_in(cast.vermont).post(reverse("documents:question_set_new"), form_of(EQUITY, blank, UPTIME))

    row = QuestionSet.objects.get()
    assert response.headers["Location"] == row.get_absolute_url()
    assert list(row.questions.order_by("position").values_list("name", "category", "groups")) == [
        ("Defines underserved", "Equity", [["underserved", "low-income"], ["define", "identify"]]),
        ("Says uptime", "Reliability", [["uptime"]]),
    ]
    assert (row.owner, row.audiences.count(), AuditEvent.objects.filter(action__startswith="question").count()) == (
        cast.vermont, 0, 0,
    )  # fmt: skip


def test_a_set_sent_after_the_session_ended_comes_back(db: None, client: Client) -> None:
    address = reverse("documents:question_set_new")
    ours = {"Origin": "http://testserver", "Referer": f"http://testserver{address}"}
    response = client.post(address, form_of(UPTIME, EQUITY), headers=ours)

    assert [(each.label, each.values) for each in response.context["typed"]] == [
        ("Name", ["Plans"]),
        ("Question 1", ["Says uptime"]),
        ("Category (optional) 1", ["Reliability"]),
        ("Words 1", ["uptime"]),
        ("Question 2", ["Defines underserved"]),
        ("Category (optional) 2", ["Equity"]),
        ("Words 2", [EQUITY.words]),
    ]


@pytest.mark.parametrize(
    ("question", "field", "sentence"),
    [
        (TypedQuestion("", "", "uptime"), "name", "Enter a name for this question."),
        (TypedQuestion("Uptime", "", ""), "words", "Enter at least one word with a letter or a number."),
        (TypedQuestion("Uptime", "", "?!, &"), "words", "Enter at least one word with a letter or a number."),
    ],
)
def test_a_question_lacks_something(
    cast: Cast, sign_in: SignIn, question: TypedQuestion, field: str, sentence: str
) -> None:
    response = sign_in(cast.vermont).post(reverse("documents:question_set_new"), form_of(EQUITY, question))

    assert response.status_code == 400
    assert response.context["form"].rows[1].errors == {field: [sentence]}
    assert not QuestionSet.objects.exists()


def test_a_set_has_at_most_600_words(cast: Cast, sign_in: SignIn) -> None:
    words = ["\n".join(", ".join(f"w{at}x{line}x{n}" for n in range(50)) for line in range(7)) for at in range(2)]
    questions = [TypedQuestion(f"Question {at}", "", typed) for at, typed in enumerate(words)]

    response = sign_in(cast.vermont).post(reverse("documents:question_set_new"), form_of(*questions))

    assert response.status_code == 400
    assert response.context["form"].errors == {
        "__all__": ["A set has at most 600 words and phrases. Make a second set."]
    }


def test_the_list_takes_as_many_queries_for_three_sets(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = sign_in(cast.vermont)
    for _ in range(2):
        made(cast.vermont, "all_members")
        client.get(reverse("documents:question_sets"))
        with django_assert_num_queries(5):
            client.get(reverse("documents:question_sets"))


def test_rows_are_added_moved_and_removed_without_saving(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)

    def names(step: str) -> list[str]:
        response = client.post(reverse("documents:question_set_new"), form_of(EQUITY, UPTIME, step=step))
        return [row.initial["name"] for row in response.context["form"].rows]

    assert names("add") == ["Defines underserved", "Says uptime", ""]
    assert names("up-1") == names("down-0") == ["Says uptime", "Defines underserved"]
    assert names("remove-0") == ["Says uptime"]
    assert (
        names("up-0")
        == names("down-1")
        == names("remove-9")
        == names("dance")
        == ["Defines underserved", "Says uptime"]
    )
    assert not QuestionSet.objects.exists()


def test_a_changed_set_keeps_the_questions_that_stay(cast: Cast, sign_in: SignIn) -> None:
    row = made(cast.vermont)
    first, second = row.questions.order_by("position")
    moved = TypedQuestion("Uptime", "", "uptime", second.pk)

    sign_in(cast.vermont).post(
        reverse("documents:question_set_edit", args=[row.key]),
        form_of(
            moved, TypedQuestion("New", "", "new"), TypedQuestion(EQUITY.name, "", EQUITY.words, first.pk), revision="1"
        ),
    )

    kept = list(row.questions.order_by("position").values_list("pk", "name"))
    assert (kept[0], kept[1][1], kept[2]) == ((second.pk, "Uptime"), "New", (first.pk, EQUITY.name))


def test_a_question_of_another_set_is_not_taken(cast: Cast, sign_in: SignIn) -> None:
    others, row = made(cast.colorado), made(cast.vermont)
    stolen = others.questions.order_by("position").first()
    assert stolen is not None

    sign_in(cast.vermont).post(
        reverse("documents:question_set_edit", args=[row.key]),
        form_of(TypedQuestion("Mine", "", "mine", stolen.pk), revision="1"),
    )

    assert list(others.questions.order_by("position").values_list("name", flat=True)) == [EQUITY.name, UPTIME.name]
    assert list(row.questions.values_list("name", flat=True)) == ["Mine"]


def test_two_people_change_a_set(cast: Cast, sign_in: SignIn) -> None:
    row = made(cast.vermont, "all_members")
    url = reverse("documents:question_set_edit", args=[row.key])
    shared = {"revision": "1", "audiences": [str(audiences.single("all_members").pk)]}
    sign_in(cast.vermont_editor).post(url, form_of(EQUITY, **shared))

    response = sign_in(cast.vermont).post(url, form_of(UPTIME, **shared))

    assert response.status_code == 409
    assert [event.sentence for event in response.context["conflict"].events] == ["Changed the question set “Plans”."]
    assert list(row.questions.values_list("name", flat=True)) == [EQUITY.name]


def test_sharing_and_deleting_are_logged(cast: Cast, sign_in: SignIn) -> None:
    row = made(cast.vermont)
    client = sign_in(cast.vermont)
    url = reverse("documents:question_set_edit", args=[row.key])
    client.post(url, form_of(EQUITY, revision="1", audiences=[str(audiences.single("all_members").pk)]))
    client.post(url, form_of(EQUITY, revision="2"))
    client.post(reverse("documents:question_set_delete", args=[row.key]))

    sentences = AuditEvent.objects.filter(action__startswith="question_set").order_by("pk")
    assert list(sentences.values_list("sentence", flat=True)) == [
        "Shared the question set “Plans” with All member states. Before: no one.",
        "Made the question set “Plans” private. It was shared with All member states.",
    ]
    assert not QuestionSet.objects.exists()


def test_nobody_shares_with_a_circle_that_is_not_theirs(cast: Cast, sign_in: SignIn) -> None:
    colorado = audiences.of_state(cast.colorado.memberships.get().agency.state)

    refused = sign_in(cast.vermont).post(
        reverse("documents:question_set_new"), form_of(EQUITY, audiences=[str(colorado.pk)])
    )

    assert refused.status_code == 400
    with pytest.raises(actions.ActionRefused):
        actions.create_set(by=cast.vermont, details=Details("Plans", "", (colorado,), (EQUITY,)))
    assert not QuestionSet.objects.exists()


def test_a_reader_copies_a_shared_set(cast: Cast, sign_in: SignIn) -> None:
    row = made(cast.vermont, "all_members")

    sign_in(cast.colorado).post(reverse("documents:question_set_copy", args=[row.key]))

    copy = QuestionSet.objects.get(owner=cast.colorado)
    assert (copy.name, copy.audiences.count(), copy.agency) == (
        "Copy of Plans", 0, cast.colorado.memberships.get().agency,
    )  # fmt: skip
    expected = list(row.questions.order_by("position").values_list("name", "category", "groups"))
    assert list(copy.questions.order_by("position").values_list("name", "category", "groups")) == expected


def test_who_moves_leaves_what_they_shared_to_its_readers(cast: Cast) -> None:
    shared, private = made(cast.vermont, "all_members"), made(cast.vermont)
    membership = cast.vermont.memberships.get()
    membership.agency = cast.colorado.memberships.get().agency
    membership.save()

    mover = User.objects.get(pk=cast.vermont.pk)
    assert set(QuestionSet.objects.visible_to(mover)) == {shared, private}
    assert set(QuestionSet.objects.editable_by(mover)) == {private}
    assert set(QuestionSet.objects.editable_by(cast.vermont_editor)) == {shared}


def test_the_list_tells_own_sets_from_shared_ones(cast: Cast, sign_in: SignIn) -> None:
    made(cast.vermont)
    made(cast.colorado, "all_members")
    made(cast.colorado)

    sections = sign_in(cast.vermont).get(reverse("documents:question_sets")).context["sections"]

    assert [(heading, [(each["row"].owner, each["audience"]) for each in sets]) for heading, sets in sections] == [
        ("Your question sets", [(cast.vermont, "Only you")]),
        ("Shared with you", [(cast.colorado, "All member states")]),
    ]


def test_the_search_box_suggests_sets_that_the_person_may_see(cast: Cast, sign_in: SignIn) -> None:
    row = made(cast.vermont, "all_members")
    made(cast.vermont)
    client = sign_in(cast.colorado)

    def suggested(text: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = client.get(reverse("documents:suggestions"), {"q": text}).json()["suggestions"]
        return found

    expected = {"label": "Plans", "about": "Question set, 2 questions", "url": row.get_absolute_url()}
    assert suggested("pla") == [expected]
    assert suggested("uptime pla") == []


def test_pages_that_are_read_again_are_asked_anew(cast: Cast, sign_in: SignIn) -> None:
    changed = library.document(cast.vermont, pages=["Nothing."])
    client, row = sign_in(cast.vermont), made(cast.vermont)
    before = cells(grid(client, row))["Says uptime"]
    Page.objects.filter(version=changed.current_version).update(text="An uptime.")

    assert (before, cells(grid(client, row))["Says uptime"]) == ([0], [1])
