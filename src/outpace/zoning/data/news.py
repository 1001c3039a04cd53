"""What zoning tells the apps above it, inside the transaction of the change."""

from dataclasses import dataclass
from datetime import datetime

from outpace.kernel.events import Event
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class ZoneProposed(Event):
    """The rules propose a zone, a change or a lift; nothing holds until a human has signed."""

    proposal_id: int
    area_path: AreaPath
    kind: str
    zone_type: str
    case_id: int | None
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class ZoneProposalJoined(Event):
    """A case is a further ground of a proposal that waits already: nobody has to propose a zone because of it."""

    proposal_id: int
    area_path: AreaPath
    case_id: int
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class ZoneSignedAhead(Event):
    """A named human signed a proposal for an hour to come: it is decided, and nothing changes before; that is told at its hour."""

    zone_id: int
    area_path: AreaPath
    proposal_id: int
    holds_from: datetime
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class ZoneSigned(Event):
    """A zone that a named human signed holds from now, or its type or shape changes; `proposal_id` is what this decides, if any."""

    zone_id: int
    area_path: AreaPath
    zone_type: str
    area_paths: tuple[AreaPath, ...]
    signed_at: datetime
    proposal_id: int | None = None


@dataclass(frozen=True, slots=True)
class ZoneLifted(Event):
    """A zone ends, as a named human signed; `proposal_id` is the proposal that this decides, if any."""

    zone_id: int
    area_path: AreaPath
    zone_type: str
    lifted_at: datetime
    proposal_id: int | None = None


@dataclass(frozen=True, slots=True)
class ZoneProposalDropped(Event):
    """A proposal came to nothing: `state` is refused (by a named human) or withdrawn (its ground is gone). Whatever it asked for ends."""

    proposal_id: int
    area_path: AreaPath
    state: str
    dropped_at: datetime
