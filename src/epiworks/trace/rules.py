"""The contact rules of a pack as columns, and the class of many exposures at once.

`compile_rules` reads a protocol once; `classify` then decides rows by the million with NumPy. It is the same decision that
`epiworks.protocol.shared_place` and `contact_class` make for one exposure, row by row (a property test compares them for every pack), and
`explain` gives that one decision with its reasons and pack lines.
"""

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from epiworks.protocol import (
    ClassVerdict,
    Decision,
    Exposure,
    Immunity,
    Meeting,
    Protocol,
    Seat,
    SharedPlace,
    Situation,
    Window,
    contact_class,
    decide,
    shared_place,
)
from epiworks.protocol.rule import Rule

Codes = NDArray[np.int8]
Wholes = NDArray[np.int32]
Ids = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

KINDS = tuple(SharedPlace)
"""Which kind of place does a code stand for? Code 0: nobody has said what the place is."""

IMMUNITIES = tuple(Immunity)
"""Which immunity does a code stand for?"""

UNKNOWN = -1
"""Minutes that are not known; what is not known never speaks for a lower class."""

OPEN_END = date.max.toordinal()
"""The last day of a window that is still open."""

NOTHING = -1
"""The code of no class, and of a kind of place that counts as nothing."""

_SITUATIONS = tuple(Situation)
_NEAR, _FAR = Seat(True, 0), Seat(False)


@dataclass(frozen=True, slots=True, eq=False)
class ExposureFacts:
    """What is known of n exposures, a column a fact. Made by `exposure_facts`; further facts are put in with `dataclasses.replace`.

    `kinds`: position in `KINDS`. `first`, `last`: days as ordinals, inclusive. `minutes`: `UNKNOWN` where not known. `after_left`: least
    minutes between the case's leaving and the person's being there, 0 where they met. `near`: the seat is near, or not known.
    `cumulative_hours`, `metres`: NaN where not known. `window_start`, `window_end`: days on which the case could infect, inclusive,
    `OPEN_END` while it is open. `immunity`: position in `IMMUNITIES`. `generation`: 1 to a case, 2 to a contact, the same for all rows.
    Raises `ValueError` for columns of unequal length and for a kind or immunity that no code stands for.
    """

    kinds: NDArray[np.uint8]
    first: Wholes
    last: Wholes
    minutes: Wholes
    after_left: Wholes
    near: Flags
    cumulative_hours: Floats
    metres: Floats
    protected: Flags
    immunity: NDArray[np.uint8]
    higher_risk_link: Flags
    window_start: Wholes
    window_end: Wholes
    generation: int = 1

    def __post_init__(self) -> None:
        columns = [getattr(self, column.name) for column in fields(self) if column.name != "generation"]
        if any(column.shape != self.kinds.shape for column in columns):
            message = "columns of exposures have one length"
            raise ValueError(message)
        if (self.kinds >= len(KINDS)).any() or (self.immunity >= len(IMMUNITIES)).any():
            message = "a kind of place or an immunity that no code stands for"
            raise ValueError(message)

    def __len__(self) -> int:
        """How many exposures?"""
        return int(self.kinds.size)


def kind_code(kind: SharedPlace) -> int:
    """Which code stands for this kind of place in a table of places?

    >>> kind_code(SharedPlace.HOUSEHOLD)
    1
    """
    return KINDS.index(kind)


def known_kinds(codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The codes of kinds of place, those that nothing stands for as the code of an unknown place: nobody is passed over for a code.

    >>> known_kinds(np.array([1, 200], dtype=np.uint8)).tolist()
    [1, 0]
    """
    return np.where(codes < len(KINDS), codes, 0).astype(np.uint8)


def exposure_facts(
    kinds: ArrayLike, *, first: ArrayLike, last: ArrayLike, window_start: ArrayLike, window_end: ArrayLike, generation: int = 1
) -> ExposureFacts:
    """Which exposures are these, everything else being unknown? Days as ordinals; one number stands for all rows.

    >>> from dataclasses import replace
    >>> day = date(2022, 8, 10).toordinal()
    >>> rows = exposure_facts([kind_code(SharedPlace.ROOM)], first=day, last=day, window_start=day - 2, window_end=OPEN_END)
    >>> replace(rows, minutes=np.array([90], dtype=np.int32)).minutes.tolist(), rows.near.tolist()
    ([90], [True])
    """
    codes = np.asarray(kinds, dtype=np.uint8)
    size = codes.size
    days = [np.broadcast_to(np.asarray(column, dtype=np.int32), codes.shape) for column in (first, last, window_start, window_end)]
    return ExposureFacts(
        kinds=codes,
        first=days[0],
        last=days[1],
        minutes=np.full(size, UNKNOWN, dtype=np.int32),
        after_left=np.zeros(size, dtype=np.int32),
        near=np.ones(size, dtype=np.bool_),
        cumulative_hours=np.full(size, np.nan),
        metres=np.full(size, np.nan),
        protected=np.zeros(size, dtype=np.bool_),
        immunity=np.full(size, IMMUNITIES.index(Immunity.UNKNOWN), dtype=np.uint8),
        higher_risk_link=np.zeros(size, dtype=np.bool_),
        window_start=days[2],
        window_end=days[3],
        generation=generation,
    )


@dataclass(frozen=True, eq=False)
class TraceRules:
    """What a protocol says of contacts, ready for columns. `classes` stand in order of preference: the first that fits is the class."""

    protocol: Protocol
    rules: tuple[Rule, ...]
    near: tuple[Meeting, ...]
    far: tuple[Meeting, ...]

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Which class does a code stand for?"""
        return tuple(rule.name for rule in self.rules)

    def tails(self, generation: int) -> dict[int, int]:
        """How long after a case has left a place of this kind (by code) is somebody who comes in still exposed, in minutes?

        One minute more than `after_leaving_minutes`: who comes exactly then is still exposed. Kinds without a tail are left out.
        """
        found: dict[int, int] = {}
        for rule in self.rules:
            longest = rule.whole_or("after_leaving_minutes", 0)
            near, far = self.listed(rule, generation)
            for kind in np.flatnonzero(near | far).tolist() if longest else ():
                found[kind] = max(found.get(kind, 0), longest + 1)
        return found

    @cached_property
    def hours_within_days(self) -> int:
        """Within how many days are hours in a place added up?"""
        return max((rule.whole_or("within_days", 0) for rule in self.rules if rule.flag("judged")), default=0)

    @cached_property
    def each_place(self) -> Flags:
        """For which kinds of place do minutes count place by place?"""
        return np.array([meeting.each_place for meeting in self.near], dtype=np.bool_)

    @cached_property
    def higher_risk(self) -> Flags:
        """In which kinds of place is a contact found to be of higher risk?"""
        return np.array([meeting.higher_risk for meeting in self.near], dtype=np.bool_)

    @cached_property
    def seated(self) -> Flags:
        """In which kinds of place does it matter who sat where?"""
        return np.array([near.situation is not far.situation for near, far in zip(self.near, self.far, strict=True)], dtype=np.bool_)

    @cached_property
    def counts(self) -> Flags:
        """Which kinds of place count as anything at all? The others need not be searched."""
        return np.array([meeting.situation is not None for meeting in self.near], dtype=np.bool_)

    @cached_property
    def needs_hours(self) -> Flags:
        """For which kinds of place does a class ask for cumulative hours, so that these must be counted?"""
        asking = [rule for rule in self.rules if rule.whole_or("min_cumulative_hours", 0) > 0 or rule.has("over_cumulative_hours")]
        wanted = {situation for rule in asking for situation in rule.texts("situations")}
        return np.array([meeting.situation is not None and meeting.situation.value in wanted for meeting in self.near], dtype=np.bool_)

    @cached_property
    def field_judgement(self) -> Flags:
        """Which classes come from data alone, so that a person must confirm them before anything follows?"""
        return np.array([rule.flag("field_judgement") for rule in self.rules], dtype=np.bool_)

    def listed(self, rule: Rule, generation: int) -> tuple[Flags, Flags]:
        """For which kinds of place does this class list the situation, for near and for far seats?"""
        open_to = rule.flag("judged") and rule.whole("generation") == generation
        names = rule.texts("situations") if open_to else ()
        return _among(self.near, names), _among(self.far, names)


def compile_rules(protocol: Protocol) -> TraceRules:
    """What does this protocol say of contacts, as columns? Raises `RuleMissing` where far seats are told apart without a vehicle's rule.

    >>> from epiworks.protocol import shipped_library
    >>> compile_rules(shipped_library().protocol("measles")).tails(1)[kind_code(SharedPlace.VENUE)]
    121
    """
    ranked = sorted(protocol.section("contact_classes"), key=lambda rule: -rule.whole("rank"))
    near = tuple(shared_place(protocol, kind, _NEAR).value for kind in KINDS)
    far = tuple(shared_place(protocol, kind, _FAR).value for kind in KINDS)
    return TraceRules(protocol, tuple(ranked), near, far)


def classify(rules: TraceRules, rows: ExposureFacts) -> Codes:
    """Which class is each of these exposures, as a position in `rules.classes`? `NOTHING`: none.

    The fitting class of the highest rank, exactly as `contact_class` decides for one exposure. Source: sections `shared_places`,
    `contact_classes`, `vehicles`.

    >>> from epiworks.protocol import shipped_library
    >>> packs = compile_rules(shipped_library().protocol("cn-covid-9"))
    >>> day = date(2022, 8, 10).toordinal()
    >>> kinds = [kind_code(kind) for kind in (SharedPlace.HOUSEHOLD, SharedPlace.VENUE, SharedPlace.WATER_POINT)]
    >>> found = classify(packs, exposure_facts(kinds, first=day, last=day, window_start=day - 2, window_end=day))
    >>> [packs.classes[code] if code != NOTHING else None for code in found]
    ['close', 'venue_exposed', None]
    """
    found = np.full(len(rows), NOTHING, dtype=np.int8)
    free = (np.maximum(rows.first, rows.window_start) <= np.minimum(rows.last, rows.window_end)) & rules.counts[rows.kinds]
    for code, rule in enumerate(rules.rules):
        near, far = rules.listed(rule, rows.generation)
        if not near.any() and not far.any():
            continue
        fits = free & np.where(rows.near, near[rows.kinds], far[rows.kinds])
        fits &= _enough(rule, rows) & _person(rule, rows)
        found[fits] = code
        free &= ~fits
    return found


def exposure_at(rules: TraceRules, rows: ExposureFacts, row: int) -> Exposure | None:
    """Which exposure is in this row, as the rules for one exposure take it? None where the place counts as nothing."""
    situation = (rules.near if rows.near[row] else rules.far)[rows.kinds[row]].situation
    if situation is None:
        return None
    minutes = int(rows.minutes[row])
    return Exposure(
        situation,
        date.fromordinal(int(rows.first[row])),
        date.fromordinal(int(rows.last[row])),
        generation=rows.generation,
        protected=bool(rows.protected[row]),
        minutes=None if minutes == UNKNOWN else minutes,
        cumulative_hours=_known(rows.cumulative_hours[row]),
        metres=_known(rows.metres[row]),
        minutes_after_case_left=int(rows.after_left[row]),
        higher_risk_link=bool(rows.higher_risk_link[row]),
        immunity=IMMUNITIES[rows.immunity[row]],
    )


def explain(rules: TraceRules, rows: ExposureFacts, row: int) -> Decision[ClassVerdict]:
    """Why is this exposure of that class, and why not of a higher one? The lines of the place, the vehicle and the class.

    >>> from dataclasses import replace
    >>> from epiworks.protocol import shipped_library
    >>> packs = compile_rules(shipped_library().protocol("cn-covid-9"))
    >>> day = date(2022, 8, 10).toordinal()
    >>> seat = exposure_facts([kind_code(SharedPlace.PLANE)], first=day, last=day, window_start=day, window_end=day)
    >>> found = explain(packs, replace(seat, near=np.array([False])), 0)
    >>> found.value.group, [line.address for line in found.because]
    ('general', ['shared_places.plane', 'vehicles.plane', 'contact_classes.general'])
    """
    place = shared_place(rules.protocol, KINDS[rows.kinds[row]], _NEAR if rows.near[row] else _FAR)
    exposure = exposure_at(rules, rows, row)
    if exposure is None:
        return decide(ClassVerdict(None, False, None, ()), *place.because)
    end = int(rows.window_end[row])
    window = Window(date.fromordinal(int(rows.window_start[row])), None if end >= OPEN_END else date.fromordinal(end))
    verdict = contact_class(rules.protocol, exposure, window)
    return decide(verdict.value, *place.because, *verdict.because)


def _among(meetings: tuple[Meeting, ...], names: tuple[str, ...]) -> Flags:
    return np.array([meeting.situation is not None and meeting.situation.value in names for meeting in meetings], dtype=np.bool_)


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def _enough(rule: Rule, rows: ExposureFacts) -> Flags:
    """Long, near and soon enough? What is not known is."""
    fits: Flags = rows.after_left <= rule.whole_or("after_leaving_minutes", 0)
    if rule.has("min_minutes"):
        fits &= (rows.minutes == UNKNOWN) | (rows.minutes >= rule.whole("min_minutes"))
    if rule.has("over_minutes"):
        fits &= (rows.minutes == UNKNOWN) | (rows.minutes > rule.whole("over_minutes"))
    if rule.has("min_cumulative_hours"):
        fits &= np.isnan(rows.cumulative_hours) | (rows.cumulative_hours >= rule.whole("min_cumulative_hours"))
    if rule.has("over_cumulative_hours"):
        fits &= np.isnan(rows.cumulative_hours) | (rows.cumulative_hours > rule.whole("over_cumulative_hours"))
    if rule.has("within_metres"):
        fits &= np.isnan(rows.metres) | (rows.metres <= rule.number("within_metres"))
    return fits


def _person(rule: Rule, rows: ExposureFacts) -> Flags:
    """Does the class take this person: unprotected, of the right immunity, met by somebody of higher risk where it asks for that?"""
    fits = np.ones(len(rows), dtype=np.bool_)
    if rule.flag("spare_protected"):
        fits &= ~rows.protected
    if rule.flag("only_higher_risk_link"):
        fits &= rows.higher_risk_link
    if wanted := rule.texts("immunity"):
        fits &= np.array([immunity.value in wanted for immunity in IMMUNITIES])[rows.immunity]
    return fits
