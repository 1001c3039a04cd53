"""Draw the figures of the science pages: `python tools/figures.py` writes docs/images/science/*.svg from the code itself.

Data are simulated with fixed seeds: the real data of the tests may not be shipped.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from epiworks.epi.delays import delay_estimate, observed_delays
from epiworks.epi.ending import Spreading, outbreak_over
from epiworks.epi.forecast import forecast
from epiworks.epi.incidence import Incidence, incidence, infectivity
from epiworks.epi.interval import discretised_gamma
from epiworks.epi.likelihood import Estimate
from epiworks.epi.offspring import top_share
from epiworks.epi.pooled import Dilution, detection
from epiworks.epi.progress import share_of
from epiworks.epi.rt import rt
from epiworks.epi.simulated import Outbreak, simulated_tree
from epiworks.epi.trees import Evidence, serial_timing, transmission_tree
from epiworks.epi.undetected import Screened, Surveillance, hidden_chain
from epiworks.protocol import Anchor, CaseAnchors, SharedPlace, shipped_library
from epiworks.trace.brute_force import BruteForce
from epiworks.trace.days import LocalDays
from epiworks.trace.rules import kind_code
from epiworks.trace.stays import places, stays
from epiworks.trace.tracing import ContactTracer
from epiworks.units import Days, PersonCount, PoolSize, Probability, Share
from tools.drawing import Line, Picture, svg

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images" / "science"
TODAY = date(2022, 8, 31)


def simulated_outbreak(days: int = 45, *, turn: int = 22, seed: int = 62) -> Incidence:
    """How many cases a day in an outbreak with R = 1.8 before the turn and 0.6 after, with an interval of 4 days?"""
    generator = np.random.default_rng(seed)
    interval = discretised_gamma(Days(4.0), Days(2.0), length=days)
    cases = np.zeros(days)
    cases[:3] = (8, 4, 6)
    for today in range(3, days):
        felt = infectivity(incidence(cases[: today + 1]), interval.weights)[-1]
        cases[today] = generator.poisson((1.8 if today < turn else 0.6) * felt)
    return incidence(cases)


def rt_picture() -> Picture:
    """How does the estimate follow a sudden change of R?"""
    cases = simulated_outbreak()
    found = rt(cases, discretised_gamma(Days(4.0), Days(2.0), length=cases.days))
    true = np.where(np.arange(cases.days) < 22, 1.8, 0.6)
    band = (found.quantile(0.025), found.quantile(0.975))
    lines = [
        Line("R, 7-day window, 95 %", found.windows.last, found.mean, band),
        Line("true R", np.arange(cases.days), true, style="dashed"),
    ]
    return Picture("Rt by the method of Cori, simulated outbreak", "day the window ends", "R", lines, levels=[1.0], y_top=4.0)


def delays_picture() -> Picture:
    """How much too short is the plain mean while the outbreak grows?"""
    generator = np.random.default_rng(17)
    growth = np.arange(0.0, 0.31, 0.03)
    plain, mended = [], []
    for rate in growth:
        number = np.maximum(20, 400 * np.exp(-rate * np.arange(35))).astype(int)
        ages = np.repeat(np.arange(35), number)
        pairs = [
            (TODAY - timedelta(days=int(age)), TODAY - timedelta(days=int(age - delay)))
            for age, delay in zip(ages, generator.integers(0, 10, ages.size), strict=True)
        ]
        found = delay_estimate(observed_delays(pairs, as_of=TODAY), reach=14)
        plain.append(found.naive_mean)
        mended.append(found.distribution.mean)
    lines = [Line("plain mean", growth, plain), Line("right truncation handled", growth, mended)]
    return Picture("Mean delay seen in a growing outbreak; true mean 4.5 days", "growth a day", "days", lines, levels=[4.5], y_top=6.0)


def chains_picture() -> Picture:
    """Which share of all infections comes from which part of the cases?"""
    parts = np.linspace(0.01, 1.0, 60)
    laws = (0.1, 0.5, float("inf"))
    lines = [Line(f"k = {k:g}", parts * 100, [100 * top_share(2.0, k, top=Share(float(part))) for part in parts]) for k in laws]
    title = "Share of infections from the most infecting cases, R = 2"
    return Picture(title, "% of cases, most infecting first", "% of infections", lines, y_top=125.0)


def ending_picture() -> Picture:
    """How does every clear day, and every round, make the end more likely?"""
    interval = discretised_gamma(Days(4.0), Days(2.0), length=25)
    clear = np.arange(1, 15)
    cases = [-6, -4, -3, -1, 0]
    known = [outbreak_over(cases, Spreading(2.0, 0.5, interval), today=float(day)) for day in clear]
    lines = [Line("no known case has infections to come", clear, known)]
    for covered in (0.0, 0.7, 0.95):
        rounds = [Screened(int(day), Share(covered), Probability(0.8)) for day in (2, 4, 6, 8, 10, 12)]
        runs = [
            hidden_chain(
                Spreading(0.9, 0.5, interval), Surveillance([found for found in rounds if found.day <= day]), days=int(day), expected=0.5
            ).runs
            for day in clear
        ]
        lines.append(Line(f"hidden chain, rounds of {covered:.0%}", clear, runs, style="dashed"))
    return Picture("Five cases, then clear days; a round every second day", "clear days", "probability", lines, y_top=1.4)


def progress_picture() -> Picture:
    """How little do nine of ten say?"""
    whole = np.array([10, 20, 30, 40, 50, 60, 80, 100, 150, 200])
    found = [share_of(PersonCount(int(number * 0.9)), PersonCount(int(number))) for number in whole]
    band = ([each.low for each in found], [each.high for each in found])
    lines = [Line("90 % found under control, with 95 % interval", whole, [each.share or 0 for each in found], band)]
    return Picture("What a share of 90 % may truly be, by the number of new infections", "new infections", "share", lines, y_top=1.15)


def pooled_picture() -> Picture:
    """Up to which Ct does a pool find a positive?"""
    cost = Dilution(Estimate(0.9, 0.9, 0.9), Estimate(0.8, 0.8, 0.8), PersonCount(60), PersonCount(0), small=False)
    ct = np.linspace(26, 37, 80)
    lines = [Line(f"{size}:1", ct, detection(ct, PoolSize(size), cost, cutoff=37)) for size in (5, 10, 20)]
    return Picture("Detection in a pool; cutoff 37, 0.9 cycles a doubling", "Ct of the sample alone", "probability", lines, y_top=1.2)


def trees_picture() -> Picture:
    """How many links are right, with which evidence?"""
    laws = discretised_gamma(Days(5.0), Days(2.0), length=20), discretised_gamma(Days(4.0), Days(1.5), length=15)
    timing = serial_timing(*laws)
    mutations = np.array([0.25, 0.5, 1.0, 2.0, 4.0])
    right: dict[str, list[float]] = {"dates and genomes": [], "the same, and exposures": []}
    for mean in mutations:
        shares: list[list[float]] = [[], []]
        for seed in range(2):
            parents, known = simulated_tree(np.random.default_rng(seed), Outbreak(*laws, mutations=float(mean)), size=100)
            for number, evidence in enumerate((Evidence(known.onsets, distances=known.distances), known)):
                shares[number].append(float((transmission_tree(evidence, timing).likeliest == parents).mean()))
        for name, found in zip(right, shares, strict=True):
            right[name].append(100 * float(np.mean(found)))
    lines = [Line(name, mutations, found) for name, found in right.items()]
    return Picture("Links right in 100 simulated cases", "mutations per transmission", "%", lines, levels=[82.0], y_top=120.0)


def growth_picture() -> Picture:
    """What did three forecasts of a week say, and what came?"""
    cases = simulated_outbreak()
    interval = discretised_gamma(Days(4.0), Days(2.0), length=cases.days)
    lines = [Line("cases", np.arange(cases.days), cases.total, style="dots")]
    for origin in (14, 21, 28):
        made = forecast(incidence(cases.total[:origin]), interval, np.random.default_rng(1), days=7)
        band = (made.quantile(0.025), made.quantile(0.975))
        lines.append(Line(f"said on day {origin - 1}, 95 %", np.arange(origin, origin + 7), made.quantile(0.5), band))
    return Picture("Forecasts of a week; R fell from 1.8 to 0.6 on day 22", "day", "cases", lines, y_top=250.0, marks=[22.0])


def tracing_picture() -> Picture:
    """What does each further day of look-back cost?"""
    generator = np.random.default_rng(4)
    home, work, market = (kind_code(kind) for kind in (SharedPlace.HOUSEHOLD, SharedPlace.WORKPLACE, SharedPlace.VENUE))
    days, rows = LocalDays(UTC), []
    for back in range(7):
        morning = days.begins(TODAY - timedelta(days=back)) + 480
        rows += [(person, 1, morning - 480, morning) for person in range(3)]
        rows += [(person, 2, morning, morning + 480) for person in (0, *generator.choice(np.arange(3, 15), 6, replace=False).tolist())]
        rows += [(person, 10 + back, morning + 500, morning + 560) for person in (0, *range(100 + 25 * back, 125 + 25 * back))]
    person, place, begin, end = np.array(rows).T
    named = places({1: home, 2: work, **{10 + back: market for back in range(7)}})
    tracer = ContactTracer(
        shipped_library().protocol("cn-covid-9"), BruteForce(stays(person=person, place=place, begin=begin, end=end), named), days
    )
    looks = np.arange(7)
    found: dict[str, list[int]] = {"close": [], "venue_exposed": []}
    for back in looks.tolist():
        ill = CaseAnchors("symptomatic", {Anchor.ONSET: TODAY - timedelta(days=back - 2)})
        counts = tracer.trace([(0, ill)], as_of=datetime.combine(TODAY, time(23), tzinfo=UTC)).people.count()
        for group, numbers in found.items():
            numbers.append(counts[group])
    lines = [Line(name, looks, numbers) for name, numbers in zip(("close contacts", "exposed at a venue"), found.values(), strict=True)]
    return Picture("Persons proposed for one simulated case, by days of look-back", "days before today", "persons", lines, marks=[2.0, 4.0])


PICTURES: Mapping[str, Callable[[], Picture]] = {
    "rt": rt_picture,
    "delays": delays_picture,
    "chains": chains_picture,
    "ending": ending_picture,
    "progress": progress_picture,
    "pooled": pooled_picture,
    "trees": trees_picture,
    "growth": growth_picture,
    "tracing": tracing_picture,
}


def main(names: list[str]) -> int:
    """Draw those named, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names or PICTURES:
        (FOLDER / f"{name}.svg").write_text(svg(PICTURES[name]()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
