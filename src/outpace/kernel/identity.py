"""Signing in: accounts are given, never taken, and every session's beginning and end is on record."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.http import HttpRequest

from outpace.kernel import audit
from outpace.kernel.accounts import actor_for_user
from outpace.kernel.models import User


class GivenAccounts(DefaultAccountAdapter):
    """Tells allauth that nobody signs themselves up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no, always."""
        return False


def listen() -> None:
    """Have sign-in and sign-out logged; called once, when the app is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="outpace.kernel.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="outpace.kernel.signed_out")


def _signed_in(user: User, **signal: Any) -> None:
    _note(user, "session.open")


def _signed_out(user: User | None, **signal: Any) -> None:
    if user is not None:
        _note(user, "session.close")


def _note(user: User, action: str) -> None:
    with transaction.atomic():
        audit.record(actor_for_user(user), action, subject=f"user:{user.id}", path=None)
