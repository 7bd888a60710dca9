"""Ask the web server on this machine whether it is healthy: `python -m clearinghouse.healthcheck`.

For container engines, which have no other program to ask with. Exit status 0 means healthy.
"""

import os
import sys
import urllib.request
from urllib.parse import urlsplit


def is_healthy(port: int, host: str) -> bool:
    """Tell whether /healthz answers 200 when asked for under the portal's own host name."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=3) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    # The portal refuses host names that are not its own.
    own_host = urlsplit(os.environ.get("CLEARINGHOUSE_BASE_URL", "")).netloc or "localhost"
    sys.exit(not is_healthy(int(os.environ.get("PORT", "8000")), own_host))
