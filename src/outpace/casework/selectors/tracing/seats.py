"""Who sat where on a journey, as lists of passengers say it."""

from collections.abc import Iterable

from epiworks.trace.seats import UNKNOWN_COMPARTMENT, UNKNOWN_ROW, SeatMap, seat_map
from outpace.casework.selectors.tracing.held import Row

Seat = tuple[str, int | None, bool]
"""The compartment, the row (None: not known), and whether they work there."""


def seats_of(rows: Iterable[Row]) -> SeatMap | None:
    """Who sat where? Of somebody with two different seats on one journey none is known."""
    found = _told(rows)
    if not found:
        return None
    names = {name: code for code, name in enumerate(sorted({part for part, _row, _crew in found.values()} - {""}))}
    return seat_map(
        place=[place for place, _person in found],
        person=[person for _place, person in found],
        compartment=[names.get(part, UNKNOWN_COMPARTMENT) for part, _row, _crew in found.values()],
        row=[UNKNOWN_ROW if row is None else row for _part, row, _crew in found.values()],
        crew=[crew for _part, _row, crew in found.values()],
    )


def _told(rows: Iterable[Row]) -> dict[tuple[int, int], Seat]:
    """The seat of each person at each place of which anything is told."""
    found: dict[tuple[int, int], Seat] = {}
    for row in rows:
        seat = (row.compartment, row.seat_row, row.is_crew)
        if seat != ("", None, False):
            at = row.place_id, row.person
            found[at] = seat if found.get(at, seat) == seat else ("", None, row.is_crew)
    return found
