"""Tubes follow the zone of the people in them: told in the transaction of the signature, gone with the lift."""

from datetime import datetime, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

from epiworks.protocol import PackUnknown
from outpace.casework.models import PacksInForce
from outpace.kernel.scope import Actor, AreaPath
from outpace.screening import api as screening
from outpace.screening.data import PoolingZone
from outpace.screening.models import Tube, ZonedArea
from outpace.screening.rules.sampling import ScanVerdict
from outpace.screening.selectors.zones import zones_held
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.test_sampler_scans import scan_of
from outpace.screening.tests.world import open_pass
from outpace.zoning import api
from outpace.zoning.choices import ProposalKind
from outpace.zoning.data import ByHand
from outpace.zoning.models import Proposal
from outpace.zoning.services.writing import pool_again
from outpace.zoning.tests.world import FIRST, World, clock, commander, county, day, drawn, grid, sign, staff

BY_ZONE = {"sealed": 1, "controlled": 10}


@pytest.fixture
def sampler(world: World) -> Actor:
    world.pass_id = open_pass(world, pool_size=20, pool_by_zone=BY_ZONE)
    return staff("sampler", world.county.path)


def size(world: World, sampler: Actor, tube: str = "T1") -> int:
    return screening.tube_in_hand(sampler, world.pass_id, world.sites[0].pk, code=tube).pool_size


def people(world: World, number: int) -> list[int]:
    return world.people[world.grids[number].pk]


def put_in(world: World, sampler: Actor, person: int, tube: str = "T1") -> ScanVerdict:
    return screening.scan(sampler, scan_of(world, person, tube=tube)).verdict


def pooled(zone: int, area: AreaPath, pool_as: str, *, rank: int) -> None:
    screening.pool_zone(PoolingZone(zone, pool_as, rank), [area], since=FIRST)


def decide(world: World, zone: int, kind: ProposalKind, *, zone_type: str = "", valid_from: datetime | None = None) -> None:
    with clock.at(day(1)):
        asked = ByHand(kind, zone_id=zone, zone_type=zone_type, reason="as ordered")
        number = api.propose_by_hand(commander(world), asked, request_id=uuid4())
    sign(world, Proposal.objects.get(pk=number), day(1), reason="as ordered", valid_from=valid_from)


def its_hour_comes(at: datetime) -> None:
    with clock.at(at + timedelta(seconds=30)):
        api.take_hold_due()


def test_a_signed_zone_gives_its_people_tubes_of_their_own(world: World, sampler: Actor) -> None:
    drawn(world)
    assert put_in(world, sampler, people(world, 0)[0]) is ScanVerdict.ADDED
    assert (size(world, sampler), Tube.objects.get().pool_size) == (1, 1)
    assert put_in(world, sampler, people(world, 1)[0]) is ScanVerdict.FULL


def test_nobody_of_a_sealed_zone_joins_a_tube_of_others(world: World, sampler: Actor) -> None:
    drawn(world)
    assert [put_in(world, sampler, people(world, 1)[n]) for n in range(2)] == [ScanVerdict.ADDED] * 2
    assert put_in(world, sampler, people(world, 0)[0]) is ScanVerdict.FULL
    assert size(world, sampler) == 20


def test_a_step_down_and_a_lift_give_larger_tubes_again(world: World, sampler: Actor) -> None:
    zone = drawn(world)
    decide(world, zone, ProposalKind.STEP_DOWN, zone_type="medium")
    put_in(world, sampler, people(world, 0)[0], "T1")
    decide(world, zone, ProposalKind.LIFT)
    put_in(world, sampler, people(world, 0)[1], "T2")
    assert (size(world, sampler, "T1"), size(world, sampler, "T2")) == (10, 20)
    assert not ZonedArea.objects.exists()


@pytest.mark.parametrize("looked_at_in_between", [False, True])
def test_a_step_down_dated_to_tomorrow_keeps_the_smaller_tubes_until_then(world: World, sampler: Actor, looked_at_in_between: bool) -> None:
    zone = drawn(world)
    decide(world, zone, ProposalKind.STEP_DOWN, zone_type="medium", valid_from=day(2))
    if looked_at_in_between:
        with clock.at(day(1, hour=3)):
            api.review_all()
    assert ZonedArea.objects.get().pool_as == "sealed"
    its_hour_comes(day(2))
    over = zones_held([world.grids[0].pk]).over
    at = [day(0), day(1, hour=5), day(2) - timedelta(seconds=1), day(2), day(9)]
    assert [over(world.grids[0].pk, moment) for moment in at] == ["sealed"] * 3 + ["controlled"] * 2


def test_a_raise_dated_to_tomorrow_asks_for_smaller_tubes_from_then_on(world: World, sampler: Actor) -> None:
    zone = drawn(world)
    decide(world, zone, ProposalKind.STEP_DOWN, zone_type="medium", valid_from=day(1))
    decide(world, zone, ProposalKind.RAISE, zone_type="high", valid_from=day(2))
    its_hour_comes(day(2))
    over = zones_held([world.grids[0].pk]).over
    assert [over(world.grids[0].pk, at) for at in (day(0), day(1), day(2))] == ["sealed", "controlled", "sealed"]


def test_a_step_down_that_is_taken_back_before_its_day_never_gives_larger_tubes(world: World, sampler: Actor) -> None:
    zone = drawn(world)
    decide(world, zone, ProposalKind.STEP_DOWN, zone_type="medium", valid_from=day(2))
    with clock.at(day(1, hour=3)):
        api.take_back(commander(world), zone, reason="a new case next door")
    its_hour_comes(day(2))
    assert zones_held([world.grids[0].pk]).over(world.grids[0].pk, day(2)) == "sealed"
    assert ZonedArea.objects.count() == 1


def test_a_zone_is_told_again_by_the_rules_in_force_then_not_by_those_it_was_signed_under(world: World) -> None:
    zone = drawn(world)
    signed = {"ongoing": "keep", "decided_by": "C", "decided_by_id": 1, "decided_at": FIRST, "reason": "as ordered"}
    PacksInForce.objects.create(area_path=county(world), packs="of-another-release", fingerprint="", holds_from=day(1), **signed)
    pool_again(zone, at=FIRST)
    with pytest.raises(PackUnknown):
        pool_again(zone, at=day(1))


def test_later_rules_with_another_word_hold_for_tubes_from_then_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    zone = drawn(world)
    words = {True: PoolingZone(zone, "controlled", 20), False: PoolingZone(zone, "sealed", 30)}
    monkeypatch.setattr("outpace.zoning.services.writing.pooling_zone", lambda _zone, at: words[at >= day(1)])
    for at in (day(1, hour=3), day(1, hour=4)):
        pool_again(zone, at=at)
    over = zones_held([world.grids[0].pk]).over
    at_hours = [day(0), day(1, hour=2), day(1, hour=3)]
    assert [over(world.grids[0].pk, moment) for moment in at_hours] == ["sealed", "sealed", "controlled"]
    assert ZonedArea.objects.count() == 2


def test_a_pass_opened_after_the_signature_follows_the_zone_too(world: World) -> None:
    drawn(world)
    sampler = staff("sampler", world.county.path)
    world.pass_id = open_pass(world, pool_size=20, pool_by_zone=BY_ZONE)
    put_in(world, sampler, people(world, 0)[0])
    assert size(world, sampler) == 1


def test_a_zone_told_again_changes_nothing(world: World) -> None:
    zone = drawn(world)
    before = list(ZonedArea.objects.values_list("zone_id", "path", "pool_as", "rank", "since"))
    screening.pool_zone(PoolingZone(zone, "sealed", 30), [grid(world, 0)], since=day(3))
    assert list(ZonedArea.objects.values_list("zone_id", "path", "pool_as", "rank", "since")) == before
    assert before[0][:4] == (zone, grid(world, 0), "sealed", 30)


def test_a_stricter_zone_inside_a_wider_one_governs_its_own_grids_only(world: World, sampler: Actor) -> None:
    pooled(1, county(world), "controlled", rank=20)
    pooled(2, grid(world, 0), "sealed", rank=30)
    put_in(world, sampler, people(world, 0)[0], "T1")
    put_in(world, sampler, people(world, 1)[0], "T2")
    assert (size(world, sampler, "T1"), size(world, sampler, "T2"), size(world, sampler, "T3")) == (1, 10, 10)


def test_the_phone_shows_the_size_that_the_zone_asks_for(world: World, sampler: Actor) -> None:
    pooled(1, county(world), "sealed", rank=30)
    phone: Client = sign_in("sampler", world.county.path, station=world.sites[0].pk)
    site = f"/screening/sample/{world.pass_id}/{world.sites[0].pk}/"
    assert "one person to a tube" in phone.get("/screening/sample/").content.decode()
    assert "one person to a tube" in phone.get(site).content.decode()
    assert "0 of 1 people in the tube" in phone.get(f"{site}tubes/T1/").content.decode()


def followed() -> list[tuple[int, str]]:
    return list(ZonedArea.objects.order_by("zone_id", "path").values_list("zone_id", "path"))


def by_hand(world: World, zone: int, kind: ProposalKind, *grids: int) -> None:
    with clock.at(day(1)):
        asked = ByHand(kind, tuple(grid(world, number) for number in grids), zone_id=zone, reason="as ordered")
        number = api.propose_by_hand(commander(world), asked, request_id=uuid4())
    sign(world, Proposal.objects.get(pk=number), day(1), reason="as ordered")


def test_tubes_follow_a_zone_that_is_extended_and_that_shrinks(world: World) -> None:
    zone = drawn(world)
    by_hand(world, zone, ProposalKind.EXTEND, 0, 1)
    assert followed() == [(zone, grid(world, 0)), (zone, grid(world, 1))]
    assert list(ZonedArea.objects.order_by("path").values_list("since", flat=True)) == [FIRST, day(1)]
    by_hand(world, zone, ProposalKind.SHRINK, 0)
    assert followed() == [(zone, grid(world, 0))]


def test_tubes_follow_the_one_zone_that_two_were_merged_into(world: World) -> None:
    first = drawn(world, 0)
    second = drawn(world, 1)
    by_hand(world, first, ProposalKind.MERGE, 0, 1)
    assert second not in dict(followed())
    assert [path for _zone, path in followed()] == [grid(world, 0), grid(world, 1)]


@pytest.mark.parametrize("again", ["hourly", "migration"])
def test_a_zone_signed_before_screening_kept_zones_is_told_afterwards(world: World, again: str) -> None:
    drawn(world)
    before = list(ZonedArea.objects.values_list("zone_id", "path", "pool_as", "rank", "since"))
    ZonedArea.objects.all().delete()
    if again == "hourly":
        with clock.at(day(1)):
            api.review_all()
    else:
        import_module("outpace.zoning.migrations.0004_pools").tell(apps, None)
    assert list(ZonedArea.objects.values_list("zone_id", "path", "pool_as", "rank", "since")) == before


def untold(number: int) -> list[tuple[str, str]]:
    """Which differences does the check find on that day between what tubes follow and what they should?"""
    with clock.at(day(number)):
        return [(str(found.stored), str(found.facts)) for found in api.inconsistencies() if found.check == "tubes that follow zone"]


def test_the_check_names_a_zone_that_tubes_follow_although_it_was_lifted(world: World) -> None:
    zone = drawn(world)
    decide(world, zone, ProposalKind.LIFT)
    assert untold(1) == []
    pooled(zone, grid(world, 0), "sealed", rank=30)
    assert untold(1) == [("('sealed', 30)", "None")]


@pytest.mark.parametrize(
    ("stored", "found"), [((), "None"), ((("sealed", 20),), "('sealed', 20)"), ((("controlled", 30),), "('controlled', 30)")]
)
def test_the_check_names_a_zone_that_stands_and_that_tubes_do_not_follow_as_signed(
    world: World, stored: tuple[tuple[str, int], ...], found: str
) -> None:
    zone = drawn(world)
    ZonedArea.objects.all().delete()
    for pool_as, rank in stored:
        pooled(zone, grid(world, 0), pool_as, rank=rank)
    assert untold(1) == [(found, "('sealed', 30)")]
