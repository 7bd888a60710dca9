# One image for web, worker, search and migrate; the command tells them apart. See docs/operate.md.

FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 UV_NO_CACHE=1
WORKDIR /app
COPY requirements/uv.txt requirements/base.txt requirements/
RUN pip install --require-hashes --no-deps -r requirements/uv.txt \
    && uv venv /opt/venv \
    && uv pip sync --python /opt/venv/bin/python --require-hashes --compile-bytecode requirements/base.txt
COPY . .
# Collecting files asks for settings but reaches no database; the secret made here stays in this stage.
RUN CLEARINGHOUSE_SECRET_KEY=$(/opt/venv/bin/python -c "import secrets; print(secrets.token_urlsafe(50))") \
    CLEARINGHOUSE_BASE_URL=https://localhost DATABASE_URL=postgresql://localhost/none \
    /opt/venv/bin/python manage.py collectstatic --no-input \
    && rm -rf .local \
    && /opt/venv/bin/python -m compileall -q .

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr libreoffice-writer-nogui libreoffice-impress-nogui \
        fonts-liberation2 fonts-crosextra-carlito fonts-crosextra-caladea \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin clearinghouse \
    && install -d -o clearinghouse -g clearinghouse -m 0700 /data /data/files /data/uploads /data/search
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORT=8000 \
    WEB_CONCURRENCY=2 \
    CLEARINGHOUSE_FILES_DIR=/data/files \
    CLEARINGHOUSE_UPLOADS_DIR=/data/uploads \
    CLEARINGHOUSE_SEARCH_DIR=/data/search
WORKDIR /app
USER 10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "clearinghouse.healthcheck"]
CMD ["deploy/serve.sh"]
