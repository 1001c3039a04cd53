"""What must be read from disk, asked for all at once: the loops that tell the system which pages a question will need, before it does.

A page that is not in memory costs a wait for the disk, one after the other, unless the system knows of many at a time. So a question that
may have to wait goes over its cases three times before it is answered: the lists of blocks of each case, then those blocks, then the blocks
of the places where the case was. Nothing is read or decided here; pages that are in memory already cost a call each.
"""

import mmap
import resource
import sys
from typing import Any

import numpy as np
from numba import types

from epiworks.trace.compiled import Scalar, compiled
from epiworks.trace.meeting import Cases, World, case_stays
from epiworks.trace.scanning import (
    AT_BLOCKS,
    AT_LISTS,
    AT_PRESENT,
    AT_REACH,
    BASE,
    BLOCKS,
    REACH,
    WORDS,
    Table,
    blocks_of_place,
    group_of,
    list_of,
    next_in_list,
)
from epiworks.trace.words import words32

_PAGE = mmap.PAGESIZE
_WILL_NEED = 3
"""What Linux and macOS alike call MADV_WILLNEED."""
_advise: Any = types.ExternalFunction("madvise", types.intc(types.int64, types.int64, types.intc))


def disk_reads() -> int | None:
    """How often has this process had to read from disk so far? None where the system does not tell."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_inblock if sys.platform == "linux" else None


def fetch(world: World, asked: tuple[Cases, int, int], turn: int) -> None:
    """Ask for what the cases of rows [first, last) will need; turns 0, 1 and 2 in order, each for all cases before the next."""
    (_fetch_lists, _fetch_own, _fetch_places)[turn](world, asked)


@compiled
def _fetch(address: Scalar, size: Scalar) -> None:
    before = address % _PAGE
    _advise(address - before, size + before, _WILL_NEED)


@compiled
def _is_within(segment: Table, lo: Scalar, hi: Scalar) -> Scalar:
    return segment[BASE] < hi and segment[REACH] > lo


@compiled
def _fetch_lists(world: World, asked: tuple[Cases, Scalar, Scalar]) -> None:
    cases, first, last = asked
    for row in range(first, last):
        person = cases.person[row]
        for index in range(world.table.shape[0]):
            segment = world.table[index]
            if _is_within(segment, cases.begin[row], cases.end[row]) and segment[AT_PRESENT] == 0:
                at, until = group_of(segment, person)
                if until > at:
                    _fetch(segment[AT_LISTS] + 2 * at, 2 * (until - at))


@compiled
def _fetch_own(world: World, asked: tuple[Cases, Scalar, Scalar]) -> None:
    cases, first, last = asked
    for row in range(first, last):
        for index in range(world.table.shape[0]):
            segment = world.table[index]
            if not _is_within(segment, cases.begin[row], cases.end[row]):
                continue
            at = list_of(segment, cases.person[row])
            while at >= 0:
                block, at = next_in_list(segment, at)
                if block < 0:
                    break
                _fetch(segment[AT_BLOCKS] + block * segment[WORDS] * 8, segment[WORDS] * 8)


@compiled
def _fetch_places(world: World, asked: tuple[Cases, Scalar, Scalar]) -> None:
    cases, first, last = asked
    for row in range(first, last):
        stays = case_stays(world, cases, row)
        for stay in range(stays.shape[0]):
            tail = np.int64(cases.tails[world.kinds[stays[stay, 1]]])
            for index in range(world.table.shape[0]):
                segment = world.table[index]
                if _is_within(segment, stays[stay, 0], stays[stay, 2] + tail):
                    _fetch_blocks(segment, stays[stay, 1], stays[stay, 0])


@compiled
def _fetch_blocks(segment: Table, place: Scalar, minute: Scalar) -> None:
    """Ask for the blocks of a place of which some record lasts beyond the minute."""
    start, stop = blocks_of_place(segment, place)
    size = segment[WORDS] * 8
    reach = words32(segment[AT_REACH], segment[BLOCKS] * 8)
    lo = minute - segment[BASE]
    begun = start
    for block in range(start, stop):
        most = np.int64(0)
        for group in range(block * 8, block * 8 + 8):
            most = max(most, np.int64(reach[group]))
        if most <= lo:
            if block > begun:
                _fetch(segment[AT_BLOCKS] + begun * size, (block - begun) * size)
            begun = block + 1
    if stop > begun:
        _fetch(segment[AT_BLOCKS] + begun * size, (stop - begun) * size)
