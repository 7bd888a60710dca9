#!/bin/sh
# What takes long. First workers are killed in the middle of their work, so many of them; then come long random walks:
# the steps of tests/security/test_stateful.py in ever new orders, until something is found, the time is over or the
# examples are.
#   make soak KILLS=200 SECONDS=3600       make soak EXAMPLES=2000
set -eu
cd "$(dirname "$0")/.."
examples="${1:-}" seconds="${2:-600}" kills="${3:-200}"

CLEARINGHOUSE_KILLS="$kills" scripts/test.sh tests/documents/test_killed_workers.py \
    tests/documents/index/test_killed.py tests/following/test_killed_workers.py

round() {
    CLEARINGHOUSE_EXAMPLES="$1" scripts/test.sh tests/security/test_stateful.py
}

if [ -n "$examples" ]; then
    round "$examples"
    exit 0
fi
end=$(($(date +%s) + seconds))
while [ "$(date +%s)" -lt "$end" ]; do
    round 50
done
