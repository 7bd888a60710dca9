"""The sides of a comparison: this checkout, and another commit beside it. They meet only as processes and databases."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import database, stopping
from benchmarks.server import Server, serve

CHECKOUT = database.CHECKOUT


@dataclass(frozen=True)
class Side:
    """One checkout with the Python that has its packages, and the folder for its logs and stored files."""

    label: str
    checkout: Path
    python: Path
    folder: Path

    def inside(self, name: str, *arguments: str) -> str:
        """Run a part that needs this side's settings in a process of its own; returns what it printed."""
        command = [str(self.python), "-m", "benchmarks.inside", *arguments]
        quiet = os.environ | self.environment(name) | {"CLEARINGHOUSE_LOG_LEVEL": "CRITICAL"}
        try:
            return stopping.output_of(command, self.checkout, quiet)
        except subprocess.CalledProcessError:
            raise SystemExit(
                f"benchmarks.inside {arguments[0]} of {self.label} failed; its last lines are above."
            ) from None

    def index(self, name: str) -> dict[str, float]:
        """Make the search index of a database, unless it was made in a run before: {"pages", "seconds", "megabytes"}.

        Empty for a commit that knows no index.
        """
        printed = self.inside(name, "index")
        return dict(json.loads(printed)) if printed else {}

    def serve(self, name: str, application: str = "clearinghouse.wsgi") -> AbstractContextManager[Server]:
        """Run the portal, or another application of this side, on the database of that name."""
        log = self.folder / f"{application}-{self.label}.log"
        return serve(application, "/healthz", self.environment(name), log, python=self.python, checkout=self.checkout)

    def collect_static(self) -> None:
        """What the portal's pages name must lie in the checkout, whichever side made the database.

        Compressing takes seconds, so the folder is kept beside the results for checkouts with the same files.
        """
        kept, place = self.folder / f"static-{self._digest_of_static()}", self.checkout / "staticfiles"
        if kept.exists():
            shutil.copytree(kept, place, dirs_exist_ok=True)
            return
        command = [str(self.python), "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"]
        stopping.output_of(command, self.checkout, os.environ | self.environment("any"))
        unfinished = kept.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(place, unfinished)
        unfinished.rename(kept)

    def _digest_of_static(self) -> str:
        """Eight digits for all that decides what is collected: our files, those of packages, and the settings."""
        whole = hashlib.sha256()
        named = [self.checkout / name for name in ("requirements/base.txt", "clearinghouse/settings.py")]
        for file in sorted([*named, *self.checkout.glob("static/**/*")]):
            if file.is_file():
                whole.update(f"{file.relative_to(self.checkout)}\0".encode() + file.read_bytes())
        return whole.hexdigest()[:8]

    def environment(self, name: str) -> dict[str, str]:
        """The portal's settings: as in production, on this database, without https because it is loopback."""
        for folder in ("files", "uploads"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        return {
            "DJANGO_SETTINGS_MODULE": "clearinghouse.settings",
            "DATABASE_URL": database.url_of(name),
            "CLEARINGHOUSE_BASE_URL": "http://127.0.0.1:8000",
            "CLEARINGHOUSE_FILES_DIR": str(self.folder / "files"),
            "CLEARINGHOUSE_UPLOADS_DIR": str(self.folder / "uploads"),
            "CLEARINGHOUSE_SEARCH_DIR": str(self.folder / "search" / f"{name}-{self.label}"),
        }


def this_side(folder: Path) -> Side:
    """The working tree as it is."""
    return Side("tree", CHECKOUT, Path(sys.executable), folder)


def with_packages_as_of(tree: Side, other: Side) -> Side:
    """The tree served with the image's packages alone, where the other commit is: those of tests slow its start."""
    if other.python == tree.python:
        return tree
    home = tree.folder / "packages"
    for name in ("requirements", "scripts"):
        shutil.copytree(tree.checkout / name, home / name, dirs_exist_ok=True)
    return replace(tree, python=_with_base_packages(home))


@contextmanager
def other_side(revision: str, folder: Path) -> Iterator[Side]:
    """A copy of another commit with its packages, removed at the end of the block."""
    commit = _git("rev-parse", "--verify", "--short=10", f"{revision}^{{commit}}")
    checkout = folder / f"against-{commit}"
    try:
        _unpack(commit, checkout)
        yield Side(commit, checkout, _python(checkout), folder)
    finally:
        with stopping.uncut():
            shutil.rmtree(checkout, ignore_errors=True)


def _unpack(commit: str, checkout: Path) -> None:
    """Not a worktree of git: of that a killed run would leave a line in the repository."""
    shutil.rmtree(checkout, ignore_errors=True)
    checkout.mkdir(parents=True)
    archive = checkout / "archive.tar"
    _git("archive", "--output", str(archive), commit)
    stopping.output_of(["tar", "-xf", archive, "-C", checkout], checkout, os.environ)
    archive.unlink()


def _python(checkout: Path) -> Path:
    """Ours where the packages are locked alike; else one with the commit's packages, made by its own script."""
    locks = checkout.glob("requirements/base.txt")
    if all(_is_ours(lock) for lock in locks):
        return Path(sys.executable)
    return _with_base_packages(checkout)


def _with_base_packages(home: Path) -> Path:
    stopping.output_of(["scripts/setup.sh", "base"], home, os.environ)
    return home / ".venv" / "bin" / "python"


def _is_ours(lock: Path) -> bool:
    ours = CHECKOUT / "requirements" / lock.name
    return ours.exists() and ours.read_bytes() == lock.read_bytes()


def _git(*arguments: str) -> str:
    try:
        return stopping.output_of(["git", *arguments], CHECKOUT, os.environ).strip()
    except subprocess.CalledProcessError:
        raise SystemExit(f"git {' '.join(arguments)} failed: --against takes a commit of this repository.") from None
