"""A small site for the kernel's tests: its own pages and API, and a few addresses that refuse in every way."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from ninja.errors import Throttled

from outpace.kernel.errors import Refusal
from outpace.kernel.inbox import BatchTooLarge
from outpace.kernel.locks import LockBusy
from outpace.kernel.middleware import actor_of
from outpace.kernel.paging import BadCursor
from outpace.kernel.rest import router
from outpace.kernel.restauth import build_api
from outpace.kernel.scope import NotAllowed, NotFound

REFUSALS: dict[str, Exception] = {
    "not-allowed": NotAllowed("x"),
    "not-found": NotFound("person:7"),
    "refusal": Refusal("tube_full", "The tube is full.", field="tube", row=3),
    "busy": LockBusy("x"),
    "cursor": BadCursor("x"),
    "large": BatchTooLarge("x"),
}

API_REFUSALS: dict[str, Exception] = {**REFUSALS, "throttled": Throttled(wait=2)}

api = build_api(version="test")
api.add_router("", router)


@api.get("/refuse/{kind}", auth=None, throttle=[])
def refuse(request: HttpRequest, kind: str) -> None:
    """Raise the refusal asked for."""
    raise API_REFUSALS[kind]


def raiser(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    """Make a page that refuses."""

    def page(request: HttpRequest) -> HttpResponse:
        raise error

    return page


def who(request: HttpRequest) -> HttpResponse:
    """Say who acts."""
    return HttpResponse(actor_of(request).name)


urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("ui/", include("outpace.ui.urls")),
    path("api/v1/", api.urls),
    path("office/", include("outpace.kernel.web.urls")),
    path("who", who),
    *(path(f"refuse/{kind}", raiser(error)) for kind, error in REFUSALS.items()),
]
