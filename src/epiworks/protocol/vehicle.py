"""Who in a shared vehicle was near enough to be a close contact?"""

from dataclasses import dataclass

from epiworks.protocol.lines import Decision, decide
from epiworks.protocol.pack import Protocol


@dataclass(frozen=True, slots=True)
class Seat:
    """Where was the other person, seen from the case?

    `rows_away` counts rows (bays in an open train) forwards or backwards, 0 is the case's own; None: not known, and then the person
    counts as near.
    """

    same_compartment: bool
    rows_away: int | None = None
    crew_of_that_part: bool = False


def shared_vehicle(protocol: Protocol, kind: str, seat: Seat) -> Decision[bool]:
    """Does sharing this vehicle, in this seat, count as close contact?

    Crew of the part count where the rule says so. In a sealed vehicle the whole compartment counts; otherwise the case's row and
    `rows_each_side` rows on each side, within the same compartment. Raises `RuleMissing` for a kind of vehicle the pack does not know.
    Source: rule `vehicles.<kind>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> shared_vehicle(shipped_library().protocol("cn-covid-9"), "plane", Seat(True, rows_away=4)).value
    False
    """
    rule = protocol.get("vehicles", kind)
    if seat.crew_of_that_part:
        return decide(rule.flag("crew"), rule.line)
    if not seat.same_compartment:
        return decide(False, rule.line)
    near = seat.rows_away is None or abs(seat.rows_away) <= rule.whole("rows_each_side")
    return decide(rule.flag("whole_compartment") or near, rule.line)
