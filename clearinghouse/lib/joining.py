"""Lists in sentences."""

from collections.abc import Sequence


def joined(words: Sequence[str], last: str = "and", *, more: int = 0) -> str:
    """ "a", "a and b", "a, b, and c"; with `more` things that are not named, "a, b, and 3 more"."""
    parts = [*words, f"{more:,} more"] if more > 0 else list(words)
    if len(parts) < 3:
        return f" {last} ".join(parts)
    return f"{', '.join(parts[:-1])}, {last} {parts[-1]}"
