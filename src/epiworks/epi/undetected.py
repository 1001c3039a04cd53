"""Could a chain of infection still run that nobody has seen, although rounds of screening were negative and days have passed clear?

A hidden chain begins with one infected person on day 0. Each infected person is missed by a round with probability 1 - coverage x
sensitivity, falls ill and comes forward with a chance that grows with the days, and infects others as `ending.Spreading` says. Let u(t) be
the chance that nobody of the chain begun by a person infected on day t has been found by the last day T, and v(t) that moreover nobody will
be infected after T. With G(s) the generating function of the offspring and M(t) the chance that the person alone is missed,

    u(t) = M(t) G(sum over s of w_s u(t + s), 1 beyond T)        v(t) = M(t) G(sum over s of w_s v(t + s), 0 beyond T)

worked backwards from T. With a Poisson number of hidden beginnings of mean m, nothing found, a chain still runs with probability
1 - exp(-m (u(0) - v(0))); this is exact, no simulation. Source: theory of branching processes: Harris, The Theory of Branching Processes
(Springer 1963); freedom from disease by imperfect surveys: Martin, Cameron, Greiner, Prev Vet Med 79 (2007) 71-97.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, prod

import numpy as np
from numpy.typing import ArrayLike

from epiworks.epi.ending import Spreading, outbreak_over
from epiworks.epi.special import Floats, floats
from epiworks.units import Probability, Share

NOBODY = Share(0.0)
"""No part of the people."""


@dataclass(frozen=True, slots=True)
class Screened:
    """One round of screening: its day (day 0: the chain begins), the share of the zone's people sampled, and the test's sensitivity.

    `sensitivity` is that of the pooled test for a person in the days when the test can find them (`pooled`). Raises `ValueError` for shares
    outside 0 to 1 (95 % is 0.95).
    """

    day: int
    coverage: Share
    sensitivity: Probability

    def __post_init__(self) -> None:
        """Refuse percentages, which would find everybody."""
        _shares("coverage and sensitivity of a round", (self.coverage, self.sensitivity))


@dataclass(frozen=True, slots=True)
class Surveillance:
    """What would find a hidden infected person?

    `always_missed`: share of the people that no round ever reaches (the same doors stay shut); it caps what any number of rounds can show.
    `detectable`: days after infection, first and last, on which a test can find the virus. `comes_forward`: chance by day after infection
    of having come forward ill and been found, rising; its last value holds from then on. Raises `ValueError` for shares outside 0 to 1.
    """

    rounds: Sequence[Screened] = ()
    always_missed: Share = NOBODY
    detectable: tuple[int, int] = (2, 14)
    comes_forward: Sequence[float] = (0.0,)

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        _shares("shares that are always missed or come forward", (self.always_missed, *self.comes_forward))
        if not len(self.comes_forward):
            message = "chances of coming forward begin with that of the day of infection"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class HiddenChain:
    """How likely does a hidden chain still run, and how likely would it have been found by now if there had been one?"""

    runs: Probability
    found_by_now: Probability


@dataclass(frozen=True, slots=True)
class ZoneVerdict:
    """How likely is it over in this zone: no known case has infections to come, and no hidden chain runs? A figure for a human to judge."""

    zone: str
    over: Probability
    known_over: Probability
    hidden: HiddenChain


def _shares(what: str, values: Sequence[float]) -> None:
    if not all(0 <= value <= 1 for value in values):
        message = f"{what} lie between 0 and 1 (95 % is 0.95), not at {', '.join(map(str, values))}"
        raise ValueError(message)


def hidden_chain(spreading: Spreading, surveillance: Surveillance, *, days: int, expected: float) -> HiddenChain:
    """How likely does a chain still run unseen `days` days after it began, nothing having been found since?

    `expected`: mean number of hidden beginnings believed before any screening, at least 0. R in `spreading` is the one under the measures
    now in force. Raises `ValueError` for days below 1, a negative mean, or a round outside the days. Source: see the module.

    >>> from epiworks.epi.interval import from_weights
    >>> spreading = Spreading(0.8, 0.5, from_weights([0, 0.2, 0.5, 0.2, 0.1]))
    >>> rounds = [Screened(day, Share(0.8), Probability(0.7)) for day in (3, 5)]
    >>> unscreened, screened = (hidden_chain(spreading, Surveillance(found), days=7, expected=0.2).runs for found in ((), rounds))
    >>> round(unscreened, 3), round(screened, 3)
    (0.021, 0.001)
    """
    if days < 1 or not 0 <= expected < inf or any(not 0 <= found.day <= days for found in surveillance.rounds):
        message = "a hidden chain needs at least one day, a mean of at least 0, and rounds within the days"
        raise ValueError(message)
    unseen, ended = _chances(spreading, surveillance, days)
    return HiddenChain(Probability(1 - exp(-expected * max(unseen - ended, 0.0))), Probability(1 - unseen))


def zone_over(
    zone: str, cases: ArrayLike, spreading: Spreading, *, today: int, surveillance: Surveillance, expected: float, controlled: float
) -> ZoneVerdict:
    """How likely is it over in this zone, known cases and hidden chains together?

    `cases`: onset days, day 0 the day a hidden chain could have begun (the last known exposure inside); `controlled`: R under the measures
    in force, for hidden chains, while known cases are judged by R as it was. Raises `ValueError` as the two parts do.

    >>> from epiworks.epi.interval import from_weights
    >>> spreading = Spreading(2.0, 0.5, from_weights([0, 0.2, 0.5, 0.2, 0.1]))
    >>> seen = Surveillance([Screened(5, Share(0.9), Probability(0.8))])
    >>> found = zone_over("high", [1, 3], spreading, today=6, surveillance=seen, expected=0.5, controlled=0.9)
    >>> round(found.over, 3), round(found.known_over, 3)
    (0.957, 0.959)
    """
    known = outbreak_over(cases, spreading, today=today)
    held = Spreading(controlled, spreading.dispersion, spreading.interval)
    hidden = hidden_chain(held, surveillance, days=today, expected=expected)
    return ZoneVerdict(zone, Probability(known * (1 - hidden.runs)), known, hidden)


def _chances(spreading: Spreading, surveillance: Surveillance, days: int) -> tuple[float, float]:
    """u(0) and v(0) of the module's recursion."""
    weights = spreading.interval.weights
    weights = weights / weights.sum()
    unseen, ended = np.ones(days + weights.size), np.zeros(days + weights.size)
    missed = _missed(surveillance, days)
    for day in range(days, -1, -1):
        later = slice(day + 1, day + weights.size)
        unseen[day] = missed[day] * _generating(float(weights[1:] @ unseen[later]), spreading)
        ended[day] = missed[day] * _generating(float(weights[1:] @ ended[later]), spreading)
    return float(unseen[0]), float(ended[0])


def _missed(surveillance: Surveillance, days: int) -> Floats:
    """How likely is a person infected on each day missed until the last day?"""
    first, last = surveillance.detectable
    reached = 1 - surveillance.always_missed
    forward = floats(surveillance.comes_forward)
    chances = np.empty(days + 1)
    for infected in range(days + 1):
        sampled = [found for found in surveillance.rounds if first <= found.day - infected <= last]
        slips = prod(1 - min(found.coverage / reached, 1.0) * found.sensitivity if reached > 0 else 1.0 for found in sampled)
        quiet = 1 - forward[min(days - infected, forward.size - 1)]
        chances[infected] = quiet * (surveillance.always_missed + reached * slips)
    return chances


def _generating(value: float, spreading: Spreading) -> float:
    if spreading.dispersion == inf:
        return exp(-spreading.reproduction * (1 - value))
    return float((1 + spreading.reproduction * (1 - value) / spreading.dispersion) ** -spreading.dispersion)
