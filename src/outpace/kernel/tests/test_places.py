"""Areas are shown by name and found by what people type, whoever keeps them."""

from collections.abc import Collection, Mapping, Sequence

import pytest

from outpace.kernel import places
from outpace.kernel.scope import ROOT, Actor, AreaPath
from outpace.kernel.tests import cast
from outpace.kernel.tests.cast import COUNTY, NEIGHBOUR, TOWN

KNOWN = {COUNTY: "徽县", NEIGHBOUR: "徽州区", TOWN: "城关镇"}
ANYBODY = cast.actor(1, ("observer", ROOT))


def names(paths: Collection[AreaPath]) -> Mapping[AreaPath, str]:
    return {path: KNOWN[path] for path in paths if path in KNOWN}


def find(actor: Actor, typed: str) -> Sequence[tuple[AreaPath, str]]:
    return [(path, name) for path, name in KNOWN.items() if name.startswith(typed) or path.endswith(f"/{typed}/")]


@pytest.fixture(autouse=True)
def known_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places._Source, "names", staticmethod(names))
    monkeypatch.setattr(places._Source, "find", staticmethod(find))


def test_names_are_given_for_known_areas_only() -> None:
    assert places.names(["", TOWN, "/99/"]) == {TOWN: "城关镇"}


@pytest.mark.parametrize("typed", [TOWN, "城关", "城关镇", "100"])
def test_an_area_is_meant_by_its_path_its_code_or_the_beginning_of_its_name(typed: str) -> None:
    assert places.resolve(ANYBODY, typed) == TOWN


def test_a_full_name_is_meant_exactly_even_where_others_begin_so() -> None:
    assert places.resolve(ANYBODY, "徽县") == COUNTY


def test_several_areas_that_begin_so_are_all_named() -> None:
    with pytest.raises(places.UnknownPlace) as unknown:
        places.resolve(ANYBODY, "徽")
    assert {name for _, name in unknown.value.choices} == {"徽县", "徽州区"}


def test_an_area_nobody_knows_is_refused() -> None:
    with pytest.raises(places.UnknownPlace):
        places.resolve(ANYBODY, "月球")
