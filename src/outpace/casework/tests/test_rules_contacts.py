"""Rules of contacts: who stands when contacts vouch for contacts, whom packs judge, and when somebody is looked for again."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import NO_CLASS, shipped_library
from outpace.casework.rules.cases_contacts import (
    Judged,
    Standing,
    is_judged,
    judges_second_hop,
    next_attempt,
    only_higher_risk,
    standing,
    standings,
)

NINTH = shipped_library().protocol("cn-covid-9")
TWENTY = shipped_library().protocol("cn-covid-9+20")
CHOLERA = shipped_library().protocol("cholera")
DAY = date(2022, 8, 1)
CHINA = timezone(timedelta(hours=8))


def judged(group: str = "close", *, through: int | None = None, first: int = 0, last: int = 0) -> Judged:
    return Judged(group, 1 if through is None else 2, DAY + timedelta(days=first), DAY + timedelta(days=last), through)


def test_whoever_the_strongest_judgement_was_made_through_is_who_it_stands_through() -> None:
    rows = [judged("secondary", through=7, first=1, last=5), judged("close", first=2, last=3)]
    assert standing(NINTH, rows) == Standing("close", 1, DAY + timedelta(days=1), DAY + timedelta(days=5), None)


def test_of_two_judgements_of_one_class_the_nearer_one_gives_the_generation() -> None:
    rows = [Judged("close", 2, DAY, DAY, 7), Judged("close", 1, DAY, DAY)]
    assert standing(NINTH, rows) == Standing("close", 1, DAY, DAY, None)


def test_whoever_was_only_judged_no_contact_does_not_stand() -> None:
    assert standing(NINTH, [judged(NO_CLASS)]) is None


def test_a_contact_of_a_contact_stands_while_that_contact_does() -> None:
    rows = {1: [judged()], 2: [judged("secondary", through=1)], 3: [judged("secondary", through=2)]}
    assert standings(NINTH, rows).keys() == {1, 2, 3}


def test_a_contact_of_a_contact_falls_with_the_contact() -> None:
    rows = {1: [judged(NO_CLASS)], 2: [judged("secondary", through=1)], 3: [judged("secondary", through=2)]}
    assert standings(NINTH, rows) == {}


def test_two_who_only_vouch_for_each_other_are_no_contacts() -> None:
    rows = {1: [judged("secondary", through=2)], 2: [judged("secondary", through=1)]}
    assert standings(NINTH, rows) == {}


def test_a_judgement_through_somebody_who_does_not_stand_adds_no_days() -> None:
    rows = {1: [judged(last=2), judged("secondary", through=9, last=8)]}
    assert standings(NINTH, rows)[1].last == DAY + timedelta(days=2)


@given(st.dictionaries(st.integers(1, 6), st.lists(st.one_of(st.none(), st.integers(1, 6)), min_size=1, max_size=2), max_size=6))
def test_whoever_stands_is_reached_from_the_case(through: dict[int, list[int | None]]) -> None:
    rows = {person: [judged("close" if one is None else "secondary", through=one) for one in ones] for person, ones in through.items()}
    reached = {person for person, ones in through.items() if None in ones}
    for _ in range(6):
        reached |= {person for person, ones in through.items() if reached & {one for one in ones if one is not None}}
    assert standings(NINTH, rows).keys() == reached


def test_the_ninth_edition_judges_contacts_of_higher_risk_close_contacts() -> None:
    found = judges_second_hop(NINTH)
    assert (found.value, str(found.because[0].address), only_higher_risk(NINTH)) == ("close", "contact_classes.secondary", True)


def test_the_twenty_measures_judge_no_contacts_of_contacts_any_more() -> None:
    found = judges_second_hop(TWENTY)
    assert (found.value, str(found.because[0].address)) == (None, "contact_classes.secondary")


def test_a_pack_that_does_not_know_contacts_of_contacts_says_so() -> None:
    found = judges_second_hop(CHOLERA)
    assert found.value is None
    assert "contact_classes.secondary" in str(found.because[0].address)
    assert not only_higher_risk(CHOLERA)


@pytest.mark.parametrize(("pack", "group", "expected"), [("cn-covid-9", "secondary", True), ("cn-covid-9+20", "secondary", False)])
def test_whether_anybody_is_judged_to_a_class_is_the_packs_word(pack: str, group: str, *, expected: bool) -> None:
    assert is_judged(shipped_library().protocol(pack), group) is expected


def test_nobody_is_judged_to_a_class_the_pack_does_not_have() -> None:
    assert not is_judged(CHOLERA, "secondary")


@pytest.mark.parametrize(
    ("failed", "said", "again"),
    [
        (1, "2022-08-01T09:15", "2022-08-01T11:15"),
        (3, "2022-08-01T09:15", "2022-08-01T11:15"),
        (4, "2022-08-01T09:15", "2022-08-01T15:15"),
        (1, "2022-08-01T19:59", "2022-08-01T21:59"),
        (1, "2022-08-01T20:00", "2022-08-02T08:00"),
        (1, "2022-08-01T23:10", "2022-08-02T08:00"),
        (1, "2022-08-01T05:30", "2022-08-01T08:00"),
        (1, "2022-08-01T06:00", "2022-08-01T08:00"),
        (4, "2022-08-31T17:30", "2022-09-01T08:00"),
    ],
)
def test_somebody_not_reached_is_tried_again_in_the_daytime(failed: int, said: str, again: str) -> None:
    found = next_attempt(failed, datetime.fromisoformat(said).replace(tzinfo=CHINA), zone=CHINA)
    assert found == datetime.fromisoformat(again).replace(tzinfo=CHINA)


def test_daytime_is_that_of_the_headquarters_wherever_the_clock_stands() -> None:
    assert next_attempt(1, datetime(2022, 8, 1, 12, 30, tzinfo=UTC), zone=CHINA) == datetime(2022, 8, 2, 8, tzinfo=CHINA)


@given(st.integers(1, 9), st.integers(0, 366 * 24 * 60))
def test_the_next_try_is_never_in_the_past_and_never_at_night(failed: int, minutes: int) -> None:
    at = datetime(2022, 1, 1, tzinfo=CHINA) + timedelta(minutes=minutes)
    found = next_attempt(failed, at, zone=CHINA)
    assert found > at
    assert 8 <= found.hour < 22
