"""The one way a tube's state is changed: lock it, let the rules decide, write it back with every counter that rests on it.

Everybody locks in one order, so that nobody waits in a ring: inbox, pass, tubes, first samples, coverage, ledger, turnaround, outcomes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection

from outpace.kernel import prepared
from outpace.screening.choices import Condition, Outcome, Stage
from outpace.screening.rules import ledger, outcomes, queues, turnaround
from outpace.screening.rules.flow import TubeState
from outpace.screening.rules.ledger import Cell
from outpace.screening.services import statements
from outpace.screening.services.passes import share_passes

TIMES = ("sampled_at", "handed_at", "received_at", "tested_at", "uploaded_at", "notified_at")

LEDGER_BATCH = 2_000
"""Tubes locked and written back in one go; bounds memory and how long rows stay locked."""


@dataclass(frozen=True, slots=True)
class HeldTube:
    """A locked tube: its identity, the state the rules see, and what they do not look at."""

    id: int
    code: str
    pass_id: int | None
    site_id: int | None
    pool_size: int
    state: TubeState
    offered_to: int | None
    sealed_at: datetime | None
    box_id: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A tube before and after some facts."""

    before: HeldTube
    after: HeldTube


def hold(codes: Iterable[str], *, station_id: int, now: datetime) -> dict[str, HeldTube]:
    """Lock these tubes in code order; a code nobody has named yet becomes an unannounced tube in that station's custody."""
    wanted = sorted(set(codes))
    with connection.cursor() as cursor:
        rows = prepared.fetch(statements.LOCK_TUBES, [prepared.texts(wanted)], binary=True)
        unknown = sorted(set(wanted) - {row[1] for row in rows})
        if unknown:
            cursor.execute(statements.ANNOUNCE_GHOSTS, {"codes": unknown, "station_id": station_id, "now": now})
            rows += prepared.fetch(statements.LOCK_TUBES, [prepared.texts(unknown)], binary=True)
    held = {row[1]: _held(row) for row in rows}
    share_passes({tube.pass_id for tube in held.values() if tube.pass_id is not None})
    return held


def _held(row: Sequence[Any]) -> HeldTube:
    """One row of ``LOCK_TUBES`` as the rules want it."""
    (
        tube_id,
        code,
        pass_id,
        site_id,
        pool_size,
        people,
        stage,
        condition,
        condition_at,
        outcome,
        disputed,
        custodian,
        custody_at,
        offered_to,
    ) = row[:14]
    *times, sealed_at, box_id = row[14:]
    state = TubeState(
        stage=Stage(stage),
        condition=Condition(condition),
        condition_at=condition_at,
        outcome=None if outcome is None else Outcome(outcome),
        disputed=bool(disputed),
        people=people,
        announced=pass_id is not None,
        custodian=custodian,
        custody_at=custody_at,
        times=tuple(times),
    )
    return HeldTube(tube_id, code, pass_id, site_id, pool_size, state, offered_to, sealed_at, box_id)


def write(changes: Iterable[Change]) -> list[Change]:
    """Write changed tubes and move ledger, turnaround and outcome counts by exactly what they changed; returns the real changes."""
    real = store(changes)
    count_tubes(real)
    return real


def store(changes: Iterable[Change]) -> list[Change]:
    """Write changed tubes alone; whoever calls this follows their people's coverage next and calls `count_tubes` last."""
    real = [change for change in changes if change.before != change.after]
    if real:
        prepared.fetch(statements.UPDATE_TUBES, _columns([change.after for change in real]))
    return real


def count_tubes(changes: Sequence[Change]) -> None:
    """Move ledger, turnaround and outcome counts by exactly what these stored changes changed."""
    count_ledger(changes)
    count_turnaround(changes)
    count_outcomes(changes)
    count_queues(changes)


def _time(place: int) -> Callable[[HeldTube], datetime | None]:
    return lambda tube: tube.state.times[place]


_NUMBERS: Mapping[str, Callable[[HeldTube], int | None]] = {
    "id": attrgetter("id"),
    "pass_id": attrgetter("pass_id"),
    "site_id": attrgetter("site_id"),
    "people": attrgetter("state.people"),
    "stage": attrgetter("state.stage"),
    "condition": attrgetter("state.condition"),
    "outcome": attrgetter("state.outcome"),
    "disputed": attrgetter("state.disputed"),
    "custodian_id": attrgetter("state.custodian"),
    "offered_to_id": attrgetter("offered_to"),
    "box_id": attrgetter("box_id"),
    "pool_size": attrgetter("pool_size"),
}
_MOMENTS: Mapping[str, Callable[[HeldTube], datetime | None]] = {
    "condition_at": attrgetter("state.condition_at"),
    "custody_at": attrgetter("state.custody_at"),
    "sealed_at": attrgetter("sealed_at"),
    **{name: _time(place) for place, name in enumerate(TIMES)},
}


def _columns(tubes: Sequence[HeldTube]) -> dict[str, str]:
    """The arrays that ``UPDATE_TUBES`` unnests, one per column."""
    numbers = {name: prepared.numbers(map(value, tubes)) for name, value in _NUMBERS.items()}
    return numbers | {name: prepared.moments(map(value, tubes)) for name, value in _MOMENTS.items()}


def count_ledger(changes: Iterable[Change]) -> None:
    """Move the ledger of every pass and site touched by what these tubes changed."""
    cells: dict[tuple[int, int, Stage], Cell] = defaultdict(Cell)
    for change in changes:
        if change.after.pass_id is None or change.after.site_id is None:
            continue
        for stage, cell in ledger.difference(change.before.state, change.after.state).items():
            cells[change.after.pass_id, change.after.site_id, stage] += cell
    add_to_ledger(cells)


def add_to_ledger(cells: dict[tuple[int, int, Stage], Cell]) -> None:
    """Add these cells to the ledger, in key order so that two writers never wait for each other in a ring."""
    rows = [
        (*key, cell.tubes, cell.people, cell.ended_tubes, cell.ended_people)
        for key, cell in sorted(cells.items())
        if cell != ledger.NOTHING
    ]
    if rows:
        prepared.fetch(statements.COUNT_LEDGER, [prepared.numbers(column) for column in zip(*rows, strict=True)])


def count_turnaround(changes: Iterable[Change]) -> None:
    """Move the turnaround counts of every pass touched by what these tubes changed."""
    cells: dict[tuple[int, Stage, int], int] = defaultdict(int)
    for change in changes:
        if change.after.pass_id is None:
            continue
        for (stage, bucket), count in turnaround.difference(change.before.state, change.after.state).items():
            cells[change.after.pass_id, stage, bucket] += count
    rows = [(*key, count) for key, count in sorted(cells.items()) if count]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statements.COUNT_TURNAROUND, [list(column) for column in zip(*rows, strict=True)])


def count_outcomes(changes: Iterable[Change]) -> None:
    """Move the outcome counts of every pass and site touched by what these tubes changed."""
    cells: dict[tuple[int, int, Outcome], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for change in changes:
        if change.after.pass_id is None or change.after.site_id is None:
            continue
        for outcome, (tubes, people) in outcomes.difference(change.before.state, change.after.state).items():
            key = (change.after.pass_id, change.after.site_id, outcome)
            cells[key] = (cells[key][0] + tubes, cells[key][1] + people)
    rows = [(*key, *cell) for key, cell in sorted(cells.items()) if cell != (0, 0)]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statements.COUNT_OUTCOMES, [list(column) for column in zip(*rows, strict=True)])


def count_queues(changes: Iterable[Change]) -> None:
    """Move the queue of every laboratory where these tubes began or ceased to wait for their test."""
    cells: dict[tuple[int, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for change in changes:
        if change.after.pass_id is None:
            continue
        for station, (tubes, people) in queues.difference(change.before.state, change.after.state).items():
            key = (change.after.pass_id, station)
            cells[key] = (cells[key][0] + tubes, cells[key][1] + people)
    rows = [(*key, *cell) for key, cell in sorted(cells.items()) if cell != (0, 0)]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statements.COUNT_QUEUES, [list(column) for column in zip(*rows, strict=True)])


def with_state(tube: HeldTube, state: TubeState) -> HeldTube:
    """The same tube in another state."""
    return replace(tube, state=state)
