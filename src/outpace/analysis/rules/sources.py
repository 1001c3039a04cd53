"""From whom may a case have its infection? Exactly over all trees of the cases around it, from days, windows and recorded exposures."""

from datetime import date

import numpy as np

from epiworks.epi.special import Flags
from epiworks.epi.trees import Evidence, Timing, transmission_tree
from outpace.analysis.data.curve import Lack
from outpace.analysis.data.inputs import Borrowed
from outpace.analysis.data.sources import PossibleSource, SourcesFound
from outpace.analysis.rules.papers import figure
from outpace.casework.choices.cases import Doubt
from outpace.casework.data.sources import Suspect, SuspectTable

MOST_SHOWN, LEAST = 10, 0.01
EARLIEST_GAP = -3
"""A case may fall ill up to three days before its source: who was infected later may have had the shorter incubation."""


def sources(table: SuspectTable, borrowed: Borrowed | None) -> SourcesFound:
    """Which cases most likely infected this one? Links that people ruled out are impossible; other judgements are shown, not used."""
    suspects = table.suspects
    if borrowed is None or len(suspects) < 2:
        lack = Lack.NO_INTERVAL if borrowed is None else Lack.FEW_CASES
        return SourcesFound((), None, None, len(suspects) - 1, table.cut, _by_sample(suspects), table.packs, borrowed, lack)
    place = next(number for number, one in enumerate(suspects) if one.case_id == table.case_id)
    index = {one.case_id: number for number, one in enumerate(suspects)}
    onsets = np.array([float(one.fell_ill.toordinal()) for one in suspects])
    evidence = Evidence(onsets, possible=_possible(table, index), exposed=_exposed(table, index))
    found = transmission_tree(evidence, timing(borrowed))
    order = np.argsort(-found.links[:, place], kind="stable")
    rows = [
        PossibleSource(
            case_id=suspects[number].case_id,
            chance=figure(float(found.links[number, place])),
            gap=int(onsets[place] - onsets[number]),
            exposed=bool((suspects[number].case_id, table.case_id) in table.exposed),
            judged=table.judged.get((suspects[number].case_id, table.case_id)),
        )
        for number in order[:MOST_SHOWN]
        if found.links[number, place] >= LEAST
    ]
    outside = figure(float(found.outside[place]))
    others = figure(max(1 - outside - sum(row.chance for row in rows), 0.0))
    return SourcesFound(
        tuple(rows), others, outside, len(suspects) - 1, table.cut, _by_sample(suspects), table.packs, borrowed, Lack.NOTHING
    )


def timing(borrowed: Borrowed) -> Timing:
    """How likely is each gap of onsets? A normal law of the borrowed mean and spread by whole days: gaps may be negative, as they are."""
    gaps = np.arange(EARLIEST_GAP, int(borrowed.mean + 5 * borrowed.sd) + 1)
    chances = np.exp(-(((gaps - borrowed.mean) / borrowed.sd) ** 2) / 2)
    return Timing(EARLIEST_GAP, chances / chances.sum())


def timing_of(borrowed: Borrowed | None) -> Timing | None:
    """As `timing`; None where nothing is borrowed."""
    return None if borrowed is None else timing(borrowed)


def _possible(table: SuspectTable, index: dict[int, int]) -> Flags:
    """May i have infected j, by the packs' windows and by what people ruled out?"""
    suspects = table.suspects
    allowed = np.array([[_overlap(one, other) for other in suspects] for one in suspects], dtype=np.bool_)
    for (source, case), doubt in table.judged.items():
        if doubt is Doubt.RULED_OUT:
            allowed[index[source], index[case]] = False
    return allowed


def _overlap(source: Suspect, case: Suspect) -> bool:
    begins, ends = source.infectious_first, source.infectious_last
    first, last = case.infected_first or date.min, case.infected_last
    return (begins is None or last is None or begins <= last) and (ends is None or first <= ends)


def _exposed(table: SuspectTable, index: dict[int, int]) -> Flags | None:
    """None where nobody here was a contact of anybody: then exposures say nothing."""
    if not table.exposed:
        return None
    flags = np.zeros((len(index), len(index)), dtype=np.bool_)
    for source, case in table.exposed:
        flags[index[source], index[case]] = True
    return flags


def _by_sample(suspects: tuple[Suspect, ...]) -> int:
    return sum(not one.has_onset for one in suspects)
