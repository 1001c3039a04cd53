"""The web server's door."""

import gc
import os
from collections.abc import Iterable
from importlib import import_module
from wsgiref.types import StartResponse, WSGIEnvironment

from django import setup
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from epiworks.protocol import shipped_library

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outpace.config.settings")

_YOUNG_OBJECTS = 20_000


class DeviceHandler(WSGIHandler):
    """Answers programs that carry a token: what serves browsers only (sessions, static files, messages, policies for pages) is left out.

    Half of the processor time of a sampling batch outside its own work was spent in those (docs/benchmarks.md).
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Load `settings.DEVICE_MIDDLEWARE` in the place of `settings.MIDDLEWARE`; runs once, before the first request."""
        everything = settings.MIDDLEWARE
        settings.MIDDLEWARE = settings.DEVICE_MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = everything


setup(set_prefix=False)
import_module(settings.ROOT_URLCONF)  # all of the program is loaded before the first request, not during it
shipped_library()  # the packs too: the first positive result of a process would wait for them, and it is in a hurry
_browsers = WSGIHandler()
_devices = DeviceHandler()
gc.collect()
gc.freeze()  # what is loaded now stays: the collector need not walk through it again and again (it paused pages for tens of milliseconds)
gc.set_threshold(_YOUNG_OBJECTS, 20, 20)


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request: a token on an address of the JSON API means a device, everything else a browser."""
    is_device = environ.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer " and environ["PATH_INFO"].startswith(settings.API_PREFIX)
    answer = _devices if is_device else _browsers
    return answer(environ, start_response)
