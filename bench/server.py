"""The program under load: the same `outpace serve` as in service, in its own processes, with every durability setting on."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

PORT = 8931
HOST = "127.0.0.1"


@contextmanager
def serving() -> Iterator[str]:
    """The address of a running server, stopped when the block ends."""
    environment = {**os.environ, "OUTPACE_PORT": str(PORT), "OUTPACE_WEB_WORKERS": "2", "OUTPACE_WEB_THREADS": "4"}
    process = subprocess.Popen([sys.executable, "-m", "outpace.config.command", "serve"], env=environment)
    try:
        _wait(f"http://{HOST}:{PORT}/readyz", process)
        yield f"http://{HOST}:{PORT}"
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it was ready")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:  # refused, or too busy starting to answer yet
            time.sleep(0.25)
    raise RuntimeError("the server was not ready within a minute")
