"""What the compiled loops wrote, as the columns that were asked for."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.answers import Columns, write_columns
from epiworks.trace.folding import Entries
from epiworks.trace.meeting import Numbers, World
from epiworks.trace.question import NO_PLACE, Evidence, Exposures

Runner = Callable[[Callable[[Any], Any], Iterable[Any]], list[Any]]


def exposures_of(world: World, parts: Sequence[tuple[Entries, Numbers]], *, by_place: bool, run: Runner) -> Exposures:
    """The exposures of all parts (entries, first entry of each case), one after the other; `run` does the work of the parts."""
    counts = np.concatenate([np.diff(begins) for _entries, begins in parts])
    rows = int(counts.sum())
    words = np.empty((2, rows), dtype=np.int64)
    minutes = np.empty((5, rows), dtype=np.int32)
    whole: list[NDArray[Any]] = [words[0], np.empty(rows, dtype=np.uint8), words[1] if by_place else words[1, :0], *minutes]
    ends = np.cumsum([int(begins[-1] - begins[0]) for _entries, begins in parts])

    def write(part: int) -> None:
        entries, begins = parts[part]
        first, last = int(begins[0]), int(begins[-1])
        mine = slice(int(ends[part]) + first - last, int(ends[part]))
        columns = Columns(*(column[mine] if column.size else column for column in whole))
        write_columns(world, entries[first:last], columns)

    run(write, range(len(parts)))
    place = whole[2] if by_place else np.broadcast_to(np.int64(NO_PLACE), rows)
    return Exposures(np.repeat(np.arange(counts.size), counts), whole[0], whole[1], place, *minutes)


def evidence_of(found: Sequence[Numbers], world: World) -> Evidence:
    """Evidence of rows (case, person, place, case's begin and end, begin, end) in dense numbers."""
    rows = np.concatenate([np.empty((0, 7), dtype=np.int64), *found])
    case, person, place = rows[:, 0], rows[:, 1], rows[:, 2]
    case_begin, case_end, begin, end = (rows[:, column].astype(np.int32) for column in (3, 4, 5, 6))
    overlap = np.maximum(0, np.minimum(end, case_end) - np.maximum(begin, case_begin)).astype(np.int32)
    gap = np.maximum(0, begin - case_end).astype(np.int32)
    ids = world.person_ids[person], world.place_ids[place]
    return Evidence(case, *ids, world.kinds[place], case_begin, case_end, begin, end, overlap, gap).ordered()
