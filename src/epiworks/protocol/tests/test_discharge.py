"""Discharge from care on Ct values, and who comes back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import DischargeVerdict, Outcome, Readmission, ReasonKey, TestResult, discharge, readmission
from epiworks.protocol.tests.making import after, holding, made, packs, sampled

IN = date(2022, 8, 11)
CLINICAL = packs("cn-clin-9")


def on(results: list[TestResult], days: int = 7, pack: str = "cn-clin-9") -> DischargeVerdict:
    return discharge(packs(pack), "asymptomatic", results, admitted=IN, as_of=after(IN, days)).value


def weak(days: int, *ct: float, hour: int = 9) -> TestResult:
    return sampled(after(IN, days), Outcome.POSITIVE, *(ct or (35.0,)), hour=hour)


def test_qiongjies_two_infections_left_fangcang_after_seven_days() -> None:
    assert on([weak(6, 36.0, 38.2), weak(7)]).eligible


def test_two_clear_results_need_24_hours_between_them() -> None:
    found = on([weak(7, hour=1), weak(7, hour=23)])
    assert found.unmet[0].key is ReasonKey.CT_TOO_FEW
    assert found.unmet[0].get("results") == 1


def test_one_gene_target_below_35_is_not_clear() -> None:
    assert on([weak(6), weak(7, 34.9, 40.0)]).unmet[0].key is ReasonKey.CT_TOO_LOW


def test_a_clear_run_is_broken_by_a_strong_positive_between() -> None:
    assert not on([weak(5), weak(6, 30.0), weak(7)]).eligible


def test_negatives_are_clear_positives_without_ct_are_not_and_invalid_ones_are_passed_over() -> None:
    assert on([sampled(after(IN, 5)), sampled(after(IN, 6), Outcome.INVALID), sampled(after(IN, 7))]).eligible
    assert not on([sampled(after(IN, 6), Outcome.POSITIVE), sampled(after(IN, 7), Outcome.POSITIVE)]).eligible
    assert not on([sampled(after(IN, 5)), sampled(after(IN, 6)), sampled(after(IN, 7), Outcome.PENDING)]).eligible


def test_without_results_nobody_leaves() -> None:
    assert on([]).unmet[0].key is ReasonKey.CT_TOO_FEW


def test_results_of_tomorrow_do_not_count() -> None:
    assert not on([weak(6), weak(8)], days=7).eligible


def test_ebola_ends_with_two_negatives_48_hours_apart() -> None:
    def leaves(*days: int) -> bool:
        found = [sampled(after(IN, day)) for day in days]
        return discharge(packs("who-ebola"), "confirmed", found, admitted=IN, as_of=after(IN, 9)).value.eligible

    assert [leaves(7, 8), leaves(7, 9)] == [False, True]


def test_home_care_of_the_new_ten_tests_on_days_six_and_seven() -> None:
    assert on([weak(6), weak(7)], pack="cn-covid-9+10").eligible
    assert not on([weak(4), weak(5)], pack="cn-covid-9+10").eligible


def test_a_pack_may_ask_for_a_least_stay() -> None:
    rule = {"ct_at_least": 35, "consecutive": 1, "gap_hours": 0, "min_days": 10, "source": ["SH-Ct"]}
    protocol = holding(made(rules={"discharge": {"mild": rule}}))
    found = discharge(protocol, "mild", [weak(9)], admitted=IN, as_of=after(IN, 9)).value
    assert [reason.key for reason in found.unmet] == [ReasonKey.STAY_TOO_SHORT]
    assert discharge(protocol, "mild", [weak(9)], admitted=IN, as_of=after(IN, 10)).value.eligible


@pytest.mark.parametrize(
    ("outcome", "ct", "back"),
    [
        (Outcome.POSITIVE, (34.9, 40.0), True),
        (Outcome.POSITIVE, (35.0,), False),
        (Outcome.POSITIVE, (), True),
        (Outcome.NEGATIVE, (), False),
        (Outcome.PENDING, (), False),
    ],
)
def test_a_re_positive_comes_back_only_below_35(outcome: Outcome, ct: tuple[float, ...], back: bool) -> None:
    result = sampled(IN, outcome, *ct)
    assert readmission(CLINICAL, "discharged", result).value == Readmission(back, changes_zone=False)
    assert readmission(packs("cn-covid-9+20"), "inbound_positive", result).value.returns is back


results = st.lists(st.tuples(st.integers(0, 9), st.floats(20, 40), st.integers(0, 23)), max_size=8).map(
    lambda found: [weak(day, ct, hour=hour) for day, ct, hour in found]
)


@given(results)
def test_nobody_leaves_whose_newest_result_is_strong(found: list[TestResult]) -> None:
    strong = TestResult(max((r.sampled_at for r in found), default=weak(0).sampled_at) + timedelta(hours=1), Outcome.POSITIVE, (20.0,))
    assert not on([*found, strong], days=12).eligible


@given(results)
def test_the_order_in_which_results_arrive_does_not_matter(found: list[TestResult]) -> None:
    shuffled = sorted(found, key=lambda result: (result.ct, result.sampled_at))
    unequal = len({result.sampled_at for result in found}) == len(found)
    assert not unequal or on(shuffled, days=12) == on(found, days=12)
