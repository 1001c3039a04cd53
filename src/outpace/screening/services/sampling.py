"""One scan at a time, as a sampler's phone sends it: judged first, then recorded by the same service as a device's batch."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from django.db import transaction

from outpace.kernel import clock, inbox
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotFound
from outpace.registry import api as registry
from outpace.registry.data import NewPerson
from outpace.screening.choices import CorrectionKind
from outpace.screening.data import FillBatch, FillRecord, ScanCorrection, Swab, Verdict
from outpace.screening.rules.sampling import PUT_IN, ScanVerdict, judge_scan
from outpace.screening.selectors.sampling import EarlierSample, is_for_site, uses_of
from outpace.screening.services.corrections import correct_scan
from outpace.screening.services.fills import record_fills
from outpace.screening.services.places import require_site


@dataclass(frozen=True, slots=True)
class Scan:
    """One person (or, without a person, a description) to be put into a tube; `anyway` insists after a question."""

    id: UUID
    pass_id: int
    site_id: int
    tube: str
    person: int = 0
    reference: str = ""
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """What became of a scan, and where the person was sampled earlier in the pass if they were."""

    verdict: ScanVerdict
    person: int
    earlier: EarlierSample | None = None


def scan(actor: Actor, given: Scan) -> ScanAnswer:
    """Put one person into the tube, or say what to do instead. Sending it again changes nothing.

    Raises NotFound for a site, pass or person outside the actor's scope, NotAllowed without SCREENING_SAMPLE.
    """
    _require(actor, given)
    if given.person and not registry.persons_for_ids(actor, [given.person], purpose="screening.sample"):
        raise NotFound(f"person {given.person}")
    tube, person, earlier = uses_of(given.pass_id, given.tube, given.person, site_id=given.site_id)
    verdict = judge_scan(tube, person, pass_id=given.pass_id, anyway=given.anyway)
    if verdict in PUT_IN:
        verdict = _record(actor, given, verdict, pool_size=tube.pool_size)
    elif _is_resend(actor, given, verdict):
        verdict = ScanVerdict.ADDED
    return ScanAnswer(verdict, given.person, earlier)


def walk_in(actor: Actor, given: Scan, *, grid_id: int, new: NewPerson) -> ScanAnswer:
    """Enrol somebody the roster does not have and put them into the tube, both or neither; sending it again changes nothing.

    Raises as `scan`, and AlreadyKnown and PersonRefused as the registry does.
    """
    _require(actor, given)
    tube, person, _ = uses_of(given.pass_id, given.tube, 0, site_id=given.site_id, grid_id=grid_id)
    verdict, enrolment = judge_scan(tube, person, pass_id=given.pass_id, anyway=given.anyway), uuid5(given.id, "walk-in")
    if verdict not in PUT_IN:
        return ScanAnswer(ScanVerdict.ADDED if inbox.was_accepted(enrolment) else verdict, 0)
    with transaction.atomic():
        claim = inbox.claim(source=f"{actor.kind}:{actor.id}", batch_id=given.id, record_ids=[enrolment])
        if enrolment not in claim.new:
            return ScanAnswer(ScanVerdict.ADDED, 0)
        number = registry.walk_in(actor, grid_id, new)
        return ScanAnswer(_record(actor, replace(given, person=number), verdict, pool_size=tube.pool_size), number)


def seal(actor: Actor, given: Scan) -> None:
    """Close the tube: the next person goes into another one. Raises as `scan`."""
    _require(actor, given)
    record = FillRecord(given.id, given.tube, (), clock.now())
    record_fills(actor, FillBatch(given.id, given.pass_id, given.site_id, (record,)))


def undo_scan(actor: Actor, given: Scan) -> None:
    """Take one person out of the tube again; the scan and its undoing both stay in the history. Raises as `scan`."""
    _require(actor, given)
    correct_scan(
        actor,
        given.site_id,
        ScanCorrection(given.id, given.tube, given.person, CorrectionKind.VOID, clock.now(), reason="undone by the sampler"),
    )


def _require(actor: Actor, given: Scan) -> None:
    site = require_site(actor, given.site_id, Permission.SCREENING_SAMPLE)
    if not is_for_site(given.pass_id, site.path):
        raise NotFound(f"pass {given.pass_id}")


def _record(actor: Actor, given: Scan, verdict: ScanVerdict, *, pool_size: int) -> ScanVerdict:
    record = FillRecord(given.id, given.tube, (Swab(given.person, clock.now(), given.reference),))
    outcome = record_fills(actor, FillBatch(given.id, given.pass_id, given.site_id, (record,)), pool_size=pool_size).outcomes[0]
    return ScanVerdict.ELSEWHERE if outcome.verdict is Verdict.REJECTED else verdict


def _is_resend(actor: Actor, given: Scan, verdict: ScanVerdict) -> bool:
    """Is the person in the tube because of this very scan, sent twice? Recording it again answers that and changes nothing.

    Somebody without an id is known by the scan alone, whatever became of the tube since.
    """
    if verdict is not ScanVerdict.IN_TUBE:
        return not given.person and inbox.was_accepted(given.id)
    record = FillRecord(given.id, given.tube, (Swab(given.person, clock.now(), given.reference),))
    outcome = record_fills(actor, FillBatch(given.id, given.pass_id, given.site_id, (record,))).outcomes[0]
    return outcome.verdict is Verdict.REPLAYED
