"""Hand-overs with two sides, boxes, tested tubes, and what happens to a tube on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from outpace.kernel import audit, clock, inbox, locks
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.registry.choices import StationKind
from outpace.registry.data import StationRow
from outpace.screening.choices import Stage, TubeEventKind
from outpace.screening.data import AcceptRecord, ConditionRecord, FinishedRecord, OfferRecord, PackRecord, RecordOutcome, Verdict
from outpace.screening.models import Box, HandoverTube, Tube
from outpace.screening.rules.flow import CONDITION_OF, accept, observe
from outpace.screening.services import statements
from outpace.screening.services.coverage import follow_validity
from outpace.screening.services.fills import BatchTooLarge
from outpace.screening.services.flow import Change, HeldTube, count_tubes, hold, store, with_state, write
from outpace.screening.services.places import may_take, require_custodian, require_laboratory

MAX_TUBES = 5_000
"""Tubes one hand-over or box record may name."""

STAGE_AT: dict[str, Stage] = {StationKind.COURIER_TEAM: Stage.HANDED_OVER, StationKind.LABORATORY: Stage.RECEIVED}
"""Which stage a tube reaches when a station of this kind accepts it."""

OPEN_HANDOVER = """
INSERT INTO screening_handover AS h (id, giver_id, taker_id, offered_at, offered_by, accepted_at, accepted_by, recorded_at)
VALUES (%(id)s, %(giver)s, %(taker)s, %(offered_at)s, %(offered_by)s, %(accepted_at)s, %(accepted_by)s, %(now)s)
ON CONFLICT (id) DO UPDATE SET
  giver_id = COALESCE(h.giver_id, excluded.giver_id), taker_id = COALESCE(excluded.taker_id, h.taker_id),
  offered_at = LEAST(h.offered_at, excluded.offered_at), offered_by = COALESCE(NULLIF(h.offered_by, ''), excluded.offered_by),
  accepted_at = LEAST(h.accepted_at, excluded.accepted_at), accepted_by = COALESCE(NULLIF(h.accepted_by, ''), excluded.accepted_by)
"""
"""Either side may come first; LEAST leaves nulls out, so a side that has not spoken stays empty."""

NAME_TUBES = """
INSERT INTO screening_handover_tube AS i (handover_id, tube_id, offered, accepted)
SELECT %(id)s, tube_id, %(offered)s, %(accepted)s FROM unnest(%(tubes)s::bigint[]) AS given (tube_id) ORDER BY tube_id
ON CONFLICT (handover_id, tube_id) DO UPDATE SET offered = i.offered OR excluded.offered, accepted = i.accepted OR excluded.accepted
"""


@locks.taken_again
def offer(actor: Actor, record: OfferRecord) -> RecordOutcome:
    """Record the giver's side of a hand-over. Custody stays with the giver until the taker has accepted.

    A taker that does not exist, never takes tubes or is the giver itself gets the record rejected: nothing of it is kept, and the same id
    may be sent again with the right station.
    """
    giver = require_custodian(actor, record.giver)
    if not may_take(record.taker, giver.id):
        message = _("Station %(number)d cannot take tubes: offer them to another site, courier team or laboratory.")
        return RecordOutcome(record.id, Verdict.REJECTED, message=message % {"number": record.taker})
    now = clock.now()
    with transaction.atomic():
        if not _is_new(actor, record.id):
            return RecordOutcome(record.id, Verdict.REPLAYED)
        held = _hold_all(record.tubes, record.boxes, station=giver, now=now)
        side = {
            "giver": giver.id,
            "taker": record.taker,
            "offered_at": record.at,
            "offered_by": actor.name,
            "accepted_at": None,
            "accepted_by": "",
        }
        _name_side(record.handover, side, held, offered=True, now=now)
        accepted = set(HandoverTube.objects.filter(handover_id=record.handover, accepted=True).values_list("tube_id", flat=True))
        write(Change(tube, replace(tube, offered_to=record.taker)) for tube in held if tube.id not in accepted)
        _log(actor, "screening.offered", giver, {"handover": str(record.handover), "tubes": len(held), "taker": record.taker})
    strangers = any(tube.state.custodian != giver.id for tube in held)
    return RecordOutcome(record.id, Verdict.ACCEPTED, notes=("not_custodian",) if strangers else ())


@locks.taken_again
def accept_handover(actor: Actor, record: AcceptRecord) -> RecordOutcome:
    """Record the taker's side: exactly these tubes arrived, and from now on they are the taker's."""
    taker = require_custodian(actor, record.taker)
    now = clock.now()
    with transaction.atomic():
        if not _is_new(actor, record.id):
            return RecordOutcome(record.id, Verdict.REPLAYED)
        held = _hold_all(record.tubes, record.boxes, station=taker, now=now)
        side = {"giver": None, "taker": taker.id, "offered_at": None, "offered_by": "", "accepted_at": record.at, "accepted_by": actor.name}
        _name_side(record.handover, side, held, accepted=True, now=now)
        stage = STAGE_AT.get(taker.kind, Stage.SAMPLED)
        write(Change(tube, _taken(tube, taker.id, record.at, stage)) for tube in held)
        _log(actor, "screening.accepted", taker, {"handover": str(record.handover), "tubes": len(held)})
    unannounced = any(not tube.state.announced for tube in held)
    return RecordOutcome(record.id, Verdict.ACCEPTED, notes=("unannounced",) if unannounced else ())


def _taken(tube: HeldTube, taker: int, at: datetime, stage: Stage) -> HeldTube:
    state = accept(tube.state, custodian=taker, at=at, stage=stage)
    return replace(with_state(tube, state), offered_to=None if tube.offered_to == taker else tube.offered_to)


@locks.taken_again
def pack(actor: Actor, record: PackRecord) -> RecordOutcome:
    """Put these tubes into a box; a tube is in the box it was last packed into."""
    station = require_custodian(actor, record.station)
    now = clock.now()
    with transaction.atomic():
        if not _is_new(actor, record.id):
            return RecordOutcome(record.id, Verdict.REPLAYED)
        box, _ = Box.objects.get_or_create(code=record.box, defaults={"station_id": station.id, "created_at": now})
        held = _hold_all(record.tubes, (), station=station, now=now)
        write(Change(tube, replace(tube, box_id=box.pk)) for tube in held)
        _add_events(actor, record.id, held, TubeEventKind.PACKED, at=record.at, now=now, station_id=station.id, note=record.box)
        _log(actor, "screening.packed", station, {"box": record.box, "tubes": len(held)})
    return RecordOutcome(record.id, Verdict.ACCEPTED)


@locks.taken_again
def mark_tested(actor: Actor, record: FinishedRecord) -> RecordOutcome:
    """A laboratory finished testing these tubes; it may upload what it read later."""
    laboratory = require_laboratory(actor, record.laboratory, Permission.LAB_RECEIVE)
    now = clock.now()
    with transaction.atomic():
        if not _is_new(actor, record.id):
            return RecordOutcome(record.id, Verdict.REPLAYED)
        held = _hold_all(record.tubes, (), station=laboratory, now=now)
        states = [accept(tube.state, custodian=laboratory.id, at=record.at, stage=Stage.TESTED) for tube in held]
        write(Change(tube, with_state(tube, state)) for tube, state in zip(held, states, strict=True))
        _add_events(actor, record.id, held, TubeEventKind.TESTED, at=record.at, now=now, station_id=laboratory.id)
        _log(actor, "screening.tested", laboratory, {"tubes": len(held)})
    return RecordOutcome(record.id, Verdict.ACCEPTED)


@locks.taken_again
def record_condition(actor: Actor, station_id: int, record: ConditionRecord) -> RecordOutcome:
    """A tube was spoiled, leaked, lost, found, voided or restored; its people's coverage follows."""
    if record.kind not in CONDITION_OF:
        return RecordOutcome(record.id, Verdict.REJECTED, message=f"{record.kind} says nothing about a tube's condition")
    station = require_custodian(actor, station_id, Permission.SCREENING_CORRECT)
    now = clock.now()
    with transaction.atomic():
        if not _is_new(actor, record.id):
            return RecordOutcome(record.id, Verdict.REPLAYED)
        held = _hold_all((record.tube,), (), station=station, now=now)
        changes = store(Change(tube, with_state(tube, observe(tube.state, record.kind, record.at))) for tube in held)
        follow_validity(changes)
        count_tubes(changes)
        _add_events(actor, record.id, held, record.kind, at=record.at, now=now, station_id=station.id, note=record.note)
        _log(actor, "screening.tube_condition", station, {"tube": record.tube, "kind": TubeEventKind(record.kind).name})
    return RecordOutcome(record.id, Verdict.ACCEPTED)


def _is_new(actor: Actor, record_id: UUID) -> bool:
    """Claim one record; False when it was already taken."""
    return record_id in inbox.claim(source=f"{actor.kind}:{actor.id}", batch_id=record_id, record_ids=[record_id]).new


def _hold_all(tubes: Sequence[str], boxes: Sequence[str], *, station: StationRow, now: datetime) -> list[HeldTube]:
    """Lock the tubes named one by one and those in the boxes named."""
    boxed = Tube.objects.filter(box__code__in=boxes).values_list("code", flat=True)[: MAX_TUBES + 1] if boxes else []
    codes = {*tubes, *boxed}
    if len(codes) > MAX_TUBES:
        raise BatchTooLarge(f"{len(codes)} tubes")
    return list(hold(codes, station_id=station.id, now=now).values())


def _name_side(
    handover: UUID, side: Mapping[str, Any], held: Sequence[HeldTube], *, now: datetime, offered: bool = False, accepted: bool = False
) -> None:
    """Fill in one side of a hand-over and name its tubes."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_HANDOVER, {"id": handover, "now": now, **side})
        cursor.execute(NAME_TUBES, {"id": handover, "tubes": [tube.id for tube in held], "offered": offered, "accepted": accepted})


def _add_events(
    actor: Actor,
    record_id: UUID,
    held: Sequence[HeldTube],
    kind: TubeEventKind,
    *,
    at: datetime,
    now: datetime,
    station_id: int,
    note: str = "",
) -> None:
    """Keep one line per tube for its custody timeline."""
    size = len(held)
    columns: dict[str, Any] = {
        "records": [record_id] * size,
        "tubes": [tube.id for tube in held],
        "kinds": [int(kind)] * size,
        "times": [at] * size,
        "notes": [note] * size,
        "now": now,
        "station_id": station_id,
        "other_station_id": None,
        "actor": actor.name,
    }
    with connection.cursor() as cursor:
        cursor.execute(statements.ADD_EVENTS, columns)


def _log(actor: Actor, action: str, station: StationRow, details: Mapping[str, object]) -> None:
    audit.record(actor, action, subject=f"station:{station.id}", path=station.path, details=details)
