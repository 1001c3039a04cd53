"""Requests follow casework's news, and a named human signs each place."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from epiworks.protocol import Place
from outpace.casework.data import CaseReclassified, FollowUpChanged, FollowUpEnded
from outpace.isolation import api
from outpace.isolation.choices import BedState, EndReason, PlacementState
from outpace.isolation.data import PersonArrived, PersonLeft, PlacementsRequested, PlacementsWithdrawn
from outpace.isolation.models import Bed, BedUse, Custody, Facility, Placement
from outpace.isolation.services.beds import WrongState
from outpace.isolation.tests.world import NOW, Isolation, head, tell
from outpace.kernel import events
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import AreaPath, NotAllowed, NotFound, system_actor
from outpace.registry.data import AreaMoved
from outpace.screening.tests.world import staff


def ended(placement: Placement, reason: str = "released") -> FollowUpEnded:
    path = AreaPath(placement.area_path)
    return FollowUpEnded(placement.follow_up_id or 0, placement.person_id, path, "close", reason, NOW)


def changed(placement: Placement, place: Place) -> FollowUpChanged:
    return FollowUpChanged(
        follow_up_id=placement.follow_up_id or 0,
        person_id=placement.person_id,
        area_path=AreaPath(placement.area_path),
        group="close",
        group_before="secondary",
        place=place,
        place_before=Place(placement.place),
        until=date(2022, 8, 26),
        changed_at=NOW,
    )


def test_a_contact_needs_a_place_by_the_packs_deadline(isolation: Isolation) -> None:
    seen: list[PlacementsRequested] = []
    with events.listening(PlacementsRequested, seen.append):
        wanted = isolation.want(isolation.people[0])
    assert wanted.due_at == NOW + timedelta(hours=8)
    assert [(each.placement_id, each.place) for event in seen for each in event.placements] == [(wanted.pk, Place.CENTRALISED)]


def test_the_request_names_the_line_of_the_pack_it_rests_on(isolation: Isolation) -> None:
    assert [line["address"] for line in isolation.want(isolation.people[0]).because] == ["regimen.close"]


def test_being_watched_at_home_needs_no_placement(isolation: Isolation) -> None:
    tell(isolation.started(isolation.people[0], Place.HOME_MONITORING))
    assert not Placement.objects.exists()


def test_the_same_news_twice_is_one_request(isolation: Isolation) -> None:
    event = isolation.started(isolation.people[0])
    tell(event)
    tell(event)
    assert Placement.objects.count() == 1


def test_a_preliminary_case_goes_to_hospital_by_the_transfer_clock_of_the_pack(isolation: Isolation) -> None:
    tell(isolation.case(isolation.people[0]))
    wanted = Placement.objects.get()
    assert (wanted.place, wanted.is_case) == (Place.HOSPITAL, True)
    assert wanted.due_at == NOW + timedelta(hours=2)
    assert "clocks.positive_transfer" in [line["address"] for line in wanted.because]


def test_an_asymptomatic_case_goes_to_the_fangcang(isolation: Isolation) -> None:
    tell(isolation.case(isolation.people[0], case_class="asymptomatic"))
    assert Placement.objects.get().place == Place.FANGCANG


def test_a_contact_who_becomes_a_case_is_wanted_in_one_place_only(isolation: Isolation) -> None:
    contact = isolation.want(isolation.people[0])
    tell(isolation.case(isolation.people[0]))
    tell(ended(contact, "became_case"))
    assert list(Placement.objects.order_by("pk").values_list("place", "state")) == [
        (Place.CENTRALISED, PlacementState.WITHDRAWN),
        (Place.HOSPITAL, PlacementState.REQUESTED),
    ]


def test_a_contact_in_a_room_who_becomes_a_case_keeps_it_until_fetched(isolation: Isolation) -> None:
    stay = isolation.placed(isolation.people[0])
    tell(isolation.case(stay.person_id))
    tell(ended(stay, "became_case"))
    assert set(Placement.objects.values_list("place", "state")) == {
        (Place.CENTRALISED, PlacementState.ARRIVED),
        (Place.HOSPITAL, PlacementState.REQUESTED),
    }


def test_a_request_without_ground_is_withdrawn_and_its_bed_is_free(isolation: Isolation) -> None:
    signed = isolation.sign(isolation.want(isolation.people[0]))
    bed = BedUse.objects.get().bed_id
    seen: list[PlacementsWithdrawn] = []
    with events.listening(PlacementsWithdrawn, seen.append):
        tell(ended(signed, "withdrawn"))
    assert (Bed.objects.get(pk=bed).state, len(seen)) == (BedState.READY, 1)
    assert Placement.objects.get().state == PlacementState.WITHDRAWN


def test_an_excluded_case_is_no_longer_fetched(isolation: Isolation) -> None:
    case = isolation.case(isolation.people[0])
    tell(case)
    tell(CaseReclassified(case.case_id, case.person_id, case.area_path, "preliminary", "excluded", NOW))
    assert Placement.objects.get().state == PlacementState.WITHDRAWN


def test_a_secondary_contact_who_becomes_close_is_wanted_in_a_room(isolation: Isolation) -> None:
    home = isolation.want(isolation.people[0], Place.HOME_ISOLATION)
    tell(changed(home, Place.CENTRALISED))
    assert Placement.objects.get(state="requested").place == Place.CENTRALISED
    assert Placement.objects.get(pk=home.pk).state == PlacementState.WITHDRAWN


def test_only_a_named_human_signs(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0])
    bed = isolation.free_bed(isolation.site)
    for actor in (system_actor("rules"), head(isolation)):
        with pytest.raises(NotAllowed):
            api.sign_placement(actor, wanted.pk, facility_id=isolation.site, bed_id=bed)


def test_another_countys_commander_sees_no_such_request(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0])
    with pytest.raises(NotFound):
        api.sign_placement(staff("commander", "/53/"), wanted.pk, facility_id=isolation.site, bed_id=isolation.free_bed(isolation.site))


def test_signing_reserves_the_bed_before_departure(isolation: Isolation) -> None:
    signed = isolation.sign(isolation.want(isolation.people[0]))
    use = BedUse.objects.get()
    assert (signed.state, signed.signed_by, use.bed.state) == (PlacementState.SIGNED, "chief", BedState.RESERVED)


def test_signing_for_another_bed_gives_the_first_one_back(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0])
    first = isolation.free_bed(isolation.site) or 0
    isolation.sign(wanted, bed=first)
    isolation.sign(wanted, bed=isolation.free_bed(isolation.site))
    assert Bed.objects.get(pk=first).state == BedState.READY
    assert BedUse.objects.filter(ended_at=None).count() == 1


def test_a_bed_somebody_has_is_not_given_again(isolation: Isolation) -> None:
    bed = isolation.free_bed(isolation.fangcang)
    first, second = (isolation.want(person, Place.FANGCANG) for person in isolation.people[:2])
    isolation.sign(first, facility=isolation.fangcang, bed=bed)
    with pytest.raises(WrongState):
        isolation.sign(second, facility=isolation.fangcang, bed=bed)


def test_the_database_itself_refuses_a_second_person_in_a_bed(isolation: Isolation) -> None:
    isolation.sign(isolation.want(isolation.people[0]))
    other, use = isolation.want(isolation.people[1]), BedUse.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        BedUse.objects.create(bed_id=use.bed_id, placement=other, person_id=other.person_id, reserved_at=NOW)


def test_strangers_do_not_share_a_room(isolation: Isolation) -> None:
    beds = list(Bed.objects.filter(room__facility_id=isolation.site, room__code="000").order_by("number"))
    isolation.sign(isolation.want(isolation.people[0]), bed=beds[0].pk)
    with pytest.raises(Refusal, match="room_shared"):
        isolation.sign(isolation.want(isolation.people[1]), bed=beds[1].pk)


def test_nobody_is_kept_more_strictly_than_the_rules_ask(isolation: Isolation) -> None:
    home = isolation.want(isolation.people[0], Place.HOME_ISOLATION)
    with pytest.raises(Refusal, match="stricter"):
        isolation.sign(home)
    contact = isolation.want(isolation.people[1])
    with pytest.raises(Refusal, match="stricter"):
        isolation.sign(contact, facility=isolation.fangcang)


def test_staying_at_home_instead_needs_a_reason(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0])
    with pytest.raises(Refusal, match="why"):
        isolation.sign(wanted, facility=isolation.home)
    signed = isolation.sign(wanted, facility=isolation.home, note="two years old, the mother is no contact")
    assert signed.facility_id == isolation.home
    assert not BedUse.objects.exists()


def test_who_arrives_is_in_the_facilitys_care(isolation: Isolation) -> None:
    seen: list[PersonArrived] = []
    with events.listening(PersonArrived, seen.append):
        stay = isolation.placed(isolation.people[0])
    assert (stay.state, BedUse.objects.get().bed.state) == (PlacementState.ARRIVED, BedState.OCCUPIED)
    held = Custody.objects.get(until=None)
    assert (held.custodian_id, [event.facility_id for event in seen]) == (isolation.site, [isolation.site])


def test_nobody_is_taken_in_whom_nobody_signed_for(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0])
    with pytest.raises(Refusal, match="not_signed"):
        api.record_arrival(head(isolation), wanted.pk)


def test_nobody_is_let_out_without_a_signed_release(isolation: Isolation) -> None:
    stay = isolation.placed(isolation.people[0])
    with pytest.raises(Refusal, match="not_released"):
        api.record_departure(head(isolation), stay.pk, reason=EndReason.RELEASED)


def test_a_release_prepares_the_bed_and_departure_sends_it_to_cleaning(isolation: Isolation) -> None:
    stay = isolation.placed(isolation.people[0])
    tell(ended(stay))
    assert BedUse.objects.get().bed.state == BedState.LEAVING
    seen: list[PersonLeft] = []
    with events.listening(PersonLeft, seen.append):
        api.record_departure(head(isolation), stay.pk, reason=EndReason.RELEASED)
    assert (BedUse.objects.get().bed.state, [event.reason for event in seen]) == (BedState.CLEANING, ["released"])
    assert not Custody.objects.filter(until=None).exists()


def test_a_release_taken_back_keeps_the_person_and_the_bed(isolation: Isolation) -> None:
    stay = isolation.placed(isolation.people[0])
    tell(ended(stay, "withdrawn"))
    tell(isolation.started(stay.person_id))
    assert BedUse.objects.get().bed.state == BedState.OCCUPIED
    assert Placement.objects.get().end_reason == ""


def test_the_next_stage_at_home_lets_the_person_go(isolation: Isolation) -> None:
    stay = isolation.placed(isolation.people[0])
    tell(changed(stay, Place.HOME_MONITORING))
    assert BedUse.objects.get().bed.state == BedState.LEAVING


def test_a_later_last_day_reaches_the_room(isolation: Isolation) -> None:
    stay = isolation.placed(isolation.people[0])
    tell(changed(stay, Place.CENTRALISED))
    assert Placement.objects.get().until == date(2022, 8, 26)


def test_home_isolation_begins_when_the_home_team_says_so(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0], Place.HOME_ISOLATION)
    isolation.sign(wanted, facility=isolation.home)
    api.record_arrival(head(isolation), wanted.pk)
    assert Custody.objects.get(until=None).custodian_id == isolation.home


def test_a_moved_area_takes_its_facilities_along(isolation: Isolation) -> None:
    old = AreaPath(isolation.world.townships[0].path)
    api.follow_moved_area(AreaMoved(isolation.world.townships[0].pk, old, AreaPath("/62/6212/621228/621228100/")))
    assert Facility.objects.get(pk=isolation.site).area_path == "/62/6212/621228/621228100/"
    assert Facility.objects.get(pk=isolation.hospital).area_path == isolation.path


def test_a_last_day_that_moves_moves_the_stay_and_asks_for_nothing_new(isolation: Isolation) -> None:
    stay = isolation.placed(isolation.people[0])
    tell(replace(changed(stay, Place.CENTRALISED), group_before="close", until=date(2022, 8, 30)))
    assert list(Placement.objects.values_list("state", "until")) == [("arrived", date(2022, 8, 30))]
