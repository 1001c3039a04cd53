"""A whole installation of its own for tests: home, port, processes."""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

from outpace.config.service import Service
from outpace.kernel.embedded import Place


def free_port() -> int:
    """Which port does nobody listen on?"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Installation:
    """One installation, run by the `outpace` command as an administrator would."""

    home: Path
    port: int

    @property
    def place(self) -> Place:
        """Where is its database?"""
        return Place(self.home)

    @property
    def web(self) -> Service:
        """Which process is its web server?"""
        return Service("serve", self.home)

    @property
    def worker(self) -> Service:
        """Which process is its worker?"""
        return Service("worker", self.home)

    def environment(self, **settings: str) -> dict[str, str]:
        """In which environment do its processes run? Nothing of ours leaks in; settings are added."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OUTPACE_", "DATABASE_URL", "DJANGO_"))}
        own = {"OUTPACE_HOME": str(self.home), "OUTPACE_PORT": str(self.port), "OUTPACE_WEB_WORKERS": "1", "PYTHONPATH": "src"}
        return {**kept, **own, **settings}

    def outpace(self, *words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """What does `outpace words...` answer? Settings are added to the environment. What does not end is ended after ten minutes."""
        command = [sys.executable, "-m", "outpace.config.command", *words]
        return subprocess.run(
            command, env=self.environment(**settings), input=typed, capture_output=True, text=True, check=False, timeout=600
        )

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """What does the web server answer?"""
        return self.ask(path, **headers)[:2]

    def ask(self, path: str, **headers: str) -> tuple[int, bytes, HTTPMessage]:
        """What does the web server answer, and with which headers?"""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()
