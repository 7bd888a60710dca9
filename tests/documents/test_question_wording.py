"""Groups of words as they are typed, and questions as rows of a spreadsheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.questions.wording import MOST_QUESTIONS, TypedQuestion, groups_of, read_table, typed_groups


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("uptime", [["uptime"]]),
        ("uptime, 97 percent;  97% | port\n\nO&M", [["uptime", "97 percent", "97%", "port"], ["O&M"]]),
        ("$7,500, 1,250,000", [["$7,500", "1,250,000"]]),
        ("2025,2026", [["2025", "2026"]]),
        ('"design, build", “own, operate”', [["design, build", "own, operate"]]),
        ("'site host', state's", [["site host", "state's"]]),
        ("uptime, uptime", [["uptime"]]),
        ("?, &, \n,,;", []),
        ("", []),
    ],
)
def test_words_are_parted_by_commas_and_groups_by_lines(typed: str, groups: list[list[str]]) -> None:
    assert groups_of(typed) == groups


@given(st.text(alphabet="ab1,;|\"'“” \n$%&-", max_size=40))
def test_groups_come_back_as_they_were_typed(typed: str) -> None:
    groups = groups_of(typed)

    assert groups_of(typed_groups(groups)) == groups


@pytest.mark.parametrize(
    ("pasted", "questions"),
    [
        ("Uptime\tReliability\tuptime, 97%\tport", [TypedQuestion("Uptime", "Reliability", "uptime, 97%\nport")]),
        ('Uptime,,"uptime, 97%",port', [TypedQuestion("Uptime", "", "uptime, 97%\nport")]),
        ("\ufeffQuestion,Category,One of these\r\nUptime,Reliability,uptime\r\n", [
            TypedQuestion("Uptime", "Reliability", "uptime")
        ]),
        ("'=Costs,,cost", [TypedQuestion("=Costs", "", "cost")]),
        ("\n\n,,\n", []),
        ("Only a name", [TypedQuestion("Only a name")]),
    ],
)  # fmt: skip
def test_rows_of_a_spreadsheet_are_read(pasted: str, questions: list[TypedQuestion]) -> None:
    assert read_table(pasted) == questions


def test_a_table_is_read_to_one_row_beyond_what_a_set_may_have() -> None:
    assert len(read_table("Name,,word\n" * 500)) == MOST_QUESTIONS + 1


@given(st.text(max_size=200))
def test_nothing_pasted_raises(pasted: str) -> None:
    assert len(read_table(pasted)) <= MOST_QUESTIONS + 1
