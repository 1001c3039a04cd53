"""The web server's door: a device passes only what concerns devices, a browser everything."""

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core import signals
from django.db import close_old_connections
from django.test import override_settings

from outpace.config import wsgi

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keep_the_connection() -> Any:
    """The end of a real request would close the test's connection."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def answer(path: str, **more: str) -> tuple[str, dict[str, str]]:
    """What does the door answer a GET of this address, by status line and headers?"""
    seen: list[Any] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
        **more,
    }

    def start(status: str, headers: list[tuple[str, str]], _: Any = None, /) -> Callable[[bytes], object]:
        seen.extend((status, dict(headers)))
        return seen.append

    assert b"".join(wsgi.application(environ, start))
    return seen[0], seen[1]


def test_the_packs_are_read_before_anybody_asks() -> None:
    code = "from outpace.config import wsgi; from epiworks.protocol import shipped_library as packs; print(packs.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_a_dead_token_is_refused_without_a_session_being_looked_for() -> None:
    status, headers = answer("/api/v1/me", HTTP_AUTHORIZATION="Bearer opd_nobody", HTTP_COOKIE="sessionid=x")
    assert status.startswith("401")
    assert "X-Request-ID" in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in headers


def test_a_page_asked_for_with_a_token_goes_the_way_of_browsers() -> None:
    status, headers = answer("/accounts/login/", HTTP_AUTHORIZATION="Bearer opd_nobody")
    assert status.startswith("200")
    assert "Content-Security-Policy" in headers


def test_an_address_of_the_api_without_a_token_goes_the_way_of_browsers() -> None:
    assert "Content-Security-Policy" in answer("/api/v1/me")[1]


def test_devices_pass_every_middleware_that_is_not_named_as_for_browsers() -> None:
    assert set(settings.DEVICE_MIDDLEWARE) <= set(settings.MIDDLEWARE)
    assert "outpace.kernel.requests.RequestLogMiddleware" in settings.DEVICE_MIDDLEWARE


@override_settings(ALLOWED_HOSTS=["elsewhere"])
def test_a_host_name_that_is_not_ours_is_refused_to_devices_too() -> None:
    assert answer("/api/v1/me", HTTP_AUTHORIZATION="Bearer opd_nobody")[0].startswith("400")
