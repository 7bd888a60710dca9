#!/bin/sh
# Makes .venv from nothing but Python 3.11 or newer and the locked, hashed requirements.
#   scripts/setup.sh trial|dev
# "trial" runs the portal and its own database; "dev" holds it and all that tests and checks need.
set -eu
cd "$(dirname "$0")/.."
set_name="$1"

# The stamp is a copy of what was installed: a changed lock or an interrupted install starts over.
is_installed() {
    cmp -s "requirements/$1.txt" ".venv/.installed-$1" && .venv/bin/python -c "" 2>/dev/null
}
# "dev" holds "trial", so a checkout that runs its tests needs no second look.
if is_installed "$set_name" || { [ "$set_name" = trial ] && is_installed dev; }; then
    exit 0
fi

is_new_enough() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (4,))' 2>/dev/null
}

has_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

# The system's own first: it was compiled with measurements of itself. One that pyenv compiles as a rule was not, and
# takes a third longer for everything.
find_python() {
    for candidate in ${PYTHON:-/usr/bin/python3 python3 python3.13 python3.12 python3.11 python3.14 python}; do
        if command -v "$candidate" >/dev/null && "$1" "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

is_complete() {
    is_new_enough "$1" && has_venv "$1"
}

if ! python=$(find_python is_complete); then
    if ! python=$(find_python is_new_enough); then
        echo "Python 3.11 or newer was not found. Install it, or name it: PYTHON=/path/to/it make run" >&2
        exit 1
    fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing Python's venv module …"
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        export DEBIAN_FRONTEND=noninteractive
        apt-get -qq update && apt-get -qq install -y "python$version-venv" >/dev/null || true
    fi
    if ! has_venv "$python"; then
        echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt install python3-venv" >&2
        exit 1
    fi
fi

if ! .venv/bin/python -c 'import pip' 2>/dev/null || ! is_new_enough .venv/bin/python; then
    echo "Making .venv with $("$python" --version) …"
    "$python" -m venv --clear .venv
fi
echo "Installing the locked packages ($set_name) …"
rm -f .venv/.installed-*
pip_install() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$1"
}
lock="requirements/$set_name.txt"
pip_install requirements/uv.txt
# Where only pip knows the way to the packages (a company's mirror), pip does it, more slowly.
.venv/bin/python -m uv pip sync --quiet --system-certs --python .venv/bin/python --require-hashes "$lock" ||
    pip_install "$lock"
cp "$lock" ".venv/.installed-$set_name"
