"""The embedded PostgreSQL server: one data directory per installation, alive across processes (docs/adr/0001)."""

from outpace.kernel.embedded.account import EmbeddedError
from outpace.kernel.embedded.place import DATABASE, PORT, USER, Place
from outpace.kernel.embedded.server import Status, ensure_running, status, stop

__all__ = ["DATABASE", "PORT", "USER", "EmbeddedError", "Place", "Status", "ensure_running", "status", "stop"]
