"""The few statements that run thousands of times a second: planned once per connection, bound on the server.

Django's own cursor writes every value into the text of a statement, which PostgreSQL then parses and plans anew each time; for a
batch of a hundred people that cost more than storing them. Parameters here are text with a cast in the statement (`%s::bigint[]`),
so that one plan serves all sizes. Everything else about the connection, its transaction included, stays Django's.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString

from django.db import connection
from psycopg import Connection, Cursor

__all__ = ["fetch", "moments", "numbers", "texts"]

Rows = list[tuple[Any, ...]]
Values = Sequence[str | None] | Mapping[str, str | None]


def fetch(statement: LiteralString, values: Values, *, binary: bool = False) -> Rows:
    """Which rows does this statement give? Errors are Django's, and while queries are being recorded so is this one.

    `binary`: have values sent as the server keeps them; many moments are read three times as fast so.
    """
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.queries_logged or not isinstance(raw, Connection):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else []
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, Cursor(raw) as prepared:
        prepared.execute(statement, values, prepare=True, binary=binary)
        answer = prepared.pgresult  # not `description`, which looks up the type of every column
        return prepared.fetchall() if answer is not None and answer.nfields else []


def numbers(values: Iterable[int | None]) -> str:
    """An array of whole numbers, as PostgreSQL writes one."""
    return "{" + ",".join(["NULL" if value is None else str(int(value)) for value in values]) + "}"


def moments(values: Iterable[datetime | None]) -> str:
    """An array of moments."""
    return "{" + ",".join(["NULL" if value is None else value.isoformat() for value in values]) + "}"


def texts(values: Iterable[str]) -> str:
    """An array of texts, quoted."""
    return "{" + ",".join(['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]) + "}"
