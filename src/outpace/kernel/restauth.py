"""The JSON API's ground rules: who calls, how often, how much, and what every refusal looks like.

Every error body is {"code", "message"} and, where it applies, "field" and "row" (counted from 1).
"""

import math
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, Throttled, ValidationError, ValidationErrorContext
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import BaseThrottle
from ninja.types import DictStrAny

from outpace.kernel.accounts import actor_for_token, actor_for_user
from outpace.kernel.errors import Refusal
from outpace.kernel.inbox import BatchTooLarge
from outpace.kernel.locks import LockBusy
from outpace.kernel.models import User
from outpace.kernel.paging import BadCursor
from outpace.kernel.restreading import told
from outpace.kernel.scope import Actor, NotAllowed, NotFound
from outpace.kernel.throttle import Rate, Throttle

BURST_SECONDS: Final = 10


class Problem(Schema):
    """Every refusal of the API: `code` is for programs and never changes, `message` is for people."""

    code: str
    message: str
    field: str | None = None
    row: int | None = None


class DeviceAuth(HttpBearer):
    """A device token: `Authorization: Bearer opd_...`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Give the device, or None when its token is unknown, revoked or expired."""
        return actor_for_token(token)


class SessionAuth(APIKeyCookie):
    """A signed-in user's session; writes need the CSRF token as pages do."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Look at the session only where one is offered and no token is: a dead token is told 401, whatever else comes with it."""
        offered = self.param_name in request.COOKIES and "Authorization" not in request.headers
        return super().__call__(request) if offered else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Give the user's actor, or None when nobody is signed in, or somebody with a password that another person chose for them."""
        user = request.user if key else None
        return actor_for_user(user) if isinstance(user, User) and user.is_active and not user.password_given else None


class PerCaller(BaseThrottle):
    """A steady rate per device or user (settings.API_RATE a second), with ten seconds' worth at once."""

    def __init__(self, per_second: int) -> None:
        self._throttle = Throttle(Rate(per_second=per_second, burst=per_second * BURST_SECONDS))

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request and say whether it may go on."""
        actor = caller(request)
        return not self._throttle.wait(f"{actor.kind}:{actor.id}", time.monotonic())

    def wait(self) -> float:
        """Say after how many seconds at least one more request fits; rates are one a second or more."""
        return 1.0


class JsonParser(Parser):
    """Reads bodies with orjson."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Parse the body; whatever is not JSON is answered with 400."""
        parsed: DictStrAny = orjson.loads(request.body)
        return parsed


class JsonRenderer(BaseRenderer):
    """Writes answers with orjson."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Write an answer as JSON."""
        return orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)


def caller(request: HttpRequest) -> Actor:
    """Give whoever calls the API; raises NotAllowed in a view that forgot to ask for authentication."""
    found = getattr(request, "auth", None)
    if not isinstance(found, Actor):
        raise NotAllowed("this address asks for no authentication")
    return found


class Api(NinjaAPI):
    """The API whose reading errors keep what was sent, so that the answer can say it; the sender alone reads it."""

    def validation_error_from_error_contexts(self, error_contexts: list[ValidationErrorContext[Any]]) -> ValidationError:
        """Give what does not fit, with what stood there."""
        made = super().validation_error_from_error_contexts(error_contexts)
        found = [error for context in error_contexts for error in context.pydantic_validation_error.errors(include_url=False)]
        for said, error in zip(made.errors, found, strict=True):
            said["sent"] = error["input"]
        return made


def build_api(*, version: str) -> NinjaAPI:
    """Make the API that every app's router joins: authentication, rates, bounds and error bodies are the same everywhere.

    The interactive documentation is left out: it would load scripts from another machine. /openapi.json is served.
    """
    api = Api(
        title="Outpace",
        version=version,
        auth=[DeviceAuth(), SessionAuth()],
        throttle=PerCaller(settings.API_RATE),
        parser=JsonParser(),
        renderer=JsonRenderer(),
        docs_url=None,
        urls_namespace="api",
    )
    for kind, answer in _ANSWERS.items():
        api.add_exception_handler(kind, _handler(api, answer))
    return api


Answer = Callable[[Any], tuple[int, Problem]]


def _handler(api: NinjaAPI, answer: Answer) -> Callable[[HttpRequest, Any], HttpResponse]:
    def respond(request: HttpRequest, error: Any) -> HttpResponse:
        status, problem = answer(error)
        response = api.create_response(request, problem.dict(exclude_none=True), status=status)
        if isinstance(error, Throttled) and error.wait is not None:
            response["Retry-After"] = str(math.ceil(error.wait))
        return response

    return respond


def _plain(status: int, code: str, message: Callable[[], str]) -> Answer:
    return lambda _error: (status, Problem(code=code, message=message()))


def _refusal(error: Refusal) -> tuple[int, Problem]:
    return 422, Problem(code=error.code, message=str(error.message), field=error.field or None, row=error.row)


def _too_large(error: BatchTooLarge) -> tuple[int, Problem]:
    return 413, Problem(code="batch_too_large", message=str(error))


_HTTP_CODES = {400: "bad_request", 401: "not_signed_in", 403: "not_allowed", 404: "not_found", 429: "too_many_requests"}


_HTTP_WORDS: Mapping[str, str | Promise] = {
    "bad_request": gettext_lazy("The request cannot be read: its body is no JSON."),
    "not_signed_in": gettext_lazy("Sign in, or send the token of a device that is let in."),
    "not_allowed": gettext_lazy("Send the CSRF token of the session with every change."),
    "too_many_requests": gettext_lazy("Too many requests: wait, then send the same again."),
}


def _http(error: HttpError) -> tuple[int, Problem]:
    code = _HTTP_CODES.get(error.status_code, "refused")
    return error.status_code, Problem(code=code, message=str(_HTTP_WORDS.get(code, error)))


def _invalid(error: ValidationError) -> tuple[int, Problem]:
    """Name the first thing that does not fit; places in a list are counted from 1."""
    first = error.errors[0]
    place = [part for part in first["loc"][1:] if part != "__root__"]
    rows = [part for part in place if isinstance(part, int)]
    field = ".".join(str(part) for part in place)
    message = told(first["type"], field=field, words=first["msg"], bounds=first.get("ctx", {}), sent=first.get("sent"))
    return 422, Problem(code="invalid", message=message, field=field or None, row=rows[0] + 1 if rows else None)


_ANSWERS: dict[type[Exception], Answer] = {
    NotAllowed: _plain(403, "not_allowed", lambda: _("Your role does not include this here.")),
    NotFound: _plain(404, "not_found", lambda: _("There is nothing here.")),
    Http404: _plain(404, "not_found", lambda: _("There is nothing here.")),
    Refusal: _refusal,
    BatchTooLarge: _too_large,
    RequestDataTooBig: _plain(413, "body_too_large", lambda: _("The request is larger than the server accepts.")),
    LockBusy: _plain(409, "busy", lambda: _("Somebody else is changing this; send the same request again.")),
    BadCursor: _plain(400, "bad_cursor", lambda: _("The list has changed; start from its first page.")),
    ValidationError: _invalid,
    HttpError: _http,
}
