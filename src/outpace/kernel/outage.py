"""What a request is answered when something failed beneath it: 503 while the database is away or coming back, 500 for a fault of ours.

Django calls `server_error` (handler500) while it handles the exception, whichever layer raised it: view, middleware, session or API.
"""

import sys
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

__all__ = ["RETRY_AFTER_S", "is_outage", "server_error"]

RETRY_AFTER_S: Final = 5
"""Recovery from a kill takes the embedded server a few seconds."""

_GONE: Final = ("08", "57P", "53300")
"""How the codes begin by which a server says that it goes, comes or is full (PostgreSQL, appendix A): the connection, not the question."""


def is_outage(error: BaseException | None) -> bool:
    """Did this fail because the database could not be reached? Errors without a code come from the connection itself."""
    return any(_is_connection_lost(each) for each in _causes(error))


def _is_connection_lost(error: BaseException) -> bool:
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or str(code).startswith(_GONE)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for the exception being handled; a program is answered in JSON, a person with a page that needs no database."""
    is_away = is_outage(sys.exception())
    answer = _problem(is_away) if request.path_info.startswith(settings.API_PREFIX) else _page(is_away)
    if is_away:
        answer["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def _problem(is_away: bool) -> JsonResponse:
    if is_away:
        message = _("The database is not reachable just now. Send the same request again: what was saved already is not saved twice.")
        return JsonResponse({"code": "database_away", "message": message}, status=503)
    return JsonResponse({"code": "server_error", "message": _("Something failed, and nothing was saved.")}, status=500)


def _page(is_away: bool) -> HttpResponse:
    return HttpResponse(render_to_string("503.html" if is_away else "500.html"), status=503 if is_away else 500)
