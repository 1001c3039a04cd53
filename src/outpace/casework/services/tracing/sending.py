"""Stays sent by another system, record by record, on the same grounds as a file: each is taken once and told what became of it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from outpace.casework.data.tracing import SentStay, StayOrder, StaysTaken
from outpace.casework.rules.held_stays import HEADINGS
from outpace.casework.services.tracing.loading import open_load, require_order, take_in
from outpace.kernel import inbox, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.files import Row, Table
from outpace.kernel.scope import Actor
from outpace.registry import api as registry
from outpace.screening.data import RecordOutcome, Verdict

MAX_SENT = 2_000
"""Records that are taken at once: one batch of a file."""


@locks.taken_again
def send_stays(actor: Actor, order: StayOrder, sent: Sequence[SentStay], *, batch_id: UUID) -> StaysTaken:
    """Take these stays in as one list; a record that was taken before changes nothing, and records of which none is new make no list.

    Raises NotAllowed without CASE_INVESTIGATE in the area, Refusal without basis, purpose or the order it needs and for an area
    that nobody knows, BatchTooLarge.
    """
    if len(sent) > MAX_SENT:
        raise inbox.BatchTooLarge(f"{len(sent)} records, at most {MAX_SENT}")
    require_order(actor, order)
    if not registry.areas_at([order.area_path]):
        raise Refusal("no_area", _("No such area."), field="area_path")
    with transaction.atomic():
        claim = inbox.claim(source=f"{actor.kind}:{actor.id}", batch_id=batch_id, record_ids=[one.id for one in sent])
        new = list({one.id: one for one in reversed(sent) if one.id in claim.new}.values())[::-1]
        load_id, faults = _taken(actor, order, new) if new else (None, {})
    known = next((number for number in claim.subjects.values()), None) if load_id is None else load_id
    return StaysTaken(known, tuple(_outcome(one.id, claim, faults) for one in sent))


def _taken(actor: Actor, order: StayOrder, new: Sequence[SentStay]) -> tuple[int, Mapping[UUID, str]]:
    """Which list is it now, and what is wrong with which of its records?"""
    rows = (Row(number, tuple(one.said.get(name, "") for name in HEADINGS)) for number, one in enumerate(new, start=1))
    load = open_load(actor, order, rows=len(new))
    reading = take_in(actor, load, Table(tuple(HEADINGS), rows), progress=lambda _done, _total: None)
    faults = {new[mistake.number - 1].id: mistake.problem for mistake in reading.mistakes}
    outcomes = {one.id: inbox.Outcome.REJECTED if one.id in faults else inbox.Outcome.ACCEPTED for one in new}
    inbox.settle(outcomes, subjects=dict.fromkeys(outcomes, load.pk))
    return load.pk, faults


def _outcome(record_id: UUID, claim: inbox.Claim, faults: Mapping[UUID, str]) -> RecordOutcome:
    if record_id in faults:
        return RecordOutcome(record_id, Verdict.REJECTED, message=faults[record_id])
    if record_id in claim.new:
        return RecordOutcome(record_id, Verdict.ACCEPTED)
    if claim.replayed[record_id] is inbox.Outcome.REJECTED:
        return RecordOutcome(record_id, Verdict.REJECTED, message=_("It was refused before: send it mended, under a new id."))
    return RecordOutcome(record_id, Verdict.REPLAYED)
