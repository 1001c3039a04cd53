"""Can this round end in time? What is known of people, pools, sites and laboratories, put as a question to epiworks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from epiworks.plan.feasibility import Feasibility, Laboratory, Means, RoundJob, Staffed, StageReport, can_round_end
from epiworks.plan.feasibility import Stage as Step
from epiworks.units import Hours, PersonCount, PersonsPerHour, PersonTimes, PoolSize, Share, TubeCount, TubesPerHour


@dataclass(frozen=True, slots=True)
class LabCapacity:
    """One laboratory in tubes an hour: what it is said to do and what it really does."""

    station_id: int
    name: str
    nominal: TubesPerHour
    effective: TubesPerHour
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class OutlookInputs:
    """Everything the calculation rests on; printed beside its answer.

    ``fill`` is how full tubes have been so far (1 while there are none); ``people_per_table`` is ``None`` where the pack names no figure.
    """

    people_expected: PersonCount
    people_missing: PersonCount
    untested_tubes: TubeCount
    untested_people: PersonTimes
    pool: PoolSize
    fill: Share
    sites: int
    tables: int
    people_per_table: PersonsPerHour | None
    people_per_site: PersonsPerHour | None
    laboratories: tuple[LabCapacity, ...]
    opened_at: datetime
    due_by: datetime
    as_of: datetime

    @property
    def tubes_per_hour(self) -> TubesPerHour:
        """How many tubes an hour do the laboratories really finish together?"""
        return TubesPerHour(sum(laboratory.effective for laboratory in self.laboratories))


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether the whole round was ever feasible (``plan``), and when what is left ends (``hours_left``, from ``as_of``)."""

    inputs: OutlookInputs
    plan: Feasibility
    rest: tuple[StageReport, ...]
    bottleneck: Step
    hours_left: Hours

    @property
    def ends_at(self) -> datetime:
        """When does the round end at the soonest?"""
        return self.inputs.as_of + timedelta(hours=self.hours_left)

    @property
    def late_by(self) -> timedelta:
        """How long after the deadline is that? Negative: before it."""
        return self.ends_at - self.inputs.due_by


def outlook(given: OutlookInputs) -> Outlook | None:
    """Can this round end in time, and when does what is left end? ``None`` where nobody is expected or no laboratory is known.

    The stages work side by side, so what is left lasts as long as its slowest stage: sampling the missing, or testing every tube that
    waits for a laboratory together with those still to be filled.
    """
    if given.people_expected <= 0 or given.tubes_per_hour <= 0:
        return None
    means = _means(given)
    plan = can_round_end(_job(given, given.people_expected, _hours(given.due_by - given.opened_at)), means)
    room = _hours(given.due_by - given.as_of)
    rest: list[StageReport] = []
    if given.people_missing > 0:
        rest += _only(can_round_end(_job(given, given.people_missing, room), means), Step.SAMPLING)
    unread = PersonCount(given.people_missing + given.untested_people)  # one swab each: here a person-time still to be read is one job
    if unread > 0:
        rest += _only(can_round_end(_job(given, unread, room), means), Step.LABORATORY)
    slowest = max(rest, key=lambda report: report.hours, default=None)
    left = slowest.hours if slowest is not None else Hours(0.0)
    return Outlook(given, plan, tuple(rest), slowest.stage if slowest is not None else plan.bottleneck, left)


def _job(given: OutlookInputs, people: PersonCount, deadline: Hours) -> RoundJob:
    return RoundJob(people, given.pool, deadline, given.fill)


def _means(given: OutlookInputs) -> Means:
    return Means(
        laboratories=[_laboratory(lab) for lab in given.laboratories if lab.effective > 0],
        sites=_staffed(given.sites, given.people_per_site),
        tables=_staffed(given.tables, given.people_per_table),
    )


def _laboratory(lab: LabCapacity) -> Laboratory:
    nominal = max(lab.nominal, lab.effective)
    return Laboratory(lab.name, TubesPerHour(nominal), Share(lab.effective / nominal))


def _staffed(units: int, each: PersonsPerHour | None) -> Staffed | None:
    return Staffed(units, each) if units > 0 and each is not None and each > 0 else None


def _only(found: Feasibility, step: Step) -> Sequence[StageReport]:
    report = found.of(step)
    return [] if report is None else [report]


def _hours(span: timedelta) -> Hours:
    return Hours(span.total_seconds() / 3600)
