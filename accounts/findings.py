"""One piece of evidence on a request to join, and how much it weighs."""

from dataclasses import field
from typing import Literal

from clearinghouse.lib.frozen import dataclass

# "unknown" is what could not be looked up: neither for nor against, and never the same as "nothing was found".
Level = Literal["good", "unknown", "caution", "problem"]
ORDER: dict[Level, int] = {"problem": 0, "caution": 1, "unknown": 2, "good": 3}


@dataclass(frozen=True)
class Finding:
    """One piece of evidence, as templates/components/evidence_list.html shows it."""

    level: Level
    text: str
    detail: str = ""
    # What it is called where advice is made of it, and which check found it; neither is said to anybody.
    code: str = field(default="", compare=False)
    check: str = field(default="", compare=False)
