"""Lists of people: read as townships write them, loaded once, bad rows given back."""

import io
from collections.abc import Mapping

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from outpace.kernel import jobs
from outpace.kernel.files import FileRefused
from outpace.kernel.scope import NotAllowed, NotFound
from outpace.registry import api
from outpace.registry.jobs import load_people
from outpace.registry.models import LoadedRow, PeopleLoad, Person
from outpace.registry.rules.rows import NEEDED, columns, missing, read_row
from outpace.registry.tests.cast import SYSTEM, County, actor, document, somebody

HEAD = "网格编码,户号,住址,姓名,证件号码,电话,性别,出生年份,在家状态,重点人群"
G = "621227100200G01"


def csv_file(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode("utf-8-sig")


def loaded(hui: County, content: bytes) -> Mapping[str, int]:
    view = api.check_people_file(SYSTEM, hui.county.id, file_name="people.csv", content=content)
    PeopleLoad.objects.filter(pk=view.id).update(state="running")
    return api.run_load(SYSTEM, view.id, lambda done, total: None)


def test_a_clean_list_is_added_counted_and_findable(hui: County) -> None:
    content = csv_file(
        f"{G},12,先农村12号,王小明,{document(21)},13800001234,男,1980年,在家,学生；残疾人", f"{G},12,先农村12号,李芳,,,女,1982,外出,"
    )
    assert loaded(hui, content) == {"added": 2, "known": 0, "rejected": 0}
    counts = api.counts_under(hui.grid.path)
    assert (counts.residents, counts.present, counts.away, counts.households) == (2, 1, 1, 1)
    found = api.person_by_document(SYSTEM, document(21), purpose="test")
    assert (found.name, found.phone, found.address, found.groups) == ("王小明", "13800001234", "先农村12号", 1 << 6 | 1 << 3)


def test_a_file_sent_twice_adds_nobody_twice(hui: County) -> None:
    content = csv_file(f"{G},1,,王小明,{document(22)},,,,,", f"{G},1,,无证人,,,,1990,,")
    loaded(hui, content)
    assert loaded(hui, content) == {"added": 0, "known": 2, "rejected": 0}
    assert api.counts_under(hui.grid.path).residents == 2


def test_bad_rows_come_back_with_every_reason_and_good_ones_stay(hui: County) -> None:
    view = api.check_people_file(
        SYSTEM,
        hui.county.id,
        file_name="people.csv",
        content=csv_file(
            f"{G},1,,王小明,{document(23)},,,,,",
            "X9,1,,,110105194912310021,1,?,18万,睡觉,宇航员",
            f"{G},1,,王小明,{document(23)},,,,,",
        ),
    )
    assert (view.rows, view.rejected, [mistake.number for mistake in view.mistakes]) == (3, 2, [3, 4])
    name, content = api.mistakes_file(SYSTEM, view.id)
    assert name == "people-errors.csv"
    assert content.decode("utf-8-sig").count("\n") == 3


def test_the_mended_file_is_taken(hui: County) -> None:
    view = api.check_people_file(SYSTEM, hui.county.id, file_name="p.csv", content=csv_file("X9,1,,王小明,,,,,,"))
    _, content = api.mistakes_file(SYSTEM, view.id)
    assert loaded(hui, content.replace(b"X9", G.encode())) == {"added": 1, "known": 0, "rejected": 0}


def test_who_is_enrolled_in_another_area_is_given_back(hui: County) -> None:
    api.enrol(SYSTEM, hui.other_grid.id, somebody(document=document(24)))
    view = api.check_people_file(SYSTEM, hui.town.id, file_name="p.csv", content=csv_file(f"{G},1,,王小明,{document(24)},,,,,"))
    assert api.run_load(SYSTEM, view.id, lambda done, total: None) == {"added": 0, "known": 0, "rejected": 1}


def test_a_load_interrupted_half_way_and_resumed_tells_the_truth(hui: County) -> None:
    rows = [f"{G},{number},,人{number}号,,,,{1950 + number % 50},," for number in range(700)]
    view = api.check_people_file(SYSTEM, hui.county.id, file_name="p.csv", content=csv_file(*rows))

    def stop_after_one_batch(done: int, total: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        api.run_load(SYSTEM, view.id, stop_after_one_batch)
    assert LoadedRow.objects.count() == 500
    assert api.run_load(SYSTEM, view.id, lambda done, total: None) == {"added": 700, "known": 0, "rejected": 0}
    assert api.counts_under(hui.grid.path).residents == 700


def test_a_workbook_is_read_as_a_csv_is(hui: County) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["网格编码", "姓名", "出生年份"])
    sheet.append([G, "王小明", 1980])
    out = io.BytesIO()
    book.save(out)
    assert loaded(hui, out.getvalue())["added"] == 1
    assert Person.objects.get().birth_year == 1980


def test_a_list_without_names_is_refused_whole(hui: County) -> None:
    with pytest.raises(api.LoadRefused, match="columns"):
        api.check_people_file(SYSTEM, hui.county.id, file_name="p.csv", content=csv_file("1", head="网格编码"))


def test_a_picture_is_no_list(hui: County) -> None:
    with pytest.raises(FileRefused):
        api.check_people_file(SYSTEM, hui.county.id, file_name="p.png", content=b"\x89PNG\x00\x00\xff")


def test_a_load_starts_once(hui: County) -> None:
    view = api.check_people_file(SYSTEM, hui.county.id, file_name="p.csv", content=csv_file(f"{G},1,,王小明,,,,,,"))
    api.start_load(SYSTEM, view.id)
    with pytest.raises(api.LoadRefused, match="state"):
        api.start_load(SYSTEM, view.id)


def test_rows_come_back_in_the_language_in_which_the_list_was_started(hui: County) -> None:
    view = api.check_people_file(SYSTEM, hui.county.id, file_name="p.csv", content=csv_file("X9,1,,王小明,,,,,,"))
    with translation.override("en"):
        run = api.start_load(SYSTEM, view.id)
    load_people(jobs.Run(run, SYSTEM, jobs.get(SYSTEM, run).payload))
    assert "There is no such grid" in api.mistakes_file(SYSTEM, view.id)[1].decode()


def test_the_uploaded_file_rests_sealed_and_is_dropped_when_done(hui: County) -> None:
    view = api.check_people_file(SYSTEM, hui.county.id, file_name="p.csv", content=csv_file(f"{G},1,,王小明,,,,,,"))
    assert "王小明".encode() not in bytes(PeopleLoad.objects.get(pk=view.id).file_sealed or b"")
    api.run_load(SYSTEM, view.id, lambda done, total: None)
    assert PeopleLoad.objects.get(pk=view.id).file_sealed is None


def test_rows_for_grids_outside_the_readers_area_are_given_back(hui: County) -> None:
    worker = actor("grid_worker", hui.other_town.path)
    view = api.check_people_file(worker, hui.other_town.id, file_name="p.csv", content=csv_file(f"{G},1,,王小明,,,,,,"))
    assert view.rejected == 1


def test_another_areas_reader_sees_neither_load_nor_mistakes(hui: County) -> None:
    view = api.check_people_file(SYSTEM, hui.town.id, file_name="p.csv", content=csv_file("X,1,,王小明,,,,,,"))
    stranger = actor("grid_worker", hui.other_town.path)
    assert api.loads(stranger).items == ()
    for look in (api.load, api.mistakes_file, api.start_load):
        with pytest.raises(NotFound):
            look(stranger, view.id)


def test_a_planner_without_identity_reads_only_their_own_mistakes(hui: County) -> None:
    view = api.check_people_file(SYSTEM, hui.town.id, file_name="p.csv", content=csv_file("X,1,,王小明,,,,,,"))
    with pytest.raises(NotAllowed):
        api.mistakes_file(actor("screening_lead", hui.county.path), view.id)


def test_the_template_has_the_headings_the_loader_reads() -> None:
    headings = api.template().decode("utf-8-sig").strip().split(",")
    assert missing(columns(headings)) == ()


@given(st.lists(st.text(max_size=12), max_size=12))
def test_no_row_however_dirty_breaks_the_reader(cells: list[str]) -> None:
    found = columns(HEAD.split(","))
    row, faults = read_row(cells, found, {"学生": 6})
    assert set(faults) <= {"sex", "presence", "groups", "birth_year"}
    assert 0 <= row.person.groups <= 64


@pytest.mark.parametrize("alias", ["身份证号", "证件号码", "document", "Document "])
def test_headings_are_known_by_several_names(alias: str) -> None:
    assert columns([alias]) == {"document": 0}


def test_grid_and_name_are_needed() -> None:
    assert missing({}) == NEEDED
