"""Whose care a person is in, kept so that there is always exactly one custodian."""

from datetime import datetime

from outpace.isolation.choices import CustodianKind
from outpace.isolation.models import Custody, Placement
from outpace.isolation.rules.custody import Custodian
from outpace.kernel import locks
from outpace.kernel.scope import Actor


def hand_to(actor: Actor, placement: Placement, custodian: Custodian, *, now: datetime) -> None:
    """Give the person into this custodian's care from now on: the stretch before ends where this one begins (rules.custody.take_over)."""
    last = _open(placement.person_id)
    if last is not None and (last.custodian_kind, last.custodian_id) == (custodian.kind, custodian.id):
        return
    moment = max(now, last.since) if last is not None else now
    if last is not None:
        last.until = moment
        last.save(update_fields=["until"])
    Custody.objects.create(
        person_id=placement.person_id,
        placement=placement,
        custodian_kind=custodian.kind,
        custodian_id=custodian.id,
        since=moment,
        by_name=actor.name,
    )


def let_go(person_id: int, *, now: datetime) -> None:
    """Nobody has the person any more: released, or died."""
    last = _open(person_id)
    if last is not None:
        last.until = max(now, last.since)
        last.save(update_fields=["until"])


def facility_custodian(facility_id: int) -> Custodian:
    """The facility as custodian."""
    return Custodian(CustodianKind.FACILITY, facility_id)


def _open(person_id: int) -> Custody | None:
    """The open stretch, under the person's own lock: two sides may sign at the same moment."""
    locks.advisory(f"isolation-custody:{person_id}")
    return Custody.objects.filter(person_id=person_id, until=None).first()
