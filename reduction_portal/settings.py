"""All settings of the portal. What differs between machines comes from the environment (.env.example)."""

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dj_database_url
from csp.constants import SELF
from django.utils.translation import gettext_lazy as _

from reduction_portal import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEMONSTRATION = env.flag("PORTAL_DEMONSTRATION", default=False)
# The demonstration has no secrets: its accounts and their password stand on the sign-in page.
SECRET_KEY = env.text("PORTAL_SECRET_KEY", "demonstration-only-" * 4 if DEMONSTRATION else None)
DEBUG = False
ALLOWED_HOSTS = env.words("PORTAL_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("PORTAL_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "journal",
    "districts",
    "accounts",
    "workbooks",
    "targets",
    "returns",
    "construction",
    "treatment_plants",
    "power_plants",
    "figures",
    "frozen",
    "visits",
    "reminders",
    "dashboards",
    "reduction_portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Kept pages come compressed (dashboards/pieces.py); a sheet of a hundred plants is compressed here, to a fifteenth.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.first_password_first",
    "journal.middleware.source_address",
    "journal.middleware.wait_for_own_marks",
    "journal.middleware.KeepRefusals",
]

ROOT_URLCONF = "reduction_portal.urls"
WSGI_APPLICATION = "reduction_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboards.navigation.portal",
            ],
            "libraries": {"rows": "tables.rows", "words": "tables.words"},
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {
    "default": dj_database_url.parse(
        env.text("PORTAL_DATABASE_URL", "sqlite:///data/demonstration.sqlite3" if DEMONSTRATION else None),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE, or transactions that read before they write fail under threads; FULL, or an
    # acknowledged entry may be lost with the power (reliability: no acknowledged write is lost).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # A file, not memory: the worker thread and the browser tests open connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}.test"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.NotLikeThePerson"},
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.passwords.NotCommon"},
    {"NAME": "accounts.passwords.NotOnlyDigits"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "dashboards:overview"

# A page on which a large sheet is mended has an input for each cell to mend and selects for each column.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_NAME = "portal_session"
HTTPS = env.flag("PORTAL_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# How many proxies of our own stand before the portal: so many last entries of X-Forwarded-For are believed.
PROXIES = env.number("PORTAL_PROXIES", default=0)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Pages as they were written, for as long as nothing changes (dashboards/kept.py): about 50 kB each.
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 500}},
    # What stands around them for one person: about 8 kB each.
    "heads": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "heads", "OPTIONS": {"MAX_ENTRIES": 1000}},
}
KEEP_PAGES = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {"BACKEND": "reduction_portal.static_files.HashedFiles"},
}

# A sheet of a hundred plants is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# The demonstration's clock; a real portal has the time of day.
CLOCK_START = datetime.datetime(2022, 11, 10, 9, 0, tzinfo=ZoneInfo(TIME_ZONE)) if DEMONSTRATION else None

# Empty: Celery's worker and schedule run as threads of the one serving process.
BROKER_URL = env.text("PORTAL_BROKER_URL", "")
# Where the packages below find it when they ring for a job.
CELERY_APPLICATION = "reduction_portal.celery.app"
# How long a save waits for its own figures before the page is shown with a note that they follow.
WAIT_FOR_FIGURES_SECONDS = 1.0

# How reminders leave the portal: not at all, into the log, or through a mail server. The inbox shows them in any case.
MAIL = env.text("PORTAL_MAIL", "")
MAIL_BACKENDS = {"": "dummy", "console": "console", "smtp": "smtp"}
if MAIL not in MAIL_BACKENDS:
    raise RuntimeError(f"PORTAL_MAIL must be empty, console or smtp, not {MAIL!r}.")
SENDS_MAIL = bool(MAIL)
EMAIL_BACKEND = f"django.core.mail.backends.{MAIL_BACKENDS[MAIL]}.EmailBackend"
EMAIL_HOST = env.text("PORTAL_MAIL_HOST", "localhost")
EMAIL_PORT = env.number("PORTAL_MAIL_PORT", default=25)
EMAIL_HOST_USER = env.text("PORTAL_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("PORTAL_MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("PORTAL_MAIL_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("PORTAL_MAIL_FROM", "portal@localhost")
# What stands before the addresses in reminders, such as https://portal.example.gov.cn
PORTAL_ADDRESS = env.text("PORTAL_ADDRESS", "")

# Where the city asks for it, who uploads quotas can't put them in force alone.
QUOTAS_NEED_TWO_PEOPLE = env.flag("PORTAL_QUOTAS_NEED_TWO", default=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # The sweep every five seconds would bury everything else; runs that did something have rows of their own.
    "loggers": {name: {"level": "WARNING"} for name in ("celery.beat", "celery.worker.strategy", "celery.app.trace")},
}
