"""The library that is asked: the plans, brought in as people bring theirs."""

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command

from accounts.models import State
from benchmarks.people import ORDINARY, make_people
from benchmarks.search_quality.plan_files import files
from documents.intake.importing import COLUMNS, import_manifest
from documents.models import Document, Page
from documents.samples import process_now

TITLE = "{state} electric vehicle infrastructure deployment plan"


def load(folder: Path) -> None:
    """People, then each plan through the import and the reading of files that the portal has."""
    call_command("prepare", verbosity=0, stdout=io.StringIO())
    make_people()
    _import(files(folder))
    process_now()
    _check(len(files(folder)))


def _import(plans: dict[str, Path]) -> None:
    with tempfile.TemporaryDirectory() as name:
        manifest = Path(name) / "manifest.csv"
        with manifest.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*COLUMNS, "hidden_content"])
            writer.writerows(_rows(plans))
        for plan in plans.values():
            shutil.copy(plan, name)
        refused = [outcome for outcome in import_manifest(manifest) if outcome.is_bad]
    if refused:
        raise SystemExit("\n".join(map(str, refused)))


def _rows(plans: dict[str, Path]) -> Iterator[list[str]]:
    names = dict(State.objects.values_list("code", "name"))
    for code, path in plans.items():
        state = code.upper()
        title = TITLE.format(state=names[state])
        yield [path.name, title, state, "", "nevi-plan", "", "2022-08-01", "all_members", ORDINARY, "share"]


def _check(count: int) -> None:
    ready = Document.objects.published().exclude(current_version=None).count()
    if ready != count:
        raise SystemExit(f"{ready} of {count} plans could be read.")


def texts() -> dict[str, str]:
    """The text of each page by its name, such as "va:12"."""
    rows = Page.objects.filter(is_current=True, number__gte=1, document__state__isnull=False)
    found = rows.order_by("pk").values_list("document__state", "number", "text")
    return {f"{state.lower()}:{number}": text for state, number, text in found}
