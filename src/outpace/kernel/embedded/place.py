"""Where an installation keeps its database: known from the home folder alone, with no server running."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

DATABASE = "outpace"
USER = "outpace"
PORT = 5432  # only part of the socket's file name: the server never listens on the network
_SOCKET_PATH_LIMIT = 107  # bytes the kernel accepts for a socket's path on Linux


@dataclass(frozen=True, slots=True)
class Place:
    """The files of one installation's database under its home folder (an absolute path)."""

    home: Path

    @property
    def data(self) -> Path:
        """Which folder is the data directory?"""
        return self.home / "postgres"

    @property
    def lock(self) -> Path:
        """Which file do processes lock while they start or stop the server?"""
        return self.home / "postgres.lock"

    @property
    def startup_log(self) -> Path:
        """Which file holds what the server said before its own log began?"""
        return self.data / "startup.log"

    @property
    def ready_mark(self) -> Path:
        """Which file says that role and database were made?"""
        return self.data / "outpace.ready"

    @property
    def sockets(self) -> Path:
        """Which private folder holds the server's socket? Under the home, or under the system's /tmp when that path is too long."""
        preferred = self.home / "run"
        if len(os.fsencode(preferred / f".s.PGSQL.{PORT}")) <= _SOCKET_PATH_LIMIT:
            return preferred
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:20]
        return Path(os.sep, "tmp", f"outpace-{digest}")
