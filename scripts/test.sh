#!/bin/sh
# All tests on the embedded PostgreSQL, browser tests included; then those that lean on the database once more
# on Debian's PostgreSQL, where it is installed. Arguments go to pytest, and then the second part is left out:
#   make test PYTEST="-k upload"
set -eu
cd "$(dirname "$0")/.."
unset DATABASE_URL
export CLEARINGHOUSE_PG_FAST=1
python=.venv/bin/python

if ! "$python" -m devserver.embedded_postgres status >/dev/null; then
    trap '"$python" -m devserver.embedded_postgres stop' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
fi
"$python" -m devserver.embedded_postgres start >/dev/null
"$python" -m pytest -n 2 "$@"
[ $# -eq 0 ] || exit 0
# What leans on PostgreSQL itself: triggers, keyset lists, full text, locks. All of it: see docs/develop.md.
CLEARINGHOUSE_EXAMPLES=4 scripts/with_debian_postgres.sh "$python" -m pytest -n 2 -m "not browser" \
    tests/documents/test_listing.py tests/documents/test_search.py tests/documents/test_browse.py \
    tests/documents/test_detail.py tests/documents/test_api.py tests/documents/test_import.py \
    tests/documents/test_edit.py tests/accounts/test_decide_at_once.py tests/accounts/test_queue.py \
    tests/accounts/test_mail.py tests/workinggroups tests/meetings/test_pages.py tests/meetings/test_registration.py \
    tests/security/test_stateful.py
