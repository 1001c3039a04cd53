"""Run the web server and the worker in the background, and find them again."""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

_STOP_PATIENCE_S = 30
_READY_PATIENCE_S = 180
_MARK_PATIENCE_S = 30


class ServiceError(Exception):
    """A background process did not do what it should; the message names its log."""


@dataclass(frozen=True, slots=True)
class Service:
    """One background process of an installation: `outpace <word>`."""

    word: str
    home: Path

    @property
    def log(self) -> Path:
        """Which file holds what it says?"""
        return self.home / "logs" / f"{self.word}.log"

    @property
    def _pid_file(self) -> Path:
        return self.home / "run" / f"{self.word}.pid"

    def process(self) -> psutil.Process | None:
        """Which live process is it, if any? A number that now belongs to another program does not count."""
        try:
            found = psutil.Process(int(self._pid_file.read_text()))
            alive = found.status() != psutil.STATUS_ZOMBIE and self._mark in found.environ().get("OUTPACE_SERVICE", "")
        except (OSError, ValueError, psutil.Error):
            return None
        return found if alive else None

    def start(self, environment: dict[str, str]) -> bool:
        """Start it unless it runs already; False when it did."""
        if self.process() is not None:
            return False
        for folder in (self.log.parent, self._pid_file.parent):
            folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", "outpace.config.command", self.word],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**environment, "OUTPACE_SERVICE": self._mark},
            )
        self._pid_file.write_text(str(started.pid))
        self._await_mark(started)
        return True

    def _await_mark(self, started: subprocess.Popen[bytes]) -> None:
        """Wait until the new process shows its mark: for a moment after it began it shows no environment, and would be taken for dead."""
        deadline = time.monotonic() + _MARK_PATIENCE_S
        while started.poll() is None and self.process() is None and time.monotonic() < deadline:
            time.sleep(0.01)

    def stop(self) -> bool:
        """Ask it to finish what it does and go, then insist; False when it was not running."""
        found = self.process()
        if found is None:
            return False
        family = [found, *found.children(recursive=True)]
        found.terminate()
        _, left = psutil.wait_procs(family, timeout=_STOP_PATIENCE_S)
        for stubborn in left:
            stubborn.kill()
        psutil.wait_procs(left, timeout=_STOP_PATIENCE_S)
        self._pid_file.unlink(missing_ok=True)
        return True

    @property
    def _mark(self) -> str:
        return f"{self.word}:{self.home}"


def own_name(allowed: Sequence[str]) -> str:
    """Under which name may this machine ask its own web server, where only these are served (OUTPACE_ALLOWED_HOSTS)?"""
    return "localhost" if not allowed or {"localhost", "*"} & set(allowed) else allowed[0].removeprefix(".")


def wait_until_ready(service: Service, *, host: str, port: int, name: str = "localhost") -> None:
    """Wait until the web server says it is ready, asked under this name. Raises ServiceError when it dies first or takes too long."""
    deadline = time.monotonic() + _READY_PATIENCE_S
    while time.monotonic() < deadline:
        if service.process() is None:
            raise ServiceError(f"the web server stopped; see {service.log}")
        if _answers(host, port, name):
            return
        time.sleep(0.2)
    raise ServiceError(f"the web server is not ready after {_READY_PATIENCE_S} s; see {service.log}")


def _answers(host: str, port: int, name: str) -> bool:
    connection = HTTPConnection(host, port, timeout=30)
    try:
        connection.request("GET", "/readyz", headers={"Host": name})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
