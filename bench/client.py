"""A signed-in person and a laboratory's device, as the program's own pages and API meet them."""

import http.client
import time
from dataclasses import dataclass

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from bench.server import HOST, PORT
from outpace.kernel.accounts import NewUser, create_user
from outpace.kernel.models import User
from outpace.kernel.scope import AreaPath, system_actor

NAME = "bench-duty"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many milliseconds."""

    status: int
    body: bytes
    milliseconds: float


class Caller:
    """One kept connection with fixed headers."""

    def __init__(self, headers: dict[str, str]) -> None:
        self._headers = headers
        self._connection = http.client.HTTPConnection(HOST, PORT, timeout=60)

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._call("GET", path, None)

    def post(self, path: str, body: bytes) -> Answer:
        """Send JSON."""
        return self._call("POST", path, body)

    def _call(self, method: str, path: str, body: bytes | None) -> Answer:
        started = time.perf_counter()
        self._connection.request(method, path, body, {"Content-Type": "application/json", **self._headers})
        answer = self._connection.getresponse()
        text = answer.read()
        return Answer(answer.status, text, (time.perf_counter() - started) * 1000)


def device(token: str) -> Caller:
    """A device with its bearer token."""
    return Caller({"Authorization": f"Bearer {token}"})


def duty_officer(path: str) -> Caller:
    """A duty officer of this area, signed in."""
    user = User.objects.filter(username=NAME).first()
    if user is None:
        new = NewUser(username=NAME, display_name="Bench", password="only-for-the-benchmark-2021", role="duty_officer", path=AreaPath(path))
        user = User.objects.get(pk=create_user(system_actor("bench"), new))
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return Caller({"Cookie": f"sessionid={session.session_key}"})
