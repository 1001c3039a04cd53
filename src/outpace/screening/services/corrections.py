"""Later facts about scans: void a wrong one, take the void back, move a person to another tube, name an unidentified one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from outpace.kernel import audit, clock, inbox, locks
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.screening.choices import CorrectionKind, Stage
from outpace.screening.data import RecordOutcome, ScanCorrection, Verdict
from outpace.screening.models import SampleCorrection, UnidentifiedSample
from outpace.screening.rules.flow import is_valid, reach
from outpace.screening.selectors.standing import facts_of, standings
from outpace.screening.services.crowding import note_crowded
from outpace.screening.services.flow import Change, HeldTube, hold, write
from outpace.screening.services.passes import share_passes
from outpace.screening.services.places import require_site
from outpace.screening.services.positives import join_recall
from outpace.screening.services.repeats import place_by_hand, settle_places


@locks.taken_again
def correct_scan(actor: Actor, site_id: int, correction: ScanCorrection) -> RecordOutcome:
    """Void or restore one person's place in one tube; with ``into`` the person moves to that tube of the same pass.

    Raises NotAllowed without SCREENING_SAMPLE or SCREENING_CORRECT at the site, NotFound for a pass of another area where neither tube has
    one. The place may arrive after its correction: the fact is kept
    and applies then.
    """
    site = require_site(actor, site_id, Permission.SCREENING_SAMPLE, Permission.SCREENING_CORRECT)
    now = clock.now()
    with transaction.atomic():
        claim = inbox.claim(source=f"{actor.kind}:{actor.id}", batch_id=correction.id, record_ids=[correction.id])
        if correction.id not in claim.new:
            return RecordOutcome(correction.id, Verdict.REPLAYED)
        held = hold({correction.tube, correction.into or correction.tube}, station_id=site.id, now=now)
        tube = held[correction.tube]
        _keep(actor, correction, tube.id, now=now)
        gained = _settle(tube, correction.person)
        if correction.into:
            gained.update(_move(tube, held[correction.into], correction, site=site.path, now=now))
        _resize(held, gained, correction, site_id=site.id, now=now)
        details = {
            "tube": correction.tube,
            "person": correction.person,
            "kind": CorrectionKind(correction.kind).name,
            "into": correction.into,
        }
        audit.record(
            actor, "screening.scan_corrected", subject=f"tube:{tube.id}", path=site.path, details={**details, "reason": correction.reason}
        )
    return RecordOutcome(correction.id, Verdict.ACCEPTED)


def _keep(actor: Actor, correction: ScanCorrection, tube_id: int, *, now: datetime) -> None:
    """Keep the correction as a fact."""
    SampleCorrection.objects.create(
        id=correction.id,
        tube_id=tube_id,
        person_id=correction.person,
        kind=correction.kind,
        reason=correction.reason,
        at=correction.at,
        recorded_at=now,
        actor=actor.name,
    )


def _settle(tube: HeldTube, person: int) -> Counter[int]:
    """Apply every fact known about this place; nothing to do while its tube is unannounced."""
    if tube.pass_id is None:
        return Counter()
    standing = standings(facts_of(tube.pass_id), registry.places_of([person]))
    return settle_places(tube.pass_id, [(person, tube.id)], valid={tube.id: is_valid(tube.state)}, standing=standing)


def _move(source: HeldTube, target: HeldTube, correction: ScanCorrection, *, site: AreaPath, now: datetime) -> Mapping[int, int]:
    """Place the person in the other tube, which takes the first one's pass if it has none."""
    pass_id = target.pass_id or source.pass_id or correction.pass_id
    if pass_id is None:
        raise NotFound(f"tube {correction.into} belongs to no pass yet")
    share_passes([pass_id])  # neither tube may have named it, and who is due must not change meanwhile
    facts = facts_of(pass_id)
    is_named = target.pass_id is not None or source.pass_id is not None
    if not (is_named or site.startswith(facts.path) or facts.path.startswith(site)):
        raise NotFound(f"pass {pass_id}")  # another area's pass looks like none
    standing = standings(facts, registry.places_of([correction.person]))
    place = (correction.person, target.id)
    return place_by_hand(pass_id, place, correction.at, valid=is_valid(target.state), standing=standing, now=now)


def _resize(held: Mapping[str, HeldTube], gained: Mapping[int, int], correction: ScanCorrection, *, site_id: int, now: datetime) -> None:
    """Let tubes and ledger follow the people who left and came; a tube that gained somebody now belongs to the pass."""
    pass_id = next((tube.pass_id for tube in held.values() if tube.pass_id is not None), correction.pass_id)
    changes = []
    for tube in held.values():
        state = replace(tube.state, people=tube.state.people + gained.get(tube.id, 0))
        after = replace(tube, state=state)
        if tube.pass_id is None and pass_id is not None and gained.get(tube.id):
            announced = reach(replace(state, announced=True), Stage.SAMPLED, correction.at)
            after = replace(tube, pass_id=pass_id, site_id=site_id, pool_size=facts_of(pass_id).pools.default, state=announced)
        changes.append(Change(tube, after))
    join_recall(write(changes), now=now)
    _look_again(changes, site_id=site_id, now=now)


def _look_again(changes: Sequence[Change], *, site_id: int, now: datetime) -> None:
    """People came or left: a tube that held too many may be right now, and the other way round."""
    for found in (change.after for change in changes):
        if found.pass_id is not None:
            pools = facts_of(found.pass_id).pools
            note_crowded(pools, found.pass_id, {found.id: found.state.people}, site_id=found.site_id or site_id, now=now)


@locks.taken_again
def identify(actor: Actor, site_id: int, *, sample_id: int, person: int) -> None:
    """Say who an unidentified sample belongs to; from then on it is that person's sample, and its tube's recall knows them.

    Raises NotFound for another site's sample or one already identified.
    """
    site = require_site(actor, site_id, Permission.SCREENING_SAMPLE, Permission.POSITIVE_ACT)
    now = clock.now()
    with transaction.atomic():
        sample = (
            UnidentifiedSample.objects.select_for_update()
            .filter(pk=sample_id, person_id=None, tube__site_id=site.id)
            .select_related("tube")
            .first()
        )
        if sample is None:
            raise NotFound(f"unidentified sample {sample_id}")
        tube = hold([sample.tube.code], station_id=site.id, now=now)[sample.tube.code]
        pass_id = tube.pass_id
        if pass_id is None:
            raise NotFound(f"tube {tube.code} belongs to no pass yet")
        places = registry.places_of([person])
        if person not in places:
            raise NotFound(f"person {person}")
        UnidentifiedSample.objects.filter(pk=sample.pk).update(person_id=person, reference_sealed=b"")
        standing = standings(facts_of(pass_id), places)
        gained = place_by_hand(pass_id, (person, tube.id), sample.taken_at, valid=is_valid(tube.state), standing=standing, now=now)
        after = replace(tube, state=replace(tube.state, people=tube.state.people - 1 + gained.get(tube.id, 0)))
        write([Change(tube, after)])
        join_recall([Change(tube, after)], now=now)
        _look_again([Change(tube, after)], site_id=site.id, now=now)
        audit.record(actor, "screening.identified", subject=f"tube:{tube.id}", path=site.path, details={"person": person})
