#!/bin/sh
# Runs a command on a throw-away cluster of the PostgreSQL that Debian ships, the oldest we support:
#   scripts/with_debian_postgres.sh .venv/bin/python -m pytest
# The cluster listens on a socket in a private folder only and is deleted when the command ends.
set -eu

initdb=$(ls -d /usr/lib/postgresql/1[5-9]/bin/initdb 2>/dev/null | head -n 1)
if [ -z "$initdb" ]; then
    echo "Debian's PostgreSQL (15 or newer) is not installed; skipped." >&2
    exit 0
fi
bin=$(dirname "$initdb")
# In memory where there is enough, as devserver/embedded_postgres.py does: copies of databases are many files.
memory=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $2 }')
place=/var/tmp
[ "${memory:-0}" -lt 4194304 ] || place=/dev/shm
folder=$(mktemp -d "$place/clearinghouse-debian-XXXXXX")

as_server() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u nobody -- "$@")
    else
        (cd / && "$@")
    fi
}

command=
clean_up() {
    trap - EXIT INT TERM HUP
    if [ -n "$command" ] && kill "$command" 2>/dev/null; then
        wait "$command" || true
    fi
    as_server "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop 2>/dev/null || true
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [ "$(id -u)" = 0 ]; then
    chown nobody "$folder"
fi
as_server "$initdb" -D "$folder/data" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
printf '%s;\n' "CREATE ROLE clearinghouse LOGIN CREATEDB CREATEROLE" \
    "CREATE DATABASE clearinghouse OWNER clearinghouse" |
    as_server "$bin/postgres" --single -D "$folder/data" postgres >/dev/null 2>&1
as_server "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -s -w start \
    -o "-k $folder -c listen_addresses= -c fsync=off -c full_page_writes=off -c autovacuum=off -c timezone=UTC"
"$bin/postgres" --version
# In the background, because a shell that waits for a program in front takes no notice of signals.
DATABASE_URL="postgresql://clearinghouse@/clearinghouse?host=$folder" "$@" &
command=$!
status=0
wait "$command" || status=$?
command=
exit "$status"
