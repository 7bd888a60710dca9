"""Decides whether an uploaded file is taken."""

from pathlib import Path

from clearinghouse.lib.files import names, refusals
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.refusals import Refused
from clearinghouse.lib.files.results import CheckResult
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.types import BY_EXTENSION


def check_file(path: Path, filename: str, limits: Limits) -> CheckResult:
    """Accepted when the last extension of `filename` and the content at `path` agree on an allowed type.

    Else refused with a code and a sentence for the uploader. Never raises for a bad file.
    """
    extension = names.extension(filename)
    if extension not in BY_EXTENSION:
        return _refused(refusals.unaccepted_extension(extension))
    try:
        size = path.stat().st_size
    except OSError:
        return _refused(refusals.check_failed())
    if size == 0:
        return _refused(refusals.empty())
    if size > limits.file_bytes:
        return _refused(refusals.too_large(limits.file_bytes))
    answer = run_child("check", path, {"extension": extension}, limits)
    if isinstance(answer, ChildFailure):
        return _refused(refusals.check_failed())
    try:
        return CheckResult.from_answer(answer)
    except (KeyError, TypeError):
        return _refused(refusals.check_failed())


def _refused(refusal: Refused) -> CheckResult:
    return CheckResult.refused(refusal.code, refusal.sentence)
