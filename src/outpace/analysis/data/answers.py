"""A figure with everything it must carry: window, as-of, level, basis, packs; and how it can be worked out again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from outpace.analysis.choices import Kind, Standing
from outpace.kernel.scope import AreaPath

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Ask:
    """Which area, which window (both days within), as known at the end of which day? Days are local."""

    path: AreaPath
    first: date
    last: date
    as_of: date


@dataclass(frozen=True, slots=True)
class RunFrame:
    """What one run was about. `packs`: with their versions; `inputs_hash`: SHA-256 of the stored inputs; `code`: which methods.

    `fresh`: it is about what is known now; otherwise the last that was kept stands in for one still to be worked out: of the same window,
    or of one as long that ended up to two days before.
    """

    run_id: int
    kind: Kind
    path: AreaPath
    first: date
    last: date
    as_of: date
    standing: Standing
    packs: tuple[str, ...]
    inputs_hash: str
    seed: int
    code: str
    made_by: str
    made_at: datetime
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Answer(Generic[Found]):
    """What was found, and what it is about."""

    frame: RunFrame
    found: Found


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run as it is kept: inputs and result are the very texts, `result_hash` the SHA-256 of the result."""

    frame: RunFrame
    inputs: str
    result: str
    result_hash: str
