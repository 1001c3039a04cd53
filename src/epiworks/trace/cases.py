"""Whose contacts are looked for, in which window? Cases by the pack's look-back, and what else is known of people and seats."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from epiworks.protocol import CaseAnchors, Decision, PackLine, Protocol, Window, decide, infectious_window
from epiworks.trace.days import LocalDays
from epiworks.trace.question import ExtraStays, Question, question
from epiworks.trace.rules import IMMUNITIES, OPEN_END, Flags, Ids, TraceRules, Wholes
from epiworks.trace.seats import SeatMap


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """n cases, or contacts whose contacts are looked for. Made by `cases` or `cases_from_anchors`; a person may stand in several rows.

    `start`, `end`: first and last day of the window as ordinals, inclusive; `OPEN_END` while it is open. `higher_risk`: the row is a
    contact of higher risk. `generation`: 1 for contacts of cases, 2 for contacts of contacts.
    """

    person: Ids
    start: Wholes
    end: Wholes
    higher_risk: Flags
    generation: int = 1

    def __len__(self) -> int:
        """How many?"""
        return int(self.person.size)

    def window(self, row: int) -> Window:
        """Between which days could the case in this row infect?"""
        return window_of(int(self.start[row]), int(self.end[row]))


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of people beside their stays. Nobody is excused by what is not known.

    `protected`: persons who were effectively protected wherever they met a case, such as staff in full equipment. `immune`, `non_immune`:
    persons whose immunity is known. `seats`: who sat where on which journey. `extra`: stays of cases that no store holds, by the row of the
    case: they tell whom the cases exposed. To find where a case got it, or whom a contact met, put such stays into the store.
    """

    protected: ArrayLike = ()
    immune: ArrayLike = ()
    non_immune: ArrayLike = ()
    seats: SeatMap | None = None
    extra: ExtraStays | None = field(default=None)

    def is_protected(self, person: Ids) -> Flags:
        """Which of these persons were protected?"""
        return np.isin(person, np.asarray(self.protected, dtype=np.int64))

    def immunity(self, person: Ids) -> NDArray[np.uint8]:
        """As which immunity (position in `IMMUNITIES`) do these persons count? Immune wins over not immune, said of one person."""
        codes = {state.value: code for code, state in enumerate(IMMUNITIES)}
        found = np.full(person.shape, codes["unknown"], dtype=np.uint8)
        found[np.isin(person, np.asarray(self.non_immune, dtype=np.int64))] = codes["non_immune"]
        found[np.isin(person, np.asarray(self.immune, dtype=np.int64))] = codes["immune"]
        return found


NOTHING_KNOWN = Known()


def cases(person: Sequence[int], windows: Sequence[Window]) -> Cases:
    """Cases with windows that are known already. Raises `ValueError` when there is not a window for each."""
    if len(person) != len(windows):
        message = "every case has a window"
        raise ValueError(message)
    starts = np.array([window.start.toordinal() for window in windows], dtype=np.int32)
    ends = np.array([OPEN_END if window.end is None else window.end.toordinal() for window in windows], dtype=np.int32)
    return Cases(np.array(person, dtype=np.int64), starts, ends, np.zeros(len(person), dtype=np.bool_))


def cases_from_anchors(protocol: Protocol, anchors: Sequence[tuple[int, CaseAnchors]]) -> Decision[Cases]:
    """Cases with the windows that the pack's look-back gives them, by presentation (symptomatic or not).

    Raises `RuleMissing` and `AnchorMissing` as `infectious_window` does. Source: section `infectious_window`.

    >>> from datetime import date
    >>> from epiworks.protocol import Anchor, shipped_library
    >>> ill = CaseAnchors("symptomatic", {Anchor.ONSET: date(2022, 8, 11)}, ended=date(2022, 8, 12))
    >>> cases_from_anchors(shipped_library().protocol("cn-covid-9"), [(17, ill)]).value.window(0)
    Window(start=datetime.date(2022, 8, 9), end=datetime.date(2022, 8, 12))
    """
    found = [infectious_window(protocol, known) for _, known in anchors]
    lines: list[PackLine] = [line for window in found for line in window.because]
    asked = cases([person for person, _ in anchors], [window.value for window in found])
    return decide(asked, *(lines or [protocol.absent("infectious_window", "any")]))


def only(asked: Cases, row: int, extra: ExtraStays | None) -> tuple[Cases, ExtraStays | None]:
    """The case in this row alone, with the extra stays that are its own."""
    here = slice(row, row + 1)
    alone = Cases(asked.person[here], asked.start[here], asked.end[here], asked.higher_risk[here], asked.generation)
    if extra is None:
        return alone, None
    mine = np.flatnonzero(extra.case == row)
    return alone, ExtraStays(np.zeros(mine.size, dtype=np.int64), extra.place[mine], extra.begin[mine], extra.end[mine])


def window_of(start: int, end: int) -> Window:
    """Which window is this, of days as ordinals?"""
    return Window(date.fromordinal(start), None if end >= OPEN_END else date.fromordinal(end))


def to_question(
    rules: TraceRules, asked: Cases, days: LocalDays, *, as_of: int, extra: ExtraStays | None = None, by_place: bool = False
) -> Question:
    """Which question to the stays is this? Windows end at the latest at minute `as_of`; tails are the pack's, kind by kind.

    Raises `ValueError` as `question` does.
    """
    begin = np.minimum(days.begins_at(asked.start), as_of)
    end = np.minimum(days.begins_at(asked.end.astype(np.int64) + 1), as_of)
    return question(
        person=asked.person,
        begin=np.maximum(begin, 0),
        end=np.maximum(np.maximum(begin, end), 0),
        tails=rules.tails(asked.generation),
        extra=extra,
        by_place=by_place,
    )
