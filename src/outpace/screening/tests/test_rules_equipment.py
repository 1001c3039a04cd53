"""Laboratories that come in pieces: by which unit they are counted, and what is asked of a capacity that is too large for them."""

import pytest

from epiworks.units import TubesPerHour
from outpace.screening.choices import Equipment
from outpace.screening.rules.equipment import MOST, USUAL, Pieces, doubted

BAISE = TubesPerHour(28_000)
"""S3: 672,000 tubes a day, of all laboratories of the prefecture together."""


@pytest.mark.parametrize("pieces", [Pieces(Equipment.DOME, 6), Pieces(Equipment.THREE_IN_ONE, 1), None])
def test_baises_672_000_tubes_are_too_many_for_six_domes_and_for_one_set(pieces: Pieces | None) -> None:
    found = doubted(BAISE, pieces)
    assert found is not None
    assert (found.a_day, found.pieces) == (672_000, pieces)
    assert found.known < found.a_day


def test_six_domes_and_one_set_are_different_numbers_of_different_things() -> None:
    domes, cabins = (doubted(BAISE, pieces) for pieces in (Pieces(Equipment.DOME, 6), Pieces(Equipment.THREE_IN_ONE, 6)))
    assert domes is not None
    assert cabins is not None
    assert (domes.known, cabins.known) == (6 * USUAL[Equipment.DOME], MOST)


@pytest.mark.parametrize("kind", list(USUAL))
def test_what_so_many_pieces_were_reported_to_do_is_not_asked_about_and_an_hours_tube_more_is(kind: Equipment) -> None:
    most = TubesPerHour(USUAL[kind] * 3 // 24)
    assert doubted(most, Pieces(kind, 3)) is None
    assert doubted(TubesPerHour(most + 1), Pieces(kind, 3)) is not None
    assert doubted(most, Pieces(kind, 2)) is not None


def test_shaoxings_three_domes_are_believed() -> None:
    assert doubted(TubesPerHour(280_000 / 24), Pieces(Equipment.DOME, 3)) is None
    assert doubted(TubesPerHour(280_000 / 24), None) is None
