"""Signing in: accounts are given, never taken; sessions, and changes of how one signs in, are on record."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.http import HttpRequest

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
