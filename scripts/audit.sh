#!/bin/sh
# Asks the Python Package Index's record of vulnerabilities about every package of the image, by its locked version.
# What could not be asked about is an error too: silence of the record says nothing. Exit code 0: all were found
# in the record, and none has a known vulnerability.
set -eu
cd "$(dirname "$0")/.."
tools=.local/audit
installer=".venv/bin/python -m uv"

if ! cmp -s requirements/audit.txt "$tools/.installed"; then
    $installer venv --quiet --clear --python .venv/bin/python "$tools"
    $installer pip sync --quiet --system-certs --python "$tools/bin/python" --require-hashes requirements/audit.txt
    cp requirements/audit.txt "$tools/.installed"
fi
exec "$tools/bin/python" -m pip_audit --strict --disable-pip --require-hashes --progress-spinner off \
    -r requirements/base.txt
