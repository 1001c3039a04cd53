"""What a sampler is told before one more person goes into the tube."""

from hypothesis import given
from hypothesis import strategies as st

from outpace.screening.rules.sampling import PUT_IN, PersonInUse, ScanVerdict, TubeInUse, judge_scan

PASS = 7
tubes = st.builds(
    TubeInUse,
    pass_id=st.sampled_from([None, PASS, 8]),
    people=st.integers(0, 25),
    pool_size=st.sampled_from([0, 1, 5, 10, 20]),
    is_sealed=st.booleans(),
    is_sound=st.booleans(),
)
people = st.builds(PersonInUse, in_tube=st.booleans(), sampled_before=st.booleans())


NEWCOMER = PersonInUse()


def judge(tube: TubeInUse, person: PersonInUse = NEWCOMER, *, anyway: bool = False) -> ScanVerdict:
    return judge_scan(tube, person, pass_id=PASS, anyway=anyway)


@given(tubes, people, st.booleans())
def test_nobody_is_put_into_a_tube_that_cannot_take_them(tube: TubeInUse, person: PersonInUse, anyway: bool) -> None:
    if judge(tube, person, anyway=anyway) in PUT_IN:
        assert tube.pass_id in {None, PASS}
        assert tube.is_sound
        assert not tube.is_sealed
        assert tube.people < (tube.pool_size or tube.most)
        assert not person.in_tube


@given(tubes, people)
def test_insisting_matters_only_for_somebody_sampled_before(tube: TubeInUse, person: PersonInUse) -> None:
    plain, insisted = judge(tube, person), judge(tube, person, anyway=True)
    assert plain == insisted or (plain, insisted) == (ScanVerdict.SAMPLED_BEFORE, ScanVerdict.SAMPLED_AGAIN)


@given(st.integers(0, 60), st.sampled_from([5, 10, 20]))
def test_a_household_tube_is_full_when_it_holds_as_many_as_any_tube_of_the_pass(size: int, most: int) -> None:
    full = judge(TubeInUse(PASS, size, 0, False, True, most)) is ScanVerdict.FULL
    assert full == (size >= most)


def test_a_tube_of_another_pass_is_refused_even_when_full() -> None:
    assert judge(TubeInUse(8, 10, 10, True, False)) is ScanVerdict.ELSEWHERE


def test_the_tenth_person_fits_and_the_eleventh_does_not() -> None:
    assert judge(TubeInUse(PASS, 9, 10, False, True)) is ScanVerdict.ADDED
    assert judge(TubeInUse(PASS, 10, 10, False, True)) is ScanVerdict.FULL
