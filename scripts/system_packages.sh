#!/bin/sh
# Looks for the programs that some tests drive. On Debian as root it installs the missing ones; elsewhere it
# says what to install. Tests whose program is missing are skipped and say so, so this never fails.
set -u

missing=""
need() { # package, then places or names of which one is enough
    package="$1"
    shift
    for program in "$@"; do
        if command -v "$program" >/dev/null 2>&1; then
            return
        fi
    done
    missing="$missing $package"
}

debian_postgres=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1)
if grep -qs '^ID=debian' /etc/os-release && [ "$(id -u)" = 0 ]; then
    need chromium-headless-shell chromium-headless-shell # tests take an eighth less time with it than with the other
else
    need chromium chromium-headless-shell chromium
fi
need tesseract-ocr tesseract
if command -v apt-get >/dev/null; then
    need "libreoffice-writer-nogui libreoffice-impress-nogui" soffice
else
    need libreoffice soffice
fi
need clamav-daemon clamd /usr/sbin/clamd
need xmlsec1 xmlsec1
if command -v apt-get >/dev/null; then
    need postgresql "${debian_postgres:-/usr/lib/postgresql/bin/initdb}"
fi
if [ -z "$missing" ]; then
    exit 0
fi

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing$missing …"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # a list of words
    if apt-get -qq update && apt-get -qq install -y --no-install-recommends $missing >/dev/null; then
        exit 0
    fi
    echo "That failed." >&2
elif command -v apt-get >/dev/null; then
    echo "For all tests: sudo apt install$missing" >&2
elif command -v brew >/dev/null; then
    missing=$(echo "$missing" | sed 's/tesseract-ocr/tesseract/; s/clamav-daemon/clamav/; s/xmlsec1/libxmlsec1/')
    echo "For all tests: brew install$missing" >&2
else
    echo "For all tests, install what your system calls:$missing" >&2
fi
echo "Going on; the tests that need them are skipped." >&2
