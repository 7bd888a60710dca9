"""What a process keeps of what it worked out last."""

from clearinghouse.lib.recent import Recent, digest


def test_what_is_kept_is_not_worked_out_again() -> None:
    worked = []

    def work_out() -> str:
        worked.append(1)
        return "result"

    recent = Recent[str](2)

    assert [recent.get("key", work_out), recent.get("key", work_out)] == ["result", "result"]
    assert len(worked) == 1


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    recent = Recent[str](2)
    for key in ("a", "b", "a", "c"):
        recent.get(key, lambda: "before")

    assert [recent.get(key, lambda: "now") for key in ("a", "c", "b")] == ["before", "before", "now"]


def test_texts_have_digests_of_their_own() -> None:
    assert digest("one") == digest("one") != digest("two")
    assert digest("\ud800") != digest("")
