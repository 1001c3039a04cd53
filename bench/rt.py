"""How fast is the analysis? Rt of 32 days, with a sure and with an uncertain serial interval; the transmission tree of 100 cases."""

import time
from collections.abc import Callable

import numpy as np

from bench.report import Row, quantile, say
from bench.size import Size
from bench.world import World
from epiworks.epi.incidence import incidence
from epiworks.epi.interval import discretised_gamma, from_weights
from epiworks.epi.rt import rt
from epiworks.epi.rt_uncertain import CutNormal, UncertainInterval, rt_uncertain
from epiworks.epi.simulated import Outbreak, simulated_tree
from epiworks.epi.trees import serial_timing, transmission_tree
from epiworks.units import Days

# A school's influenza of 2009 in shape and length, not its data: those may not be shipped. The work does not depend on the numbers.
CASES = [1, 1, 0, 2, 4, 3, 4, 3, 5, 3, 5, 8, 12, 13, 12, 11, 11, 7, 6, 5, 3, 2, 0, 1, 0, 0, 1, 0, 2, 0, 1, 0]
WEIGHTS = [0, 0.23, 0.36, 0.2, 0.1, 0.05, 0.03, 0.01, 0.01, 0.01]
BELIEF = UncertainInterval(CutNormal(2.6, 1.0, 1.01, 4.2), CutNormal(1.5, 0.5, 0.5, 2.5))
SURE_RUNS, UNSURE_RUNS, TREES = 1_000, 50, 20


def rows(_world: World, _size: Size) -> list[Row]:
    """Measure both; the world plays no part."""
    say("estimating Rt")
    cases = incidence(CASES)
    interval = from_weights(WEIGHTS)
    sure = _median_ms(lambda: rt(cases, interval), SURE_RUNS)
    unsure = _median_ms(lambda: rt_uncertain(cases, BELIEF, np.random.default_rng(1)), UNSURE_RUNS)
    return [
        Row("Rt of 32 days, 25 windows, seven quantiles", f"{sure:.2f} ms", "0.3 ms", "median of 1,000; R EpiEstim 6 ms (issue 4)"),
        Row("Rt of 32 days, uncertain interval, 500 x 50 draws", f"{unsure:.0f} ms", "40 ms", "median of 50; R EpiEstim 429 ms (issue 4)"),
        _trees(),
    ]


def _trees() -> Row:
    laws = discretised_gamma(Days(5.0), Days(2.0), length=20), discretised_gamma(Days(4.0), Days(1.5), length=15)
    timing = serial_timing(*laws)
    right, taken = [], []
    for seed in range(TREES):
        parents, evidence = simulated_tree(np.random.default_rng(seed), Outbreak(*laws), size=100)
        started = time.perf_counter()
        found = transmission_tree(evidence, timing)
        taken.append(time.perf_counter() - started)
        right.append(float((found.likeliest == parents).mean()))
    note = f"{np.mean(right):.0%} of links right in {TREES} simulated outbreaks (exposures, genomes); outbreaker2 65 s, 82 % (issue 4)"
    return Row("transmission tree of 100 cases", f"{quantile(taken, 0.5):.3f} s", "0.1 s, 82 %", note)


def _median_ms(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return quantile(taken, 0.5) * 1000
