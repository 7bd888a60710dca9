"""What `benchmarks.pages` runs in a side's own process; an older commit runs this very file too, in its checkout.

Reads lines such as {"path": "/documents/", "cookie": "sessionid=…", "status": 200, "count": 20}, asks the portal's
application so often in this process, and prints {"milliseconds": …, "calls": …} for each line. "paths", one more than
the count, are asked for one after another where they are given.
"""

import cProfile
import io
import json
import pstats
import sys
import time
from typing import Any


def main() -> None:
    """Answer lines until there are no more."""
    from clearinghouse.wsgi import application

    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(measure(application, asked)), flush=True)


def measure(application: Any, asked: dict[str, Any]) -> dict[str, float]:
    """The median of the processor's milliseconds that this process took, and its function calls in Python."""
    times = []
    *each, last = [{**asked, "path": path} for path in asked.get("paths", [asked["path"]] * (asked["count"] + 1))]
    for one in each:
        started = time.process_time()
        ask(application, one)
        times.append(time.process_time() - started)
    return {"milliseconds": sorted(times)[len(times) // 2] * 1000, "calls": calls(application, last)}


def calls(application: Any, asked: dict[str, Any]) -> int:
    """How many function calls the answer takes: a number that no other process on the machine changes."""
    profile = cProfile.Profile()
    profile.enable()
    ask(application, asked)
    profile.disable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def ask(application: Any, asked: dict[str, Any]) -> None:
    """One request from nothing to the last byte. RuntimeError where the status is not the expected one."""
    path, _, query = asked["path"].partition("?")
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_COOKIE": asked["cookie"],
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    answer = application(environ, lambda status, headers, *more: statuses.append(status))
    try:
        for _ in answer:
            pass
    finally:
        answer.close()
    if not statuses or not statuses[0].startswith(str(asked["status"])):
        raise RuntimeError(f"{asked['path']} answered {statuses}, expected {asked['status']}.")


if __name__ == "__main__":
    main()
