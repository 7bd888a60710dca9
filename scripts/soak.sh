#!/bin/sh
# Long random walks: the steps of tests/security/test_stateful.py in ever new orders, until something is found, the
# time is over or the examples are.
#   make soak SECONDS=3600       make soak EXAMPLES=2000
set -eu
cd "$(dirname "$0")/.."
examples="${1:-}" seconds="${2:-600}"
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
