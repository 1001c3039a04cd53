"""One log line per request, under an id that the answer carries too."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[0-9A-Za-z-]{8,64}")
_QUIET = frozenset({"healthz", "readyz"})

log = structlog.get_logger("outpace.request")


class RequestLogMiddleware:
    """Names each request, ties every log entry made during it to that name, and logs route, status and duration (never the query)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        given = request.headers.get(HEADER, "")
        request_id = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            response[HEADER] = request_id
            self._log(request, response, began)
        return response

    def _log(self, request: HttpRequest, response: HttpResponseBase, began: float) -> None:
        match = request.resolver_match
        # The route is the pattern, not the address: an address may carry what somebody typed.
        route = match.route if match else "(none)"
        if route in _QUIET and response.status_code == 200:
            return
        took = round((time.perf_counter() - began) * 1000, 1)
        user = getattr(request, "user", None)
        log.info("request", method=request.method, route=route, status=response.status_code, ms=took, user=getattr(user, "pk", None))
