"""Which dense number has an id? Persons and places are numbered from 0 in the order in which they are first seen; numbers never change.

Ids that lie close together are looked up in a plain table, others in a hash table with open addressing.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.compiled import compiled

Ids = NDArray[np.int64]
Slots = NDArray[np.int32]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class _Lookup(NamedTuple):
    """Numbers (or -1) by id - `low` in a plain table (`keys` empty), or by slot in a hash table of `keys`."""

    low: int
    keys: Ids
    slots: Slots


@dataclass(slots=True)
class Numbering:
    """The ids by number, and the table to look them up in."""

    ids: Ids
    _lookup: _Lookup = field(init=False)

    def __post_init__(self) -> None:
        self._lookup = _table(self.ids)

    def __len__(self) -> int:
        """How many ids have a number?"""
        return self.ids.size

    def numbers(self, ids: Ids) -> Ids:
        """The numbers of these ids, -1 for one that has none."""
        return _numbers(self._lookup, np.ascontiguousarray(ids, dtype=np.int64))

    def add(self, ids: Ids) -> NDArray[np.uint32]:
        """The numbers of these ids; those that had none are numbered in the order of their first row."""
        found = self.numbers(ids)
        fresh = np.asarray(ids, dtype=np.int64)[found < 0]
        if fresh.size:
            different, rows = np.unique(fresh, return_index=True)
            self.ids = np.concatenate([self.ids, different[np.argsort(rows, kind="stable")]])
            self._lookup = _table(self.ids)
            found = self.numbers(ids)
        return found.astype(np.uint32)


def _table(ids: Ids) -> _Lookup:
    low, high = (int(ids.min()), int(ids.max())) if ids.size else (0, 0)
    if high - low < 8 * ids.size + 2**16:
        slots = np.full(high - low + 1, -1, dtype=np.int32)
        slots[ids - low] = np.arange(ids.size, dtype=np.int32)
        return _Lookup(low, np.empty(0, dtype=np.int64), slots)
    size = 1 << (2 * ids.size).bit_length()
    keys, slots = np.empty(size, dtype=np.int64), np.full(size, -1, dtype=np.int32)
    _fill(ids, keys, slots)
    return _Lookup(low, keys, slots)


@compiled
def _fill(ids: Ids, keys: Ids, slots: Slots) -> None:
    mask = np.uint64(keys.size - 1)
    for number in range(ids.size):
        slot = ((np.uint64(ids[number]) * _GOLDEN) >> np.uint64(24)) & mask
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        keys[slot], slots[slot] = ids[number], number


@compiled
def _numbers(lookup: _Lookup, ids: Ids) -> Ids:
    out = np.empty(ids.size, dtype=np.int64)
    mask = np.uint64(lookup.keys.size - 1)
    for row in range(ids.size):
        if lookup.keys.size == 0:
            at = ids[row] - lookup.low
            out[row] = lookup.slots[at] if 0 <= at < lookup.slots.size else -1
            continue
        slot = ((np.uint64(ids[row]) * _GOLDEN) >> np.uint64(24)) & mask
        while lookup.slots[slot] >= 0 and lookup.keys[slot] != ids[row]:
            slot = (slot + np.uint64(1)) & mask
        out[row] = lookup.slots[slot]
    return out
