"""Published figures against themselves: the golden sums and the oddities of the source reports."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.plan.plausible import (
    NORMS_GRAMS,
    Basis,
    RatioBounds,
    child_within_parent,
    classes_unmixed,
    comparable,
    days_of_supply,
    duplicates,
    items_unmixed,
    part_of,
    ratio,
    supply_short,
    zones_unique,
)
from epiworks.plan.reconcile import Pipeline, RoundFigures, class_sum, cumulative, passes, pipeline_gaps, rounds_compared
from epiworks.plan.remarks import Remark, RemarkKey, Severity
from epiworks.units import PersonCount, PersonTimes, Share

AT = datetime.fromisoformat("2022-08-13T12:00:00+08:00")
ZEKU = PersonCount(75_700)


def keys(remarks: tuple[Remark, ...]) -> list[RemarkKey]:
    return [remark.key for remark in remarks]


def times(sampled: int, tested: int, uploaded: int) -> Pipeline:
    return Pipeline(PersonTimes(sampled), PersonTimes(tested), PersonTimes(uploaded))


def test_shigatse_had_332_100_samples_without_a_result() -> None:
    gaps = pipeline_gaps(times(1_570_100, 1_337_800, 1_238_000))
    assert (gaps.untested, gaps.not_uploaded, gaps.without_result) == (232_300, 99_800, 332_100)
    assert gaps.share_without_result == pytest.approx(0.212, abs=0.0005)
    assert keys(gaps.remarks) == [RemarkKey.STAGE_BACKLOG]


@pytest.mark.parametrize(
    ("figures", "key"),
    [
        (times(10, 11, 5), RemarkKey.TESTED_ABOVE_SAMPLED),
        (times(10, 9, 10), RemarkKey.UPLOADED_ABOVE_TESTED),
        (times(10, 9, -1), RemarkKey.NEGATIVE_COUNT),
    ],
)
def test_a_later_stage_above_an_earlier_one_is_rejected(figures: Pipeline, key: RemarkKey) -> None:
    remarks = pipeline_gaps(figures).remarks
    assert key in keys(remarks)
    assert all(remark.severity is Severity.REJECT for remark in remarks)


def test_a_finished_round_needs_no_remark() -> None:
    assert pipeline_gaps(times(12_263, 12_263, 12_263)).remarks == ()
    assert pipeline_gaps(times(0, 0, 0)).share_without_result == Share(0.0)


def test_baise_results_add_up() -> None:
    assert class_sum(207_506, {"negative": 207_321, "preliminary": 98, "awaiting": 87}) is None


def test_a_sum_that_is_off_by_one_is_rejected_with_the_difference() -> None:
    found = class_sum(207_506, {"negative": 207_321, "preliminary": 98, "awaiting": 86})
    assert found is not None
    assert (found.severity, found.get("difference")) == (Severity.REJECT, 1)


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        (59, [56, 3]),
        (443, [51, 308, 25, 7, 4, 48]),
        (16, [3, 1, 12]),
        (253, [103, 133, 1, 7, 7, 2]),
        (141, [57, 84]),
        (99, [88, 5, 3, 1, 1, 1]),
    ],
)
def test_the_published_child_sums_are_consistent(total: int, parts: list[int]) -> None:
    assert class_sum(total, {str(position): part for position, part in enumerate(parts)}) is None


def test_the_cumulative_99_and_848_are_plain_sums() -> None:
    assert cumulative(24, [59, 16], 99) is None
    assert cumulative(152, [443, 253], 848) is None
    assert (cumulative(24, [8], 32), cumulative(152, [85], 237)) == (None, None)
    found = cumulative(24, [59], 99)
    assert found is not None
    assert found.get("difference") == 16


def test_zekus_second_round_is_larger_and_coverage_cannot_be_read_from_it() -> None:
    remarks = rounds_compared(RoundFigures(PersonCount(12_263)), RoundFigures(PersonCount(12_762)))
    assert keys(remarks) == [RemarkKey.LATER_ROUND_LARGER, RemarkKey.DENOMINATOR_UNKNOWN]
    assert (remarks[0].get("more"), remarks[0].get("share")) == (499, 0.0407)


def test_with_denominators_the_growth_is_split_into_new_people_and_missed_people() -> None:
    first = RoundFigures(PersonCount(12_263), due=PersonCount(12_500))
    second = RoundFigures(PersonCount(12_762), due=PersonCount(12_800))
    remarks = rounds_compared(first, second)
    assert keys(remarks) == [RemarkKey.LATER_ROUND_LARGER, RemarkKey.DENOMINATOR_GREW, RemarkKey.FIRST_ROUND_MISSED]
    assert (remarks[1].get("by"), remarks[2].get("missed")) == (300, 237)


def test_a_round_above_its_own_denominator_is_rejected() -> None:
    remarks = rounds_compared(RoundFigures(PersonCount(12_263), PersonCount(12_000)), RoundFigures(PersonCount(100)))
    assert keys(remarks) == [RemarkKey.ROUND_ABOVE_DENOMINATOR]


def test_growth_from_nothing_and_a_complete_first_round_leave_little_to_say() -> None:
    remarks = rounds_compared(RoundFigures(PersonCount(0), PersonCount(0)), RoundFigures(PersonCount(5), PersonCount(5)))
    assert keys(remarks) == [RemarkKey.LATER_ROUND_LARGER, RemarkKey.DENOMINATOR_GREW]
    equal = rounds_compared(RoundFigures(PersonCount(4), PersonCount(5)), RoundFigures(PersonCount(5), PersonCount(5)))
    assert keys(equal) == [RemarkKey.LATER_ROUND_LARGER, RemarkKey.FIRST_ROUND_MISSED]


def test_qiongjies_three_rounds_are_nine_passes_and_no_number_of_people() -> None:
    found = passes(PersonTimes(133_376), rounds=3, passes_in_all=9)
    assert (round(found.per_pass), round(found.per_round)) == (14_820, 44_459)
    assert keys(found.remarks) == [RemarkKey.ROUND_IS_SEVERAL_PASSES]


def test_one_pass_to_a_round_needs_no_remark_and_uneven_passes_are_queried() -> None:
    assert passes(PersonTimes(100), rounds=2, passes_in_all=2).remarks == ()
    assert RemarkKey.PASSES_NOT_MULTIPLE in keys(passes(PersonTimes(100), rounds=2, passes_in_all=3).remarks)
    with pytest.raises(ValueError, match="at least one"):
        passes(PersonTimes(1), rounds=0, passes_in_all=1)


def test_460_000_monastics_in_1_787_temples_are_probably_46_000() -> None:
    remarks = ratio(460_000, 1_787, RatioBounds("monastics per temple", 2, 100))
    assert keys(remarks) == [RemarkKey.RATIO_OUT_OF_BOUNDS, RemarkKey.PROBABLY_TENFOLD]
    assert remarks[1].get("meant") == 46_000
    assert ratio(46_000, 1_787, RatioBounds("monastics per temple", 2, 100)) == ()


def test_a_tenth_printed_is_recognised_too_and_nonsense_is_only_queried() -> None:
    bounds = RatioBounds("residents per household", 2, 8)
    assert ratio(400, 1_000, bounds)[1].get("meant") == 4_000
    assert keys(ratio(400_000, 10, bounds)) == [RemarkKey.RATIO_OUT_OF_BOUNDS]
    with pytest.raises(ValueError, match="below the line"):
        ratio(1, 0, bounds)


def test_one_person_in_eight_is_not_a_monastic() -> None:
    large = part_of(460_000, 3_648_100, most=0.05)
    assert large is not None
    assert large.key is RemarkKey.SHARE_TOO_LARGE
    assert part_of(46_000, 3_648_100, most=0.05) is None
    above = part_of(5, 4, most=0.5)
    assert above is not None
    assert above.severity is Severity.REJECT


def test_a_zone_with_two_regimes_is_rejected_and_a_repeated_row_is_not() -> None:
    assert keys(zones_unique([("sealed", "a"), ("sealed", "b"), ("controlled", "c")])) == [RemarkKey.ZONE_NAMED_TWICE]
    assert zones_unique([("sealed", "a"), ("sealed", "a")]) == ()


@pytest.mark.parametrize(
    ("kilograms", "people", "item", "lasts"),
    [(500, ZEKU, "eggs", 0.1), (64_500, ZEKU, "vegetables", 2.1), (303_000, ZEKU, "grain", 11.4), (1_278, 15_000, "vegetables", 0.2)],
)
def test_stock_lasts_as_many_days_as_the_norms_say(kilograms: float, people: int, item: str, lasts: float) -> None:
    assert days_of_supply(kilograms, PersonCount(people), NORMS_GRAMS[item]) == pytest.approx(lasts, abs=0.05)


def test_sufficient_is_a_claim_about_each_item() -> None:
    stock = {"eggs": 500.0, "vegetables": 64_500.0, "grain": 303_000.0, "candles": 1.0}
    assert [remark.get("item") for remark in supply_short(stock, ZEKU)] == ["eggs", "vegetables"]
    with pytest.raises(ValueError, match="norm"):
        days_of_supply(1, PersonCount(0), 350)


@pytest.mark.parametrize("text", ["体温计、酒精、消毒液", "thermometers + alcohol", "口罩和手套", "masks and gloves"])
def test_one_number_for_several_items_is_queried(text: str) -> None:
    found = items_unmixed(text)
    assert found is not None
    assert found.key is RemarkKey.ITEMS_MIXED


@pytest.mark.parametrize("text", ["口罩", "PPE sets", "sand bags"])
def test_one_item_is_one_item(text: str) -> None:
    assert items_unmixed(text) is None


def test_asymptomatic_infections_are_not_cases() -> None:
    assert classes_unmixed("2例无症状感染者") is None
    assert classes_unmixed("2 asymptomatic cases") is not None
    assert classes_unmixed("新增无症状病例2例") is not None


def test_figures_of_different_windows_or_bases_are_not_compared() -> None:
    final = Basis(AT, AT, "region", "final")
    assert comparable(final, final) == ()
    assert keys(comparable(final, Basis(None, AT, "region", "final"))) == [RemarkKey.WINDOW_MISSING]
    later = Basis(AT, AT.replace(hour=23), "region", "preliminary")
    assert keys(comparable(final, later)) == [RemarkKey.WINDOW_DIFFERS, RemarkKey.BASIS_DIFFERS]


def test_a_prefecture_above_its_region_is_explained_by_two_ledgers_and_rejected_within_one() -> None:
    region, prefecture = Basis(AT, AT, "region", "final"), Basis(AT, AT, "prefecture", "preliminary")
    two_ledgers = child_within_parent(269, 449, parent_basis=region, child_basis=prefecture)
    assert two_ledgers[0].severity is Severity.EXPLAIN
    assert (class_sum(269, {"confirmed": 32, "asymptomatic": 237}), class_sum(449, {"confirmed": 46, "asymptomatic": 403})) == (None, None)
    lhasa = child_within_parent(0, 81, parent_basis=region, child_basis=prefecture)
    assert lhasa[0].severity is Severity.EXPLAIN
    one_ledger = child_within_parent(269, 449, parent_basis=region, child_basis=region)
    assert [remark.severity for remark in one_ledger] == [Severity.REJECT]
    assert child_within_parent(449, 269, parent_basis=region, child_basis=region) == ()


def test_repeated_codes_are_counted() -> None:
    assert duplicates(["a", "b", "a", "a"]) == {"a": 3}
    with pytest.raises(KeyError):
        Remark(RemarkKey.SUM_DIFFERS, Severity.REJECT).get("nothing")


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_the_gaps_always_add_up_to_what_has_no_result(sampled: int, tested: int, uploaded: int) -> None:
    gaps = pipeline_gaps(times(sampled, tested, uploaded))
    assert gaps.untested + gaps.not_uploaded == gaps.without_result
    assert 0 <= gaps.share_without_result <= 1
    assert any(remark.severity is Severity.REJECT for remark in gaps.remarks) == (tested > sampled or uploaded > tested)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 10**6)), st.integers(-5, 5))
def test_a_sum_is_accepted_exactly_when_it_is_one(parts: dict[str, int], off: int) -> None:
    assert (class_sum(sum(parts.values()) + off, parts) is None) == (off == 0)
