"""Whether a page answers a question: the same pages as plain regular expressions find, and more on request."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.questions.matching import Matcher, PageWords

PLANS = sorted((Path(__file__).parents[3] / "shared" / "nevi-plans").glob("*_nevi_plan.pdf"))
UNDERSERVED = [["underserved", "disadvantaged", "low-income"], ["define", "identify"]]


def answers(text: str, *groups: Sequence[str], any_form: bool = False) -> bool:
    return Matcher(groups, any_form=any_form).answers(PageWords(text))


def found(text: str, *groups: Sequence[str], any_form: bool = False) -> list[str]:
    return [text[start:end] for start, end in Matcher(groups, any_form=any_form).spans(PageWords(text))]


@pytest.mark.parametrize(
    ("text", "is_answer"),
    [
        ("We define underserved communities.", True),
        ("We DEFINE\nwho is Low-Income.", True),
        ("We define who is low income, or low/income.", True),
        ("Underserved communities come first.", False),
        ("We define terms.", False),
        ("We define underservedness.", False),
        ("Redefine what underserved means.", False),
    ],
)
def test_a_page_has_one_word_of_each_group(text: str, is_answer: bool) -> None:
    assert answers(text, *UNDERSERVED) is is_answer


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("siting", "Oak finished siting/permitting."),
        ("97%", "A port is up 97% of the time."),
        ("$7,500", "It costs $7,500 a port."),
        ("J-1772", "It has a J-1772 plug."),
        ("J-1772", "It has a J 1772 plug."),
        ("O&M", "The O&M plan"),
        ("site\nhost", "the site host"),
        ("state's", "the state’s plan"),
        ("24/7", "open 24/7"),
        ("NIST SP 800-53", "as NIST SP\n800-53 asks"),
        ("C++", "written in C++"),
        ("Hawaiʻi", "HAWAIʻI"),
    ],
)
def test_exact_words_are_found_beside_signs_and_across_lines(typed: str, text: str) -> None:
    assert answers(text, [typed])


@pytest.mark.parametrize(
    ("typed", "text", "shown"),
    [
        ("define", "It defines who", ["defines"]),
        ("cybersecurity", "the cyber security plan", ["cyber security"]),
        ("cyber security", "the cybersecurity plan", ["cybersecurity"]),
        ("nonresidential", "Non-residential sites", ["Non-residential"]),
        ("site host", "two site hosts and one site-host", ["site hosts", "site-host"]),
        ("97%", "97% of 97 ports", ["97%"]),
    ],
)
def test_other_forms_are_found_and_marked_on_request(typed: str, text: str, shown: list[str]) -> None:
    assert answers(text, [typed], any_form=True)
    assert found(text, [typed], any_form=True) == shown


def test_exact_words_leave_other_forms_alone() -> None:
    assert not answers("It defines the cyber security plan.", ["define", "cybersecurity"])


def test_marks_that_overlap_are_one() -> None:
    text = "The cyber security plan of security"

    assert found(text, ["cyber security"], ["security", "plan"]) == ["cyber security", "plan", "security"]


def test_a_question_without_words_is_answered_nowhere() -> None:
    assert not answers("Any text at all")


WORDS = st.text(alphabet="abé1-/& \n’", min_size=1, max_size=12)


@given(groups=st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=2), text=st.text("abAé1-/& \n’"))
def test_whatever_plain_expressions_find_is_found(groups: list[list[str]], text: str) -> None:
    kept = [[word for word in group if re.search(r"\w", word)] for group in groups]
    groups = [group for group in kept if group]
    if groups and all(expression_of(group).search(text) for group in groups):
        assert answers(text, *groups)


@given(groups=st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=2), text=st.text("abAé1-/& \n’"))
def test_other_forms_find_no_less_than_exact_words(groups: list[list[str]], text: str) -> None:
    if answers(text, *groups):
        assert answers(text, *groups, any_form=True)


def expression_of(group: Sequence[str]) -> re.Pattern[str]:
    """One word or phrase of the group, with word boundaries, across line breaks."""
    phrases = [r"\s+".join(map(re.escape, word.split())) for word in group]
    return re.compile("|".join(rf"\b{phrase}\b" for phrase in phrases), re.IGNORECASE)


SETS = [
    UNDERSERVED,
    [["cybersecurity", "cyber security"], ["NIST", "encryption", "PCI"]],
    [["uptime", "97 percent", "reliability"]],
    [["workforce", "EVITP", "apprenticeship"], ["training", "certified"]],
    [["operations and maintenance", "O&M"], ["cost", "budget"]],
    [["interconnection", "make-ready"], ["utility", "utilities"]],
]


@pytest.mark.skipif(not PLANS, reason="the real plans are not on this machine")
def test_all_pages_of_real_plans_that_expressions_find_are_found() -> None:
    import pypdfium2

    texts = []
    for path in PLANS[:4]:
        with pypdfium2.PdfDocument(path) as plan:
            texts += [page.get_textpage().get_text_range() for page in plan]
    for groups in SETS:
        expressions = [expression_of(group) for group in groups]
        expected = [at for at, text in enumerate(texts) if all(each.search(text) for each in expressions)]

        assert expected, groups
        assert {at for at, text in enumerate(texts) if answers(text, *groups)} >= set(expected)
