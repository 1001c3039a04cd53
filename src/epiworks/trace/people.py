"""Proposals of several cases and generations, brought to one row per person: one person is told, tested and looked after once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from epiworks.trace.proposals import Proposals
from epiworks.trace.rules import Codes, Ids, Wholes


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """One row per person, in order of person: the class of highest rank in any generation, from how many cases or contacts.

    `first_day`, `last_day`: first and last day of any exposure in any generation, as ordinals; the latest exposure wins.
    """

    person: Ids
    group: Codes
    links: Wholes
    first_day: Wholes
    last_day: Wholes
    classes: tuple[str, ...]

    def __len__(self) -> int:
        """How many persons?"""
        return int(self.person.size)

    def count(self) -> dict[str, int]:
        """How many persons are of each class, the highest class first? Persons, never person-times: each stands in one class."""
        numbers = np.bincount(self.group, minlength=len(self.classes)).tolist()
        return dict(zip(self.classes, numbers, strict=True))

    def to_arrow(self) -> pa.Table:
        """The same as an Arrow table, the class as words (dictionary)."""
        words = pa.DictionaryArray.from_arrays(pa.array(self.group), list(self.classes))
        days = {"first_day": self.first_day, "last_day": self.last_day}
        return pa.table({"person": self.person, "group": words, "links": self.links, **days})


def by_person(parts: Sequence[Proposals]) -> People:
    """Who is proposed at all, and as what? Raises `ValueError` for no part at all and for parts judged by different classes."""
    if len({part.classes for part in parts}) != 1:
        message = "proposals of one protocol are brought together"
        raise ValueError(message)
    everyone = np.concatenate([part.person for part in parts])
    person, back = np.unique(everyone, return_inverse=True)
    group = np.full(person.size, np.iinfo(np.int8).max, dtype=np.int8)
    np.minimum.at(group, back, np.concatenate([part.group for part in parts]))
    first = np.full(person.size, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(first, back, np.concatenate([part.first_day for part in parts]))
    last = np.zeros(person.size, dtype=np.int32)
    np.maximum.at(last, back, np.concatenate([part.last_day for part in parts]))
    return People(person, group, np.bincount(back, minlength=person.size).astype(np.int32), first, last, parts[0].classes)
