#!/bin/sh
# The web server of a container. Unsafe settings stop it before it answers anybody.
set -eu
python manage.py check --deploy --fail-level WARNING
# The application is loaded once, before the workers fork: they start at once and share its memory.
# Worker heartbeats go to memory: a slow disk must not get a worker killed.
exec gunicorn clearinghouse.wsgi \
    --bind "0.0.0.0:${PORT:-8000}" \
    --preload \
    --worker-class gthread \
    --threads 4 \
    --timeout 60 \
    --graceful-timeout 30 \
    --max-requests 10000 \
    --max-requests-jitter 1000 \
    --worker-tmp-dir /dev/shm \
    --no-control-socket \
    --log-level warning
