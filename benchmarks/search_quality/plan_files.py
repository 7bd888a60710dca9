"""The files of the plans, which are public but not ours to spread."""

from pathlib import Path

ENDING = "_nevi_plan.pdf"


def files(folder: Path) -> dict[str, Path]:
    """The plans by the postal code of their state, in small letters."""
    return {path.name.removesuffix(ENDING): path for path in sorted(folder.glob(f"??{ENDING}"))}
