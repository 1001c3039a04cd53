"""Signing in: accounts are given, never taken; sessions, and changes of how one signs in, are on record."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation

from outpace.kernel import audit
from outpace.kernel.accounts import actor_for_user, password_chosen
from outpace.kernel.models import User


class GivenAccounts(DefaultAccountAdapter):
    """Tells allauth that nobody signs themselves up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no, always."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Where does somebody go who has chosen a password? On to their work."""
        return "/"

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *given: Any, **named: Any) -> None:
        """Say it in the language of the page that comes next: a sign-in leads to pages in the user's own, a sign-out to the browser's."""
        with translation.override(_language_after(request, is_signed_out=message_template == SIGNED_OUT)):
            super().add_message(request, level, message_template, *given, **named)


SIGNED_OUT = "account/messages/logged_out.txt"
"""The template of what allauth says to somebody who has signed out."""


def _language_after(request: HttpRequest, *, is_signed_out: bool) -> str:
    """Which language does this browser read next: the one it has chosen, else that of the user's account, else what it asks for?"""
    has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    if isinstance(request.user, User) and not (has_chosen or is_signed_out):
        return request.user.language
    return translation.get_language_from_request(request)


def listen() -> None:
    """Have sign-in, sign-out and changes of password and second step logged; called once, when the app is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="outpace.kernel.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="outpace.kernel.signed_out")
    password_changed.connect(_password_changed, dispatch_uid="outpace.kernel.password_changed")
    authenticator_added.connect(_step_added, dispatch_uid="outpace.kernel.step_added")
    authenticator_removed.connect(_step_removed, dispatch_uid="outpace.kernel.step_removed")


def _signed_in(user: User, **signal: Any) -> None:
    _note(user, "session.open")


def _signed_out(user: User | None, **signal: Any) -> None:
    if user is not None:
        _note(user, "session.close")


def _password_changed(user: User, **signal: Any) -> None:
    password_chosen(user)
    _note(user, "session.password")


def _step_added(user: User, **signal: Any) -> None:
    _note(user, "session.second_step_added")


def _step_removed(user: User, **signal: Any) -> None:
    _note(user, "session.second_step_removed")


def _note(user: User, action: str) -> None:
    with transaction.atomic():
        audit.record(actor_for_user(user), action, subject=f"user:{user.id}", path=None)
