"""Settings of every process. Values come from the environment that ``make run`` or the operator provides."""

from __future__ import annotations

import gc
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from csp.constants import NONE, SELF

from tradeops import environment

# While the product is imported the collector finds nothing and looks at everything: tradeops.apps turns it on again.
gc.disable()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(environment.text("DATA_DIR", str(BASE_DIR / ".data")))
# Which process this is (web, live, relay, worker-pricing, ...): chooses the connection policy and names the heartbeat.
PROCESS = environment.text("TRADEOPS_PROCESS", "shell")

DEBUG = environment.flag("DEBUG")
DEMO = environment.flag("DEMO")
SECRET_KEY = environment.text("SECRET_KEY")
API_KEY_PEPPER = environment.text("API_KEY_PEPPER")
DEMO_PASSWORD = environment.text("DEMO_PASSWORD", "try-the-desk")
VENUE_API_SECRET = environment.text("VENUE_API_SECRET", "")
VENUES_URL = environment.text("VENUES_URL", "http://127.0.0.1:8010")

PUBLIC_ORIGIN = environment.text("PUBLIC_ORIGIN", "http://127.0.0.1:8000")
LIVE_ORIGIN = environment.text("LIVE_ORIGIN", "ws://127.0.0.1:8001")
SECURE = PUBLIC_ORIGIN.startswith("https://")
_PUBLIC_HOST = urlsplit(PUBLIC_ORIGIN).hostname or "127.0.0.1"
ALLOWED_HOSTS = [_PUBLIC_HOST, "127.0.0.1", "localhost", "[::1]"] if not SECURE else [_PUBLIC_HOST]
CSRF_TRUSTED_ORIGINS = [PUBLIC_ORIGIN]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "simple_history",
    "tradeops.journal",
    "tradeops.access",
    "tradeops.workflow",
    "tradeops.web",
    "tradeops.live",
    "tradeops.operations",
    "tradeops.reference",
    "tradeops.ledger",
    "tradeops.marketdata",
    "risk",
    "oms",
    "rfq",
    "settlement",
    "tradeops.desks",
    "tradeops",
]

MIDDLEWARE = [
    "tradeops.web.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tradeops.web.security.SecurityHeadersMiddleware",
]

ROOT_URLCONF = "tradeops.urls"
WSGI_APPLICATION = "tradeops.wsgi.application"
ASGI_APPLICATION = "tradeops.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tradeops.web.context.shell",
            ],
        },
    }
]

DATABASES = {"default": environment.postgres(environment.text("DATABASE_URL"))}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["OPTIONS"] = {
    "application_name": f"tradeops-{PROCESS}",
    # Statements are planned once a connection: a deal is some hundred short ones, and most of their time was planning.
    "server_side_binding": True,
    "prepare_threshold": 2,
    "options": "-c lock_timeout=3000 -c statement_timeout=15000 -c idle_in_transaction_session_timeout=15000",
}
if PROCESS in {"web", "live"}:
    # Threads come and go: a pool hands them connections. A pool must not be shared across Celery's fork.
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 8, "timeout": 10}
    # A database that was restarted costs no request: the pool asks before it hands one out.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
elif PROCESS != "shell":
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    # A worker finds out by its first failure: the delivery is not counted as tried, and is rung again.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = not PROCESS.startswith("worker-")

# Threads of one web process (the process list starts it with as many): half of them may wait for a quote.
WEB_THREADS = environment.integer("WEB_THREADS", 4)

REDIS_URL = environment.text("REDIS_URL")
# Separate databases of one server: what the broker holds, the channel layer and the books never collide.
CELERY_BROKER_URL = REDIS_URL
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "live"},
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, LIVE_ORIGIN],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
# Behind TLS there is always the proxy of deploy/, which sets this header itself.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "tradeops-session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 3600
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "tradeops.web.errors.csrf_failure"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tradeops.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
# How many proxies of ours stand in front: each adds one address to X-Forwarded-For, anything left of it is claimed.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.integer("TRUSTED_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "tradeops"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

# Bytes of a request's body; api.md names it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tradeops.web.authentication.KeyAuthentication",
        "tradeops.web.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tradeops.web.parsing.StrictJsonParser"],
    "DEFAULT_SCHEMA_CLASS": "tradeops.web.schema.Schema",
    "EXCEPTION_HANDLER": "tradeops.web.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "tradeops",
    "DESCRIPTION": "Ask for a price, accept it, follow it to settlement. Amounts are decimals in strings.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ],
    cache_logger_on_first_use=True,
)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": environment.choice("LOG_LEVEL", LOG_LEVELS, "INFO")},
    # Two lines for each task say nothing that its delivery does not.
    "loggers": {name: {"level": "WARNING"} for name in ("celery.worker.strategy", "celery.app.trace")},
}
