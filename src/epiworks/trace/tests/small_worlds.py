"""Small worlds in which everything can happen, and rows to compare."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from hypothesis import strategies as st

from epiworks.trace.question import Evidence, Exposures, Question, extra_stays, question
from epiworks.trace.stays import Stays, places, stays

KINDS = places({70: 1, 71: 2, 72: 1})
"""Place 73 is in no table."""
MINUTE = st.integers(0, 4 * 24).map(lambda quarter: quarter * 60) | st.integers(0, 4 * 1440)
LENGTH = st.sampled_from([0, 1, 30, 60, 600, 1440, 2047, 2048, 5000]) | st.integers(0, 300)
STAY = st.tuples(st.integers(0, 5), st.integers(70, 73), MINUTE, LENGTH)


def kept(rows: list[tuple[int, int, int, int]]) -> Stays:
    """Stays of rows (person, place, begin, minutes)."""
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), 4)
    return stays(person=columns[:, 0], place=columns[:, 1], begin=columns[:, 2], end=columns[:, 2] + columns[:, 3])


def crowd(people: int, minutes: Sequence[int]) -> Stays:
    """So many people, two stays each at one of three places on the first day and the night after."""
    generator = np.random.default_rng(7)
    return stays(
        person=np.tile(np.arange(people), 2),
        place=generator.choice([70, 71, 71, 72], 2 * people),
        begin=(begin := generator.integers(0, 1440, 2 * people)),
        end=begin + generator.choice(minutes, 2 * people),
    )


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Questions about a few cases, with tails, extra stays and both ways of grouping."""
    cases = draw(st.lists(st.tuples(st.integers(0, 6), MINUTE, LENGTH), min_size=1, max_size=4))
    extra = draw(st.lists(st.tuples(st.integers(0, len(cases) - 1), st.integers(70, 74), MINUTE, LENGTH), max_size=2))
    person, begin, minutes = np.array(cases, dtype=np.int64).T
    case, place, start, long = np.array(extra, dtype=np.int64).reshape(len(extra), 4).T
    return question(
        person=person,
        begin=begin,
        end=begin + minutes,
        tails=draw(st.dictionaries(st.integers(0, 2), st.integers(0, 200))),
        extra=extra_stays(case=case, place=place, begin=start, end=start + long),
        by_place=draw(st.booleans()),
    )


def same(one: Exposures | Evidence, other: Exposures | Evidence) -> bool:
    """Are all rows of both the same, column by column, of the same types?"""
    pairs = [(getattr(one, column.name), getattr(other, column.name)) for column in fields(one)]
    return all(mine.dtype == yours.dtype and np.array_equal(mine, yours) for mine, yours in pairs)


def everybody(found: Exposures) -> list[tuple[int, int]]:
    """The pairs (case, person) of an answer."""
    return sorted(set(zip(found.case.tolist(), found.person.tolist(), strict=True)))
