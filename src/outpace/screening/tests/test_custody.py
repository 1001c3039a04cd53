"""What the two sides of a hand-over, boxes and a tube's condition do."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from outpace.kernel.scope import NotAllowed, NotFound
from outpace.registry.choices import StationKind
from outpace.registry.models import Station
from outpace.screening import api
from outpace.screening.choices import Condition, Stage, TubeEventKind
from outpace.screening.data import AcceptRecord, ConditionRecord, OfferRecord, PackRecord, RecordOutcome, Verdict
from outpace.screening.models import Coverage, HandoverTube, Ledger, Tube, TubeEvent
from outpace.screening.rules.ledger import Cell, imbalances
from outpace.screening.tests.world import MORNING, World, device, staff

NOON = MORNING + timedelta(hours=4)


def filled(world: World, *codes: str, each: int = 2) -> None:
    people = [person for group in world.people.values() for person in group]
    for place, code in enumerate(codes):
        world.sample(code, people[place * each : (place + 1) * each])


def give(world: World, handover: UUID, *tubes: str, boxes: tuple[str, ...] = ()) -> RecordOutcome:
    record = OfferRecord(uuid4(), handover, world.sites[0].pk, world.courier.pk, NOON, tubes, boxes)
    return api.offer(staff("site_head", world.county.path), record)


def take(world: World, handover: UUID, *tubes: str, boxes: tuple[str, ...] = ()) -> RecordOutcome:
    record = AcceptRecord(uuid4(), handover, world.courier.pk, NOON + timedelta(minutes=5), tubes, boxes)
    return api.accept_handover(staff("courier", world.county.path), record)


def happened(world: World, code: str, kind: TubeEventKind, *, hours: int = 5) -> RecordOutcome:
    record = ConditionRecord(uuid4(), code, kind, MORNING + timedelta(hours=hours))
    return api.record_condition(staff("site_head", world.county.path), world.sites[0].pk, record)


def done(world: World) -> int:
    return sum(Coverage.objects.filter(screening_pass_id=world.pass_id).values_list("done", flat=True))


def balances(world: World) -> bool:
    rows = Ledger.objects.filter(screening_pass_id=world.pass_id, site_id=world.sites[0].pk)
    column = {Stage(row.stage): Cell(row.tubes, row.people, row.ended_tubes, row.ended_people) for row in rows}
    return imbalances(column) == []


def test_an_offer_alone_leaves_the_tube_with_its_giver(world: World) -> None:
    filled(world, "T1")
    give(world, uuid4(), "T1")
    tube = Tube.objects.get(code="T1")
    assert (tube.custodian_id, tube.offered_to_id, tube.stage) == (world.sites[0].pk, world.courier.pk, Stage.SAMPLED)


@pytest.mark.parametrize("taker", ["unknown", "itself", "post"])
def test_an_offer_to_a_station_that_cannot_take_is_rejected_and_keeps_nothing(world: World, taker: str) -> None:
    filled(world, "T1")
    post = Station.objects.create(code="P0", kind=StationKind.CHECKPOINT, area=world.county, name="post")
    number = {"unknown": 987_654_321, "itself": world.sites[0].pk, "post": post.pk}[taker]
    record = OfferRecord(uuid4(), uuid4(), world.sites[0].pk, number, NOON, ("T1",))
    outcome = api.offer(staff("site_head", world.county.path), record)
    assert outcome.verdict is Verdict.REJECTED
    assert str(number) in outcome.message
    assert not HandoverTube.objects.exists()


def test_a_rejected_offer_may_be_sent_again_to_the_right_station(world: World) -> None:
    filled(world, "T1")
    record = OfferRecord(uuid4(), uuid4(), world.sites[0].pk, 987_654_321, NOON, ("T1",))
    api.offer(staff("site_head", world.county.path), record)
    mended = api.offer(staff("site_head", world.county.path), replace(record, taker=world.courier.pk))
    assert mended.verdict is Verdict.ACCEPTED
    assert Tube.objects.get(code="T1").offered_to_id == world.courier.pk


def test_acceptance_moves_custody_and_the_ledger(world: World) -> None:
    filled(world, "T1")
    handover = uuid4()
    give(world, handover, "T1")
    take(world, handover, "T1")
    tube = Tube.objects.get(code="T1")
    assert (tube.custodian_id, tube.offered_to_id, tube.stage) == (world.courier.pk, None, Stage.HANDED_OVER)
    assert balances(world)


def test_what_was_sent_and_not_received_is_named_tube_by_tube(world: World) -> None:
    filled(world, "T1", "T2", "T3")
    handover = uuid4()
    give(world, handover, "T1", "T2")
    take(world, handover, "T2", "T3")
    sides = HandoverTube.objects.filter(handover_id=handover).values_list("tube__code", "offered", "accepted").order_by("tube__code")
    assert list(sides) == [("T1", True, False), ("T2", True, True), ("T3", False, True)]


def test_a_tube_accepted_before_it_was_offered_ends_the_same(world: World) -> None:
    filled(world, "T1")
    handover = uuid4()
    take(world, handover, "T1")
    give(world, handover, "T1")
    tube = Tube.objects.get(code="T1")
    assert (tube.custodian_id, tube.offered_to_id, tube.stage) == (world.courier.pk, None, Stage.HANDED_OVER)
    assert HandoverTube.objects.get(handover_id=handover).offered


def test_replaying_an_acceptance_changes_nothing(world: World) -> None:
    filled(world, "T1")
    record = AcceptRecord(uuid4(), uuid4(), world.courier.pk, NOON, ("T1",))
    courier = staff("courier", world.county.path)
    api.accept_handover(courier, record)
    assert api.accept_handover(courier, record).verdict is Verdict.REPLAYED
    assert HandoverTube.objects.count() == 1


def test_an_earlier_acceptance_that_arrives_late_does_not_take_the_tube_back(world: World) -> None:
    filled(world, "T1")
    world.send("T1")
    late = AcceptRecord(uuid4(), uuid4(), world.courier.pk, MORNING + timedelta(hours=2, minutes=30), ("T1",))
    api.accept_handover(staff("courier", world.county.path), late)
    assert Tube.objects.get(code="T1").custodian_id == world.labs[0].pk


def test_a_tube_nobody_has_announced_is_kept_and_noted(world: World) -> None:
    answer = take(world, uuid4(), "T9")
    assert answer.notes == ("unannounced",)
    assert Tube.objects.get(code="T9").screening_pass_id is None
    assert [tube.code for tube in api.unannounced_tubes(staff("screening_lead", world.county.path)).items] == ["T9"]


def test_offering_what_another_station_holds_is_noted(world: World) -> None:
    filled(world, "T1")
    world.send("T1")
    assert give(world, uuid4(), "T1").notes == ("not_custodian",)


def test_handing_over_a_box_hands_over_every_tube_in_it(world: World) -> None:
    filled(world, "T1", "T2")
    head = staff("site_head", world.county.path)
    api.pack(head, PackRecord(uuid4(), "B1", world.sites[0].pk, ("T1", "T2"), NOON))
    handover = uuid4()
    give(world, handover, boxes=("B1",))
    take(world, handover, boxes=("B1",))
    assert list(Tube.objects.values_list("custodian_id", flat=True)) == [world.courier.pk] * 2


def test_packing_again_moves_the_tube_to_the_later_box(world: World) -> None:
    filled(world, "T1")
    head = staff("site_head", world.county.path)
    for box in ("B1", "B2"):
        api.pack(head, PackRecord(uuid4(), box, world.sites[0].pk, ("T1",), NOON))
    tube = Tube.objects.select_related("box").get(code="T1")
    assert tube.box is not None
    assert tube.box.code == "B2"
    assert TubeEvent.objects.filter(tube=tube, kind=TubeEventKind.PACKED).count() == 2


def test_a_lost_tube_takes_its_people_back_to_the_missing(world: World) -> None:
    filled(world, "T1", each=4)
    happened(world, "T1", TubeEventKind.LOST)
    assert (done(world), balances(world)) == (0, True)


def test_a_lost_tube_that_is_found_counts_its_people_again(world: World) -> None:
    filled(world, "T1", each=4)
    happened(world, "T1", TubeEventKind.LOST, hours=5)
    happened(world, "T1", TubeEventKind.FOUND, hours=6)
    assert (done(world), balances(world)) == (4, True)


def test_found_before_lost_arrives_in_any_order_ends_alike(world: World) -> None:
    filled(world, "T1", each=4)
    happened(world, "T1", TubeEventKind.FOUND, hours=6)
    happened(world, "T1", TubeEventKind.LOST, hours=5)
    assert (Tube.objects.get(code="T1").condition, done(world)) == (Condition.SOUND, 4)


def test_an_event_that_is_no_condition_is_refused(world: World) -> None:
    filled(world, "T1")
    answer = happened(world, "T1", TubeEventKind.PACKED)
    assert answer.verdict is Verdict.REJECTED


def test_a_device_may_not_take_tubes_at_another_station(world: World) -> None:
    filled(world, "T1")
    stranger = device("courier_device", world.county.path, world.labs[0].pk)
    with pytest.raises(NotAllowed):
        api.accept_handover(stranger, AcceptRecord(uuid4(), uuid4(), world.courier.pk, NOON, ("T1",)))


def test_another_countys_courier_does_not_find_the_station(world: World) -> None:
    with pytest.raises(NotFound):
        api.accept_handover(staff("courier", "/53/"), AcceptRecord(uuid4(), uuid4(), world.courier.pk, NOON, ("T1",)))
    assert not Tube.objects.exists()
