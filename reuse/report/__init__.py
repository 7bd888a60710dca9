"""What sharing did: a year or any period in numbers, by state and for all. Other apps add numbers to PARTS."""

from reuse.report.parts import PARTS, Counts, Part
from reuse.report.periods import Period

__all__ = ["PARTS", "Counts", "Part", "Period"]
