"""The one door: trace, explain, look back, look again."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from epiworks.protocol import Anchor, CaseAnchors, SharedPlace
from epiworks.protocol.tests.making import packs
from epiworks.trace.cases import Known
from epiworks.trace.people import People
from epiworks.trace.question import extra_stays
from epiworks.trace.rules import kind_code
from epiworks.trace.stays import places
from epiworks.trace.tests.worlds import DAY, DAYS, MIDNIGHT, PLACE, World
from epiworks.trace.tracing import ContactTracer, compare_people

ILL = CaseAnchors("symptomatic", {Anchor.ONSET: DAY}, ended=DAY)
NOON = datetime.combine(DAY + timedelta(days=1), datetime.min.time(), tzinfo=DAYS.zone) + timedelta(hours=12)
NAMED = places({number: kind_code(kind) for kind, number in PLACE.items() if kind is not SharedPlace.UNKNOWN})


def tracer(world: World, pack: str = "cn-covid-8") -> ContactTracer:
    return ContactTracer(packs(pack), world.basis().tracer, DAYS, places=NAMED)


WORLD = (
    World().at(SharedPlace.HOUSEHOLD, 1, 2).at(SharedPlace.WORKPLACE, 2, 3, hours=(10, 12)).at(SharedPlace.VENUE, 1, 9, hours=(-60, -58))
)


def test_contacts_and_their_contacts_come_in_one_answer_with_its_lines() -> None:
    traced = tracer(WORLD).trace([(1, ILL)], as_of=NOON)
    assert {
        person: traced.people.classes[group] for person, group in zip(traced.people.person.tolist(), traced.people.group, strict=True)
    } == {
        2: "close",
        3: "secondary",
    }
    assert [line.address for line in traced.because] == ["infectious_window.symptomatic", "contact_classes.secondary"]


def test_both_generations_are_explained_by_the_numbers_of_the_store() -> None:
    traced = tracer(WORLD).trace([(1, ILL)], as_of=NOON)
    assert [exposure.verdict.value.group for exposure in traced.explain(case=1, person=2)] == ["close"]
    assert [exposure.verdict.value.group for exposure in traced.explain_second(contact=2, person=3)] == ["secondary"]
    assert traced.explain(case=1, person=3) == traced.explain(case=7, person=2) == ()


def test_where_a_case_got_it_is_people_and_venues_with_the_lines() -> None:
    found = tracer(WORLD).traceback([(1, ILL)], as_of=NOON)
    assert sorted(person for person, _ in found.sources.of(0)) == [2, 9]
    assert {venue.kind for venue in found.venues} == {SharedPlace.VENUE, SharedPlace.HOUSEHOLD}
    assert (found.shared, [line.address for line in found.because]) == ((), ["infectious_window.symptomatic", "incubation.default"])


def test_proposals_of_a_case_come_place_by_place_with_one_class_a_person() -> None:
    world = World().at(SharedPlace.VENUE, 1, 2, 3, 4, hours=(8, 9)).at(SharedPlace.HOUSEHOLD, 1, 2, hours=(10, 20))
    world.at(SharedPlace.WATER_POINT, 1, 5)
    venue, home = tracer(world).trace([(1, ILL)], as_of=NOON).by_place(case=1)
    assert (venue.kind, len(venue), venue.count(), venue.first.hour) == (SharedPlace.VENUE, 3, {"close": 1, "general": 2}, 8)
    assert (home.place, home.person.tolist(), home.minutes.tolist(), home.last.hour) == (PLACE[SharedPlace.HOUSEHOLD], [2], [600], 19)
    assert tracer(world).trace([(1, ILL)], as_of=NOON).by_place(case=7) == ()


def test_an_itinerary_is_grouped_and_explained_with_its_own_case_only() -> None:
    room = PLACE[SharedPlace.ROOM]
    extra = extra_stays(case=[1, 0], place=[room, room + 1000], begin=[MIDNIGHT + 480] * 2, end=[MIDNIGHT + 540] * 2)
    world = World().at(SharedPlace.ROOM, 2).at(SharedPlace.ROOM, 3, which=1)
    traced = replace(tracer(world), known=Known(extra=extra)).trace([(1, ILL), (9, ILL)], as_of=NOON)
    assert [[group.person.tolist() for group in traced.by_place(case=case)] for case in (1, 9)] == [[[3]], [[2]]]
    assert [stay.place for exposure in traced.explain(case=9, person=2) for stay in exposure.stays] == [room]


def test_without_a_table_of_kinds_every_kind_is_searched() -> None:
    whole = ContactTracer(packs("cn-covid-8"), WORLD.basis().tracer, DAYS)
    assert whole.trace([(1, ILL)], as_of=NOON).people.person.tolist() == [2, 3]


def look(**group_and_last: tuple[int, int]) -> People:
    """Persons `p1`, `p2` ... with class and last day."""
    person = np.array([int(name[1:]) for name in group_and_last])
    group, last = (np.array(column, dtype=np.int32) for column in zip(*group_and_last.values(), strict=True))
    return People(person, group.astype(np.int8), np.ones_like(last), last, last, ("close", "secondary", "general"))


def test_a_second_look_tells_what_is_new_gone_raised_lowered_and_later() -> None:
    before = look(p1=(0, 5), p2=(2, 5), p3=(0, 5), p4=(0, 5), p5=(0, 5))
    changed = compare_people(before, look(p2=(1, 5), p3=(2, 5), p4=(0, 6), p5=(0, 5), p6=(0, 5)))
    assert [changed.new.tolist(), changed.gone.tolist(), changed.raised.tolist()] == [[6], [1], [2]]
    assert [changed.lowered.tolist(), changed.later.tolist()] == [[3], [4]]


def test_looks_under_different_packs_are_not_compared() -> None:
    people = [tracer(WORLD, pack).trace([(1, ILL)], as_of=NOON).people for pack in ("cn-covid-8", "cn-covid-9")]
    with pytest.raises(ValueError, match="same classes"):
        compare_people(*people)
