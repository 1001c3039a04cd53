"""Django's settings, read from typed environment variables (docs/guide/settings.md lists every one)."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote

from csp.constants import NONCE, NONE, SELF, WASM_UNSAFE_EVAL

from outpace.kernel.embedded.place import DATABASE, PORT, USER, Place
from outpace.kernel.environment import Environment, SettingRefused
from outpace.kernel.logs import configuration as log_configuration

ENV = Environment()
CHECKOUT = Path(__file__).resolve().parents[3]

HOME = ENV.folder(
    "OUTPACE_HOME",
    default=CHECKOUT / ".outpace",
    shown_default=".outpace in the checkout",
    purpose="Holds the embedded database, generated secrets, logs and uploaded files. Back it up; keep it private.",
)
DEBUG = ENV.flag("OUTPACE_DEBUG", default=False, purpose="Show errors with their source in the browser. Never in service.")
SECRET_KEY = ENV.secret("OUTPACE_SECRET_KEY", home=HOME, purpose="Signs sessions and form tokens. Changing it logs everybody out.")
FIELD_KEYS = ENV.text(
    "OUTPACE_FIELD_KEYS",
    default="",
    purpose="The key ring that seals personal data, as the JSON text of keys.json; unset, keys.json in OUTPACE_HOME is used and made.",
)
SYNTHETIC_MARK = HOME / "synthetic"  # left by `outpace up --demo`, so that the installation says so for as long as it lives
OUTPACE_SYNTHETIC = ENV.flag(
    "OUTPACE_SYNTHETIC",
    default=SYNTHETIC_MARK.exists(),
    shown_default="no; yes once `outpace up --demo` has loaded its county",
    purpose="The people in this installation are made up (demo, training): every page says so.",
)
ALLOWED_HOSTS = ENV.names(
    "OUTPACE_ALLOWED_HOSTS", default=("localhost", "127.0.0.1", "[::1]"), purpose="Host names under which people reach the program."
)
CSRF_TRUSTED_ORIGINS = ENV.names(
    "OUTPACE_TRUSTED_ORIGINS", default=(), purpose="Origins (https://name) of a proxy in front of the program, for forms."
)
HTTPS = ENV.flag(
    "OUTPACE_HTTPS",
    default=False,
    purpose="The program is reached over HTTPS, through a proxy that sets X-Forwarded-Proto: cookies then never travel in the clear.",
)
BIND = ENV.text("OUTPACE_BIND", default="127.0.0.1", purpose="Address the web server listens on; 0.0.0.0 for all.")
HTTP_PORT = ENV.integer("OUTPACE_PORT", default=8000, between=(1, 65535), purpose="Port the web server listens on.")
WEB_WORKERS = ENV.integer("OUTPACE_WEB_WORKERS", default=2, between=(1, 64), purpose="Web server processes; one per core is best.")
WEB_THREADS = ENV.integer("OUTPACE_WEB_THREADS", default=2, between=(1, 64), purpose="Requests each web process handles at once.")
JOB_CONCURRENCY = ENV.integer("OUTPACE_JOB_CONCURRENCY", default=1, between=(1, 32), purpose="Background jobs a worker runs at once.")
API_RATE = ENV.integer(
    "OUTPACE_API_RATE",
    default=50,
    between=(1, 100_000),
    purpose="Requests a second one device or user may make in the long run, per web process; ten seconds' worth may come at once.",
)
STAY_DAYS = ENV.integer(
    "OUTPACE_STAY_DAYS",
    default=14,
    between=(1, 60),
    purpose="Days for which stays at venues, on journeys, in wards and classes are kept; those that began earlier are deleted hourly.",
)
RELOOK_PERCENT = ENV.integer(
    "OUTPACE_RELOOK_PERCENT",
    default=10,
    between=(1, 100),
    purpose="Share of the investigations finished on a day, in percent, that a second person reads again; at least one a day.",
)
LOG_LEVEL = ENV.choice(
    "OUTPACE_LOG_LEVEL", default="INFO", among=("DEBUG", "INFO", "WARNING", "ERROR"), purpose="Least important entry the log keeps."
)
LOG_FORMAT = ENV.choice("OUTPACE_LOG_FORMAT", default="json", among=("json", "console"), purpose="Log entries as JSON or for reading.")
STATIC_FROM = ENV.choice(
    "OUTPACE_STATIC",
    default="source",
    among=("source", "collected"),
    purpose="Where static files are served from; `outpace serve` collects, compresses and names them by content, then sets this itself.",
)
TEST_DATABASE = ENV.text("OUTPACE_TEST_DB", default="test_outpace", purpose="Name of the database the tests make and drop.")
DATABASE_URL = ENV.url(
    "DATABASE_URL",
    schemes=("postgresql", "postgres"),
    purpose="An external PostgreSQL server (15 or newer) to use instead of the embedded one: postgresql://user:password@host:5432/name",
)
EMBEDDED = DATABASE_URL is None


PREPARING: dict[str, Any] = {"prepare_threshold": 5}  # lets kernel.prepared plan its statements once per connection


def _external(parts: SplitResult) -> dict[str, Any]:
    if parts.hostname is None:
        raise SettingRefused("DATABASE_URL must name a host")
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": str(parts.port or PORT),
        "OPTIONS": PREPARING | dict(parse_qsl(parts.query, strict_parsing=bool(parts.query))),
    }


def _embedded(place: Place) -> dict[str, Any]:
    return {"NAME": DATABASE, "USER": USER, "HOST": str(place.sockets), "PORT": str(PORT), "OPTIONS": dict(PREPARING)}


PLACE = Place(HOME)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **(_embedded(PLACE) if DATABASE_URL is None else _external(DATABASE_URL)),
        "ENGINE": "outpace.kernel.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": TEST_DATABASE},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "outpace.kernel.apps.KernelConfig",
    "outpace.ui.apps.UiConfig",
    "outpace.registry.apps.RegistryConfig",
    "outpace.screening.apps.ScreeningConfig",
    "outpace.casework.apps.CaseworkConfig",
    "outpace.isolation.apps.IsolationConfig",
    "outpace.zoning.apps.ZoningConfig",
    "outpace.analysis.apps.AnalysisConfig",
    "outpace.command.apps.CommandConfig",
    "outpace.config.wiring.WiringConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
]

LOGGING = log_configuration(level=LOG_LEVEL, style=LOG_FORMAT)

MIDDLEWARE = [
    "outpace.kernel.requests.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "outpace.kernel.days.ClockMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "outpace.kernel.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
]
API_PREFIX = "/api/v1/"
_FOR_BROWSERS = frozenset(
    {
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "outpace.kernel.middleware.ActorMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
        "allauth.account.middleware.AccountMiddleware",
        "csp.middleware.CSPMiddleware",
        "axes.middleware.AxesMiddleware",
    }
)
DEVICE_MIDDLEWARE = [name for name in MIDDLEWARE if name not in _FOR_BROWSERS]
"""What a request with a device token on the JSON API passes (outpace.config.wsgi): all but what serves browsers."""

ROOT_URLCONF = "outpace.config.urls"
WSGI_APPLICATION = "outpace.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "outpace.ui.navigation.shell",
            ],
        },
    }
]

# Background work: each app's `jobs` module registers its handlers at start-up.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["outpace.kernel.jobs.tasks", "outpace.kernel.upkeep"]

# Accounts
AUTH_USER_MODEL = "outpace_kernel.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
PUBLIC_PREFIXES = ("/api/", "/i18n/", "/ui/theme", "/health", "/ready", "/static/")  # all else needs a signed-in user
# Accounts are given by an administrator and carry no e-mail address.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_ADAPTER = "outpace.kernel.identity.GivenAccounts"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_SESSION_REMEMBER = True  # every session lasts SESSION_COOKIE_AGE, whoever signs in
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": None}  # axes locks out; a shift signs in from one address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nothing is ever mailed
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Outpace"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers then allow passkeys on localhost only
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hour
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the audit log
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "kernel/locked.html"
SESSION_COOKIE_AGE = 12 * 3600  # one shift
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Nothing is fetched from another machine: headquarters are often offline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE, WASM_UNSAFE_EVAL],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Languages and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]  # each by its own name, so that it is found in any language
LANGUAGE_COOKIE_HTTPONLY = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static" if STATIC_FROM == "collected" else None
MEDIA_ROOT = HOME / "media"
WHITENOISE_USE_FINDERS = STATIC_FROM == "source"
WHITENOISE_MAX_AGE = 60
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_FROM == "collected"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
