"""What crosses casework's door about people in follow-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from epiworks.protocol import Anchor, Exposure, PackLine, Place
from outpace.casework.choices.follow_up import Half, Symptom
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class NewFollowUp:
    """Why somebody is to be followed: their class by the pack, the case it goes back to, and the exposures that put them there.

    `linked_follow_up` is the follow-up of the close contact whom a secondary contact met. `anchors` serves those who were not exposed to
    anybody: arrival, discharge, the day somebody left a risk area or a closed loop.
    """

    person_id: int
    group: str
    case_id: int | None
    exposures: tuple[Exposure, ...]
    reason: str
    linked_follow_up: int | None = None
    anchors: Mapping[Anchor, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is to be followed for a reason outside the cases here: by card or document, as which class, counted from which local day.

    `reason`: how it is known (a letter, a list, a checkpoint); it names nobody.
    """

    typed: str = field(repr=False)
    group: str
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """One reading of temperature (degrees Celsius) and symptoms. `id` is made where it is taken; sending it again changes nothing."""

    id: UUID
    follow_up_id: int
    day: date
    half: Half
    temperature: Decimal | None
    symptoms: tuple[Symptom, ...]
    at: datetime
    self_report: bool = False


@dataclass(frozen=True, slots=True)
class FollowUpBrief:
    """How one person in follow-up stands, without who they are: what other apps need to house and to task."""

    id: int
    person_id: int
    area_path: AreaPath
    group: str
    place: Place
    stage_until: date
    until: date
    state: str
    case_id: int | None
    packs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """A decision's pack lines as stored with a fact and shown beside it."""

    pack: str
    version: str
    address: str
    source: tuple[str, ...]
    unconfirmed: str

    @classmethod
    def of(cls, line: PackLine) -> "Grounds":
        """What is kept of this line?"""
        return cls(str(line.pack), line.version, str(line.address), line.source, line.unconfirmed or "")
