"""Is it over in a zone, as far as can be told?"""

from dataclasses import dataclass
from datetime import date

from epiworks.units import PersonCount
from outpace.analysis.data.curve import Lack
from outpace.analysis.data.inputs import Assumed, Borrowed, RoundSeen


@dataclass(frozen=True, slots=True)
class EndingDay:
    """How likely is it over, on one day, if nothing new is found until then: known cases alone, and with hidden chains? 0 to 1.

    `ahead`: a day to come, without any further round.
    """

    day: date
    known: float
    over: float
    ahead: bool


@dataclass(frozen=True, slots=True)
class EndingFound:
    """The end of one zone's outbreak, for a human to judge. Probabilities are 0 to 1.

    `known`: no known case has infected anybody still to be found. `hidden`: a chain runs unseen. `seen_by_now`: a hidden chain would have
    been found by now. `by_hidden`: how likely it is over for other beliefs about hidden beginnings. `sure_on`: the first day with 95 %,
    without further rounds; None within three weeks.
    """

    clear: int
    over: float | None
    known: float | None
    hidden: float | None
    seen_by_now: float | None
    by_hidden: tuple[tuple[float, float], ...]
    days: tuple[EndingDay, ...]
    sure_on: date | None
    cases: PersonCount
    rounds: tuple[RoundSeen, ...]
    since: date
    assumed: Assumed
    interval: Borrowed | None
    lack: Lack
