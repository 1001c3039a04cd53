"""An installation that is killed again and again: its database, its web server, and the scene in it."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
import psutil

from outpace.config.service import wait_until_ready
from outpace.kernel.embedded import ensure_running, status
from tests.crash.scene import Recount, Scene
from tests.operations.installation import Installation, free_port

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Stand:
    """One installation with its web server up."""

    installation: Installation
    scene: Scene

    def kill_server(self) -> None:
        """Kill every web process at once, as a power cut would, and start the web server again."""
        running = self.installation.web.process()
        assert running is not None
        family = [running, *running.children(recursive=True)]
        os.killpg(running.pid, signal.SIGKILL)
        psutil.wait_procs(family, timeout=30)
        start_web(self.installation, OUTPACE_STATIC="collected")

    def kill_database(self) -> None:
        """Kill the database server with all its sessions at once, and start it again: it recovers from its log."""
        pid = status(self.installation.place).pid
        assert pid is not None
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        for process in family:
            _kill(process)
        psutil.wait_procs(family, timeout=30)
        ensure_running(self.installation.place)

    def count_again(self) -> Recount:
        """Ask the program to count everything again."""
        return ask(self.installation, f"count_again({self.scene.pass_id})", Recount)


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return  # a session that ended by itself


def set_up(home: Path) -> Stand:
    """Make an installation with the scene in it, and start its web server."""
    installation = Installation(home=home, port=free_port())
    migrated = installation.outpace("manage", "migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    scene = ask(installation, "make()", Scene)
    start_web(installation)
    return Stand(installation, scene)


def start_web(installation: Installation, **settings: str) -> None:
    """Start the web server and wait until it is ready; devices are not held to a rate here."""
    installation.web.start(installation.environment(OUTPACE_API_RATE="100000", OUTPACE_WEB_THREADS="4", **settings))
    wait_until_ready(installation.web, host="127.0.0.1", port=installation.port)


def ask(installation: Installation, call: str, kind: type[Answer]) -> Answer:
    """What does a function of `tests.crash.scene` answer, run inside the program?"""
    said = installation.outpace("manage", "shell", "--verbosity", "0", "--command", f"from tests.crash import scene; scene.{call}")
    assert said.returncode == 0, said.stderr
    return msgspec.json.decode(said.stdout.splitlines()[-1], type=kind)
