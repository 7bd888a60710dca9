#!/bin/sh
# All tests: first on the embedded PostgreSQL, browser tests included, then those without a browser once more
# on Debian's PostgreSQL, where it is installed. Arguments go to pytest: make test PYTEST="-k upload"
set -eu
cd "$(dirname "$0")/.."
unset DATABASE_URL
export CLEARINGHOUSE_PG_FAST=1
python=.venv/bin/python

if ! "$python" -m clearinghouse.embedded_postgres status >/dev/null; then
    trap '"$python" -m clearinghouse.embedded_postgres stop' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
fi
"$python" -m clearinghouse.embedded_postgres start >/dev/null
"$python" -m pytest -n 2 "$@"
# Left out: what starts servers of its own. Status 5 means that the arguments chose nothing else.
scripts/with_debian_postgres.sh "$python" -m pytest -n 2 -m "not browser" \
    --ignore tests/clearinghouse/test_embedded_postgres.py --ignore tests/clearinghouse/test_run.py \
    --ignore tests/test_deploy_files.py "$@" || [ $? -eq 5 ]
