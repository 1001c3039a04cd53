"""Refuse a database server that is too old, at the first connection of every process."""

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper

MINIMUM_VERSION = 15


class DatabaseTooOld(ImproperlyConfigured):
    """DATABASE_URL names a PostgreSQL server older than this program needs."""


def require_version(server_version: int) -> None:
    """Let PostgreSQL's version number (150004 for 15.4) pass, or raise DatabaseTooOld."""
    if server_version < MINIMUM_VERSION * 10_000:
        major, minor = divmod(server_version, 10_000)
        raise DatabaseTooOld(
            f"this server is PostgreSQL {major}.{minor}; Outpace needs {MINIMUM_VERSION} or newer. "
            "Name a newer server in DATABASE_URL, or unset it to use the embedded one."
        )


def check_connection(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Look at each new connection; receives Django's connection_created."""
    if isinstance(connection, DatabaseWrapper):
        require_version(int(connection.pg_version))
