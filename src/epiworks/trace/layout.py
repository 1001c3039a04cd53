"""How does a segment lie on disk? Blocks of 2,048 stays by place and begin, the places, and for each person the blocks it is in.

A segment holds stays that begin on one UTC day. A block is three columns of 16-bit words (12 KiB, three pages), or four in a wide segment:

- low 16 bits of the person;
- begin, minutes after midnight (11 bits), and 5 further bits of the person;
- 4 further bits of the person, a flag on the first stay of each place, and minutes that the stay lasts (11 bits);
- wide only, for stays over 34 hours or more than 33 million persons: 8 further bits of the person and 8 of the minutes.

A stay over midnight is kept once, where it begins; `reach` tells how far 256 rows last. Beside the blocks: the places in order, the rank of
the place that each block begins with, a directory with one entry per 256 place numbers, and the list of blocks of each person, 16 bits an
entry, the last of a list marked, with the start of every 64th list. A segment with few persons names them instead of listing all.
"""

import json
import mmap
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.scanning import unpack
from epiworks.trace.sorting import Rows

BLOCK = 2048
MAX_MINUTES = 2047
MAX_WIDE_MINUTES = 2**19 - 1
MAX_PERSONS = 2**25
MAX_WIDE_PERSONS = 2**33
MAX_ROWS = 32_000 * BLOCK
"""Rows of a segment: a block number is 15 bits, of which one value says that there is none."""
VERSION = 1
PAGE = 4096
SECTIONS = ("blocks", "first", "reach", "places", "directory", "lists", "groups", "present")


@dataclass(frozen=True, slots=True, eq=False)
class Sections:
    """A segment in memory, as a builder makes it. `lists` may be in several pieces; `present`: the persons, where not all are listed."""

    base: int
    rows: int
    columns: int
    blocks: NDArray[np.uint16]
    first: NDArray[np.uint32]
    reach: NDArray[np.uint32]
    places: NDArray[np.uint32]
    lists: Sequence[NDArray[np.uint16]]
    groups: NDArray[np.uint32]
    persons: int
    present: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, dtype=np.uint32))


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A segment on disk, memory-mapped. `row`: its row in the table of `scanning`; valid as long as this object lives."""

    path: Path
    header: dict[str, Any]
    mapped: mmap.mmap
    row: NDArray[np.int64]

    @property
    def rows(self) -> int:
        """How many stays does it hold?"""
        return int(self.header["rows"])

    def section(self, name: str, kind: type[np.generic]) -> NDArray[Any]:
        """The words of one section, mapped."""
        at, size = self.header["sections"][name]
        return np.frombuffer(self.mapped, dtype=kind, count=size // np.dtype(kind).itemsize, offset=at)

    def stays(self) -> Rows:
        """The stays that it holds, in its order."""
        words, times = np.empty((2, self.rows), dtype=np.uint32), np.empty((2, self.rows), dtype=np.int32)
        out = Rows(words[0], words[1], times[0], times[1])
        unpack(self.row, self.rows, out)
        return out


def write_segment(path: Path, made: Sections, *, durable: bool = True) -> int:
    """Write a segment whole or not at all; how many bytes is it? `durable`: they are on the disk itself when this returns."""
    directory = np.searchsorted(made.places, np.arange(0, int(made.places[-1]) + 512, 256)).astype(np.uint32)
    parts: dict[str, list[NDArray[Any]]] = {
        "blocks": [made.blocks],
        "first": [made.first],
        "reach": [made.reach],
        "places": [made.places],
        "directory": [directory],
        "lists": list(made.lists),
        "groups": [made.groups],
        "present": [made.present],
    }
    sections, at = {}, PAGE
    for name in SECTIONS:
        size = sum(piece.nbytes for piece in parts[name])
        sections[name] = (at, size)
        at += -(-size // PAGE) * PAGE if name == "blocks" else -(-size // 8) * 8
    header = {
        "version": VERSION,
        "base": made.base,
        "reach": made.base + int(made.reach.max()),
        "rows": made.rows,
        "columns": made.columns,
        "persons": made.persons,
        "sections": sections,
    }
    _write(path, header, [(sections[name][0], parts[name]) for name in SECTIONS], durable=durable)
    return at


def open_segment(path: Path) -> Segment:
    """Map a segment. Raises `ValueError` where the file is no segment of this version."""
    with path.open("rb") as file:
        head = file.read(PAGE).rstrip(b"\0")
        if not head.startswith(b'{"version": 1,'):
            message = f"{path} is no segment of version {VERSION}"
            raise ValueError(message)
        header = json.loads(head)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = np.frombuffer(mapped, dtype=np.uint8).ctypes.data
    at = {name: start + header["sections"][name][0] for name in SECTIONS}
    size = {name: header["sections"][name][1] for name in SECTIONS}
    words = header["columns"] * BLOCK // 4
    row = np.array(
        [
            *(header["base"], header["reach"], size["first"] // 4, words, size["places"] // 4, header["persons"]),
            *(at["blocks"], at["first"], at["reach"], at["places"], at["directory"], at["lists"], at["groups"]),
            *(at["present"] if size["present"] else 0, size["directory"] // 4),
        ],
        dtype=np.int64,
    )
    return Segment(path, header, mapped, row)


def _write(path: Path, header: dict[str, Any], sections: list[tuple[int, list[NDArray[Any]]]], *, durable: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("wb", buffering=0) as file:
        file.write(json.dumps(header).encode().ljust(PAGE, b"\0"))
        for at, pieces in sections:
            file.seek(at)
            _write_pieces(file.fileno(), [piece for piece in pieces if piece.size])
        end = sections[-1][0] + sum(piece.nbytes for piece in sections[-1][1])
        file.truncate(-(-end // 8) * 8)
        if durable:
            os.fsync(file.fileno())
    partial.replace(path)


def _write_pieces(file: int, pieces: list[NDArray[Any]]) -> None:
    for start in range(0, len(pieces), 512):
        views = [piece.view(np.uint8).data for piece in pieces[start : start + 512]]
        while views:
            written = os.writev(file, views)
            while views and written >= len(views[0]):
                written -= len(views.pop(0))
            if views and written:
                views[0] = views[0][written:]
