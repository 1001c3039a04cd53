"""The stays around somebody: where they were in a window, and everybody who was there then or soon after. Bounded by places and days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from epiworks.protocol import SharedPlace
from epiworks.trace.question import ExtraStays, extra_stays
from epiworks.trace.rules import TraceRules, kind_code
from epiworks.trace.seats import SeatMap
from epiworks.trace.stays import Places, Stays, places, stays
from outpace.casework.selectors.tracing.held import Row, Span, everybody_there, their_own
from outpace.casework.selectors.tracing.itinerary import Told
from outpace.casework.selectors.tracing.seats import seats_of
from outpace.kernel import clock

Orders = Mapping[tuple[int, int], date]
"""The last day of the order on which stays of a person at a place rest; the earliest of several."""
_MINUTE = 60


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """The stays around somebody, as the tracer takes them. `extra`: the itinerary, as stays of the first case asked for."""

    stays: Stays
    places: Places
    seats: SeatMap | None
    extra: ExtraStays
    orders: Orders


def spans_of(
    rules: TraceRules, people: Sequence[int], told: Iterable[Told], *, window: tuple[datetime, datetime], generation: int
) -> list[Span]:
    """At which places, when, were these people in this window? So long after they left, too, as the packs count others as exposed."""
    since, until = window
    tails, found = rules.tails(generation), []
    own = [(row.place_id, row.kind, row.begins_at, row.ends_at) for row in their_own(people, since, until)]
    told_rows = [(one.place_id, one.kind.value, one.begins_at, one.ends_at) for one in told]
    for place, kind, begins, ends in [*own, *told_rows]:
        code = kind_code(SharedPlace(kind))
        if begins >= until or ends <= since or not rules.counts[code]:
            continue
        reach = timedelta(minutes=tails.get(code, 0))
        hours = timedelta(days=rules.hours_within_days) if rules.needs_hours[code] else None
        start = max(begins, since) if hours is None else min(begins, clock.now() - hours)
        found.append(Span(place, start, (min(ends, until) if hours is None else clock.now()) + reach))
    return found


def around(people: Sequence[int], spans: Sequence[Span], told: Sequence[Told], *, window: tuple[datetime, datetime]) -> Around:
    """Which stays are there around these people? Two queries."""
    rows = {row.id: row for row in (*their_own(people, *window), *everybody_there(spans))}
    listed = [rows[key] for key in sorted(rows)]
    return Around(_stays(listed), _places(listed, told), seats_of(listed), _extra(told), _orders(listed))


def minute(moment: datetime) -> int:
    """In which UTC minute since 1970 is this?"""
    return int(moment.timestamp() // _MINUTE)


def end_minute(moment: datetime) -> int:
    """With which UTC minute since 1970 was somebody gone who left then? A minute that was begun counts."""
    return int(-(-moment.timestamp() // _MINUTE))


def _stays(rows: Sequence[Row]) -> Stays:
    return stays(
        person=[row.person for row in rows],
        place=[row.place_id for row in rows],
        begin=[minute(row.begins_at) for row in rows],
        end=[end_minute(row.ends_at) for row in rows],
    )


def _places(rows: Iterable[Row], told: Iterable[Told]) -> Places:
    kinds = {row.place_id: kind_code(SharedPlace(row.kind)) for row in rows} | {one.place_id: kind_code(one.kind) for one in told}
    return places({place: kind for place, kind in kinds.items() if kind})


def _extra(told: Sequence[Told]) -> ExtraStays:
    return extra_stays(
        case=np.zeros(len(told)),
        place=[one.place_id for one in told],
        begin=[minute(one.begins_at) for one in told],
        end=[end_minute(one.ends_at) for one in told],
    )


def _orders(rows: Iterable[Row]) -> Orders:
    found: dict[tuple[int, int], date] = {}
    for row in rows:
        if row.ordered_until is not None:
            at = row.person, row.place_id
            found[at] = min(found.get(at, row.ordered_until), row.ordered_until)
    return found
