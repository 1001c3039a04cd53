"""Does what is stored still say what the facts say? The one shape in which every app answers; `outpace check` prints the answers.

Counters and states are right by construction, in the transaction of the fact. This is how a duty officer can see that they are, and
what property tests hold every app to. A key names rows by number, never a person by name.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Difference:
    """One stored value that does not say what the facts say. `check` says which kind of value, `key` whose."""

    check: str
    key: str
    stored: object
    facts: object

    def __str__(self) -> str:
        return f"{self.check} {self.key}: stored {self.stored}, facts {self.facts}"


def compare(check: str, stored: Mapping[Key, object], facts: Mapping[Key, object], *, nothing: object = None) -> list[Difference]:
    """Where do these differ? A key that one side lacks stands there for `nothing`.

    >>> [str(found) for found in compare("people of zone", {1: 12}, {1: 13})]
    ['people of zone 1: stored 12, facts 13']
    """
    keys = dict.fromkeys((*stored, *facts))
    pairs = ((key, stored.get(key, nothing), facts.get(key, nothing)) for key in keys)
    return [Difference(check, _words(key), have, want) for key, have, want in pairs if have != want]


def unexpected(check: str, keys: Iterable[Hashable], *, stored: object = "there", facts: object = "not") -> list[Difference]:
    """Say of each of these that it must not be (or, with the words swapped, that it must and is not)."""
    return [Difference(check, _words(key), stored, facts) for key in keys]


def missing(check: str, keys: Iterable[Hashable]) -> list[Difference]:
    """Say of each of these that the facts ask for it and it is not there."""
    return unexpected(check, keys, stored="not", facts="there")


def _words(key: Hashable) -> str:
    return " ".join(str(part) for part in key) if isinstance(key, tuple) else str(key)
