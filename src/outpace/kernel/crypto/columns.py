"""Which tables hold sealed columns, so that a rotation of keys forgets none.

A binary column named `<what>_sealed` is found by its name, and `<what>_index` beside it is its blind index. A table that cannot be
named so registers itself.
"""

from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db.models import BinaryField, Model

SEALED: Final = "_sealed"
INDEX: Final = "_index"


@dataclass(frozen=True, slots=True)
class BlindColumn:
    """A blind index column and the sealed column it is computed from."""

    index: str
    source: str


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with sealed columns; `key` is its integer primary key."""

    table: str
    sealed: tuple[str, ...]
    blind: tuple[BlindColumn, ...] = ()
    key: str = "id"


_tables: dict[str, SealedTable] = {}


def register(table: SealedTable) -> None:
    """Have the rotation of keys include this table; raises ValueError when a blind index names a column that is not sealed."""
    if any(column.source not in table.sealed for column in table.blind):
        raise ValueError("a blind index must come from a sealed column of the same table")
    _tables[table.table] = table


def registered() -> tuple[SealedTable, ...]:
    """Give every table with sealed columns, by name: those that registered and those found by their columns' names."""
    found = {table.table: table for table in map(sealed_table_of, apps.get_models()) if table is not None} | _tables
    return tuple(found[name] for name in sorted(found))


def sealed_table_of(model: type[Model]) -> SealedTable | None:
    """Say which columns of a model are sealed, by their names; None when none is."""
    binary = {str(field.column) for field in model._meta.concrete_fields if isinstance(field, BinaryField)}
    sealed = tuple(sorted(name for name in binary if name.endswith(SEALED)))
    if not sealed:
        return None
    pairs = ((name.removesuffix(SEALED) + INDEX, name) for name in sealed)
    blind = tuple(BlindColumn(index=index, source=name) for index, name in pairs if index in binary)
    return SealedTable(table=model._meta.db_table, sealed=sealed, blind=blind, key=str(model._meta.pk.column))
