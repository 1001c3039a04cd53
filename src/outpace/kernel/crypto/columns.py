"""Which tables hold sealed columns. Each app registers its own when it is loaded, so that a rotation forgets none."""

from dataclasses import dataclass


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
    """Give every registered table, by name."""
    return tuple(_tables[name] for name in sorted(_tables))
