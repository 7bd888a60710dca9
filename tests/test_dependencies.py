"""pyproject.toml lists what the portal needs; the locks are compiled from it, with hashes and without hosts."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS: dict[str, list[Any]] = PROJECT["dependency-groups"]
RUNTIME: list[str] = PROJECT["project"]["dependencies"]


def packages(requirements: list[Any]) -> set[str]:
    """The names in a list of requirements, with those of the groups it includes."""
    names = {re.split(r"[\[~=<>; ]", line)[0] for line in requirements if isinstance(line, str)}
    return names.union(*(packages(GROUPS[line["include-group"]]) for line in requirements if isinstance(line, dict)))


LISTS = {
    "uv": packages(GROUPS["installer"]),
    "base": packages(RUNTIME),
    "trial": packages(RUNTIME) | packages(GROUPS["trial"]),
    "dev": packages(RUNTIME) | packages(GROUPS["dev"]),
}


def locked(name: str) -> dict[str, str]:
    """Package → version, as the lock has them."""
    text = (ROOT / f"requirements/{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;]+)", text, re.MULTILINE))


def test_pyproject_holds_the_only_lists() -> None:
    assert sorted(path.name for path in (ROOT / "requirements").iterdir()) == sorted(f"{name}.txt" for name in LISTS)


@pytest.mark.parametrize("name", LISTS)
def test_lock_holds_what_is_listed(name: str) -> None:
    assert sorted(LISTS[name] - locked(name).keys()) == []


@pytest.mark.parametrize("name", LISTS)
def test_every_line_of_a_lock_is_a_version_or_its_hash(name: str) -> None:
    version = r"[a-z0-9.-]+==\S+( ; [^\\:/@]+)? \\\n"
    hashes = r"    --hash=sha256:[0-9a-f]{64}( \\\n    --hash=sha256:[0-9a-f]{64})*\n"

    assert re.sub(version + hashes, "", (ROOT / f"requirements/{name}.txt").read_text()) == ""


def test_all_locks_hold_the_same_versions() -> None:
    base, trial, dev = locked("base"), locked("trial"), locked("dev")

    assert base.items() - trial.items() == set()
    assert trial.items() - dev.items() == set()


def test_image_goes_without_the_database_of_a_trial() -> None:
    assert packages(GROUPS["trial"]) & locked("base").keys() == set()
