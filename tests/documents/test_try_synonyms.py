"""Trying a set of synonyms: what would change, of pages the person may see, and nothing is kept."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from documents.addresses import page_address
from documents.finding.filters import Filters
from documents.finding.search import search_pages
from documents.finding.synonyms import Same, stored_sets, trying
from documents.finding.trying import Sample, Verdict, effects, stored_samples, typed_samples
from documents.models import Document, SampleQuery, SynonymSet
from tests import library, pages
from tests.cast import Cast

TRY = "/data/documents/synonymset/try/"
SignIn = Callable[[User | None], Client]


@pytest.fixture
def administrator(cast: Cast, sign_in: SignIn) -> Client:
    """A browser of an administrator who may edit data."""
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)
    return sign_in(User.objects.get(pk=cast.administrator.pk))


@pytest.fixture
def plans(cast: Cast) -> dict[str, Document]:
    """Two plans that say one thing in two words, and one of Vermont alone."""
    return {
        "kiosk": library.document(cast.vermont, "First plan", pages=["Cover.", "A kiosk stands at each stop."]),
        "booth": library.document(cast.vermont, "Second plan", pages=["A booth stands at each stop."]),
        "secret": library.document(cast.vermont, "Third plan", sharing_choice="state", pages=["The zanzibar booth."]),
    }


def found(user: User, words: str) -> list[str]:
    return sorted(hit.document.title for hit in search_pages(user, words, Filters()).hits)


def answers_of(document: Document, page: int) -> Sample:
    return Sample("kiosk", frozenset({(document.key, page)}))


def test_tried_sets_count_inside_the_block_only(cast: Cast, plans: dict[str, Document]) -> None:
    with trying([Same(("kiosk", "booth"))]):
        inside = found(cast.colorado, "kiosk")

    assert (inside, found(cast.colorado, "kiosk")) == (["First plan", "Second plan"], ["First plan"])


def test_one_way_words_find_the_others_and_not_the_reverse(cast: Cast, plans: dict[str, Document]) -> None:
    with trying([Same(("booth",), one_way=("kiosk",))]):
        assert found(cast.colorado, "kiosk") == ["First plan", "Second plan"]
        assert found(cast.colorado, "booth") == ["Second plan"]


def test_an_effect_names_the_pages_that_come(cast: Cast, plans: dict[str, Document]) -> None:
    (effect,) = effects(cast.colorado, Same(("kiosk", "booth")), [Sample("kiosk")])

    assert [hit.document.title for hit in effect.came] == ["Second plan"]
    assert (effect.went, effect.verdict) == ([], Verdict.OTHER)


def test_known_answers_tell_better_from_no_change(cast: Cast, plans: dict[str, Document]) -> None:
    tried = Same(("kiosk", "booth"))

    (better,) = effects(cast.colorado, tried, [answers_of(plans["booth"], 1)])
    (same,) = effects(cast.colorado, tried, [Sample("cover", frozenset({(plans["kiosk"].key, 1)}))])

    assert (better.verdict, same.verdict) == (Verdict.BETTER, Verdict.SAME)


def test_a_set_that_takes_an_answer_away_is_worse(cast: Cast, plans: dict[str, Document]) -> None:
    stored = SynonymSet.objects.create(terms=["kiosk", "booth"])

    (effect,) = effects(cast.colorado, Same(("kiosk", "stall")), [answers_of(plans["booth"], 1)], instead_of=stored.pk)

    assert (effect.verdict, [hit.document.title for hit in effect.went]) == (Verdict.WORSE, ["Second plan"])


def test_changed_searches_come_first(cast: Cast, plans: dict[str, Document]) -> None:
    samples = [Sample("cover"), Sample("kiosk"), answers_of(plans["booth"], 1)]

    tried = effects(cast.colorado, Same(("kiosk", "booth")), samples)

    assert [effect.verdict for effect in tried] == [Verdict.BETTER, Verdict.OTHER, Verdict.SAME]


def test_pages_that_the_person_may_not_see_play_no_part(cast: Cast, plans: dict[str, Document]) -> None:
    tried = Same(("kiosk", "zanzibar"))

    (effect,) = effects(cast.colorado, tried, [answers_of(plans["secret"], 1)])
    (own,) = effects(cast.vermont, tried, [answers_of(plans["secret"], 1)])

    assert (effect.verdict, own.verdict) == (Verdict.SAME, Verdict.BETTER)


def test_stored_samples_come_with_the_pages_behind_their_addresses(db: None) -> None:
    SampleQuery.objects.all().delete()
    address = page_address("abc123", 4, version=2)
    SampleQuery.objects.create(query="kiosk", answers=f"https://portal.example{address}\nnothing\n")

    assert stored_samples() == [Sample("kiosk", frozenset({("abc123", 4)}))]
    assert typed_samples(["  kiosk ", "", "booth", "kiosk"]) == [*stored_samples(), Sample("booth")]


def test_new_database_has_sample_searches(db: None) -> None:
    assert SampleQuery.objects.count() == 20


def test_administrator_sees_what_a_set_would_do(administrator: Client, plans: dict[str, Document]) -> None:
    before = stored_sets()

    answer = administrator.post(TRY, {"terms": "kiosk, booth", "one_way": "", "queries": "kiosk\ncover"})

    assert pages.texts(answer, "h2#effects") == [
        "2 searches: 0 better, 0 worse, 1 with other pages, 1 without a change"
    ]
    assert pages.texts(answer, ".results tbody tr")[1].split() == ["cover", "No", "change", "None", "None"]
    assert sorted(pages.links(answer, ".results a")) == ["Second plan, page 1", "Third plan, page 1"]
    assert (stored_sets(), AuditEvent.objects.filter(object_type="documents.synonymset").count()) == (before, 0)


def test_stored_set_is_tried_instead_of_itself(administrator: Client, plans: dict[str, Document]) -> None:
    known = SynonymSet.objects.create(terms=["kiosk", "booth"], one_way=["stall"])

    page = administrator.get(f"/data/documents/synonymset/{known.pk}/change/")
    form = administrator.get(pages.links(page, ".object-tools a")["Try this set"]).context["form"]

    assert (form.initial["known"], form.initial["terms"], form.initial["one_way"]) == (
        known.pk, ["kiosk", "booth"], ["stall"],
    )  # fmt: skip
    assert form.initial["queries"].splitlines()[0] == "snow removal"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("terms", "kiosk", "A set needs at least two words."),
        ("queries", "\n".join(map(str, range(31))), "Try at most 30 searches."),
        ("queries", "a" * 201, "A search can have at most 200 characters."),
    ],
)
def test_what_cannot_be_tried_is_said(field: str, value: str, sentence: str, administrator: Client) -> None:
    answer = administrator.post(TRY, {"terms": "kiosk, booth", "queries": "kiosk", field: value})

    assert pages.texts(answer, ".errorlist li") == [sentence]


@pytest.mark.parametrize("number", ["x", "0", "99999999999999999999", "-1"])
def test_set_that_is_not_there_is_as_none(number: str, administrator: Client) -> None:
    assert administrator.get(f"{TRY}?set={number}").status_code == 200


@pytest.mark.parametrize("name", ["vermont", "vermont_editor", "guest", "applicant"])
def test_only_administrators_try(name: str, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(getattr(cast, name))

    assert client.get(TRY, follow=True).status_code == 403
