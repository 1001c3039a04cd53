"""The index gives the rules what the reference gives them: proposals, evidence, second hops and sources are the same."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.protocol import Anchor, CaseAnchors, SharedPlace
from epiworks.protocol.tests.making import packs
from epiworks.trace.brute_force import BruteForce
from epiworks.trace.index import open_index
from epiworks.trace.tests.worlds import DAY, DAYS, World
from epiworks.trace.tracing import ContactTracer, Traced

NOON = datetime.combine(DAY + timedelta(days=1), datetime.min.time(), tzinfo=DAYS.zone) + timedelta(hours=12)
ILL = [(person, CaseAnchors("symptomatic", {Anchor.ONSET: DAY, Anchor.RASH: DAY})) for person in (1, 2)]

kinds = st.sampled_from([SharedPlace.HOUSEHOLD, SharedPlace.VENUE, SharedPlace.CELL, SharedPlace.UNKNOWN])
stay = st.tuples(kinds, st.integers(1, 5), st.integers(-30, 40), st.integers(0, 30))


def told(traced: Traced) -> list[object]:
    """Everything that is shown: rows of both generations, persons, and every explanation."""
    tables = [traced.first.to_arrow(), traced.people.to_arrow(), *(hop.found.to_arrow() for hop in traced.hops)]
    pairs = [(case, person) for case in (1, 2) for person in range(1, 6)]
    explained = [traced.explain(case=case, person=person) for case, person in pairs]
    places = [[(group.place, group.person.tolist(), group.minutes.tolist()) for group in traced.by_place(case=case)] for case in (1, 2)]
    return [*(table.to_pylist() for table in tables), explained, places]


@settings(max_examples=25, deadline=None)
@given(st.lists(stay, max_size=14), st.sampled_from(["cn-covid-8", "cn-covid-9", "measles"]))
def test_index_and_reference_propose_and_explain_the_same(drawn: list[tuple[SharedPlace, int, int, int]], pack: str) -> None:
    world = World()
    for kind, person, hour, length in drawn:
        world.at(kind, person, hours=(hour, hour + length))
    reference = world.basis().tracer
    assert isinstance(reference, BruteForce)
    with TemporaryDirectory() as folder:
        index = open_index(Path(folder), reference.kinds)
        index.add(reference.kept)
        one = ContactTracer(packs(pack), reference, DAYS)
        other = replace(one, tracer=index)
        assert told(one.trace(ILL, as_of=NOON)) == told(other.trace(ILL, as_of=NOON))
        back, again = (tracer.traceback(ILL, as_of=NOON) for tracer in (one, other))
        assert [back.sources.of(case) for case in (0, 1)] == [again.sources.of(case) for case in (0, 1)]
        assert (back.shared, back.venues) == (again.shared, again.venues)
