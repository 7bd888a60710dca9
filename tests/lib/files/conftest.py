"""Checks and extracts bytes, in a child process as the product does or, where many are tried, in this one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clearinghouse.lib.files import check, child, extract
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.results import CheckResult, ExtractResult
from clearinghouse.lib.files.sandbox import ChildFailure
from clearinghouse.lib.files.types import FILE_TYPES

LIMITS = Limits()
Checks = Callable[[bytes, str], CheckResult]
Extracts = Callable[[bytes, str], ExtractResult]


@pytest.fixture
def check_in_child(tmp_path: Path) -> Checks:
    def run(data: bytes, filename: str) -> CheckResult:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return check.check_file(path, filename, LIMITS)

    return run


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(operation: str, path: Path, arguments: dict, limits: Limits) -> dict | ChildFailure:
        with path.open("rb") as stream:
            result = child.answer(operation, stream, arguments, limits)
        return ChildFailure(result["failure"], result["detail"]) if "failure" in result else result

    monkeypatch.setattr(check, "run_child", run)
    monkeypatch.setattr(extract, "run_child", run)


@pytest.fixture
def check_here(in_process: None, check_in_child: Checks) -> Checks:
    """The same check without a process of its own."""
    return check_in_child


@pytest.fixture
def extract_here(in_process: None, tmp_path: Path) -> Extracts:
    def run(data: bytes, file_type: str) -> ExtractResult:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return extract.extract_pages(path, FILE_TYPES[file_type], LIMITS)

    return run
