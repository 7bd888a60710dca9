"""Settings of the test run: the real ones, on a fast throw-away database, with files in a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("CLEARINGHOUSE_PG_FAST", "1")
os.environ["CLEARINGHOUSE_SECRET_KEY"] = "tests-only-k3VJ9xQmZ7pLw2RbYc8NfHsT4uDgAe6KoXiMzBvC1qWjPy5SnU"
os.environ.setdefault("CLEARINGHOUSE_BASE_URL", "https://clearinghouse.test")
os.environ.setdefault("CLEARINGHOUSE_PROXY_REDIRECTS_HTTP", "1")
os.environ.setdefault("CLEARINGHOUSE_LOG_LEVEL", "ERROR")
_FOLDER = tempfile.mkdtemp(prefix="clearinghouse-tests-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["CLEARINGHOUSE_FILES_DIR"] = f"{_FOLDER}/files"
os.environ["CLEARINGHOUSE_UPLOADS_DIR"] = f"{_FOLDER}/uploads"
os.environ["CLEARINGHOUSE_SEARCH_DIR"] = f"{_FOLDER}/search"
for _name in ("CLEARINGHOUSE_DEVELOPMENT", "CLEARINGHOUSE_S3_BUCKET", "CLEARINGHOUSE_CLAMD", "CLEARINGHOUSE_SMTP_HOST"):
    os.environ.pop(_name, None)

from devserver import embedded_postgres

# No file of a test must outlive a power cut, and each would wait for the disk twice.
os.fsync = lambda descriptor: None

if not os.environ.get("DATABASE_URL"):
    embedded_postgres.start()

from devserver.settings import *
from devserver.settings import CACHES, DATABASES, MIDDLEWARE

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "clearinghouse.test"]
# Test clients and live servers speak http; the https settings have tests of their own.
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
CSRF_TRUSTED_ORIGINS: list[str] = []

DATABASES["default"]["OPTIONS"].pop("pool")
# Instead, so that a live server does not connect anew for each request. A thread that ends closes its own.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES["default"]["OPTIONS"]["connect_timeout"] = 60  # machines that run tests do much else
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
REQUIRE_ADMINISTRATOR_MFA = REQUIRE_LEAD_MFA = False  # have tests of their own
STATIC_ROOT = Path(_FOLDER) / "static"
STATIC_ROOT.mkdir()
DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MIDDLEWARE = [*MIDDLEWARE, "tests.decision_audit.DecisionAuditMiddleware"]
