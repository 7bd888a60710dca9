"""Folding: each page, document or state stands once, where its best page stands, and nothing is lost in counting."""

from hypothesis import given
from hypothesis import strategies as st

from documents.finding.folding import PAGES_PER_DOCUMENT, PAGES_PER_STATE, Fold, Group, Ranked, arrange

# Documents 1 and 3 are Vermont's, 2 is Colorado's.
RANKED = [
    Ranked(page, document, {1: "VT", 2: "CO", 3: "VT"}[document])
    for page, document in [(10, 1), (20, 2), (11, 1), (12, 1), (30, 3), (13, 1), (14, 1)]
]
ranked_pages = st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["VT", "CO", None])), max_size=40).map(
    lambda rows: [Ranked(page, document, str(document % 3) if state else None)
                  for page, (document, state) in enumerate(rows, 1)]
)  # fmt: skip


def test_every_page_stands_by_itself() -> None:
    arranged = arrange(RANKED, Fold.EVERY, offset=0, size=20)

    assert [group.pages for group in arranged.groups] == [(10,), (20,), (11,), (12,), (30,), (13,), (14,)]
    assert (arranged.more, arranged.has_more) == ({}, False)


def test_at_most_four_pages_of_a_document_are_listed_and_the_others_counted() -> None:
    arranged = arrange(RANKED, Fold.FEW, offset=0, size=20)

    assert [group.pages for group in arranged.groups] == [(10,), (20,), (11,), (12,), (30,), (13,)]
    assert arranged.more == {1: 1}


def test_no_document_has_the_first_three_places_where_another_has_a_page() -> None:
    ranked = [Ranked(page, document, None) for page, document in [(10, 1), (11, 1), (12, 1), (13, 1), (20, 2), (30, 3)]]

    arranged = arrange(ranked, Fold.FEW, offset=0, size=20)
    alone = arrange(ranked[:4], Fold.FEW, offset=0, size=20)

    assert [group.pages for group in arranged.groups] == [(10,), (11,), (20,), (12,), (13,), (30,)]
    assert [group.pages for group in alone.groups] == [(10,), (11,), (12,), (13,)]


def test_documents_stand_where_their_best_page_stands() -> None:
    arranged = arrange(RANKED, Fold.DOCUMENT, offset=0, size=2)

    assert arranged.groups == (Group((10, 11, 12), 5, 1), Group((20,), 1, 1))
    assert (arranged.more, arranged.has_more) == ({1: 2}, True)


def test_states_hold_the_pages_of_all_their_documents() -> None:
    arranged = arrange(RANKED, Fold.STATE, offset=0, size=20)

    assert arranged.groups == (Group((10, 11, 12, 30), 6, 2), Group((20,), 1, 1))
    assert (arranged.more, arranged.has_more) == ({}, False)


@given(ranked_pages, st.sampled_from(list(Fold)), st.integers(1, 5))
def test_the_screens_together_are_the_whole(ranked: list[Ranked], fold: Fold, size: int) -> None:
    whole = arrange(ranked, fold, offset=0, size=1000)

    screens = []
    while not screens or screens[-1].has_more:
        screens.append(arrange(ranked, fold, offset=size * len(screens), size=size))

    assert tuple(group for screen in screens for group in screen.groups) == whole.groups
    assert {screen.has_more for screen in screens[:-1]} <= {True}


@given(ranked_pages, st.sampled_from(list(Fold)))
def test_no_page_stands_twice_and_each_is_counted_once(ranked: list[Ranked], fold: Fold) -> None:
    arranged = arrange(ranked, fold, offset=0, size=1000)
    listed = [page for group in arranged.groups for page in group.pages]

    assert len(listed) == len(set(listed))
    assert max((len(group.pages) for group in arranged.groups), default=0) <= max(PAGES_PER_DOCUMENT, PAGES_PER_STATE)
    left_out = sum(arranged.more.values()) if fold is Fold.FEW else 0
    assert sum(group.total for group in arranged.groups) + left_out == len(ranked)
