"""Rows of a laboratory's file: which result each reports, and what is wrong with a cell that reports none."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.screening.choices import Outcome
from outpace.screening.rules.result_rows import (
    HEADINGS,
    MAX_REASON,
    NAMESPACE,
    ColumnPlan,
    Fault,
    Field,
    Problem,
    ReadRow,
    guess_columns,
    read_moment,
    read_rows,
    record_id,
)

BEIJING = timezone(timedelta(hours=8))
TESTED = datetime(2021, 11, 8, 15, 4, 5, tzinfo=BEIJING)
HEADS = ("tube", "outcome", "tested_at", "N", "ORF1ab", "corrects", "reason")
PLAN = ColumnPlan({Field(name): name for name in HEADS})
GOOD = ("T-1", "阴性", "2021-11-08 15:04:05", "", "", "", "")


def read(*cells: tuple[str, ...], plan: ColumnPlan = PLAN, laboratory: int = 7) -> list[ReadRow]:
    return list(read_rows(HEADS, enumerate(cells, start=2), plan=plan, laboratory=laboratory, zone=BEIJING))


def changed(field: Field, cell: str) -> tuple[str, ...]:
    place = HEADS.index(field.value)
    return (*GOOD[:place], cell, *GOOD[place + 1 :])


def problems(field: Field, cell: str) -> tuple[Problem, ...]:
    return read(changed(field, cell))[0].problems


def test_a_good_row_is_a_record_with_its_number_and_its_cells() -> None:
    row = read(("T-1", "初筛阳性", "2021-11-08 15:04:05", "31.5", "32", "", "note"))[0]
    assert (row.number, row.cells[0], row.problems) == (2, "T-1", ())
    assert row.record is not None
    assert (row.record.tube, row.record.outcome, row.record.tested_at) == ("T-1", Outcome.PRELIMINARY_POSITIVE, TESTED)
    assert (row.record.ct, row.record.corrects, row.record.reason) == ({"N": 31.5, "ORF1ab": 32.0}, False, "")


def test_a_row_shorter_than_its_headings_has_empty_cells_at_its_end() -> None:
    row = read(GOOD[:3])[0]
    assert row.record is not None
    assert (row.record.ct, row.record.corrects) == ({}, False)


def test_columns_the_plan_does_not_name_are_not_read() -> None:
    plan = ColumnPlan({Field.TUBE: "tube", Field.OUTCOME: "outcome", Field.TESTED_AT: "tested_at", Field.CT_N: "not there"})
    row = read(changed(Field.CT_N, "31"), plan=plan)[0]
    assert row.record is not None
    assert row.record.ct == {}


@pytest.mark.parametrize(
    ("field", "cell", "fault"),
    [
        (Field.TUBE, "", Fault.MISSING),
        (Field.TUBE, " -1", Fault.BAD_TUBE),
        (Field.TUBE, "T" * 33, Fault.BAD_TUBE),
        (Field.OUTCOME, " ", Fault.MISSING),
        (Field.OUTCOME, "perhaps", Fault.UNKNOWN_WORD),
        (Field.TESTED_AT, " ", Fault.MISSING),
        (Field.TESTED_AT, "yesterday", Fault.NOT_A_MOMENT),
        (Field.TESTED_AT, "1999-12-31 23:59", Fault.TOO_EARLY),
        (Field.CT_N, "high", Fault.NOT_A_CT),
        (Field.CT_N, "45.1", Fault.CT_RANGE),
        (Field.CT_ORF1AB, "-0.1", Fault.CT_RANGE),
        (Field.CORRECTS, "maybe", Fault.NOT_YES_OR_NO),
    ],
)
def test_a_bad_cell_is_named_with_what_stood_there(field: Field, cell: str, fault: Fault) -> None:
    seen = cell.strip() if field in {Field.CT_N, Field.CT_ORF1AB} else cell
    assert problems(field, cell) == (Problem(field, seen, fault),)


def test_every_bad_cell_of_a_row_is_named_at_once() -> None:
    row = read(("", "?", "?", "?", "99", "?", ""))[0]
    assert row.record is None
    assert [problem.field for problem in row.problems] == [
        Field.TUBE,
        Field.OUTCOME,
        Field.TESTED_AT,
        Field.CT_N,
        Field.CT_ORF1AB,
        Field.CORRECTS,
    ]


@pytest.mark.parametrize("cell", ["", "-", "未检出", "NoCt", " Undetermined ", "NaN"])
def test_what_says_not_detected_is_no_ct_and_no_fault(cell: str) -> None:
    row = read(changed(Field.CT_N, cell))[0]
    assert row.record is not None
    assert row.record.ct == {}


def test_the_ends_of_the_range_of_an_assay_are_inside_it() -> None:
    row = read(("T-1", "阳性", GOOD[2], "0", "45", "", ""))[0]
    assert row.record is not None
    assert row.record.ct == {"N": 0.0, "ORF1ab": 45.0}


def test_a_bad_ct_of_one_gene_does_not_hide_the_other() -> None:
    row = read(("T-1", "阳性", GOOD[2], "x", "99", "", ""))[0]
    assert [problem.field for problem in row.problems] == [Field.CT_N, Field.CT_ORF1AB]


def test_a_correction_says_why() -> None:
    silent, said = changed(Field.CORRECTS, "是"), (*GOOD[:5], "Yes", " mixed up ")
    assert read(silent)[0].problems == (Problem(Field.REASON, "", Fault.NO_REASON),)
    record = read(said)[0].record
    assert record is not None
    assert (record.corrects, record.reason) == (True, "mixed up")


def test_a_long_reason_is_cut_and_a_reason_without_a_correction_is_not_kept() -> None:
    long = read((*GOOD[:5], "1", "x" * 300))[0].record
    plain = read((*GOOD[:5], "否", "x"))[0].record
    assert long is not None
    assert plain is not None
    assert (len(long.reason), plain.reason) == (MAX_REASON, "")


def test_a_plain_repeat_is_passed_over() -> None:
    first, again = read(GOOD, GOOD)
    assert first.record is not None
    assert (again.record, again.problems, again.number) == (None, (), 3)


def test_another_word_about_the_same_tube_names_the_row_before_it() -> None:
    rows = read(GOOD, changed(Field.OUTCOME, "无效"))
    assert rows[1].record is None
    assert rows[1].problems == (Problem(Field.TUBE, "T-1", Fault.TWICE, "2"),)


def test_a_reading_and_its_correction_stand_beside_each_other() -> None:
    rows = read(GOOD, ("T-1", "无效", GOOD[2], "", "", "y", "leaked"))
    assert all(row.record is not None for row in rows)


def test_a_laboratorys_own_words_come_first() -> None:
    plan = ColumnPlan(PLAN.columns, {"阴性": Outcome.INVALID, "ok": Outcome.NEGATIVE})
    assert [plan.outcome_of(word) for word in (" OK ", "阴性", "阳性", "?")] == [
        Outcome.NEGATIVE,
        Outcome.INVALID,
        Outcome.PRELIMINARY_POSITIVE,
        None,
    ]


def test_a_plan_says_which_needed_columns_it_does_not_name() -> None:
    assert ColumnPlan({Field.OUTCOME: "r", Field.TESTED_AT: ""}).missing == (Field.TUBE, Field.TESTED_AT)


@pytest.mark.parametrize("field", list(Field))
def test_every_known_heading_is_guessed_however_it_is_spaced(field: Field) -> None:
    for heading in HEADINGS[field]:
        assert guess_columns([f" {heading.upper()}： "])[field] == f" {heading.upper()}： "


def test_the_first_of_two_like_headings_is_taken_and_unknown_ones_are_not() -> None:
    assert guess_columns(["N_基因", "N 基因", "tube code", "whatever", "N（CT）"]) == {Field.TUBE: "tube code", Field.CT_N: "N_基因"}
    assert guess_columns(["N（CT）"]) == {Field.CT_N: "N（CT）"}


@pytest.mark.parametrize(
    "text",
    [
        "2021-11-08T15:04:05+08:00",
        "2021-11-08 15:04:05",
        "2021/11/8 15:04:05",
        "2021年11月08日 15时04分05秒",
        "20211108150405",
        "20211108 150405",
        "2021-11-08T07:04:05+00:00",
        " 2021.11.08 15:04:05 ",
    ],
)
def test_a_moment_is_read_however_a_laboratory_writes_it(text: str) -> None:
    assert read_moment(text, BEIJING) == TESTED


def test_seconds_may_be_left_out() -> None:
    assert read_moment("2021/11/08 15:04", BEIJING) == read_moment("202111081504", BEIJING) == TESTED.replace(second=0)


def test_a_spreadsheets_day_number_is_a_moment() -> None:
    assert read_moment("44508.5", BEIJING) == datetime(2021, 11, 8, 12, tzinfo=BEIJING)
    assert read_moment("44508.627836", BEIJING) == TESTED


@pytest.mark.parametrize(
    "text", ["2021-11-08", "44508", "2021-13-08 15:04:05", "2021年11月31日 15时04分", "20211399150405", "soon, very soon"]
)
def test_a_date_alone_or_a_day_that_is_none_is_no_moment(text: str) -> None:
    assert read_moment(text, BEIJING) is None


def test_an_id_is_made_of_the_facts_and_of_nothing_else() -> None:
    same = record_id(7, "T-1", outcome=Outcome.NEGATIVE, tested_at=TESTED, ct={"N": 31.0, "ORF1ab": 32.0}, corrects=False)
    turned = record_id(7, "T-1", outcome=Outcome.NEGATIVE, tested_at=TESTED.astimezone(UTC), ct={"ORF1ab": 32.0, "N": 31.0}, corrects=False)
    assert same == turned
    assert same == uuid5(NAMESPACE, "7/T-1/1/2021-11-08T07:04:05+00:00/N=31,ORF1ab=32/0")


@given(st.integers(1, 9), st.sampled_from(Outcome), st.floats(0, 45, width=16), st.booleans())
def test_another_fact_has_another_id(laboratory: int, outcome: Outcome, ct: float, corrects: bool) -> None:
    base = record_id(10, "T-1", outcome=outcome, tested_at=TESTED, ct={"N": ct}, corrects=corrects)
    others = {
        record_id(laboratory, "T-1", outcome=outcome, tested_at=TESTED, ct={"N": ct}, corrects=corrects),
        record_id(10, "T-2", outcome=outcome, tested_at=TESTED, ct={"N": ct}, corrects=corrects),
        record_id(10, "T-1", outcome=outcome, tested_at=TESTED + timedelta(seconds=1), ct={"N": ct}, corrects=corrects),
        record_id(10, "T-1", outcome=outcome, tested_at=TESTED, ct={"ORF1ab": ct}, corrects=corrects),
        record_id(10, "T-1", outcome=outcome, tested_at=TESTED, ct={"N": ct}, corrects=not corrects),
    }
    assert base not in others
    assert len(others) == 5
