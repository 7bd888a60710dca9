"""NEVI funding and corridor miles as they ship: from a source, within its totals, left as administrators edit them."""

import json
from collections import Counter
from typing import Any

from accounts.audit import write_event
from accounts.models import State
from states import reference
from states.models import CorridorMiles, Funding
from tests.cast import Cast


def shipped() -> Any:
    return json.loads(reference.DATA.read_text(encoding="utf-8"))


def test_what_ships_names_its_source_and_a_state() -> None:
    facts = shipped()
    states = {row["code"] for row in json.loads((reference.DATA.parents[2] / "accounts/data/states.json").read_text())}

    for row in [*facts["funding"], *facts["miles"]]:
        assert row["state"] in states
        assert facts["sources"][row["source"]]["url"].startswith("https://")
    assert max(Counter((row["state"], row["fiscal_year"]) for row in facts["funding"]).values()) == 1


def test_what_ships_stays_within_the_published_totals() -> None:
    """Not all states are known yet; once they are, the amounts must be the totals."""
    facts = shipped()

    for year, total in facts["totals"]["funding"].items():
        amounts = [row["amount"] for row in facts["funding"] if row["fiscal_year"] == int(year)]
        assert sum(amounts) <= total
        assert len(amounts) < 52 or sum(amounts) == total
    miles = [row["miles"] for row in facts["miles"]]
    assert sum(miles) < facts["totals"]["miles"]["2022-07-01"]


def test_loading_again_leaves_what_administrators_did(cast: Cast) -> None:
    Funding.objects.filter(state="AL", fiscal_year=2022).update(amount=5)
    gone = CorridorMiles.objects.get(state="AL")
    write_event("reference.deleted", by=cast.administrator, about=gone, sentence="Gone.")
    gone.delete()
    Funding.objects.filter(state="AL", fiscal_year=2023).delete()  # by nobody who is known

    reference.load()

    assert list(Funding.objects.filter(state="AL").order_by("fiscal_year").values_list("amount", flat=True)) == [
        5, 16_892_267,
    ]  # fmt: skip
    assert not CorridorMiles.objects.filter(state="AL").exists()
    assert State.objects.get(pk="AL").funding.count() == 2
