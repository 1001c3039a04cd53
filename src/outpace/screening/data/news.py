"""The events that screening publishes, delivered in the transaction of what they tell of."""

from dataclasses import dataclass
from datetime import datetime

from epiworks.units import PersonCount
from outpace.kernel.events import Event
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class PoolFoundPositive(Event):
    """A tube was found preliminary positive; its members are being recalled. Delivered in the transaction of the result."""

    pool_id: int
    tube_id: int
    pass_id: int | None
    area_path: AreaPath
    person_ids: tuple[int, ...]
    found_at: datetime


@dataclass(frozen=True, slots=True)
class PersonFoundPositive(Event):
    """A single-person tube was found preliminary positive: the person, not only a pool, is affected.

    `sampled_at`, `site_path`: when and where they were sampled into it, None if that is not known; `targeted`: the pass in which this
    finding began asked for chosen people only.
    """

    person_id: int
    tube_id: int
    pass_id: int | None
    pool_id: int | None
    found_at: datetime
    sampled_at: datetime | None = None
    site_path: AreaPath | None = None
    targeted: bool = False


@dataclass(frozen=True, slots=True)
class PersonResultWithdrawn(Event):
    """A person's own positive result does not stand any more: the result was corrected, or the tube turned out not to be theirs."""

    person_id: int
    tube_id: int
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True)
class PoolWithdrawn(Event):
    """A correction took a positive pool back; whatever it triggered is to be undone."""

    pool_id: int
    tube_id: int
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True)
class HoldsSigned(Event):
    """A named person signed the request that the people of a positive pool wait in place."""

    pool_id: int
    area_path: AreaPath
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class PoolReached(Event):
    """Everybody of a positive pool was reached, and nobody in it is unknown."""

    pool_id: int
    area_path: AreaPath
    reached_at: datetime


@dataclass(frozen=True, slots=True)
class PoolResolved(Event):
    """Everybody of a positive pool has the result of a single re-test."""

    pool_id: int
    area_path: AreaPath
    resolved_at: datetime


@dataclass(frozen=True, slots=True)
class PoolReopened(Event):
    """A pool that was resolved has somebody again who needs a single re-test: a result was corrected."""

    pool_id: int
    area_path: AreaPath
    reopened_at: datetime


@dataclass(frozen=True, slots=True)
class PassOpened(Event):
    """A pass was opened with this many persons due."""

    pass_id: int
    area_path: AreaPath
    due: PersonCount
