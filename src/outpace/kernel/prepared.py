"""The few statements that run thousands of times a second: planned once per connection, bound on the server.

Django's own cursor writes every value into the text of a statement, which PostgreSQL then parses and plans anew each time; for a
batch of a hundred people that cost more than storing them. Parameters here are text with a cast in the statement (`%s::bigint[]`),
so that one plan serves all sizes. Everything else about the connection, its transaction included, stays Django's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, LiteralString

from django.db import connection
from psycopg import Connection, Cursor

__all__ = ["fetch", "moments", "numbers", "send", "texts", "together"]

Rows = list[tuple[Any, ...]]
Values = Sequence[str | None] | Mapping[str, str | None]


def fetch(statement: LiteralString, values: Values, *, binary: bool = False) -> Rows:
    """Which rows does this statement give? Errors are Django's, and while queries are being recorded so is this one.

    `binary`: have values sent as the server keeps them; many moments are read three times as fast so.
    """
    return send(statement, values, binary=binary)()


def send(statement: LiteralString, values: Values, *, binary: bool = False) -> Callable[[], Rows]:
    """Send this statement; what it returns gives the rows when called, and only then waits for them if sent `together` with others."""
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.queries_logged or not isinstance(raw, Connection):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows = list(cursor.fetchall()) if cursor.description else []
        return lambda: rows
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        asked = Cursor(raw)
        asked.execute(statement, values, prepare=True, binary=binary)
    return lambda: _rows(asked)


@contextmanager
def together() -> Iterator[None]:
    """Statements sent inside go to the server one after another without waiting for answers; an error of one is raised at the end.

    Each still sees what the ones before it did, as if they had been waited for.
    """
    raw: Any = connection.connection
    if connection.queries_logged or not isinstance(raw, Connection):
        yield
    else:
        with connection.wrap_database_errors, raw.pipeline():
            yield


def _rows(cursor: Cursor[Any]) -> Rows:
    with connection.wrap_database_errors, cursor:
        answer = cursor.pgresult  # not `description`, which looks up the type of every column
        return cursor.fetchall() if answer is None or answer.nfields else []


def numbers(values: Iterable[int | None]) -> str:
    """An array of whole numbers, as PostgreSQL writes one."""
    return "{" + ",".join(["NULL" if value is None else str(int(value)) for value in values]) + "}"


def moments(values: Iterable[datetime | None]) -> str:
    """An array of moments."""
    return "{" + ",".join(["NULL" if value is None else value.isoformat() for value in values]) + "}"


def texts(values: Iterable[str]) -> str:
    """An array of texts, quoted."""
    return "{" + ",".join(['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]) + "}"
