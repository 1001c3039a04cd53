"""Many rows at once by COPY: ids are drawn first, so that rows of several tables can refer to each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

PERSON: Final = (
    ("id", "int8"),
    ("code", "varchar"),
    ("household_id", "int8"),
    ("grid_id", "int8"),
    ("name_sealed", "bytea"),
    ("document_sealed", "bytea"),
    ("document_index", "bytea"),
    ("phone_sealed", "bytea"),
    ("birth_year", "int2"),
    ("sex", "varchar"),
    ("presence", "int2"),
    ("groups", "int8"),
    ("source", "varchar"),
    ("synthetic", "bool"),
    ("recorded_at", "timestamptz"),
)
HOUSEHOLD: Final = (("id", "int8"), ("grid_id", "int8"), ("number", "varchar"), ("address_sealed", "bytea"), ("kind", "varchar"))


@dataclass(frozen=True, slots=True)
class Target:
    """A table to copy into: its name and its columns with their types."""

    table: str
    columns: Sequence[tuple[str, str]]


PEOPLE: Final = Target("registry_person", PERSON)
HOUSEHOLDS: Final = Target("registry_household", HOUSEHOLD)


def draw_ids(table: str, count: int) -> list[int]:
    """Which ids may the next rows of this table have? Drawn from its sequence, so that nobody else gets them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [int(row[0]) for row in cursor.fetchall()]


def copy_rows(target: Target, rows: Iterable[Sequence[Any]]) -> None:
    """Copy rows into a table, binary, inside the caller's transaction."""
    names = ", ".join(name for name, _ in target.columns)
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {target.table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types([kind for _, kind in target.columns])
        for row in rows:
            copy.write_row(row)


def tidy() -> None:
    """Have the planner know the tables just filled, and index-only reads work at once. Not inside a transaction."""
    with connection.cursor() as cursor:
        for table in ("registry_area", "registry_areacount", HOUSEHOLDS.table, PEOPLE.table):
            cursor.execute(f"VACUUM (ANALYZE) {table}")
