"""What the documents say is true: settings, commands, targets and links exist, and none is left out."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OPERATE = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs/security.md").read_text(encoding="utf-8")
WRITTEN = {".py", ".md", ".html", ".css", ".js", ".sh", ".sql", ".toml", ".yaml", ".txt", ".in", ".example", ""}
NOT_OURS = {"vendor", "staticfiles", "test-results", "__pycache__"}
CITED = re.compile(r'docs/security\.md, "([^"]+)"')
# A design that is not in the repository numbered its rows and harnesses. The reader of a table heads its pages
# "Rows 1–40", and the roles of a PDF are named "H1": in quotation marks, or after a dot between spaces.
NUMBERED = re.compile(r"""(?<![^"]")(?<!·\s)\b(?:[Rr]ows?\s\d+|H\d)\b""")
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


def written() -> Iterator[tuple[str, str]]:
    """Name and text of each file that people write, but for this one, which has to name what it looks for."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and (name == ".ci" or not name.startswith("."))]
        for path in (Path(folder, name) for name in names):
            if path.suffix in WRITTEN and path.name != ".git" and path != Path(__file__).resolve():
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def cited_but_missing(text: str) -> list[str]:
    """Headings of docs/security.md that the text cites and that are not there."""
    headings = re.findall(r"^## (.+)$", SECURITY, re.M)
    return [heading for heading in CITED.findall(text) if heading not in headings]


def test_headings_of_the_security_page_that_are_cited_exist() -> None:
    assert [(name, missing) for name, text in written() if (missing := cited_but_missing(text))] == []


def test_tests_that_the_security_page_names_exist() -> None:
    named = re.findall(r"^- `(tests/[^`]+)`$", SECURITY, re.M)

    assert len(named) > 50
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_nothing_is_cited_by_the_numbers_of_another_document() -> None:
    assert [(name, found) for name, text in written() if (found := NUMBERED.findall(text))] == []


def test_citations_that_lead_nowhere_are_noticed() -> None:
    assert cited_but_missing('docs/security.md, "Exports are text" and docs/security.md, "No such thing"') == [
        "No such thing"
    ]
    for bad in (
        '"""Row 207."""',
        '"""H6, pages."""',
        "# SECURITY: row 53; used up",
        "H1 and H2 for a guest",
        "rows 31",
    ):
        assert NUMBERED.search(bad), bad
    for good in ('role="H1"', 'headed "Rows 1–40"', '"b.csv · Rows 1–2"', "at 1 and at 3 rows", "a row of 25"):
        assert not NUMBERED.search(good), good
