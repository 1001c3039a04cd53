"""Rotation: a new key for new values at once, and every stored value sealed anew in bounded batches.

Each batch is one transaction that also moves the table's progress row, so a rotation killed at any moment goes on where it was,
and rows that somebody is changing meanwhile are neither lost nor waited for longer than a batch. Old keys stay on the ring until
`retire_old_keys` has looked at every value and found none of theirs.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db import connection, transaction
from psycopg import sql

from outpace.kernel.crypto.columns import SealedTable, registered
from outpace.kernel.crypto.fields import blind_index_many, key_id_of, seal_many, unseal_many
from outpace.kernel.crypto.keyring import only_active, random_key, with_blind_key, with_key
from outpace.kernel.crypto.keystore import current, replace_ring
from outpace.kernel.models import Resealing

BATCH: Final = 2000

Progress = Callable[[str, int], None]


class StillInUse(Exception):
    """Old keys cannot be dropped: some stored values are still sealed with them. The message says in which tables."""


def add_keys(*, blind: bool) -> None:
    """Put a new field key in force, and with `blind` a new blind-index key; raises KeysUnreadable when the ring is not ours to change."""
    ring = with_key(current().ring, random_key())
    replace_ring(with_blind_key(ring, random_key()) if blind else ring)


def reseal(*, batch: int = BATCH, progress: Progress | None = None) -> int:
    """Seal every value anew with the active keys and compute every blind index anew; gives how many rows were changed.

    Goes on where an earlier call for the same keys stopped; when all is done it does nothing. `progress` is told (table, rows) after
    each batch and may raise to stop. Raises CannotUnseal for a damaged value.
    """
    return sum(_reseal_table(table, batch, progress) for table in registered())


def retire_old_keys() -> None:
    """Drop all keys but the active ones; raises StillInUse while any stored value needs an old one."""
    keys = current().ring
    waiting = [table.table for table in registered() if not _is_done(table) or _sealed_with_others(table, keys.active)]
    if waiting:
        raise StillInUse(", ".join(waiting))
    replace_ring(only_active(keys))


def _is_done(table: SealedTable) -> bool:
    ring = current().ring
    if len(ring.blind_keys) == 1 or not table.blind:
        return True
    return Resealing.objects.filter(table=table.table, key_id=ring.active, blind_key_id=ring.blind_active, done=True).exists()


def _reseal_table(table: SealedTable, batch: int, progress: Progress | None) -> int:
    changed, going = 0, True
    while going:
        with transaction.atomic():
            row = _progress_row(table)
            if row.done:
                return changed
            rows = _next_rows(table, row.last_key, batch)
            changed += _reseal_rows(table, rows)
            going = len(rows) == batch
            row.done, row.rows = not going, row.rows + len(rows)
            row.last_key = rows[-1][0] if rows else row.last_key
            row.save()
        if progress:
            progress(table.table, row.rows)
    return changed


def _progress_row(table: SealedTable) -> Resealing:
    """Lock the table's progress, from the beginning when the keys have changed since."""
    ring = current().ring
    fresh = {"key_id": ring.active, "blind_key_id": ring.blind_active}
    row, _ = Resealing.objects.select_for_update().get_or_create(table=table.table, defaults=fresh)
    if (row.key_id, row.blind_key_id) != (ring.active, ring.blind_active):
        row.key_id, row.blind_key_id = ring.active, ring.blind_active
        row.last_key, row.rows, row.done = 0, 0, False
    return row


def _next_rows(table: SealedTable, after: int, batch: int) -> list[tuple[Any, ...]]:
    query = sql.SQL("SELECT {key}, {columns} FROM {table} WHERE {key} > %s ORDER BY {key} LIMIT %s FOR UPDATE").format(
        key=sql.Identifier(table.key),
        columns=sql.SQL(", ").join(map(sql.Identifier, table.sealed)),
        table=sql.Identifier(table.table),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [after, batch])
        return list(cursor.fetchall())


def _reseal_rows(table: SealedTable, rows: Sequence[tuple[Any, ...]]) -> int:
    """Write one batch back under the active keys, in one statement."""
    if not rows:
        return 0
    active = current().ring.active
    columns: list[list[Any]] = [[row[0] for row in rows]]
    plain: dict[str, list[str]] = {}
    for place, name in enumerate(table.sealed, start=1):
        values = [bytes(row[place] or b"") for row in rows]
        plain[name] = unseal_many(values)
        fresh = seal_many(plain[name])
        columns.append([old if key_id_of(old) in {active, None} else new for old, new in zip(values, fresh, strict=True)])
    names = list(table.sealed)
    for blind in table.blind:
        columns.append([index or None for index in blind_index_many(plain[blind.source])])
        names.append(blind.index)
    with connection.cursor() as cursor:
        cursor.execute(_update(table, names), columns)
    return len(rows)


def _update(table: SealedTable, names: Sequence[str]) -> sql.Composed:
    """Write the statement that sets these columns from arrays. An absent value (empty or null) stays exactly as it is."""
    assignment = sql.SQL("{name} = CASE WHEN octet_length(stored.{name}) > 0 THEN fresh.{name} ELSE stored.{name} END")
    return sql.SQL(
        "UPDATE {table} AS stored SET {assignments} FROM unnest(%s::bigint[], {arrays}) AS fresh ({key}, {names})"
        " WHERE stored.{key} = fresh.{key}"
    ).format(
        table=sql.Identifier(table.table),
        assignments=sql.SQL(", ").join(assignment.format(name=sql.Identifier(name)) for name in names),
        arrays=sql.SQL(", ").join(sql.SQL("%s::bytea[]") for _ in names),
        key=sql.Identifier(table.key),
        names=sql.SQL(", ").join(map(sql.Identifier, names)),
    )


def _sealed_with_others(table: SealedTable, active: int) -> bool:
    """Say whether any stored value carries another key's id: a full scan, because only that proves it."""
    other = sql.SQL(" OR ").join(
        sql.SQL("(octet_length({name}) > 0 AND get_byte({name}, 0) <> %s)").format(name=sql.Identifier(name)) for name in table.sealed
    )
    query = sql.SQL("SELECT EXISTS (SELECT FROM {table} WHERE {other})").format(table=sql.Identifier(table.table), other=other)
    with connection.cursor() as cursor:
        cursor.execute(query, [active] * len(table.sealed))
        return bool(cursor.fetchone()[0])
