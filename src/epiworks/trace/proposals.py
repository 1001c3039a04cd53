"""Whom to propose as contacts of these cases, of which class? One row per case and person, by the million.

Software proposes and a person decides: classes that come from data alone say that they need a judgement in the field.
"""

from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from epiworks.trace.judging import Judged
from epiworks.trace.rules import KINDS, NOTHING, Codes, Flags, Ids, Wholes

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_NOT_COLUMNS = {"classes", "generation"}


@dataclass(frozen=True, slots=True, eq=False)
class Proposals:
    """One row per case and person that any class fits, case by case.

    `case`: row of the case in what was asked. `group`: position in `classes`. `overlap`: minutes together in the places that give the
    class (minutes at two kinds of place at once count for each). `kind`: the kind of place with most of them. `first`, `last`: first and
    last minute of any exposure that a class fits (UTC), `first_day`, `last_day` its local days as ordinals: the anchors of the follow-up,
    where the latest exposure wins. `gap`: least minutes after the case had left, 0 where they met. `places`: different places in all.
    `higher_risk`: found where the pack says that contacts are of higher risk.
    """

    case: Ids
    person: Ids
    group: Codes
    kind: NDArray[np.uint8]
    overlap: Wholes
    first: Wholes
    last: Wholes
    first_day: Wholes
    last_day: Wholes
    gap: Wholes
    places: Wholes
    higher_risk: Flags
    classes: tuple[str, ...]
    generation: int

    def __len__(self) -> int:
        """How many?"""
        return int(self.case.size)

    def take(self, rows: ArrayLike) -> "Proposals":
        """Which proposals are these rows (positions or flags)?"""
        chosen = np.asarray(rows)
        columns = {
            column.name: getattr(self, column.name)[chosen] for column in fields(self) if column.name not in {"classes", "generation"}
        }
        return replace(self, **columns)

    def of_class(self, *names: str) -> "Proposals":
        """Which of them are of these classes?"""
        return self.take(np.isin(self.group, [code for code, name in enumerate(self.classes) if name in names]))

    def group_of(self, row: int) -> str:
        """Of which class is this one?"""
        return self.classes[int(self.group[row])]

    def to_arrow(self) -> pa.Table:
        """The same as an Arrow table: class and kind of place as words (dictionaries), days as dates, minutes as UTC moments."""
        minutes = {name: (getattr(self, name).astype(np.int64) * 60).astype("datetime64[s]") for name in ("first", "last")}
        days = {name: (getattr(self, name).astype(np.int64) - _EPOCH_DAY).astype("datetime64[D]") for name in ("first_day", "last_day")}
        words = {
            "group": pa.DictionaryArray.from_arrays(pa.array(self.group), list(self.classes)),
            "kind": pa.DictionaryArray.from_arrays(pa.array(self.kind.astype(np.int8)), [kind.value for kind in KINDS]),
            "generation": np.full(len(self), self.generation, dtype=np.int8),
        }
        plain = {name: getattr(self, name) for name in ("case", "person", "overlap", "gap", "places", "higher_risk")}
        return pa.table({**plain, **words, **minutes, **days})


def proposals(judged: Judged) -> Proposals:
    """Whom to propose, one row per case and person: the class of highest rank, all days on which any class fits."""
    rows = np.flatnonzero(judged.groups != NOTHING)
    found, groups = judged.exposures.take(rows), judged.groups[rows]
    order = np.lexsort((-found.overlap, groups, found.person, found.case))
    found, groups, rows = found.take(order), groups[order], rows[order]
    new = np.ones(rows.size, dtype=np.bool_)
    new[1:] = (found.case[1:] != found.case[:-1]) | (found.person[1:] != found.person[:-1])
    starts = np.flatnonzero(new)
    giving = groups == groups[starts][np.cumsum(new) - 1] if rows.size else new
    risky = judged.rules.higher_risk[found.kind] & giving
    first, last = _reduce(np.minimum, found.first, starts), _reduce(np.maximum, found.last, starts)
    return Proposals(
        case=found.case[starts],
        person=found.person[starts],
        group=groups[starts],
        kind=found.kind[starts],
        overlap=_reduce(np.add, np.where(giving, found.overlap, 0), starts),
        first=first,
        last=last,
        first_day=judged.basis.days.ordinals(first),
        last_day=judged.basis.days.ordinals(last),
        gap=_reduce(np.minimum, judged.facts.after_left[rows], starts),
        places=_reduce(np.add, found.places, starts),
        higher_risk=_reduce(np.add, risky, starts) > 0,
        classes=judged.rules.classes,
        generation=judged.asked.generation,
    )


def _reduce(how: np.ufunc, column: NDArray[np.generic], starts: Ids) -> Wholes:
    return how.reduceat(column, starts).astype(np.int32) if starts.size else np.zeros(0, dtype=np.int32)
