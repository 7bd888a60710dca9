"""The list of the verification standard is whole, counts itself rightly, and names tests and documents that exist."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([0-9.]+) \| ([123]) \| (Done|Open|Not applicable) \| (.+) \|$", re.MULTILINE)
# Requirements of levels 1 and 2 in each chapter of the standard, and six of level 3; chapter 10 for clients only.
OF_CHAPTERS = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 13, 6: 35, 7: 18, 8: 9, 9: 7, 10: 10, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16,
    17: 1,
}  # fmt: skip


def test_every_requirement_stands_once() -> None:
    numbers = [number for number, *_ in ROW.findall(TEXT)]

    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    assert Counter(int(number.split(".")[0]) for number in numbers) == OF_CHAPTERS
    assert TEXT.count("\n| ") - TEXT.count("\n| requirement |") == len(numbers)


def test_states_are_counted() -> None:
    states = Counter(state for _, _, state, _ in ROW.findall(TEXT))

    line = f"{states['Done']} are done, {states['Open']} open, and {states['Not applicable']} not applicable."
    assert line in TEXT


def test_what_is_done_names_where_and_all_that_is_named_exists() -> None:
    unnamed, missing = [], []
    for number, _, state, words in ROW.findall(TEXT):
        tests, documents = re.findall(r"`(tests/[\w/]+\.py)`", words), re.findall(r"\]\(([\w./-]+)\)", words)
        if state == "Done" and not tests + documents:
            unnamed.append(number)
        missing += [name for name in tests if not (ROOT / name).exists()]
        missing += [name for name in documents if not (ROOT / "docs" / name).exists()]

    assert (unnamed, missing) == ([], [])
