"""What the public may be told of where a case was: which lines, how fine, and what would tell who it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import PlaceKind
from outpace.casework.rules.trajectories import Leak, PartOfDay, PublicLine, Secrets, Was, fingerprint, leaks, part_of, public_lines

WANG = Secrets("王芳", "119999198001010012", "13800138000", ("桂花巷17号",))
START = datetime(2021, 11, 7, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("11月7日晚间：市场", ()),
        ("王 芳去了市场", (Leak.NAME,)),
        ("电话 138-0013-8000", (Leak.PHONE,)),
        ("call 139 1234 5678", (Leak.PHONE,)),
        ("桂花巷 17号", (Leak.HOME,)),
        ("男，34岁", (Leak.AGE,)),
        ("11999919800101001X", (Leak.DOCUMENT,)),
        ("11 9999 19800101 0012", (Leak.DOCUMENT,)),
        ("ID 110101199001011234", (Leak.DOCUMENT,)),
        ("Tel +8613912345678", (Leak.PHONE,)),
        ("+86 139 1234 5678", (Leak.PHONE,)),
        ("0086-13912345678", (Leak.PHONE,)),
        ("120 13912345678", (Leak.PHONE,)),
        ("120 139 1234 5678", (Leak.PHONE,)),
        ("电话１３９１２３４５６７８", (Leak.PHONE,)),
        ("2021-11-07 18:30 – 20:45，14 15 路公交", ()),
    ],
)
def test_what_tells_who_it_is_is_found_however_it_is_spaced(text: str, found: tuple[Leak, ...]) -> None:
    assert leaks(text, WANG) == found


STAYS = st.builds(
    Was,
    kind=st.sampled_from(PlaceKind),
    township=st.sampled_from(["A", "B"]),
    venue=st.just("Osmanthus lane 17"),
    is_home=st.booleans(),
    starts_at=st.integers(0, 96).map(lambda hours: START + timedelta(hours=hours)),
    ends_at=st.just(START + timedelta(days=9)),
)


@given(st.lists(STAYS, max_size=6))
def test_only_places_of_public_activity_are_named_in_order_and_once(stays: list[Was]) -> None:
    lines = public_lines(stays)
    assert all(line.kind is PlaceKind.ACTIVITY for line in lines if line.venue)
    assert len(set(lines)) == len(lines)
    assert [line.day for line in lines] == sorted(line.day for line in lines)


def was(*, hour: int = 18, kind: PlaceKind = PlaceKind.ACTIVITY, is_home: bool = False) -> Was:
    at = datetime(2021, 11, 7, hour, tzinfo=UTC)
    return Was(kind, "Town", "Noodle house", is_home, at, at + timedelta(hours=1))


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "night"), (5, "night"), (6, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening"), (23, "evening")],
)
def test_a_time_is_told_by_the_part_of_the_day_which_begins_at_six_twelve_and_eighteen(hour: int, part: str) -> None:
    assert part_of(datetime(2021, 11, 7, hour, tzinfo=UTC)) is PartOfDay(part)


def test_a_line_says_the_day_the_part_of_it_the_kind_the_township_and_a_public_venue() -> None:
    assert public_lines([was()]) == (PublicLine(date(2021, 11, 7), PartOfDay.EVENING, PlaceKind.ACTIVITY, "Town", "Noodle house"),)


@pytest.mark.parametrize("stay", [was(is_home=True), was(kind=PlaceKind.WORK), was(kind=PlaceKind.RESIDENCE, is_home=True)])
def test_neither_a_home_nor_a_place_of_work_is_named(stay: Was) -> None:
    assert [line.venue for line in public_lines([stay])] == [""]


def test_two_texts_are_known_by_their_words_and_their_order() -> None:
    assert len({fingerprint("甲", "b"), fingerprint("甲b", ""), fingerprint("", "甲b"), fingerprint("b", "甲")}) == 4
    assert fingerprint("甲", "b") == fingerprint("甲", "b")
