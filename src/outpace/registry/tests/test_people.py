"""People: enrolled once, counted at once, found by code, document and name, shown by scope."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import NotAllowed, NotFound
from outpace.registry import api
from outpace.registry.data import NewPerson
from outpace.registry.models import Person
from outpace.registry.rules.people import PersonFault
from outpace.registry.selectors import people as selectors
from outpace.registry.tests.cast import SYSTEM, County, actor, document, somebody

PURPOSE = "test"


def test_an_enrolled_person_is_counted_at_once(hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, somebody())
    counts = api.resident_counts_under(hui.county.path)
    assert (counts.residents, counts.present, counts.version) == (1, 1, 1)


def test_an_enrolment_tells_the_listeners(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody())
    (event,) = hui.heard
    assert (event.grid_id, event.person_ids, event.residents_delta, event.present_delta) == (hui.grid.id, (person,), 1, 1)


def test_identity_rests_sealed(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody("王小明", document=document(3)))
    row = Person.objects.get(pk=person)
    stored = bytes(row.name_sealed) + bytes(row.document_sealed or b"") + bytes(row.document_index or b"")
    assert "王小明".encode() not in stored
    assert document(3).encode() not in stored


def test_birth_year_and_sex_come_from_the_document(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody(document=document(4, "19511231")))
    found = api.person(SYSTEM, person, purpose=PURPOSE)
    assert (found.birth_year, found.sex) == (1951, "f")


def test_the_same_document_is_never_enrolled_twice(hui: County) -> None:
    first = api.enrol(SYSTEM, hui.grid.id, somebody(document=document(5)))
    with pytest.raises(api.AlreadyKnown) as caught:
        api.enrol(SYSTEM, hui.other_grid.id, somebody(document=document(5)))
    assert caught.value.person_id == first


def test_one_card_or_document_spelled_twice_in_a_list_is_matched_both_times(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody(document=document(5)))
    code = Person.objects.get(pk=person).code
    spelled, written = [code, f"{code[:4]}-{code[4:].lower()}"], [document(5), f" {document(5)} "]
    assert api.ids_by_code(spelled) == dict.fromkeys(spelled, person)
    assert api.ids_by_document(written) == dict.fromkeys(written, person)


def test_who_may_not_see_the_first_record_is_not_told_whose_it_is(hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, somebody(document=document(5)))
    with pytest.raises(api.AlreadyKnown) as caught:
        api.enrol(actor("grid_worker", hui.other_town.path), hui.other_grid.id, somebody(document=document(5)))
    assert caught.value.person_id is None


def test_people_without_a_document_can_be_many(hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, NewPerson(name="无证"))
    api.enrol(SYSTEM, hui.grid.id, NewPerson(name="无证"))
    assert api.counts_under(hui.grid.path).residents == 2


def test_what_cannot_be_right_is_refused_by_name(hui: County) -> None:
    with pytest.raises(api.PersonRefused) as caught:
        api.enrol(SYSTEM, hui.grid.id, NewPerson(name="", document="160105194912310021", phone="1"))
    assert caught.value.faults == (PersonFault.NAME, PersonFault.DOCUMENT_DIVISION, PersonFault.PHONE)


def test_a_sampler_enrols_a_walk_in_but_nobody_else(hui: County) -> None:
    sampler = actor("sampler", hui.town.path)
    person = api.walk_in(sampler, hui.grid.id, somebody(source="household_visit"))
    assert Person.objects.get(pk=person).source == "walk_in"
    with pytest.raises(NotAllowed):
        api.enrol(sampler, hui.grid.id, somebody())


def test_somebody_away_is_a_resident_but_not_present(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody())
    assert api.change_presence(SYSTEM, [person], 2) == 1
    counts = api.counts_under(hui.grid.path)
    assert (counts.residents, counts.present, counts.away) == (1, 0, 1)


def test_recording_the_same_presence_again_changes_nothing(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody())
    hui.heard.clear()
    assert api.change_presence(SYSTEM, [person], 1) == 0
    assert hui.heard == []


def test_one_foreign_person_in_a_list_refuses_the_whole_list(hui: County) -> None:
    mine, foreign = api.enrol(SYSTEM, hui.grid.id, somebody()), api.enrol(SYSTEM, hui.other_grid.id, somebody())
    with pytest.raises(NotFound):
        api.change_presence(actor("grid_worker", hui.town.path), [mine, foreign], 9)
    assert api.counts_under(hui.county.path).present == 2


def test_a_move_is_news_for_both_grids(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody())
    hui.heard.clear()
    api.move_person(SYSTEM, person, grid_id=hui.other_grid.id)
    assert {(event.grid_id, event.residents_delta) for event in hui.heard} == {(hui.grid.id, -1), (hui.other_grid.id, 1)}


def test_a_household_moves_with_everyone_in_it(hui: County) -> None:
    home = api.open_household(SYSTEM, hui.grid.id, number="12", address="先农村12号")
    for _ in range(3):
        api.enrol(SYSTEM, hui.grid.id, somebody(), household_id=home)
    api.move_household(SYSTEM, home, grid_id=hui.other_grid.id)
    left, reached = api.counts_under(hui.grid.path), api.counts_under(hui.other_grid.path)
    assert (left.residents, left.households, reached.residents, reached.households) == (0, 0, 3, 1)


def test_opening_a_household_twice_gives_the_same_one(hui: County) -> None:
    assert api.open_household(SYSTEM, hui.grid.id, number="12") == api.open_household(SYSTEM, hui.grid.id, number="12")
    assert api.counts_under(hui.grid.path).households == 1


def test_a_household_of_another_grid_is_not_accepted(hui: County) -> None:
    home = api.open_household(SYSTEM, hui.other_grid.id, number="1")
    with pytest.raises(NotFound):
        api.enrol(SYSTEM, hui.grid.id, somebody(), household_id=home)


def test_key_groups_are_recorded_as_bits(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody())
    bits = {group.code: group.mask for group in api.key_groups()}
    api.set_groups(SYSTEM, person, bits["dialysis"] | bits["elderly"])
    assert api.places_of([person])[person].groups == bits["dialysis"] | bits["elderly"]


def test_a_person_is_found_by_the_code_on_their_qr(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody())
    code = Person.objects.get(pk=person).code
    assert api.person_by_code(SYSTEM, f" {code[:6]}-{code[6:].lower()}", purpose=PURPOSE).id == person


def test_a_mistyped_code_finds_nobody_and_asks_no_database(hui: County) -> None:
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        pytest.raises(NotFound),
    ):
        api.person_by_code(SYSTEM, "000000000001", purpose=PURPOSE)
    assert len(queries) == 0


def test_a_document_is_found_in_one_indexed_query_however_it_is_typed(hui: County) -> None:
    number = document(7, "19490101")
    person = api.enrol(SYSTEM, hui.grid.id, somebody(document=number))
    with CaptureQueriesContext(connection) as queries:
        found = api.person_by_document(SYSTEM, " ".join(number).lower(), purpose=PURPOSE)
    assert found.id == person
    assert len([query for query in queries if "registry_person" in query["sql"]]) == 1


def test_the_document_look_up_uses_its_index(hui: County) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Person.objects.filter(document_index__in=[b"x" * 16]).explain()
    assert "registry_person_document_once" in plan


def test_screening_reads_places_from_the_index_alone(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody())
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'registry_person_screen'")
        (definition,) = cursor.fetchone()
    assert definition.endswith("(id) INCLUDE (grid_id, presence, groups)")
    assert api.grids_of([person, 10**12]) == {person: hui.grid.id}


def test_where_people_belong_is_told_of_those_somebody_knows(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody())
    assert api.homes_of([person, 10**12]) == {person: hui.grid.path}


def test_a_roster_lists_the_grids_residents_and_logs_one_read(hui: County) -> None:
    ids = [api.enrol(SYSTEM, hui.grid.id, somebody()) for _ in range(3)]
    api.change_presence(SYSTEM, ids[:1], 8)
    before = AuditEntry.objects.filter(action="person.read").count()
    page = api.roster(SYSTEM, hui.grid.id, purpose=PURPOSE)
    assert [entry.id for entry in page.items] == ids[1:]
    assert AuditEntry.objects.filter(action="person.read").count() == before + 1


def test_a_reader_without_identity_sees_masked_people(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody("欧阳小明", document=document(8)))
    masked = api.person(actor("sampler", hui.town.path), person, purpose=PURPOSE)
    assert masked.masked
    assert "小" not in masked.name
    assert document(8) != masked.document


def test_a_roster_search_matches_names_and_last_digits(hui: County) -> None:
    person = api.enrol(SYSTEM, hui.grid.id, somebody("张建国", document=document(9), phone="13800001234"))
    api.enrol(SYSTEM, hui.grid.id, somebody("李建华"))
    worker = actor("grid_worker", hui.village.path)
    for typed in ("张建", "建 国", "1234", document(9)[-4:]):
        assert [entry.id for entry in api.roster_search(worker, hui.grid.id, typed, purpose=PURPOSE)] == [person]


def test_a_roster_search_needs_two_characters_and_four_digits(hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, somebody("张建国", phone="13800001234"))
    assert api.roster_search(SYSTEM, hui.grid.id, "张", purpose=PURPOSE) == []
    assert api.roster_search(SYSTEM, hui.grid.id, "234", purpose=PURPOSE) == []


def test_a_roster_search_of_too_many_is_refused(hui: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "MAX_ROSTER", 1)
    for _ in range(2):
        api.enrol(SYSTEM, hui.grid.id, somebody())
    with pytest.raises(api.TooMany):
        api.roster_search(SYSTEM, hui.grid.id, "张三", purpose=PURPOSE)


def test_people_for_ids_come_in_the_asked_order_once(hui: County) -> None:
    first, second = (api.enrol(SYSTEM, hui.grid.id, somebody()) for _ in range(2))
    found = api.persons_for_ids(SYSTEM, [second, first, second, 10**12], purpose=PURPOSE)
    assert [entry.id for entry in found] == [second, first]


def test_too_many_ids_at_once_are_refused(hui: County) -> None:
    with pytest.raises(api.TooMany):
        api.persons_for_ids(SYSTEM, range(selectors.MAX_IDS + 1), purpose=PURPOSE)


def test_household_members_are_shown_together(hui: County) -> None:
    home = api.open_household(SYSTEM, hui.grid.id, number="3")
    ids = [api.enrol(SYSTEM, hui.grid.id, somebody(), household_id=home) for _ in range(2)]
    assert [entry.id for entry in api.household_members(SYSTEM, ids[1], purpose=PURPOSE)] == ids


def test_grids_with_people_are_listed_under_a_path(hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, somebody())
    api.enrol(SYSTEM, hui.other_grid.id, somebody())
    assert api.grid_ids_under(hui.town.path) == [hui.grid.id]
