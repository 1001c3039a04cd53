"""Signing in for tests of pages: a stored user with one role over one subtree."""

from itertools import count

from django.test import Client

from outpace.kernel import clock
from outpace.kernel.models import RoleGrant, User

BACKEND = "django.contrib.auth.backends.ModelBackend"
_numbers = count(1)


def user_with(role: str, path: str, *, station: int | None = None) -> User:
    """A stored user who cannot sign in by password (hashing one is slow on purpose)."""
    made = User(username=f"{role}-page-{next(_numbers)}", display_name=f"{role}", language="en", station_id=station)
    made.set_unusable_password()
    made.save()
    RoleGrant.objects.create(user=made, role=role, path=path, valid_from=clock.now())
    return made


def sign_in(role: str, path: str, *, station: int | None = None) -> Client:
    """A browser in which this user is signed in, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user_with(role, path, station=station), BACKEND)
    return client
