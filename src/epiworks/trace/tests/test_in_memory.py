"""The stays in memory answer what the reference answers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.trace.brute_force import BruteForce
from epiworks.trace.in_memory import InMemoryTracer
from epiworks.trace.question import Question
from epiworks.trace.tests.small_worlds import KINDS, STAY, everybody, kept, questions, same

WORLD = st.lists(STAY, max_size=30)
ASKED = st.tuples(st.integers(0, 6), st.integers(70, 74), st.integers(0, 6000), st.integers(0, 6000))


@settings(deadline=None, max_examples=60)
@given(rows=WORLD, asked=questions())
def test_exposures_and_evidence_equal_the_reference(rows: list[tuple[int, int, int, int]], asked: Question) -> None:
    reference, memory = BruteForce(kept(rows), KINDS), InMemoryTracer(kept(rows), KINDS)
    expected = reference.exposures(asked)
    assert same(expected, memory.exposures(asked))
    pairs = everybody(expected)
    assert same(reference.evidence(asked, pairs), memory.evidence(asked, pairs))


@settings(deadline=None, max_examples=60)
@given(rows=WORLD, asked=st.lists(ASKED, min_size=1))
def test_presence_equals_the_reference(rows: list[tuple[int, int, int, int]], asked: list[tuple[int, int, int, int]]) -> None:
    person, place, begin, end = np.array(asked).T
    expected = BruteForce(kept(rows), KINDS).presence(person=person, place=place, begin=begin, end=end)
    assert InMemoryTracer(kept(rows), KINDS).presence(person=person, place=place, begin=begin, end=end).tolist() == expected.tolist()
