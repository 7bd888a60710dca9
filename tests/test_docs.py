"""What the documents say is true: settings, commands, targets and links exist, and none is left out."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OPERATE = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
APPS = {"portal", "accounts", "documents", "workinggroups", "meetings", "contacts"}


def variables() -> list[str]:
    """Every environment variable that the settings read."""
    source = (ROOT / "clearinghouse/settings.py").read_text(encoding="utf-8")
    return sorted(set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', source)))


def test_every_setting_is_in_the_operators_guide() -> None:
    assert [name for name in variables() if f"`{name}`" not in OPERATE] == []


def test_the_operators_guide_names_no_setting_that_is_not_read() -> None:
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    read_elsewhere = {"CLEARINGHOUSE_PG_DIR", "CLEARINGHOUSE_PG_FAST", *re.findall(r"CLEARINGHOUSE_\w+", compose)}
    named = set(re.findall(r"`(CLEARINGHOUSE_[A-Z0-9_]+)`", OPERATE))

    assert sorted(named - set(variables()) - read_elsewhere) == []


def test_every_command_of_ours_is_documented() -> None:
    ours = [name for name, app in get_commands().items() if app in APPS]
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)

    assert sorted(name for name in ours if f"manage.py {name}" not in text) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_and_targets_that_are_named_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))

    commands = set(re.findall(r"manage\.py ([a-z_]+)", text))
    named_targets = set(re.findall(r"`make ([a-z]+)`", text))

    assert (sorted(commands - set(get_commands())), sorted(named_targets - targets)) == ([], [])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    named = re.findall(
        r"`((?:docs|tests|benchmarks|clearinghouse|devserver|documents|accounts|portal)/[\w/.-]+\.\w+)`",
        path.read_text(),
    )

    missing = [link for link in links if not (path.parent / link).exists()]
    missing += [name for name in named if not (ROOT / name).exists()]

    assert missing == []
