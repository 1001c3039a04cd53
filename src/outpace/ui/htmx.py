"""Does this request want the whole page or the part that changed? One helper answers, so that every address works without JavaScript."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

__all__ = ["Also", "render_page", "wants_part"]


@dataclass(frozen=True, slots=True)
class Also:
    """What else an answer carries: a sentence for the live region, templates swapped out of band (counters), the HTTP status."""

    live: str = ""
    counters: tuple[str, ...] = ()
    status: int = 200


def wants_part(request: HttpRequest) -> bool:
    """Did htmx ask for a fragment, rather than the browser, a boosted link or a history restore for a page?"""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-Boosted" not in headers and "HX-History-Restore-Request" not in headers


def render_page(request: HttpRequest, page: str, partial: str, *, context: Mapping[str, object], also: Also | None = None) -> HttpResponse:
    """What is the answer: `page` in full, or for htmx only `partial` with counters, toasts and the live region out of band?

    Page and fragment share the partial, so they cannot differ. The answer varies by HX-Request, for caches on the way.
    """
    extra = also or Also()
    if wants_part(request):
        shared = {**context, "oob": True, "oob_live": extra.live}
        names = (partial, *extra.counters, "ui/partials/oob.html")
        html = "\n".join(render_to_string(name, shared, request=request) for name in names)
    else:
        html = render_to_string(page, dict(context), request=request)
    response = HttpResponse(html, status=extra.status)
    patch_vary_headers(response, ["HX-Request"])
    return response
