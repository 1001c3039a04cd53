"""What the tests of the embedded server share: a place of their own, a connection, and doing things as another account."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil
import psycopg

from outpace.kernel.embedded import DATABASE, PORT, USER, Place, status


def connect(place: Place) -> psycopg.Connection:
    """Open a session with the place's server, as the program does."""
    return psycopg.connect(host=str(place.sockets), port=PORT, user=USER, dbname=DATABASE, autocommit=True)


def answer(place: Place, query: bytes) -> object:
    """What single value does the server give?"""
    with connect(place) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def kill(place: Place) -> None:
    """Kill the server's first process as a power cut would, leaving its files as they are."""
    pid = status(place).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)


def in_process(work: Callable[[Place], object], place: Place, *, uid: int | None = None) -> BaseProcess:
    """Start `work(place)` in another process, as another account when `uid` is given."""

    def run() -> None:
        if uid is not None:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
        work(place)

    context = multiprocessing.get_context("fork")
    process = context.Process(target=run)
    process.start()
    return process


def home_for(folder: Path, uid: int) -> Place:
    """Give the account a home below `folder` that it may enter and write."""
    for above in folder.parents:
        if above.stat().st_uid == os.geteuid() and not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o001)
    folder.chmod(0o711)
    home = folder / "home"
    home.mkdir()
    os.chown(home, uid, uid)
    return Place(home)
