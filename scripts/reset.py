"""Remove the local data of this checkout, and of no other: `make reset`."""

import fcntl
import os
import shutil
import sys
from pathlib import Path

from devserver import embedded_postgres
from devserver.run import IN_USE

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Stop both servers, remove their data, the uploaded files, the local secret and the collected files."""
    if os.environ.get("DATABASE_URL"):
        print("DATABASE_URL is set; that database is left as it is.")
    if is_in_use():
        sys.exit("The portal runs from this folder. Stop it first (Ctrl-C where it runs), then try again.")
    for fast in ("0", "1"):
        os.environ["CLEARINGHOUSE_PG_FAST"] = fast
        embedded_postgres.stop()
    databases = (embedded_postgres.state_dir(), embedded_postgres.fast_dir())
    folders = (*databases, CHECKOUT / ".local", CHECKOUT / "staticfiles")
    removed = [folder for folder in folders if folder.exists()]
    for folder in removed:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"Removed {folder}")
    if not removed:
        print("There is no local data.")


def is_in_use() -> bool:
    """Tell whether `make run` holds this checkout's data."""
    if not IN_USE.exists():
        return False
    with IN_USE.open("rb") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


if __name__ == "__main__":
    main()
