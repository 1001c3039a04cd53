"""The database backend that `DATABASES` names: Django looks for `DatabaseWrapper` in a module called `base`."""

import select

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, except that a connection on which the server has said nothing is taken to be alive without asking it.

    Django asks `SELECT 1` before each request that reuses a connection. A server that stopped, or ended the connection, has written to
    the socket (a farewell, or its end), so a look at the socket tells the same without a round trip.
    """

    def is_usable(self) -> bool:
        """Is the connection alive? Asks the server only when something is waiting to be read."""
        raw = self.connection
        if isinstance(raw, Connection) and raw.pgconn.transaction_status == TransactionStatus.IDLE:
            watch = select.poll()
            watch.register(raw.pgconn.socket, select.POLLIN | select.POLLHUP | select.POLLERR)
            if not watch.poll(0):
                return True
        return bool(super().is_usable())
