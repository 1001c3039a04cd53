"""Who acts in this request, and what a refusal looks like: the same for every page of every app."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found, permission_denied

from outpace.kernel.accounts import actor_for_user
from outpace.kernel.errors import Refusal
from outpace.kernel.inbox import BatchTooLarge
from outpace.kernel.locks import LockBusy
from outpace.kernel.models import User
from outpace.kernel.paging import BadCursor
from outpace.kernel.scope import Actor, NotAllowed, NotFound

View = Callable[..., HttpResponseBase]


class NotSignedIn(Exception):
    """A page asked who acts, and nobody is signed in; the middleware should have sent them to sign in first."""


def actor_of(request: HttpRequest) -> Actor:
    """Give whoever acts in this request; raises NotSignedIn when nobody does."""
    found = getattr(request, "actor", None)
    if not isinstance(found, Actor):
        raise NotSignedIn
    return found


def _find_actor(request: HttpRequest) -> Actor | None:
    user = request.user
    return actor_for_user(user) if isinstance(user, User) else None


class ActorMiddleware(LoginRequiredMiddleware):
    """Puts `request.actor` on the request (looked up only when asked for) and sends whoever is not signed in to sign in.

    Every page needs a signed-in user unless its address begins with one of settings.PUBLIC_PREFIXES or its view says otherwise.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Know the actor, and speak their language."""
        vars(request)["actor"] = SimpleLazyObject(lambda: _find_actor(request))
        if settings.SESSION_COOKIE_NAME in request.COOKIES and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            _speak_as(request)

    def process_view(
        self, request: HttpRequest, view_func: View, view_args: tuple[Any, ...], view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let public addresses pass, and everybody who is signed in."""
        if request.path_info.startswith(tuple(settings.PUBLIC_PREFIXES)):
            return None
        turned_away = super().process_view(request, view_func, view_args, view_kwargs)
        return turned_away or _choose_password_first(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with its page; anything else is not ours."""
        if isinstance(exception, NotAllowed):
            return permission_denied(request, exception)
        if isinstance(exception, NotFound):
            return page_not_found(request, Http404())
        status = next((_STATUS[kind] for kind in type(exception).__mro__ if kind in _STATUS), None)
        if status is None:
            return None
        message = exception.message if isinstance(exception, Refusal) else ""
        return render(request, "kernel/refused.html", {"status": status.value, "message": message}, status=status.value)


CHOOSING = ("account_change_password", "account_logout")
"""Pages open to somebody who signed in with a password that another person chose."""


def _choose_password_first(request: HttpRequest) -> HttpResponseBase | None:
    """Lead to the page where one chooses a password whoever still has one that another person knows."""
    user, match = request.user, request.resolver_match
    if isinstance(user, User) and user.password_given and (match is None or match.view_name not in CHOOSING):
        messages.info(request, _("Choose a password of your own first: whoever made your account knows this one."))
        return redirect("account_change_password")
    return None


_STATUS: dict[type, HTTPStatus] = {
    Refusal: HTTPStatus.UNPROCESSABLE_ENTITY,
    BatchTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    LockBusy: HTTPStatus.CONFLICT,
    BadCursor: HTTPStatus.BAD_REQUEST,
}


def _speak_as(request: HttpRequest) -> None:
    """Until this browser has chosen a language, speak the one on the user's account."""
    user = request.user
    if isinstance(user, User):
        translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
