"""The child process: one request in as JSON, one untrusted file by its descriptor, one answer out as JSON.

Forked by `nursery`, or started by itself as `python -m clearinghouse.lib.files.child`, for `sandbox.run_child`. Imports
no Django, so that it is up in well under 100 ms. Whatever goes wrong in a parser becomes an answer here, or a dead
process that the parent reports.
"""

import importlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from clearinghouse.lib.files import confinement
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.refusals import Refused

# Each module has a function `answer(stream, arguments, limits)`.
OPERATIONS = {
    "check": "clearinghouse.lib.files.inspection.content",
    "extract": "clearinghouse.lib.files.reading.pages",
    "render": "clearinghouse.lib.files.drawing",
    "take": "clearinghouse.lib.files.taking",
    "recognize": "clearinghouse.lib.files.recognition",
    "convert": "clearinghouse.lib.files.conversion",
    "outline": "clearinghouse.lib.files.outline",
    "accessibility": "clearinghouse.lib.files.accessibility.checks",
    "clean": "clearinghouse.lib.files.cleaning.copying",
}
_LARGEST_REQUEST = 1024 * 1024


def answer(operation: str, stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Run one operation; a refusal is {"code", "sentence"}, a parser's own failure {"failure", "detail"}."""
    module = importlib.import_module(OPERATIONS[operation])
    try:
        result: dict[str, Any] = module.answer(stream, arguments, limits)
    except Refused as refusal:
        return {"code": refusal.code, "sentence": refusal.sentence}
    except MemoryError:
        return {"failure": "memory", "detail": ""}
    except Exception as error:  # a parser may raise anything at all
        return {"failure": "crashed", "detail": f"{type(error).__name__}: {error}"[:500]}
    return result


def main() -> None:
    """Read the request from standard input, confine ourselves, answer on standard output."""
    request = json.loads(sys.stdin.buffer.read(_LARGEST_REQUEST))
    limits = Limits(**request["limits"])
    own_folder = Path(request["folder"])
    confinement.limit_resources(limits)
    tempfile.tempdir = str(own_folder)
    readable, sockets = ([Path(folder) for folder in request[name]] for name in ("readable", "sockets"))
    confinement.isolate(own_folder, readable, sockets)
    confinement.die_with(request["parent"])
    with os.fdopen(request["descriptor"], "rb") as stream:
        result = answer(request["operation"], stream, request["arguments"], limits)
    sys.stdout.buffer.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace"))
    sys.stdout.flush()
    os._exit(0)  # no finalizers of half-read documents


if __name__ == "__main__":
    main()
