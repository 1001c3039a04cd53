"""Rows of stays as spreadsheets write them; what they say, and every fault of a row at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.protocol import SharedPlace
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.choices.tracing import SHARED_PLACES, RowFault
from outpace.casework.rules.held_stays import (
    KIND_WORDS,
    StayRow,
    Terms,
    columns,
    journey_key,
    kept_from,
    missing,
    place_key,
    plain_phone,
    read_row,
)
from outpace.casework.rules.legal_basis import needs_order, order_holds

NOW = datetime(2021, 11, 8, 12, tzinfo=UTC)
TERMS = Terms(SharedPlace.VENUE, timedelta(hours=1), NOW, UTC, date(2021, 10, 25), has_order=False)
WEST, EAST = timezone(timedelta(hours=-23)), timezone(timedelta(hours=23))
HEADINGS = ("场所", "类别", "进入时间", "离开时间", "证件号码", "电话", "座位", "乘务人员")
GOOD = ("集市", "", "2021/11/07 18:00", "2021-11-07 19:00", "e 123-4567", "", "", "")


def faults(**changes: str) -> tuple[RowFault, ...]:
    said = dict(zip(("place", "kind", "from", "until", "document", "phone", "seat", "crew"), GOOD, strict=True)) | changes
    return read_row(list(said.values()), {name: place for place, name in enumerate(said)}, TERMS)[1]


def test_a_row_under_chinese_headings_is_read() -> None:
    row, wrong = read_row(GOOD, columns(HEADINGS), TERMS)
    assert (row.place, row.kind, row.document, row.ends - row.begins, wrong) == (
        "集市",
        SharedPlace.VENUE,
        "E1234567",
        timedelta(hours=1),
        (),
    )


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"place": ""}, RowFault.PLACE),
        ({"kind": "palace"}, RowFault.KIND),
        ({"kind": "household"}, RowFault.NOT_LOADED),
        ({"kind": "cell"}, RowFault.ORDER),
        ({"from": ""}, RowFault.FROM),
        ({"from": "soon"}, RowFault.FROM),
        ({"until": "late"}, RowFault.UNTIL),
        ({"until": "2021-11-07 18:00"}, RowFault.REVERSED),
        ({"from": "2021-11-08 12:00", "until": ""}, RowFault.FUTURE),
        ({"from": "2021-10-24 23:59", "until": ""}, RowFault.TOO_OLD),
        ({"from": "0001-01-01 00:00+23:59", "until": ""}, RowFault.FROM),
        ({"from": "1999-12-31 23:59", "until": ""}, RowFault.FROM),
        ({"until": "9999-12-31 23:59-23:59"}, RowFault.UNTIL),
        ({"until": "2101-01-01"}, RowFault.UNTIL),
        ({"kind": "高铁", "departed": "soon"}, RowFault.DEPARTED),
        ({"kind": "高铁", "departed": "2021-11-08"}, RowFault.DEPARTED),
        ({"seat": "window"}, RowFault.SEAT),
        ({"crew": "maybe"}, RowFault.CREW),
        ({"document": ""}, RowFault.PERSON),
        ({"document": "X1"}, RowFault.DOCUMENT),
        ({"phone": "12"}, RowFault.PHONE),
    ],
)
def test_each_fault_is_told_alone(changes: dict[str, str], fault: RowFault) -> None:
    assert faults(**changes) == (fault,)


def test_all_faults_of_a_row_are_told_at_once() -> None:
    assert set(faults(place="", document="", seat="window")) == {RowFault.PLACE, RowFault.PERSON, RowFault.SEAT}


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.text(max_size=20), st.datetimes(timezones=st.sampled_from([UTC, WEST, EAST])).map(str)), st.sampled_from(["from", "until"])
)
def test_whatever_is_written_as_a_time_is_read_or_is_a_fault(written: str, column: str) -> None:
    assert set(faults(kind="plane", **{column: written, "departed": written})) <= set(RowFault)


@pytest.mark.parametrize("written", ["2021/11/7 18:00", "2021-11-7 18:00", "2021/11/07 18:00:00", "2021-11-07T18:00Z"])
def test_a_time_is_read_as_spreadsheets_write_it(written: str) -> None:
    assert read_row(("集市", "", written), columns(HEADINGS), TERMS)[0].begins == datetime(2021, 11, 7, 18, tzinfo=UTC)
    assert faults(**{"from": "2021/11/7 9:05"}) == ()


def test_a_journey_is_of_the_day_it_departed_on_or_began_on_and_a_venue_of_none() -> None:
    said = {"place": "G1", "kind": "高铁", "from": "2021-11-07 00:30", "phone": "13812345678"}
    days = [
        read_row(list(row.values()), {name: place for place, name in enumerate(row)}, TERMS)[0].journey_on
        for row in (said, said | {"departed": "2021/11/6"}, said | {"kind": "venue"})
    ]
    assert days == [date(2021, 11, 7), date(2021, 11, 6), None]


def test_a_stay_does_not_last_beyond_now() -> None:
    row, _faults = read_row(("W", "ward", "2021-11-01", "2021-12-01", "E1234567", "", "", ""), columns(HEADINGS), TERMS)
    assert row.ends == NOW


def test_a_list_needs_a_place_a_beginning_and_some_way_to_tell_who() -> None:
    assert missing(columns(("姓名", "类别"))) == ("place", "from", "document")


def test_every_kind_of_place_is_read_as_the_page_that_takes_the_list_calls_it() -> None:
    with translation.override("zh-hans"):
        assert {kind: KIND_WORDS[str(SHARED_PLACES[kind])] for kind in SharedPlace} == {kind: kind for kind in SharedPlace}


def test_every_kind_of_place_is_known_by_its_own_word() -> None:
    assert {kind.value: KIND_WORDS[kind.value] for kind in SharedPlace} == {kind.value: kind for kind in SharedPlace}


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=8))
def test_the_key_of_a_place_is_its_own_key(name: str) -> None:
    assert place_key(place_key(name)) == place_key(name)


def test_a_phone_is_compared_without_country_and_spaces() -> None:
    assert plain_phone("+86 138-1234 5678") == plain_phone("13812345678")


@pytest.mark.parametrize(
    ("basis", "reference", "days", "holds"),
    [
        (LegalBasis.AGENCY_REQUEST, "7", 0, True),
        (LegalBasis.AGENCY_REQUEST, "7", 92, True),
        (LegalBasis.AGENCY_REQUEST, "7", 93, False),
        (LegalBasis.AGENCY_REQUEST, "7", -1, False),
        (LegalBasis.AGENCY_REQUEST, " ", 1, False),
        (LegalBasis.CONSENT, "7", 1, False),
    ],
)
def test_an_order_is_written_numbered_and_ends(basis: LegalBasis, reference: str, days: int, holds: bool) -> None:
    today = date(2021, 11, 8)
    assert order_holds(basis, reference, today + timedelta(days=days), today=today) is holds


def test_a_journey_is_one_by_its_folded_number_and_its_day() -> None:
    assert journey_key("Ｇ-1 23", date(2021, 11, 7)) == "g123@2021-11-07"
    assert len(journey_key("x" * 300, date(2021, 11, 7))) == 120


def test_stays_of_so_many_whole_days_before_today_are_kept() -> None:
    assert kept_from(date(2022, 8, 15), 14) == date(2022, 8, 1)


@pytest.mark.parametrize("kind", [None, *SharedPlace])
@pytest.mark.parametrize("evidence", Evidence)
def test_only_telephone_lists_and_cells_need_an_order(evidence: Evidence, kind: SharedPlace | None) -> None:
    assert needs_order(evidence, kind) is (evidence is Evidence.PHONE or kind is SharedPlace.CELL)


FULL = {
    "place": "G1",
    "kind": "高铁",
    "area": "621227001",
    "from": "2021-11-07 18:00",
    "until": "2021-11-07 20:00",
    "code": "P1",
    "name": "王五",
    "phone": "13812345678",
    "compartment": "3",
    "seat": "12A",
    "crew": "YES",
}


def row_of(said: dict[str, str]) -> StayRow:
    return read_row(list(said.values()), {name: place for place, name in enumerate(said)}, TERMS)[0]


def test_every_cell_of_a_row_stands_where_it_belongs() -> None:
    row = row_of(FULL)
    assert (row.place, row.kind, row.area, row.code, row.name, row.phone) == (
        "G1",
        SharedPlace.SEALED_TRAIN,
        "621227001",
        "P1",
        "王五",
        "13812345678",
    )
    assert (row.compartment, row.seat_row, row.is_crew, row.is_presumed) == ("3", 12, True, False)


def test_a_row_of_a_place_a_time_and_a_card_is_enough() -> None:
    said = {"place": "W", "from": "2021-11-07 18:00", "code": "P1"}
    assert read_row(list(said.values()), {name: place for place, name in enumerate(said)}, TERMS)[1] == ()
    row = row_of(said)
    assert (row.area, row.document, row.name, row.phone, row.compartment, row.seat_row) == ("", "", "", "", "", None)
    assert (row.is_crew, row.is_presumed, row.ends - row.begins) == (False, True, TERMS.presumed)


@pytest.mark.parametrize("column", ["code", "document", "phone"])
def test_any_one_way_to_tell_who_is_enough(column: str) -> None:
    assert missing({"place": 0, "from": 1, column: 2}) == ()


def test_headings_are_known_in_capitals_and_with_spaces() -> None:
    assert columns((" PLACE ", "Boarded", "Venue")) == {"place": 2, "from": 1}


def test_a_cell_that_is_not_there_is_an_empty_one() -> None:
    assert read_row(("集市",), {"place": 0, "from": 1, "code": 2}, TERMS)[1] == (RowFault.PERSON, RowFault.FROM)


@pytest.mark.parametrize("prefix", ["", "+86", "0086"])
def test_a_phone_is_compared_without_either_way_of_writing_the_country(prefix: str) -> None:
    assert plain_phone(prefix + "13812345678") == "13812345678"


def test_what_is_too_long_is_cut_to_what_is_kept() -> None:
    row = row_of(FULL | {"place": "场" * 200, "name": "王" * 90})
    assert (len(row.place), len(row.name)) == (120, 60)


def test_a_moment_with_a_zone_is_told_in_the_local_one_and_one_without_is_local() -> None:
    terms = replace(TERMS, zone=timezone(timedelta(hours=8)))
    for written in ("2021-11-07 18:00", "2021-11-07 10:00Z"):
        row = read_row(("集市", written, "P1"), {"place": 0, "from": 1, "code": 2}, terms)[0]
        assert row.begins.isoformat() == "2021-11-07T18:00:00+08:00"
