"""How does a segment lie on disk? Blocks of 2,048 stays by place and begin, the places, and for each person the blocks it is in.

A segment holds stays that begin on one UTC day. A block is three columns of 16-bit words (12 KiB, three pages), or four in a wide segment:

- low 16 bits of the person;
- begin, minutes after midnight (11 bits), and 5 further bits of the person;
- 4 further bits of the person, a flag on the first stay of each place, and minutes that the stay lasts (11 bits);
- wide only, for stays over 34 hours or more than 33 million persons: 8 further bits of the person and 8 of the minutes.

A stay over midnight is kept once, where it begins; `reach` tells how far 256 rows last. Beside the blocks: the places in order, the rank of
the place that each block begins with, a directory with one entry per 256 place numbers, and the list of blocks of each person, 16 bits an
entry, the last of a list marked, with the start of every 64th list. A segment with few persons names them instead of listing all.

The header says where each section is, how long, and its checksum; the manifest of the index holds the checksum of the header. Opening
compares sizes with the file, and the checksums of the header and of every section but blocks and lists; of these too where the file is
small. `verify` compares all. The loops refuse positions from blocks and lists that lie outside (`scanning`).
"""

import json
import mmap
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.scanning import unpack
from epiworks.trace.sorting import Rows
from epiworks.trace.stays import LONGEST_STAY
from epiworks.trace.sums import WORD, checksum, make_folder, settle, settle_folder

BLOCK = 2048
MAX_MINUTES = 2047
MAX_WIDE_MINUTES = LONGEST_STAY
MAX_PERSONS = 2**25
MAX_WIDE_PERSONS = 2**33
MAX_ROWS = 32_000 * BLOCK
"""Rows of a segment: a block number is 15 bits, of which one value says that there is none."""
VERSION = 2
PAGE = 4096
SECTIONS = ("blocks", "first", "reach", "places", "directory", "lists", "groups", "present")
HEAVY = ("blocks", "lists")
SMALL = 2**24
"""A segment file of no more bytes is compared with its checksums as a whole when it is opened."""


class Lists(NamedTuple):
    """The lists of blocks by person, maybe in several pieces, and where each 64 of them begin."""

    pieces: Sequence[NDArray[np.uint16]]
    groups: NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Sections:
    """A segment in memory, as a builder makes it. `present`: the persons, where not all are listed.

    `lists` makes the lists; it is called once, while the blocks are being written.
    """

    base: int
    rows: int
    columns: int
    blocks: NDArray[np.uint16]
    first: NDArray[np.uint32]
    reach: NDArray[np.uint32]
    places: NDArray[np.uint32]
    lists: Callable[[], Lists]
    persons: int
    present: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, dtype=np.uint32))


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A segment on disk, memory-mapped. `row`: its row in the table of `scanning`; valid as long as this object lives.

    `checksum`: that of the header.
    """

    path: Path
    header: dict[str, Any]
    checksum: int
    mapped: mmap.mmap
    row: NDArray[np.int64]

    @property
    def rows(self) -> int:
        """How many stays does it hold?"""
        return int(self.header["rows"])

    def section(self, name: str, kind: type[np.generic]) -> NDArray[Any]:
        """The words of one section, mapped."""
        at, size, _sum = self.header["sections"][name]
        return np.frombuffer(self.mapped, dtype=kind, count=size // np.dtype(kind).itemsize, offset=at)

    def verify(self, names: Sequence[str] = SECTIONS) -> None:
        """Compare these sections with their checksums. Raises `ValueError` naming the file and the first section that differs."""
        for name in names:
            at, size, expected = self.header["sections"][name]
            words = np.frombuffer(self.mapped, dtype=np.uint8, count=-(-size // WORD) * WORD, offset=at)
            _refuse_if(checksum(words) != expected, self.path, f"its {name} are not what was written")

    def stays(self) -> Rows:
        """The stays that it holds, in its order."""
        words, times = np.empty((2, self.rows), dtype=np.uint32), np.empty((2, self.rows), dtype=np.int32)
        out = Rows(words[0], words[1], times[0], times[1])
        unpack(self.row, self.rows, out)
        return out


def write_segment(path: Path, made: Sections, *, durable: bool = True) -> int:
    """Write a segment whole or not at all; how many bytes is it? `durable`: it is on the disk itself, by its name, when this returns."""
    make_folder(path.parent, durable=durable)
    partial = path.with_suffix(".partial")
    with partial.open("w+b", buffering=0) as file:
        with ThreadPoolExecutor(1) as beside:
            written = beside.submit(_write_blocks, file, made.blocks)
            lists = made.lists()
        parts = _parts(made, lists)
        sections, at = _laid_out({name: sum(piece.nbytes for piece in parts[name]) for name in SECTIONS})
        for name in SECTIONS[1:]:
            file.seek(sections[name][0])
            _write_pieces(file.fileno(), [piece for piece in parts[name] if piece.size])
        file.truncate(at)
        summed = {"blocks": (*sections["blocks"], written.result()), **_summed(file.fileno(), sections)}
        file.seek(0)
        file.write(json.dumps({**_header(made), "sections": summed}).encode().ljust(PAGE, b"\0"))
        if durable:
            settle(file.fileno())
    partial.replace(path)
    if durable:
        settle_folder(path.parent)
    return at


def _header(made: Sections) -> dict[str, int]:
    """What the header says beside where the sections are."""
    return {
        "version": VERSION,
        "base": made.base,
        "reach": made.base + int(made.reach.max()),
        "rows": made.rows,
        "columns": made.columns,
        "persons": made.persons,
    }


def _write_blocks(file: FileIO, blocks: NDArray[np.uint16]) -> int:
    """Write the first section; what is its checksum?"""
    file.seek(PAGE)
    _write_pieces(file.fileno(), [blocks])
    return checksum(blocks)


def _parts(made: Sections, lists: Lists) -> dict[str, list[NDArray[Any]]]:
    """What each section is made of."""
    directory = np.searchsorted(made.places, np.arange(0, int(made.places[-1]) + 512, 256)).astype(np.uint32)
    return {
        "blocks": [made.blocks],
        "first": [made.first],
        "reach": [made.reach],
        "places": [made.places],
        "directory": [directory],
        "lists": list(lists.pieces),
        "groups": [lists.groups],
        "present": [made.present],
    }


def _laid_out(sizes: dict[str, int]) -> tuple[dict[str, tuple[int, int]], int]:
    """Where sections of these sizes begin, with their sizes, and where the file ends."""
    sections, at = {}, PAGE
    for name, size in sizes.items():
        sections[name] = (at, size)
        at += -(-size // PAGE) * PAGE if name == "blocks" else -(-size // WORD) * WORD
    return sections, at


def open_segment(path: Path, expected: int | None = None) -> Segment:
    """Map a segment. `expected`: the checksum of its header.

    Raises `ValueError` naming the file where it is no segment of this version, is not as long as it says, or is not what was written; what
    is compared is told above.
    """
    with path.open("rb") as file:
        head = file.read(PAGE)
        _refuse_if(not head.startswith(b'{"version": %d,' % VERSION) or len(head) < PAGE, path, f"it is no segment of version {VERSION}")
        mine = checksum(np.frombuffer(head, dtype=np.uint8))
        _refuse_if(expected not in (None, mine), path, "its header is not what was written")
        header = json.loads(head.rstrip(b"\0"))
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    _check_inside(path, header, len(mapped))
    _check_lengths(path, header)
    segment = Segment(path, header, mine, mapped, _row(header, np.frombuffer(mapped, dtype=np.uint8).ctypes.data))
    segment.verify([name for name in SECTIONS if name not in HEAVY or len(mapped) <= SMALL])
    return segment


def _check_inside(path: Path, header: dict[str, Any], length: int) -> None:
    """Does every section lie in the file? Raises `ValueError`."""
    for name, (at, size, _sum) in header["sections"].items():
        inside = at >= PAGE and at % WORD == 0 and size >= 0 and at + -(-size // WORD) * WORD <= length
        _refuse_if(not inside, path, f"its {name} would lie outside of it")


def _check_lengths(path: Path, header: dict[str, Any]) -> None:
    """Is every section as long as rows and persons make it? Raises `ValueError`."""
    size = {name: header["sections"][name][1] for name in SECTIONS}
    blocks, persons, columns = -(-header["rows"] // BLOCK), header["persons"], header["columns"]
    fits = [
        *(columns in (3, 4), blocks > 0, size["blocks"] == blocks * columns * BLOCK * 2),
        *(size["first"] == blocks * 4, size["reach"] == blocks * 32, size["places"] >= 4, size["directory"] >= 8),
        *(size["groups"] == -(-persons // 64) * 4, size["present"] in (0, persons * 4), size["lists"] >= persons * 2 > 0),
    ]
    _refuse_if(not all(fits), path, "its sections are not as long as its rows and persons make them")


def _row(header: dict[str, Any], start: int) -> NDArray[np.int64]:
    at = {name: start + header["sections"][name][0] for name in SECTIONS}
    size = {name: header["sections"][name][1] for name in SECTIONS}
    words = header["columns"] * BLOCK // 4
    fields = [
        *(header["base"], header["reach"], size["first"] // 4, words, size["places"] // 4, header["persons"]),
        *(at["blocks"], at["first"], at["reach"], at["places"], at["directory"], at["lists"], at["groups"]),
        *(at["present"] if size["present"] else 0, size["directory"] // 4, size["lists"] // 2),
    ]
    return np.array(fields, dtype=np.int64)


def _summed(file: int, sections: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int, int]]:
    """The sections of a file, but the first, with their checksums; up to whole words."""
    with mmap.mmap(file, 0, access=mmap.ACCESS_READ) as mapped:
        words = np.frombuffer(mapped, dtype=np.uint8)
        made = {name: (at, size, checksum(words[at : at + -(-size // WORD) * WORD])) for name, (at, size) in list(sections.items())[1:]}
        del words
    return made


def _refuse_if(is_so: bool, path: Path, why: str) -> None:
    if is_so:
        message = f"{path}: {why}"
        raise ValueError(message)


def _write_pieces(file: int, pieces: list[NDArray[Any]]) -> None:
    for start in range(0, len(pieces), 512):
        views = [piece.view(np.uint8).data for piece in pieces[start : start + 512]]
        while views:
            written = os.writev(file, views)
            while views and written >= len(views[0]):
                written -= len(views.pop(0))
            if views and written:
                views[0] = views[0][written:]
