"""How facts move one tube: stage, condition, custody and result, the same whatever order the facts arrive in.

Every rule here is a join (maximum, latest, most serious) over the set of facts seen so far, so a batch replayed or shuffled
ends in the same state.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from outpace.screening.choices import Condition, Outcome, Stage, TubeEventKind

CONDITION_OF: dict[TubeEventKind, Condition] = {
    TubeEventKind.SPOILED: Condition.SPOILED,
    TubeEventKind.LEAKED: Condition.LEAKED,
    TubeEventKind.LOST: Condition.LOST,
    TubeEventKind.VOIDED: Condition.VOIDED,
    TubeEventKind.FOUND: Condition.SOUND,
    TubeEventKind.RESTORED: Condition.SOUND,
}
"""The condition that each condition-bearing event leaves behind."""

SEVERITY: dict[Outcome, int] = {Outcome.NEGATIVE: 0, Outcome.INVALID: 1, Outcome.INCONCLUSIVE: 2, Outcome.PRELIMINARY_POSITIVE: 3}
"""Precaution order used while laboratories disagree: the more serious reading stands until a person corrects it."""

CONCLUSIVE = frozenset({Outcome.NEGATIVE, Outcome.PRELIMINARY_POSITIVE})
"""Outcomes after which nobody in the tube needs another sample to count as tested."""


Times = tuple[datetime | None, ...]
"""When each of the six stages was first observed, in stage order."""

NO_TIMES: Times = (None,) * len(Stage)


@dataclass(frozen=True, slots=True)
class TubeState:
    """Where one tube stands; ``announced`` is false while no sampling record has named its pass and site."""

    stage: Stage = Stage.SAMPLED
    condition: Condition = Condition.SOUND
    condition_at: datetime | None = None
    outcome: Outcome | None = None
    disputed: bool = False
    people: int = 0
    announced: bool = True
    custodian: int | None = None
    custody_at: datetime | None = None
    times: Times = NO_TIMES

    def time_of(self, stage: Stage) -> datetime | None:
        """When was the tube first observed to have reached this stage? ``None`` while only a later fact implies it."""
        return self.times[stage - 1]


@dataclass(frozen=True, slots=True)
class Reading:
    """One laboratory result for a tube, as far as deciding which reading stands needs it."""

    outcome: Outcome
    tested_at: datetime
    corrects: bool
    key: str


def reach(state: TubeState, stage: Stage, at: datetime) -> TubeState:
    """Which state follows when a fact shows the tube at this stage? Later stages imply earlier ones; the earliest time stands."""
    known = state.times[stage - 1]
    first = at if known is None else min(known, at)
    if first == known and stage <= state.stage:
        return state
    return replace(state, stage=max(state.stage, stage), times=(*state.times[: stage - 1], first, *state.times[stage:]))


def observe(state: TubeState, kind: TubeEventKind, at: datetime) -> TubeState:
    """Which condition holds after this observation? The latest by time observed wins; at the same instant the worse one does."""
    condition = CONDITION_OF[kind]
    if state.condition_at is not None and (at, condition) <= (state.condition_at, state.condition):
        return state
    return replace(state, condition=condition, condition_at=at)


def accept(state: TubeState, *, custodian: int, at: datetime, stage: Stage) -> TubeState:
    """Who holds the tube after this acceptance? The latest acceptance wins; the larger station number breaks an exact tie."""
    moved = reach(state, stage, at)
    if state.custody_at is not None and (at, custodian) <= (state.custody_at, state.custodian or 0):
        return moved
    return replace(moved, custodian=custodian, custody_at=at)


def standing(readings: Iterable[Reading]) -> tuple[Outcome | None, bool]:
    """Which reading of a tube stands, and do laboratories disagree?

    A correction signed by a person beats every uncorrected reading, the latest correction beats earlier ones;
    without a correction the most serious reading stands and disagreement is reported.
    """
    known = list(readings)
    found = _standing(known)
    if found is None:
        return None, False
    return found.outcome, not found.corrects and len({reading.outcome for reading in known}) > 1


def standing_key(readings: Iterable[Reading]) -> str | None:
    """Which reading is the one that stands? Among equally serious ones the earliest tested; ``None`` without readings."""
    found = _standing(list(readings))
    return None if found is None else found.key


def _standing(known: Collection[Reading]) -> Reading | None:
    corrections = [reading for reading in known if reading.corrects]
    if corrections:
        return max(corrections, key=lambda reading: (reading.tested_at, reading.key))
    return min(known, key=lambda reading: (-SEVERITY[reading.outcome], reading.tested_at, reading.key), default=None)


def judge(state: TubeState, readings: Collection[Reading], *, uploaded_at: datetime) -> TubeState:
    """Which state follows from all readings of the tube known so far? Any reading shows that it was tested and uploaded."""
    outcome, disputed = standing(readings)
    if outcome is None:
        return state
    tested = reach(state, Stage.TESTED, min(reading.tested_at for reading in readings))
    return replace(reach(tested, Stage.UPLOADED, uploaded_at), outcome=outcome, disputed=disputed)


def is_valid(state: TubeState) -> bool:
    """Does a place in this tube count as being sampled (domain C2, screening coverage)?

    A conclusive result counts however battered the tube was; an inconclusive or invalid one does not; without any, the tube must
    be sound.
    """
    if state.condition is Condition.VOIDED:
        return False
    if state.outcome is not None:
        return state.outcome in CONCLUSIVE
    return state.condition is Condition.SOUND


def has_ended(state: TubeState) -> bool:
    """Has the tube left the flow before a result: spoiled, leaked, lost or voided on the way?"""
    return state.condition is not Condition.SOUND and state.stage < Stage.UPLOADED
