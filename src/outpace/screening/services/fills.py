"""Sampling records from devices: the hottest write of the system, one transaction per batch.

A new tube with people sampled for the first time in the pass takes the short way: one insert of tubes, one of samples, one count each of
coverage and ledger. A tube that is already known, or a person sampled twice, takes the long way through locks and rules; both end alike.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from outpace.kernel import audit, clock, crypto, inbox, locks, prepared
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, NotFound
from outpace.registry import api as registry
from outpace.registry.data import StationRow
from outpace.screening.choices import Stage
from outpace.screening.data import BatchOutcome, FillBatch, RecordOutcome, Verdict
from outpace.screening.models import UnidentifiedSample
from outpace.screening.rules.flow import accept, is_valid, reach
from outpace.screening.rules.ledger import Cell
from outpace.screening.rules.pools import FillWarning
from outpace.screening.selectors.standing import PassFacts, Standing, facts_of, standings
from outpace.screening.services import statements
from outpace.screening.services.coverage import count_done
from outpace.screening.services.crowding import any_doubt, note_crowded
from outpace.screening.services.filling import Fill, merge
from outpace.screening.services.flow import Change, HeldTube, add_to_ledger, hold, write
from outpace.screening.services.passes import share_passes
from outpace.screening.services.places import require_site
from outpace.screening.services.plain import NotPlain, columns, log_entry, may_be_plain, take
from outpace.screening.services.positives import join_recall, link_retests
from outpace.screening.services.repeats import Placement, add_first, place_again

MAX_RECORDS = 1_000
MAX_SWABS = 10_000
"""Bounds of one batch; a larger one is refused whole, with the bound in the message."""

SAMPLED = "screening.sampled"


class BatchTooLarge(inbox.BatchTooLarge):
    """The batch holds more records or swabs than one transaction takes."""


@locks.taken_again
def record_fills(actor: Actor, batch: FillBatch, *, pool_size: int | None = None) -> BatchOutcome:
    """Record who was sampled into which tube; replaying the batch, or parts of it in another order, changes nothing.

    Raises NotAllowed without SCREENING_SAMPLE over the site (a device: at its own site only), NotFound for an unknown pass or site,
    BatchTooLarge beyond the bounds. Every record gets its own outcome. `pool_size`: of tubes begun here, where a zone decides it
    (the pass's own otherwise).
    """
    swabs = sum(len(record.swabs) for record in batch.records)
    if len(batch.records) > MAX_RECORDS or swabs > MAX_SWABS:
        raise BatchTooLarge(f"{len(batch.records)} records, {swabs} swabs; at most {MAX_RECORDS} and {MAX_SWABS}")
    site = require_site(actor, batch.site_id, Permission.SCREENING_SAMPLE)
    facts = facts_of(batch.pass_id)
    if not (site.path.startswith(facts.path) or facts.path.startswith(site.path)):
        raise NotFound(f"pass {batch.pass_id}")  # another area's pass looks like none
    size = facts.pools.default if pool_size is None else pool_size
    if may_be_plain(facts, batch.records) and not any_doubt(facts.pools, batch.records):
        try:
            return _record_plain(actor, batch, facts, site=site, pool_size=size)
        except NotPlain:
            pass  # its transaction is undone; the long way sorts out what is new
    return _record_any(actor, batch, facts, site=site, pool_size=size)


def _record_plain(actor: Actor, batch: FillBatch, facts: PassFacts, *, site: StationRow, pool_size: int) -> BatchOutcome:
    """Record a batch in which everything is new and nothing is doubtful. Raises NotPlain, leaving nothing behind."""
    source, device_id = _source(actor), _device_id(actor)
    values = columns(facts, batch, source=source, site_id=site.id, device_id=device_id, now=clock.now())
    values["pool_size"] = str(pool_size)
    people = sum(len(record.swabs) for record in batch.records)
    take(values | log_entry(actor, SAMPLED, site=site, details=_details(batch, facts, tubes=len(batch.records), people=people)))
    return BatchOutcome(batch.batch_id, tuple(RecordOutcome(record.id, Verdict.ACCEPTED) for record in batch.records))


def _record_any(actor: Actor, batch: FillBatch, facts: PassFacts, *, site: StationRow, pool_size: int) -> BatchOutcome:
    """Record a batch whatever in it is new, known, repeated or unknown."""
    with transaction.atomic():
        claim = _claim(actor, batch)
        fills = merge(record for record in batch.records if record.id in claim.new)
        share_passes([facts.id])
        _Batch(actor=actor, facts=facts, site_id=site.id, pool_size=pool_size, now=clock.now()).record(fills)
        outcomes = _outcomes(batch, fills, claim.replayed)
        inbox.settle({outcome.id: inbox.Outcome.REJECTED for outcome in outcomes if outcome.verdict is Verdict.REJECTED})
        if fills:
            _log(actor, batch, facts, site=site, tubes=len(fills), people=sum(fill.people for fill in fills))
    return BatchOutcome(batch.batch_id, tuple(outcomes))


def _claim(actor: Actor, batch: FillBatch) -> inbox.Claim:
    return inbox.claim(source=_source(actor), batch_id=batch.batch_id, record_ids=[record.id for record in batch.records])


def _source(actor: Actor) -> str:
    """Under which name does the inbox know this sender?"""
    return f"{actor.kind}:{actor.id}"


def _log(actor: Actor, batch: FillBatch, facts: PassFacts, *, site: StationRow, tubes: int, people: int) -> None:
    details = _details(batch, facts, tubes=tubes, people=people)
    audit.record(actor, SAMPLED, subject=f"station:{site.id}", path=site.path, details=details)


def _details(batch: FillBatch, facts: PassFacts, *, tubes: int, people: int) -> dict[str, object]:
    return {"batch": str(batch.batch_id), "pass": facts.id, "tubes": tubes, "people": people}


def _device_id(actor: Actor) -> int | None:
    """Which device sent it, if one did?"""
    return actor.id if actor.kind is ActorKind.DEVICE else None


def _outcomes(batch: FillBatch, fills: Sequence[Fill], replayed: Mapping[UUID, inbox.Outcome]) -> list[RecordOutcome]:
    """One answer per record, in the order they were sent."""
    by_record = {record.id: fill for fill in fills for record in fill.records}
    answers = []
    for record in batch.records:
        fill = by_record.get(record.id)
        if fill is None:
            known = replayed.get(record.id, inbox.Outcome.ACCEPTED)
            verdict = Verdict.REJECTED if known is inbox.Outcome.REJECTED else Verdict.REPLAYED
            answers.append(RecordOutcome(record.id, verdict))
        elif fill.refusal:
            answers.append(RecordOutcome(record.id, Verdict.REJECTED, message=fill.refusal))
        else:
            answers.append(RecordOutcome(record.id, Verdict.ACCEPTED, notes=tuple(sorted(fill.notes))))
    return answers


@dataclass(frozen=True, slots=True)
class _Batch:
    """One batch on its way into the tables."""

    actor: Actor
    facts: PassFacts
    site_id: int
    pool_size: int
    now: datetime

    @property
    def device_id(self) -> int | None:
        """Which device sent it, if one did?"""
        return _device_id(self.actor)

    def record(self, fills: Sequence[Fill]) -> None:
        """Write all of it: tubes, samples, coverage, ledger."""
        if not fills:
            return
        places = registry.places_of(sorted({person for fill in fills for person in fill.swabs}))
        for fill in fills:
            self._set_unknown_aside(fill, places)
        opened = self._open(fills)
        known = self._hold_known([fill for fill in fills if fill.code not in opened])
        tube_ids = {**opened, **{code: tube.id for code, tube in known.items()}}
        taken = [fill for fill in fills if not fill.refusal]
        standing = standings(self.facts, places)
        placed = self._place(taken, tube_ids, {tube.id: is_valid(tube.state) for tube in known.values()}, standing)
        self._keep_unidentified(taken, tube_ids)
        begun = self._count_new([fill for fill in taken if fill.code in opened], opened, placed)
        grown = self._grow_known([fill for fill in taken if fill.code in known], known, placed)
        self._note_crowded(taken, tube_ids, begun | grown)
        if self.facts.is_retest and taken:
            link_retests(self.actor, hold([fill.code for fill in taken], station_id=self.site_id, now=self.now).values(), now=self.now)

    def _set_unknown_aside(self, fill: Fill, places: Mapping[int, object]) -> None:
        """A person the registry does not have stays in the tube as an unidentified sample, and the record says so."""
        for person in [person for person in fill.swabs if person not in places]:
            swab = fill.swabs.pop(person)
            fill.unidentified.append((fill.records[0], 1_000 + len(fill.unidentified), replace(swab, reference=f"#{person}")))
        if fill.unidentified:
            fill.notes.add(FillWarning.UNIDENTIFIED)

    def _open(self, fills: Sequence[Fill]) -> dict[str, int]:
        """Insert the tubes nobody has named before; returns their ids by code."""
        columns = {
            **self._common(),
            "site_id": str(self.site_id),
            "pool_size": str(self.pool_size),
            "codes": prepared.texts(fill.code for fill in fills),
            "people": prepared.numbers(fill.people for fill in fills),
            "sampled": prepared.moments(fill.first_at for fill in fills),
            "held": prepared.moments(fill.last_at for fill in fills),
            "sealed": prepared.moments(fill.sealed_at for fill in fills),
        }
        return dict(prepared.fetch(statements.OPEN_TUBES, columns))

    def _common(self) -> dict[str, str | None]:
        """What every hot statement says alike: pass, device, time of recording."""
        return {
            "pass_id": str(self.facts.id),
            "device_id": None if self.device_id is None else str(self.device_id),
            "now": self.now.isoformat(),
        }

    def _hold_known(self, fills: Sequence[Fill]) -> dict[str, HeldTube]:
        """Lock the tubes that exist already; one that belongs to another pass refuses its records (a bar code used twice)."""
        held = hold([fill.code for fill in fills], station_id=self.site_id, now=self.now) if fills else {}
        for fill in fills:
            tube = held[fill.code]
            if tube.pass_id is not None and tube.pass_id != self.facts.id:
                fill.refusal = f"tube {fill.code} already belongs to pass {tube.pass_id}: use another tube and label"
            elif tube.site_id not in {None, self.site_id}:
                fill.notes.add(FillWarning.OTHER_SITE)
        return held

    def _place(
        self, fills: Sequence[Fill], tube_ids: Mapping[str, int], known_valid: Mapping[int, bool], standing: Mapping[int, Standing]
    ) -> Counter[int]:
        """Insert the samples and count coverage; returns how many people each tube gained."""
        wanted = sorted((person, tube_ids[fill.code], swab.taken_at) for fill in fills for person, swab in fill.swabs.items())
        first = add_first(self.facts.id, wanted, now=self.now, device_id=self.device_id)
        plain = {(person, tube_id) for person, tube_id in first if tube_id not in known_valid}
        newly_done = {person for person, _ in plain}
        gained = Counter(tube_id for _, tube_id in plain)
        again = [
            Placement(person, tube_id, at, (person, tube_id) in first) for person, tube_id, at in wanted if (person, tube_id) not in plain
        ]
        if not again:
            count_done(self.facts.id, dict.fromkeys(newly_done, 1), standing)
        else:
            valid = {**dict.fromkeys(tube_ids.values(), True), **known_valid}
            gained.update(
                place_again(
                    self.facts.id,
                    again,
                    valid=valid,
                    standing=standing,
                    now=self.now,
                    device_id=self.device_id,
                    newly_done=newly_done,
                )
            )
            repeated = {placement.tube_id for placement in again if not placement.added}
            for fill in fills:
                if tube_ids[fill.code] in repeated:
                    fill.notes.add(FillWarning.REPEATED)
        return gained

    def _keep_unidentified(self, fills: Sequence[Fill], tube_ids: Mapping[str, int]) -> None:
        rows = [
            UnidentifiedSample(
                tube_id=tube_ids[fill.code],
                reference_sealed=crypto.seal(swab.reference),
                taken_at=swab.taken_at,
                recorded_at=self.now,
                record_id=record.id,
                position=position,
            )
            for fill in fills
            for record, position, swab in fill.unidentified
        ]
        if rows:
            UnidentifiedSample.objects.bulk_create(rows, ignore_conflicts=True)

    def _count_new(self, fills: Sequence[Fill], opened: Mapping[str, int], placed: Counter[int]) -> dict[int, int]:
        """Count new tubes into the ledger's first stage; a person scanned twice into one tube is one person. Gives the people of each."""
        cell = Cell()
        sizes = {opened[fill.code]: placed[opened[fill.code]] + len(fill.unidentified) for fill in fills}
        wrong: dict[int, int] = {}
        for fill in fills:
            people = sizes[opened[fill.code]]
            cell += Cell(1, people)
            if people != fill.people:
                wrong[opened[fill.code]] = people
        add_to_ledger({(self.facts.id, self.site_id, Stage.SAMPLED): cell})
        if wrong:
            with connection.cursor() as cursor:
                cursor.execute(statements.SET_PEOPLE, [list(wrong), list(wrong.values())])
        return sizes

    def _grow_known(self, fills: Sequence[Fill], known: Mapping[str, HeldTube], placed: Counter[int]) -> dict[int, int]:
        """Add people, pass and site to tubes that existed, and whatever stages they had already reached to the ledger.

        Gives the people of each.
        """
        changes = [self._grown(known[fill.code], fill, gained=placed[known[fill.code].id]) for fill in fills]
        join_recall(write(changes), now=self.now)
        return {change.after.id: change.after.state.people for change in changes}

    def _grown(self, tube: HeldTube, fill: Fill, *, gained: int) -> Change:
        """How does this tube stand with what was filled in, noting what was wrong with it then? `gained`: people placed."""
        state = replace(tube.state, announced=True, people=tube.state.people + gained + len(fill.unidentified))
        if fill.first_at is not None:
            state = reach(state, Stage.SAMPLED, fill.first_at)
            state = accept(state, custodian=self.site_id, at=fill.last_at or fill.first_at, stage=Stage.SAMPLED)
            if tube.sealed_at is not None and fill.first_at > tube.sealed_at:
                fill.notes.add(FillWarning.AFTER_SEAL)
        if not is_valid(state):
            fill.notes.add(FillWarning.CONDEMNED)
        after = replace(
            tube,
            pass_id=self.facts.id,
            site_id=tube.site_id or self.site_id,
            state=state,
            sealed_at=max(filter(None, (tube.sealed_at, fill.sealed_at)), default=None),
            pool_size=tube.pool_size or self.pool_size,
        )
        return Change(tube, after)

    def _note_crowded(self, fills: Sequence[Fill], tube_ids: Mapping[str, int], people: Mapping[int, int]) -> None:
        """Say of tubes that hold more people, or other people together, than where they live allows."""
        found = note_crowded(self.facts.pools, self.facts.id, people, site_id=self.site_id, now=self.now)
        for fill in fills:
            if (about := found.get(tube_ids[fill.code])) is not None:
                fill.notes.add(FillWarning(about.doubt))
