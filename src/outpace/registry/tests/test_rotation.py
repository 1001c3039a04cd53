"""People stay readable, findable and unique while keys rotate."""

from pathlib import Path

import pytest
from pytest_django import Settings

from outpace.kernel.crypto import rotation
from outpace.registry import api
from outpace.registry.tests.cast import SYSTEM, County, document, somebody

FILE = "网格编码,姓名,证件号码\n{grid},王小明,{document}\n{grid},无证人,\n"


@pytest.fixture
def known(settings: Settings, tmp_path: Path, hui: County) -> County:
    settings.HOME = tmp_path
    hui.person = api.enrol(SYSTEM, hui.grid.id, somebody("王小明", document=document(51)))
    load(hui)
    rotation.add_keys(blind=True)
    return hui


def load(hui: County) -> dict[str, int]:
    content = FILE.format(grid=hui.grid.code, document=document(51)).encode()
    view = api.check_people_file(SYSTEM, hui.county.id, file_name="p.csv", content=content)
    return dict(api.run_load(SYSTEM, view.id, lambda done, total: None))


def test_a_person_is_found_and_read_before_and_after_resealing(known: County) -> None:
    for reseal in (False, True):
        if reseal:
            rotation.reseal()
        assert api.person_by_document(SYSTEM, document(51), purpose="t").name == "王小明"


def test_nobody_is_enrolled_twice_while_indexes_are_old(known: County) -> None:
    with pytest.raises(api.AlreadyKnown):
        api.enrol(SYSTEM, known.grid.id, somebody(document=document(51)))


def test_a_list_sent_again_during_a_rotation_adds_nobody(known: County) -> None:
    assert load(known) == {"added": 0, "known": 2, "rejected": 0}
