"""Settings, all from the environment and safe by default. docs/operate.md lists every variable."""

import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from clearinghouse.lib import env
from clearinghouse.lib.apart import try_suspects_apart

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

# CLEARINGHOUSE_DEVELOPMENT is for a trial on one's own machine: http cookies, a local secret, sample people.
DEVELOPMENT = env.flag("CLEARINGHOUSE_DEVELOPMENT")
DEBUG = env.flag("CLEARINGHOUSE_DEBUG")

WEAK_SECRETS = ("change", "example", "secret", "insecure", "password")


def local_secret() -> str:
    """A random secret kept beside the code, for development only."""
    path = LOCAL_DIR / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def secret_key() -> str:
    """The signing key; without a strong one the portal does not start."""
    key = env.text("CLEARINGHOUSE_SECRET_KEY")
    if not key and (DEVELOPMENT or DEBUG):
        return local_secret()
    fix = "Set it to 50 or more random characters: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    if not key:
        raise ImproperlyConfigured(f"CLEARINGHOUSE_SECRET_KEY is not set. {fix}")
    if len(key) < 50 or len(set(key)) < 10 or any(word in key.lower() for word in WEAK_SECRETS):
        raise ImproperlyConfigured(f"CLEARINGHOUSE_SECRET_KEY is a sample or too easy to guess. {fix}")
    return key


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = env.words("CLEARINGHOUSE_SECRET_KEY_FALLBACKS")

PORT = env.number("PORT", 8000)
BASE_URL = env.text("CLEARINGHOUSE_BASE_URL", f"http://localhost:{PORT}" if DEVELOPMENT or DEBUG else "")
if not BASE_URL.startswith(("https://", "http://localhost", "http://127.0.0.1")):
    raise ImproperlyConfigured(
        "CLEARINGHOUSE_BASE_URL is not set to the portal's https:// address. "
        "Set it to what people type, for example https://clearinghouse.naseo.org. Links in emails start with it."
    )
HTTPS = BASE_URL.startswith("https://")
BASE_HOST = BASE_URL.split("://")[1].split("/")[0].split(":")[0]
ALLOWED_HOSTS = env.words("CLEARINGHOUSE_ALLOWED_HOSTS") or (
    ["localhost", "127.0.0.1", "[::1]"] if DEVELOPMENT or DEBUG else [BASE_HOST]
)
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("CLEARINGHOUSE_ALLOWED_HOSTS must name exact hosts; remove the *.")
CSRF_TRUSTED_ORIGINS = [BASE_URL.rstrip("/")] if HTTPS else []

INSTALLED_APPS = [
    "clearinghouse",
    "portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "accounts.data_admin.DataAdminConfig",
    "django.forms",
    "guardian",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "procrastinate.contrib.django",
    "accounts",
    "signon",
    "documents",
    "workinggroups",
    "meetings",
    "contacts",
    "directory",
    "publications",
    "workforce",
    "phasemap",
    "inquiries",
    "gaps",
    "reuse",
    "announcements",
    "following",
    "states",
]

MIDDLEWARE = [
    "clearinghouse.middleware.RequestIdMiddleware",
    "clearinghouse.middleware.UnavailableMiddleware",
    "clearinghouse.middleware.CompressMiddleware",
    "clearinghouse.middleware.HeadersMiddleware",
    "clearinghouse.middleware.PolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "clearinghouse.lib.static_files.StaticFilesMiddleware",
    "clearinghouse.middleware.BodyLimitMiddleware",
    "clearinghouse.middleware.MethodMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.person.PersonMiddleware",
    "accounts.middleware.AuditMiddleware",
    "accounts.middleware.ViewingMiddleware",
    "accounts.middleware.SessionUseMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.HistoryActorMiddleware",
    "accounts.middleware.TimeZoneMiddleware",
]

ROOT_URLCONF = "clearinghouse.urls"
WSGI_APPLICATION = "clearinghouse.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["clearinghouse.templatetags.url_tag"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "clearinghouse.lib.forms.PortalRenderer"

# Database. For a trial, devserver.settings names the PostgreSQL beside the code.
DATABASE_URL = env.text("DATABASE_URL")
if not DATABASE_URL:
    raise ImproperlyConfigured(
        "DATABASE_URL is not set. Set it to the portal's PostgreSQL, for example "
        "postgresql://clearinghouse:PASSWORD@host/clearinghouse; for a trial without a server, use make run."
    )
_dsn = conninfo_to_dict(DATABASE_URL)
STATEMENT_TIMEOUT_MS = env.number("CLEARINGHOUSE_STATEMENT_TIMEOUT_MS", 5000)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "clearinghouse.lib.postgresql",
        "NAME": _dsn.pop("dbname", "clearinghouse"),
        "USER": _dsn.pop("user", ""),
        "PASSWORD": _dsn.pop("password", ""),
        "HOST": _dsn.pop("host", ""),
        "PORT": _dsn.pop("port", ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            **_dsn,
            "connect_timeout": 5,
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=30000 "
            # One core for one page: starting helpers takes longer than they save, and others wait for the core.
            "-c jit=off -c max_parallel_workers_per_gather=0",
            "pool": {"min_size": 1, "max_size": env.number("CLEARINGHOUSE_DATABASE_POOL", 8), "timeout": 5},
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits need a cache that all processes share.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "clearinghouse_cache",
        # Room enough that nobody can push counters of failed sign-ins out by making others.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
    # Counts of filters; each entry names the state of the documents it belongs to, so processes need not share it.
    "facets": {
        "BACKEND": "clearinghouse.lib.process_cache.ProcessCache",
        "LOCATION": "facets",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    # What searches were asked last and what the index said of them; see documents/finding/kept.py.
    "search": {
        "BACKEND": "clearinghouse.lib.process_cache.ProcessCache",
        "LOCATION": "search",
        "OPTIONS": {"MAX_ENTRIES": 48},
    },
    # Tables of answers as HTML, up to 400 KB each; see inquiries/kept_tables.py.
    "answers": {
        "BACKEND": "clearinghouse.lib.process_cache.ProcessCache",
        "LOCATION": "answers",
        "OPTIONS": {"MAX_ENTRIES": 24},
    },
}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # the public is an audience, not a user row
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.leaked_passwords.LeakedPasswordValidator"},
    {"NAME": "accounts.passwords.ContextWordsValidator"},
    {"NAME": "accounts.passwords.EasyPatternValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.PortalAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_FORMS = {
    "signup": "accounts.account_forms.SignupForm",
    "login": "accounts.account_forms.LoginForm",
    "request_login_code": "accounts.account_forms.RequestLoginCodeForm",
    "add_email": "accounts.account_forms.AddEmailForm",
    "change_password": "accounts.account_forms.ChangePasswordForm",
    "set_password": "accounts.account_forms.SetPasswordForm",
    "reset_password": "accounts.account_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.account_forms.ResetPasswordKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# A mail goes out for unknown addresses too ("there is no account"): same answer, same work, same time.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900  # the worker sends codes, and some agencies hold mail back for minutes
# Failed passwords: by address 5 in 5 minutes, 20 in an hour, 90 in a month; a sign-in code always lets the owner in.
ACCOUNT_RATE_LIMITS = {
    # A whole agency behind one address signs in before a call; who guesses is stopped by what fails.
    "login": "100/m/ip",
    "request_login_code": "60/m/ip,3/m/key",
    "login_failed": "10/m/ip,5/300s/key,20/h/key,90/30d/key",
}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# By a mailed code only where somebody has nothing else, see accounts.adapter: whoever finds a browser open may well
# find the mail open beside it.
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa", "code"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("CLEARINGHOUSE_TRUSTED_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "accounts.account_forms.AddWebAuthnForm"}
MFA_TOTP_ISSUER = "EV States Clearinghouse"
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds for clocks that are off
MFA_ADAPTER = "accounts.mfa_adapter.PortalMFAAdapter"
REQUIRE_ADMINISTRATOR_MFA = env.flag("CLEARINGHOUSE_REQUIRE_ADMINISTRATOR_MFA", not DEVELOPMENT)
REQUIRE_LEAD_MFA = env.flag("CLEARINGHOUSE_REQUIRE_LEAD_MFA", not DEVELOPMENT)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# One-click sign-in as a sample person: only on one's own machine and only while sample data is loaded.
SAMPLE_SIGN_IN = DEVELOPMENT
# Agencies' sign-ins are asked over https at public addresses only; in a trial also one on one's own machine.
SIGNON_ALLOWS_OWN_MACHINE = DEVELOPMENT

# Once a year each member says that they still work there: the days between, before the last day, and after it.
CONFIRM_MEMBERSHIP_DAYS = env.number("CLEARINGHOUSE_CONFIRM_DAYS", 365)
CONFIRM_REMINDER_DAYS = env.numbers("CLEARINGHOUSE_CONFIRM_REMINDER_DAYS", "30,7,1")
CONFIRM_GRACE_DAYS = env.number("CLEARINGHOUSE_CONFIRM_GRACE_DAYS", 14)

SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
SESSION_COOKIE_AGE = env.number("CLEARINGHOUSE_SESSION_HOURS", 12) * 3600  # the longest, however busy somebody is
SESSION_IDLE_SECONDS = env.number("CLEARINGHOUSE_SESSION_IDLE_MINUTES", 30) * 60
SESSION_IDLE_SECONDS_OF_ADMINISTRATORS = env.number("CLEARINGHOUSE_ADMINISTRATOR_IDLE_MINUTES", 15) * 60
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Messages rest with the session: the privacy page promises two cookies and no third.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_USE_SESSIONS = False
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

# Transport and browser defences
SECURE_SSL_REDIRECT = HTTPS and not env.flag("CLEARINGHOUSE_PROXY_REDIRECTS_HTTP")
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = env.flag("CLEARINGHOUSE_HSTS_PRELOAD", True)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if env.number("CLEARINGHOUSE_TRUSTED_PROXIES", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["portal"],
    }
}

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MAX_AGE = 3600

# Files: the file system by default, an S3-compatible store when a bucket is named
MEDIA_ROOT = Path(env.text("CLEARINGHOUSE_FILES_DIR", str(LOCAL_DIR / "files")))
UPLOADS_DIR = Path(env.text("CLEARINGHOUSE_UPLOADS_DIR", str(LOCAL_DIR / "uploads")))
# The search index of this host, on a disk of its own: it is made from the database and may be removed at any time
SEARCH_DIR = Path(env.text("CLEARINGHOUSE_SEARCH_DIR", str(LOCAL_DIR / "search")))
# Words near others in meaning, for what is typed and hardly any page says.
SEARCH_NEAR_WORDS = Path(env.text("CLEARINGHOUSE_NEAR_WORDS", str(BASE_DIR / "documents" / "data" / "near_words.txt")))
S3_BUCKET = env.text("CLEARINGHOUSE_S3_BUCKET")
_file_storage: dict[str, Any] = {
    "BACKEND": "documents.storage.DurableFileSystemStorage",
    "OPTIONS": {"location": str(MEDIA_ROOT)},
}
if S3_BUCKET:
    _file_storage = {
        "BACKEND": "documents.s3_storage.VerifiedS3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("CLEARINGHOUSE_S3_ENDPOINT") or None,
            "region_name": env.text("CLEARINGHOUSE_S3_REGION") or None,
            "access_key": env.text("CLEARINGHOUSE_S3_ACCESS_KEY") or None,
            "secret_key": env.text("CLEARINGHOUSE_S3_SECRET_KEY") or None,
            "file_overwrite": False,
            "default_acl": None,
            "querystring_auth": True,
            "querystring_expire": 60,
            "signature_version": "s3v4",
        },
    }
STORAGES: dict[str, dict[str, Any]] = {
    "default": _file_storage,
    "staticfiles": {"BACKEND": "clearinghouse.lib.static_files.KeptAddressesStorage"},
}
# With nginx in front: the internal location that serves the files directory; empty means the web process sends them
DOWNLOADS_BY_PROXY = env.text("CLEARINGHOUSE_DOWNLOADS_BY_PROXY")
MEGABYTE = 1_000_000  # as pages show sizes
MAX_UPLOAD_BYTES = env.number("CLEARINGHOUSE_MAX_UPLOAD_MB", 100) * MEGABYTE
UPLOAD_QUOTA_BYTES_PER_DAY = env.number("CLEARINGHOUSE_UPLOAD_QUOTA_MB_PER_DAY", 5000) * MEGABYTE
UPLOAD_QUOTA_FILES_PER_DAY = env.number("CLEARINGHOUSE_UPLOAD_QUOTA_FILES_PER_DAY", 200)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # of the page for many documents; all others take the first one, or none
# No form takes files unless its view says so; see documents.intake.handlers.
FILE_UPLOAD_HANDLERS = ["documents.intake.handlers.NoFileHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600

# Jobs: a few at once, so that mail never waits behind a long file; a finished job leaves no row. One during which a
# worker died is tried again in a process of its own, one after the other, which is why the worker looks every second.
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 4,
    "delete_jobs": "successful",
    "fetch_job_polling_interval": 1.0,
    "task_middleware": [try_suspects_apart],
}

# Virus scanner: host:port or the path of a socket; empty means none, which the administrators' page says
CLAMD_ADDRESS = env.text("CLEARINGHOUSE_CLAMD")

# Languages of scanned pages as Tesseract names them, whose data must be installed: "eng" or "eng+spa"
OCR_LANGUAGES = env.text("CLEARINGHOUSE_OCR_LANGUAGES", "eng")

# Mail goes to the outbox table; the worker sends it through DELIVERY_EMAIL_BACKEND
EMAIL_BACKEND = "accounts.mail.OutboxBackend"
EMAIL_HOST = env.text("CLEARINGHOUSE_SMTP_HOST")
DELIVERY_EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_PORT = env.number("CLEARINGHOUSE_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("CLEARINGHOUSE_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("CLEARINGHOUSE_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("CLEARINGHOUSE_SMTP_STARTTLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("CLEARINGHOUSE_MAIL_FROM", "EV States Clearinghouse <clearinghouse@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where servers send what they cannot deliver, and how the worker reads that mailbox; see docs/operate.md, "Email".
MAIL_RETURN_PATH = env.text("CLEARINGHOUSE_MAIL_RETURN_PATH") or DEFAULT_FROM_EMAIL
BOUNCE_IMAP_HOST = env.text("CLEARINGHOUSE_BOUNCE_IMAP_HOST")
BOUNCE_IMAP_PORT = env.number("CLEARINGHOUSE_BOUNCE_IMAP_PORT", 993)
BOUNCE_IMAP_USER = env.text("CLEARINGHOUSE_BOUNCE_IMAP_USER")
BOUNCE_IMAP_PASSWORD = env.text("CLEARINGHOUSE_BOUNCE_IMAP_PASSWORD")
BOUNCE_IMAP_FOLDER = env.text("CLEARINGHOUSE_BOUNCE_IMAP_FOLDER", "INBOX")
MAIL_WEBHOOK_SECRET = env.text("CLEARINGHOUSE_MAIL_WEBHOOK_SECRET")
MAIL_PER_DOMAIN_AND_MINUTE = env.number("CLEARINGHOUSE_MAIL_PER_DOMAIN_AND_MINUTE", 60)
MAIL_REPLY_TO = env.text("CLEARINGHOUSE_MAIL_REPLY_TO")  # a mailbox that people read; empty: answers go to the sender

SECURITY_CONTACT = env.text("CLEARINGHOUSE_SECURITY_CONTACT", "mailto:ddixon@naseo.org")

# Whether the worker asks at night if the links of the resource hub answer; it then needs to reach the web.
CHECK_LINKS = env.flag("CLEARINGHOUSE_CHECK_LINKS", not DEVELOPMENT)

# Words and times
LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = env.text("CLEARINGHOUSE_TIME_ZONE", "America/New_York")

APPEND_SLASH = True
TEST_RUNNER = "django.test.runner.DiscoverRunner"
# The constraint "email_once" keeps addresses unique; Django looks for unique=True only.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "clearinghouse.lib.logs.json_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.text("CLEARINGHOUSE_LOG_LEVEL", "INFO")},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
    },
}
