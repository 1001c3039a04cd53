"""Requests for a place: asked for by rules, withdrawn when their ground is gone, signed by a named human, who reserves a bed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from epiworks.protocol import Place
from outpace.isolation.choices import BedAct, Cohort, FacilityKind, PlacementState
from outpace.isolation.data import PlacementRequested, PlacementWithdrawn
from outpace.isolation.models import Bed, BedUse, Facility, Placement
from outpace.isolation.rules.wanted import NEVER, fits, is_stricter
from outpace.isolation.services.beds import WrongState, move, move_bed
from outpace.isolation.services.guards import beds_of_room, facility_for, placement_for
from outpace.isolation.services.manifests import free_seat
from outpace.kernel import audit, clock, events, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotAllowed
from outpace.registry import api as registry

WANTED = (PlacementState.REQUESTED, PlacementState.SIGNED, PlacementState.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: who, where, by when, until when, why. `because`: the pack lines, as packs.line_of keeps them."""

    person_id: int
    path: AreaPath
    place: Place
    due_at: datetime | None = None
    until: date | None = None
    group: str = ""
    follow_up_id: int | None = None
    case_id: int | None = None
    because: Sequence[dict[str, Any]] = field(default_factory=tuple)


def request(actor: Actor, asked: Request) -> Placement | None:
    """Ask for a place, once: a request for the same kind of place is brought up to date, one for another kind takes its place.

    None: the person is where they should be already. Inside the caller's transaction.
    """
    locks.advisory(f"isolation-person:{asked.person_id}")
    wanted = wanted_of(asked.person_id)
    if wanted is not None and (wanted.place == asked.place or outranks(wanted, asked)):
        return _refresh(wanted, asked)
    current = Placement.objects.filter(person_id=asked.person_id, state=PlacementState.ARRIVED).first()
    if wanted is not None:
        withdraw(actor, wanted)
    if current is not None and current.place == asked.place:
        return _refresh(current, asked)
    return _make(actor, asked)


def outranks(wanted: Placement, asked: Request) -> bool:
    """A case's place is not changed by what a follow-up as a contact says meanwhile."""
    return wanted.is_case and asked.case_id is None


def wanted_of(person_id: int) -> Placement | None:
    """Which request of this person is open? Locked until the transaction ends."""
    keys = list(Placement.objects.filter(person_id=person_id, state__in=WANTED).values_list("pk", flat=True))
    return next(iter(locks.lock_rows(Placement.objects.select_related("facility"), keys)), None)


def _make(actor: Actor, asked: Request) -> Placement:
    made = Placement.objects.create(
        person_id=asked.person_id,
        area_path=asked.path,
        place=asked.place,
        group=asked.group,
        follow_up_id=asked.follow_up_id,
        case_id=asked.case_id,
        is_case=asked.case_id is not None,
        requested_at=clock.now(),
        due_at=asked.due_at,
        sort_due=asked.due_at or NEVER,
        until=asked.until,
        because=list(asked.because),
    )
    details = {"place": str(asked.place), "follow_up": asked.follow_up_id, "case": asked.case_id}
    audit.record(actor, "isolation.placement_requested", subject=f"placement:{made.pk}", path=asked.path, details=details)
    events.publish(PlacementRequested(made.pk, asked.person_id, asked.path, asked.place, asked.due_at))
    return made


def _refresh(found: Placement, asked: Request) -> Placement:
    """The same kind of place is asked for again: the latest ground, and the earlier deadline of a request still open."""
    if outranks(found, asked):
        return found
    if found.state != PlacementState.ARRIVED and asked.due_at is not None and (found.due_at is None or asked.due_at < found.due_at):
        found.due_at = found.sort_due = asked.due_at
    found.until = asked.until or found.until
    found.group = asked.group or found.group
    found.follow_up_id = asked.follow_up_id or found.follow_up_id
    found.case_id, found.is_case = asked.case_id or found.case_id, found.is_case or asked.case_id is not None
    found.because = list(asked.because) or found.because
    found.save(update_fields=["due_at", "sort_due", "until", "group", "follow_up_id", "case_id", "is_case", "because"])
    return found


def withdraw(actor: Actor, wanted: Placement) -> None:
    """The request has lost its ground: its bed is free again at once, and so is the seat that waited for the person.

    Somebody already on the road stays in the crew's care.
    """
    now = clock.now()
    free_bed(actor, wanted, now=now)
    free_seat(actor, wanted, now=now)
    wanted.state, wanted.ended_at = PlacementState.WITHDRAWN, now
    wanted.save(update_fields=["state", "ended_at"])
    path = AreaPath(wanted.area_path)
    audit.record(actor, "isolation.placement_withdrawn", subject=f"placement:{wanted.pk}", path=path)
    events.publish(PlacementWithdrawn(wanted.pk, wanted.person_id, path, now))


def free_bed(actor: Actor, placement: Placement, *, now: datetime) -> None:
    """Give a reserved bed back, if there is one."""
    use = BedUse.objects.filter(placement=placement, ended_at=None).first()
    if use is None:
        return
    move_bed(actor, use.bed_id, BedAct.FREE, now=now)
    use.ended_at = now
    use.save(update_fields=["ended_at"])


@locks.taken_again
@transaction.atomic
def sign_placement(
    actor: Actor, placement_id: int, *, facility_id: int, bed_id: int | None = None, grounds: Sequence[str] = (), note: str = ""
) -> None:
    """A named human decides where the person goes, and the bed is reserved for them from this moment.

    Signing again, before departure, moves the reservation. Raises NotFound, NotAllowed, WrongState when the bed has gone meanwhile, and
    Refusal: `not_open` (on the road already, or over), `stricter` than the rules ask, `wrong_kind`, `bed_missing`, `room_shared`, `why`.
    """
    if actor.kind is not ActorKind.USER:
        raise NotAllowed(str(Permission.PLACEMENT_SIGN))
    placement = placement_for(actor, placement_id, Permission.PLACEMENT_SIGN)
    facility = facility_for(actor, facility_id, Permission.ROOM_READ)
    if placement.state not in {PlacementState.REQUESTED, PlacementState.SIGNED}:
        raise Refusal("not_open", _("This request is no longer open."))
    _require_fitting(placement, facility, note)
    now = clock.now()
    free_bed(actor, placement, now=now)
    if facility.kind != FacilityKind.HOME and not facility.outside:
        _reserve(actor, placement, facility, bed_id=bed_id, now=now)
    placement.state, placement.facility, placement.grounds, placement.note = PlacementState.SIGNED, facility, list(grounds), note
    placement.signed_by, placement.signed_at = actor.name, now
    placement.save(update_fields=["state", "facility", "grounds", "note", "signed_by", "signed_at"])
    details = {"facility": facility.pk, "bed": bed_id, "grounds": [str(ground) for ground in grounds]}
    path = AreaPath(placement.area_path)
    audit.record(actor, "isolation.placement_signed", subject=f"placement:{placement.pk}", path=path, details=details)


def _require_fitting(placement: Placement, facility: Facility, note: str) -> None:
    kind, place = FacilityKind(facility.kind), Place(placement.place)
    if is_stricter(kind, place):
        raise Refusal("stricter", _("This place restricts the person more than the rules ask for."), field="facility")
    if not fits(kind, place):
        raise Refusal("wrong_kind", _("This kind of facility does not take people who need this kind of place."), field="facility")
    if kind is FacilityKind.HOME and place is not Place.HOME_ISOLATION and not note.strip():
        raise Refusal("why", _("Say why the person stays at home instead: who assessed them, and what was found."), field="note")


def _reserve(actor: Actor, placement: Placement, facility: Facility, *, bed_id: int | None, now: datetime) -> None:
    """Reserve the bed, its room locked: a room for one party takes nobody from another home."""
    bed = Bed.objects.select_related("room").filter(pk=bed_id, room__facility=facility).first() if bed_id else None
    if bed is None:
        raise Refusal("bed_missing", _("Choose a bed of this facility."), field="bed")
    beds = beds_of_room(bed.room_id)
    others = list(BedUse.objects.filter(bed__room_id=bed.room_id, ended_at=None).values_list("person_id", flat=True))
    if facility.cohort == Cohort.ONE_PARTY and others and not _live_together(actor, placement.person_id, others):
        raise Refusal("room_shared", _("Somebody from another home has this room."), field="bed")
    chosen = next(found for found in beds if found.pk == bed.pk)
    if BedUse.objects.filter(bed=chosen, ended_at=None).exists():
        raise WrongState
    move(actor, [chosen], BedAct.RESERVE, now=now)
    BedUse.objects.create(bed=chosen, placement=placement, person_id=placement.person_id, reserved_at=now)


def _live_together(actor: Actor, person_id: int, others: Sequence[int]) -> bool:
    home = {entry.id for entry in registry.household_members(actor, person_id, purpose="isolation.room")}
    return set(others) <= home
