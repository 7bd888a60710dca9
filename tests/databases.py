"""The database of the test run: made once, kept as a template, copied for each process and after each commit.

Django's way, migrations in every process and emptied tables after every test that commits, took most of the time of
one file's tests. A copy takes a small part of that. Two kinds of databases are copied:

- the template holds the migrated tables with reference data. It outlives the run, so that one file's tests start
  at once. Its name ends with a fingerprint of everything it was made from, so a stale one is never used.
- for each layer of `tests.layers` (the cast, the scene, the canaries) a copy holds that layer for the length of the
  run. A test that asks for the layer runs in that copy, in a transaction that is rolled back as ever. One that
  commits runs in a copy of that copy.
"""

import hashlib
import pickle
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import Field
from psycopg import sql
from psycopg.conninfo import make_conninfo

from devserver import embedded_postgres

CHECKOUT = Path(settings.BASE_DIR)
PREFIX = "clearinghouse_template_"
DIRTY = "what a test left"
LOCK = 1_851_400  # any number, the same in each process

# What the tables and the reference data are made from, besides the modules that these import.
# Of each app. What the administration may do stands in rows, so its modules count.
ROOTS = ("models", "migrations.*", "reference", "admin", "data_site")
FILES = ("requirements/dev.txt", "*/settings.py", "*/management/commands/load_reference_data.py", "tests/databases.py")
DATA = (".json", ".csv", ".sql", ".toml", ".txt")
IMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import\s+(\([^)]*\)|.+)|import\s+([\w.]+))", re.MULTILINE)


@dataclass(frozen=True)
class Layer:
    """What makes it, given what stands in the layer below; without one it is built on reference data alone."""

    below: str | None
    make: Callable[[dict[str, Any]], Any]


# What the template is made from


def own_apps() -> list[Path]:
    """The folders of this checkout's apps."""
    folders = [Path(app.path) for app in apps.get_app_configs()]
    return [folder for folder in folders if CHECKOUT in folder.parents and ".venv" not in folder.parts]


def sources() -> set[Path]:
    """The files that decide what stands in the template: roots, all that they import, data."""
    found: set[Path] = set()
    for pattern in FILES:
        for file in CHECKOUT.glob(pattern):
            _follow(file, found)
    for app in own_apps():
        for root in ROOTS:
            for file in app.glob(f"{root.replace('.', '/')}.py"):
                _follow(file, found)
            _follow(app / root / "__init__.py", found)
        found |= {file for file in app.rglob("*") if file.suffix in DATA}
    return found


def _follow(file: Path, found: set[Path]) -> None:
    """Add the module and, as far as they are ours, the modules it imports."""
    if file in found or not file.is_file():
        return
    found.add(file)
    if file.suffix != ".py":
        return
    for base, names, plain in IMPORT.findall(file.read_text(encoding="utf-8")):
        parts = (base or plain).split(".")
        if not (CHECKOUT / parts[0]).is_dir():
            continue
        for length in range(1, len(parts) + 1):
            _follow_module(parts[:length], found)
        for name in re.findall(r"\w+", names):
            _follow_module([*parts, name], found)


def _follow_module(parts: list[str], found: set[Path]) -> None:
    place = CHECKOUT.joinpath(*parts)
    _follow(place.with_suffix(".py"), found)
    _follow(place / "__init__.py", found)


def fingerprint() -> str:
    """Twelve digits that change with any of the sources."""
    whole = hashlib.sha256()
    for file in sorted(sources()):
        whole.update(str(file.relative_to(CHECKOUT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()[:12]


# The databases of one process


class Databases:
    """Copies of the template that this process works in; the connection of Django points at one of them."""

    def __init__(self, layers: Mapping[str, Layer], *, anew: bool = False) -> None:
        self.layers = layers
        self.names: dict[str, str] = {}  # of the layers that were made
        self.made: dict[str, bytes] = {}  # what a layer's functions returned, to be given anew to each test
        self.template = f"{PREFIX}{fingerprint()}"
        self.holds: str | None = DIRTY  # the layer in `plain`
        self.is_held = False
        self.original = connection.settings_dict["NAME"]
        self.plain = connection.settings_dict["TEST"]["NAME"] or f"test_{self.original}"
        with self._server() as server:
            if anew:
                _drop(server, self.template)
            if not _exists(server, self.template):
                self._make_template(server)

    def use(self, layer: str | None, *, commits: bool = False) -> None:
        """Let the next test run with this layer in the database; None is reference data alone."""
        if self.is_held:
            return
        if layer is not None and layer not in self.names:
            self._make_layer(layer)
        if layer is None or commits:
            self._fill(layer)
        self._point_at(self.plain if layer is None or commits else self.names[layer])

    @contextmanager
    def held(self, layer: str | None) -> Iterator[None]:
        """Within this all tests share one database that has this layer in it, and what they commit stays."""
        self.use(layer, commits=True)
        self.is_held = True
        yield
        self.is_held = False
        self.restore()

    def layer_objects(self) -> dict[str, Any]:
        """What stands in the database in use, as objects of the test's own; empty for reference data alone."""
        name = connection.settings_dict["NAME"]
        layer = self.holds if name == self.plain else next(key for key, value in self.names.items() if value == name)
        return pickle.loads(self.made[layer]) if layer in self.made else {}

    def restore(self) -> None:
        """Undo what a test committed, before the next one needs the database."""
        connections.close_all()
        self.holds = DIRTY

    def dump(self) -> bytes:
        """Tables and reference data in SQL, for another server of the same PostgreSQL."""
        command = [embedded_postgres.programs() / "pg_dump", make_conninfo(dbname=self.template, **_address())]
        return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout

    def remove(self) -> None:
        """Drop what only this run needs."""
        self._point_at(self.original)
        with self._server() as server:
            for name in (self.plain, *self.names.values()):
                _drop(server, name)

    def _make_template(self, server: psycopg.Connection) -> None:
        """Under another name, which it leaves when it is complete; templates of other sources go."""
        for (name,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"]):
            _drop(server, name)
        with _fields_copied():
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        call_command("load_reference_data", without_registry=True, stdout=StringIO())
        connections.close_all()
        _run(server, "ALTER DATABASE {} RENAME TO {}", self.plain, self.template)

    def _make_layer(self, layer: str) -> None:
        """Copy the database of the layer below, and add this one to it."""
        below = self.layers[layer].below
        if below is not None and below not in self.names:
            self._make_layer(below)
        made = pickle.loads(self.made[below]) if below else {}
        name = f"{self.plain}_{layer}"
        self._copy_layer(below, name)
        self._point_at(name)
        with transaction.atomic():
            made[layer] = self.layers[layer].make(made)
            connection.run_on_commit.clear()  # as in a test, where nothing is ever committed
        self.names[layer], self.made[layer] = name, pickle.dumps(made)

    def _fill(self, layer: str | None) -> None:
        """Let the database that tests commit to hold this layer and nothing else."""
        if self.holds != layer:
            self._copy_layer(layer, self.plain)
            self.holds = layer

    def _copy_layer(self, layer: str | None, name: str) -> None:
        connections.close_all()
        with self._server() as server:
            _copy(server, self.names[layer] if layer else self.template, name)

    def _point_at(self, name: str) -> None:
        if connection.settings_dict["NAME"] != name:
            connections.close_all()
            connection.settings_dict["NAME"] = name

    @contextmanager
    def _server(self) -> Iterator[psycopg.Connection]:
        """A connection beside Django's, to the database that the settings name; one process at a time."""
        with psycopg.connect(dbname=self.original, autocommit=True, **_address()) as server:
            server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield server


@contextmanager
def _fields_copied() -> Iterator[None]:
    """Within this migrations copy the fields of their models, which Django takes apart and makes anew: half the time.

    For each of some hundred steps it makes all models anew that a changed one leads to.
    """

    def copy(field: Field) -> Field:
        copied = field.__deepcopy__({})  # one level; the model that a relation leads to stands there as a name
        copied.creation_counter, Field.creation_counter = Field.creation_counter, Field.creation_counter + 1
        return copied

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Field, "clone", copy)
        yield


def _address() -> dict[str, Any]:
    """Where the server of the settings is, and who asks it, as psycopg names these."""
    known = connection.settings_dict
    return {name: known[name.upper()] for name in ("host", "port", "user", "password") if known[name.upper()]}


def _exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _copy(server: psycopg.Connection, template: str, name: str) -> None:
    _drop(server, name)
    _run(server, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)  # half the time of the other


def _drop(server: psycopg.Connection, name: str) -> None:
    _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _run(server: psycopg.Connection, statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]
