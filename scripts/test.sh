#!/bin/sh
# The checks, all tests on the embedded PostgreSQL, browser tests included, and those that lean on the database once
# more on Debian's PostgreSQL, where it is installed: side by side, because each leaves the processors idle at times.
# Arguments go to pytest, which then runs alone, in one process where they name one file:
#   make test PYTEST="-k upload"
set -eu
cd "$(dirname "$0")/.."
unset DATABASE_URL
export CLEARINGHOUSE_PG_FAST=1
# A run starts hundreds of processes; without kept bytecode each of them compiles 1,400 modules for a second.
unset PYTHONDONTWRITEBYTECODE
export NODE_COMPILE_CACHE="$PWD/.venv/.node" # the same for Playwright's own program
python=.venv/bin/python
logs=$(mktemp -d)
started_postgres=
beside=

clean_up() {
    trap - EXIT INT TERM HUP
    for process in $beside; do
        if kill "$process" 2>/dev/null; then
            wait "$process" || true
        fi
    done
    rm -rf "$logs"
    [ -z "$started_postgres" ] || "$python" -m devserver.embedded_postgres stop
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if ! "$python" -m devserver.embedded_postgres status >/dev/null; then
    started_postgres=yes
fi
"$python" -m devserver.embedded_postgres start >/dev/null

if [ $# -gt 0 ]; then
    processes=2
    case "$*" in
    *" "* | -*) ;;
    *.py | *.py::*) processes=0 ;; # a second process would take longer to start than it saves
    esac
    "$python" -m pytest -n "$processes" "$@"
    exit 0
fi

# What leans on PostgreSQL itself, and every page once: see docs/develop.md.
debian() {
    walk=tests/security/test_walk.py::test_a_walk_meets_declared_answers_and_ones_own_words_and_changes_no_row
    CLEARINGHOUSE_WALK=short CLEARINGHOUSE_EXAMPLES=4 exec scripts/with_debian_postgres.sh "$python" -m pytest -q -n 0 -m "not browser" \
        tests/documents/test_listing.py tests/documents/test_search.py tests/documents/index/test_changes.py \
        tests/directory/test_sorting.py tests/accounts/test_decide_at_once.py tests/accounts/test_mail.py \
        tests/workinggroups/test_decide_at_once.py tests/workinggroups/test_roster_follows.py \
        tests/workinggroups/test_querysets.py tests/meetings/test_registration.py tests/security/test_stateful.py \
        "$walk[administrator]" "$walk[vermont]"
}

lint() { # says at once what is wrong
    make --no-print-directory lint >"$logs/lint" 2>&1 || { cat "$logs/lint" >&2 && false; }
}

lint &
lint=$!
debian >"$logs/debian" 2>&1 &
debian=$!
beside="$lint $debian"

failed=
"$python" -m pytest -n 2 --dist worksteal --durations 10 || failed="$failed tests"
wait "$debian" || failed="$failed tests-on-debian"
wait "$lint" || failed="$failed lint"
beside=
cat "$logs/debian"
if [ -n "$failed" ]; then
    echo "Failed:$failed" >&2
    exit 1
fi
