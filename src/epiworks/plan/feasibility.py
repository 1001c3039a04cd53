"""Can this round end in time, and if not, which stage holds it up and what would help?

A round runs through five stages: registration, sampling, transport, laboratory, upload. They work at the same time on different people,
so the round lasts as long as its slowest stage, plus the lags before each later stage has anything to do (first trip, first run of the
machine):

    end = sum(lags) + max over stages (work / rate)

This is the fluid bound of a tandem line with constant rates: no plan with these means can be faster. Real rounds are slower when work
arrives in lumps; that is what the effective share of a laboratory is for. Units: hours; rates per hour.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from epiworks.units import Hours, PersonCount, PersonsPerHour, PoolSize, Share, TubeCount, TubesPerHour

WHOLE = Share(1.0)
NONE = Hours(0.0)


class Stage(StrEnum):
    """Which step of a round?"""

    REGISTRATION = "registration"
    SAMPLING = "sampling"
    TRANSPORT = "transport"
    LABORATORY = "laboratory"
    UPLOAD = "upload"


class LiftKind(StrEnum):
    """What could be added or changed to lift a bottleneck?"""

    REGISTRARS = "registrars"
    SITES = "sites"
    TABLES = "tables"
    SAMPLERS = "samplers"
    VEHICLES = "vehicles"
    TUBES_PER_HOUR = "tubes_per_hour"
    POOL_SIZE = "pool_size"
    RESULTS_PER_HOUR = "results_per_hour"


@dataclass(frozen=True, slots=True)
class RoundJob:
    """Who is to be tested, how pooled, in how many hours? `fill` is how full tubes really are (1: every tube holds `pool` samples)."""

    people: PersonCount
    pool: PoolSize
    deadline: Hours
    fill: Share = WHOLE

    @property
    def tubes(self) -> TubeCount:
        """How many tubes will there be? ceil(people / (pool x fill)), and never more than one for each person."""
        return TubeCount(min(self.people, ceil(self.people / (self.pool * self.fill))))


@dataclass(frozen=True, slots=True)
class Staffed:
    """So many units, each serving so many people an hour."""

    units: int
    each: PersonsPerHour

    @property
    def rate(self) -> float:
        """How many people an hour do they serve together?"""
        return self.units * self.each


@dataclass(frozen=True, slots=True)
class Transport:
    """Vehicles that carry tubes to the laboratories: each carries so many tubes and is back after so many hours."""

    vehicles: int
    tubes_per_trip: TubeCount
    round_trip: Hours

    @property
    def rate(self) -> TubesPerHour:
        """How many tubes an hour do they carry together?"""
        return TubesPerHour(self.vehicles * self.tubes_per_trip / self.round_trip)

    @property
    def tubes_per_vehicle_hour(self) -> float:
        """How many tubes an hour does one vehicle carry?"""
        return self.tubes_per_trip / self.round_trip


@dataclass(frozen=True, slots=True)
class Laboratory:
    """A laboratory: what it is said to do, and which share of that it really does (staff, reagents, lumps)."""

    name: str
    nominal: TubesPerHour
    effective_share: Share = WHOLE

    @property
    def effective(self) -> TubesPerHour:
        """How many tubes an hour does it really finish?"""
        return TubesPerHour(self.nominal * self.effective_share)


@dataclass(frozen=True, slots=True)
class Lags:
    """Hours before each later stage has its first work: first trip, first machine run, first upload."""

    transport: Hours = NONE
    laboratory: Hours = NONE
    upload: Hours = NONE

    @property
    def total(self) -> Hours:
        """How long do they delay the end together?"""
        return Hours(self.transport + self.laboratory + self.upload)


@dataclass(frozen=True, slots=True)
class Means:
    """What there is to do the round with. None: the stage is not a constraint, or nothing is known of it, and the answer says so."""

    laboratories: Sequence[Laboratory]
    sites: Staffed | None = None
    tables: Staffed | None = None
    samplers: Staffed | None = None
    registrars: Staffed | None = None
    transport: Transport | None = None
    results_per_hour: PersonsPerHour | None = None
    lags: Lags = Lags()


@dataclass(frozen=True, slots=True)
class Lift:
    """How much more of one thing would bring its stage within the deadline? For a pool size: the size itself."""

    kind: LiftKind
    amount: float


@dataclass(frozen=True, slots=True)
class StageReport:
    """How long one stage needs, whether that fits, and what would lift it."""

    stage: Stage
    hours: Hours
    in_time: bool
    lifts: tuple[Lift, ...]


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Can the round end in time? `bottleneck` is the slowest stage, late or not; `unknown` names the stages without figures."""

    feasible: bool
    hours: Hours
    deadline: Hours
    bottleneck: Stage
    stages: tuple[StageReport, ...]
    unknown: tuple[Stage, ...]

    def of(self, stage: Stage) -> StageReport | None:
        """What is said of this stage? None when nothing is known of it."""
        return next((report for report in self.stages if report.stage is stage), None)


def can_round_end(job: RoundJob, means: Means) -> Feasibility:
    """Can this round end by its deadline with these means, and what is the bottleneck?

    A stage with several kinds of resource (sites, tables, samplers) is as slow as its scarcest. Lifts are given for every stage that is
    late, not only for the slowest: lifting one would only uncover the next. Raises `ValueError` for nobody to test, no laboratory, or an
    empty resource.

    >>> hui = RoundJob(PersonCount(189_888), PoolSize(1), deadline=Hours(48.0))
    >>> lab = Laboratory("county", TubesPerHour(49_800 / 24))
    >>> found = can_round_end(hui, Means([lab], sites=Staffed(175, PersonsPerHour(3000 / 24))))
    >>> found.feasible, found.bottleneck.value, round(found.hours / 24, 1)
    (False, 'laboratory', 3.8)
    """
    if job.people <= 0:
        message = "nobody is to be tested"
        raise ValueError(message)
    room = job.deadline - means.lags.total
    reports = [report for stage in _STAGES if (report := stage(job, means, room)) is not None]
    slowest = max(reports, key=lambda report: report.hours)
    total = Hours(means.lags.total + slowest.hours)
    known = {report.stage for report in reports}
    return Feasibility(
        feasible=total <= job.deadline,
        hours=total,
        deadline=job.deadline,
        bottleneck=slowest.stage,
        stages=tuple(reports),
        unknown=tuple(stage for stage in Stage if stage not in known),
    )


def least_pooling(people: PersonCount, rate: TubesPerHour, within: Hours) -> float:
    """From which pooling ratio on can a laboratory of this rate finish in time? people / (rate x hours); below 1 single tests do.

    >>> round(least_pooling(PersonCount(3_571_505), TubesPerHour(672_000 / 24), Hours(24.0)), 1)
    5.3
    """
    return people / (_positive(rate, "laboratory rate") * _positive(within, "time"))


def _registration(job: RoundJob, means: Means, room: float) -> StageReport | None:
    return _staffed_report(Stage.REGISTRATION, job, room, [(LiftKind.REGISTRARS, means.registrars)])


def _sampling(job: RoundJob, means: Means, room: float) -> StageReport | None:
    resources = [(LiftKind.SITES, means.sites), (LiftKind.TABLES, means.tables), (LiftKind.SAMPLERS, means.samplers)]
    return _staffed_report(Stage.SAMPLING, job, room, resources)


def _staffed_report(stage: Stage, job: RoundJob, room: float, resources: Sequence[tuple[LiftKind, Staffed | None]]) -> StageReport | None:
    known = [(kind, staffed) for kind, staffed in resources if staffed is not None]
    if not known:
        return None
    needed = max(job.people / _positive(staffed.rate, kind) for kind, staffed in known)
    lifts = []
    for kind, staffed in known:
        if room > 0 and (missing := ceil(job.people / (staffed.each * room)) - staffed.units) > 0:
            lifts.append(Lift(kind, float(missing)))
    return _report(stage, needed, room, lifts)


def _transport(job: RoundJob, means: Means, room: float) -> StageReport | None:
    if means.transport is None:
        return None
    needed = job.tubes / _positive(means.transport.rate, "transport rate")
    lifts = []
    if room > 0:
        vehicles = ceil(job.tubes / (means.transport.tubes_per_vehicle_hour * room))
        lifts.append(Lift(LiftKind.VEHICLES, float(vehicles - means.transport.vehicles)))
    return _report(Stage.TRANSPORT, needed, room, lifts)


def _laboratory(job: RoundJob, means: Means, room: float) -> StageReport:
    rate = TubesPerHour(sum(laboratory.effective for laboratory in means.laboratories))
    needed = job.tubes / _positive(rate, "laboratory rate")
    lifts = []
    if room > 0:
        lifts.append(Lift(LiftKind.TUBES_PER_HOUR, job.tubes / room - rate))
        lifts.append(Lift(LiftKind.POOL_SIZE, float(ceil(least_pooling(job.people, rate, Hours(room)) / job.fill))))
    return _report(Stage.LABORATORY, needed, room, lifts)


def _upload(job: RoundJob, means: Means, room: float) -> StageReport | None:
    if means.results_per_hour is None:
        return None
    needed = job.people / _positive(means.results_per_hour, "upload rate")
    lifts = [Lift(LiftKind.RESULTS_PER_HOUR, job.people / room - means.results_per_hour)] if room > 0 else []
    return _report(Stage.UPLOAD, needed, room, lifts)


_STAGES: tuple[Callable[[RoundJob, Means, float], StageReport | None], ...] = (
    _registration,
    _sampling,
    _transport,
    _laboratory,
    _upload,
)


def _report(stage: Stage, needed: float, room: float, lifts: Sequence[Lift]) -> StageReport:
    in_time = needed <= room
    return StageReport(stage, Hours(needed), in_time, () if in_time else tuple(lifts))


def _positive(value: float, name: str) -> float:
    if value <= 0:
        message = f"the {name} is zero: the round would never end"
        raise ValueError(message)
    return value
