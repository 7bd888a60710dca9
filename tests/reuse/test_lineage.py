"""What a document was made from and what was made from it, over generations, for who can see what."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from documents.models import Document
from reuse.graph import MOST_DRAWN, graph_of
from reuse.lineage import Lineage, Node, lineage_of
from tests import library, pages
from tests.cast import Cast, agency
from tests.security.scene_reuse import use

SignIn = Callable[[User | None], Client]


@pytest.fixture
def chain(cast: Cast) -> list[Document]:
    """Vermont's plan, from which Colorado's was made, and from that another one of Vermont's."""
    plan = library.document(cast.vermont, "Vermont plan")
    colorado = library.document(cast.colorado, "Colorado plan", state="CO")
    again = library.document(cast.vermont, "Vermont plan, second")
    use(plan, agency("CO", "DOT"), result=colorado)
    use(colorado, agency("VT", "DOT"), result=again)
    return [plan, colorado, again]


def told(lineage: Lineage) -> list[tuple[int, str]]:
    return [(node.generation, node.title) for node in lineage.nodes]


def test_generations_in_both_directions(cast: Cast, chain: list[Document]) -> None:
    assert told(lineage_of(chain[0], cast.new_hampshire)) == [
        (0, "Vermont plan"), (1, "Colorado plan"), (2, "Vermont plan, second")
    ]  # fmt: skip
    assert told(lineage_of(chain[2], cast.new_hampshire)) == [
        (-2, "Vermont plan"), (-1, "Colorado plan"), (0, "Vermont plan, second")
    ]  # fmt: skip


def test_page_says_it_as_a_list_and_as_a_drawing(cast: Cast, sign_in: SignIn, chain: list[Document]) -> None:
    answer = sign_in(cast.new_hampshire).get(f"/reuse/documents/{chain[1].key}/")

    assert pages.headings(answer, 3)[-3:] == ["What it was made from", "This document", "What was made from it"]
    assert pages.texts(answer, ".lineage-list li") == [
        "Vermont plan Vermont",
        "Colorado plan Colorado · made from “Vermont plan”",
        "Vermont plan, second Vermont · made from “Colorado plan”",
    ]
    assert pages.texts(answer, "svg a") == [
        "Vermont plan Vermont", "Colorado plan Colorado", "Vermont plan, second Vermont"
    ]  # fmt: skip
    assert [box.get("href") for box in pages.find(answer, "svg a")] == [
        f"/reuse/documents/{document.key}/" for document in chain
    ]


def test_hidden_document_in_between_ends_the_lineage(cast: Cast, chain: list[Document]) -> None:
    """Both ends are visible; that they hang together by way of a hidden one is not."""
    hidden = library.document(cast.colorado, "Hidden plan", sharing_choice="agency", state="CO")
    end = library.document(cast.colorado, "Colorado fact sheet", state="CO")
    use(chain[0], agency("CO", "DOT"), result=hidden)
    use(hidden, agency("CO", "DOT"), result=end)

    other, own = (lineage_of(chain[0], person) for person in (cast.new_hampshire, cast.colorado))

    assert [title for _, title in told(other)] == ["Vermont plan", "Colorado plan", "Vermont plan, second"]
    assert [title for _, title in told(own)] == [
        "Vermont plan", "Colorado plan", "Hidden plan", "Colorado fact sheet", "Vermont plan, second"
    ]  # fmt: skip
    assert told(lineage_of(end, cast.new_hampshire)) == [(0, "Colorado fact sheet")]


def test_use_that_is_only_counted_draws_no_arrow_for_others(cast: Cast) -> None:
    plan = library.document(cast.vermont, "Vermont plan")
    made = library.document(cast.colorado, "Colorado plan", state="CO")
    use(plan, agency("CO", "DOT"), result=made, sharing="counted")

    lines = [bool(lineage_of(plan, person)) for person in (cast.new_hampshire, cast.vermont, cast.colorado)]

    assert lines == [False, True, True]


def test_circle_is_drawn_and_ends(cast: Cast, sign_in: SignIn, chain: list[Document]) -> None:
    """It isn't refused: the way around may lead through documents that nobody here can see."""
    use(chain[2], agency("VT", "DOT"), result=chain[0])

    lineage = lineage_of(chain[0], cast.new_hampshire)
    graph = graph_of(lineage)

    assert told(lineage) == [(-1, "Vermont plan, second"), (0, "Vermont plan"), (1, "Colorado plan")]
    assert len(lineage.edges) == 3
    assert graph is not None
    assert len(graph.arrows) == 3
    assert sign_in(cast.new_hampshire).get(f"/reuse/documents/{chain[0].key}/").status_code == 200


def test_large_lineage_is_a_list_alone() -> None:
    nodes = tuple(Node(str(number), f"Plan {number}", "", number > 0, (), False) for number in range(MOST_DRAWN + 1))
    edges = tuple(("0", str(number)) for number in range(1, MOST_DRAWN + 1))

    assert graph_of(Lineage(nodes, edges, has_more=False)) is None
    assert graph_of(Lineage(nodes[:-1], edges[:-1], has_more=False)) is not None


@pytest.mark.parametrize("branches", [1, 3])
def test_lineage_asks_as_much_for_one_branch_as_for_three(
    cast: Cast, chain: list[Document], branches: int, django_assert_num_queries: Any
) -> None:
    for number in range(branches):
        made = library.document(cast.colorado, f"Branch {number}", state="CO")
        use(chain[2], agency("CO", "DOT"), result=made)
    lineage_of(chain[0], cast.new_hampshire)

    with django_assert_num_queries(2):
        lineage_of(chain[0], cast.new_hampshire)
