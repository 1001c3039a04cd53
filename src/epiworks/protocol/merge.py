"""How do packs become the rules that hold? Inheritance along one line, and laying several protocols over one another.

Two rules, chosen so that anyone can predict the result with the files in hand:

1. *Whole or not at all.* A child's rule replaces the parent's rule of the same address whole. There is no merging inside a rule, so
   every rule that holds was written, in full, by exactly one pack, and its line says by which. `removes` takes a parent's rule away.
2. *The later text wins, a local overlay wins over all.* Where several packs live in one event say something about the same address, the
   rule of the pack that took effect later holds. To take an ancestor's rule away is to say something about it: the ancestor, or another of
   its children, named beside the pack that removed the rule does not bring it back. The order in which the packs are named does not matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from epiworks.protocol.lines import Address, PackId
from epiworks.protocol.pack import Pack, PackKind, Protocol
from epiworks.protocol.rule import Rule


class PackUnknown(Exception):
    """A pack is named, as a parent or by a caller, that the library does not hold."""


class InheritanceCircle(Exception):
    """Packs inherit from one another in a circle."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two live packs speak about one address: who is heard, who is not?"""

    address: Address
    winner: PackId
    loser: PackId


def lineage(packs: Mapping[PackId, Pack], pack: PackId) -> tuple[Pack, ...]:
    """From whom does this pack inherit, outermost ancestor first, the pack itself last? Raises `PackUnknown` and `InheritanceCircle`."""
    chain: list[Pack] = []
    current: PackId | None = pack
    while current is not None:
        if current not in packs:
            message = f"unknown pack '{current}'; there are {', '.join(sorted(packs))}"
            raise PackUnknown(message)
        if any(known.id == current for known in chain):
            message = f"'{current}' inherits from itself"
            raise InheritanceCircle(message)
        chain.append(packs[current])
        current = packs[current].inherits
    return tuple(reversed(chain))


def resolve(packs: Mapping[PackId, Pack], pack: PackId) -> Protocol:
    """Which rules hold under this pack, inherited ones included? Raises `PackUnknown` and `InheritanceCircle`."""
    rules: dict[Address, Rule] = {}
    chain = lineage(packs, pack)
    for member in chain:
        for address in member.removes:
            rules.pop(address, None)
        rules.update(member.rules)
    return Protocol(packs=chain, rules=rules)


def overlay(protocols: Sequence[Protocol]) -> Protocol:
    """Which rules hold when these protocols live in one event? Raises `ValueError` for none at all."""
    if not protocols:
        message = "at least one protocol is needed"
        raise ValueError(message)
    packs = {pack.id: pack for protocol in protocols for pack in protocol.packs}
    gone = _taken_away(packs)
    rules: dict[Address, Rule] = {}
    for protocol in protocols:
        for address, rule in protocol.rules.items():
            if (address, rule.line.pack) in gone:
                continue
            held = rules.get(address)
            if held is None or _weight(packs, held) < _weight(packs, rule):
                rules[address] = rule
    return Protocol(packs=tuple(sorted(packs.values(), key=_age)), rules=rules)


def overlaps(protocols: Sequence[Protocol]) -> tuple[Overlap, ...]:
    """Where do these protocols speak about the same address with different voices, and who is heard? Taking a rule away is heard too."""
    whole = overlay(protocols)
    gone = _taken_away({pack.id: pack for pack in whole.packs})
    found = set()
    for protocol in protocols:
        for address, rule in protocol.rules.items():
            held, writer = whole.rules.get(address), rule.line.pack
            winner = gone[address, writer] if held is None else held.line.pack
            if winner != writer:
                found.add(Overlap(address, winner, writer))
    return tuple(sorted(found, key=lambda overlap: (overlap.address, overlap.loser)))


def _taken_away(packs: Mapping[PackId, Pack]) -> Mapping[tuple[Address, PackId], PackId]:
    """Which rules, of which writer, does a descendant of the writer take away, and which does so last?"""
    return {
        (address, elder): pack.id for pack in sorted(packs.values(), key=_age) for address in pack.removes for elder in elders(packs, pack)
    }


def elders(packs: Mapping[PackId, Pack], pack: Pack) -> tuple[PackId, ...]:
    """From which of these packs does this one inherit, nearest first? As far as they are there; a circle is gone round once."""
    found: list[PackId] = []
    while pack.inherits is not None and pack.inherits in packs and pack.inherits not in found:
        pack = packs[pack.inherits]
        found.append(pack.id)
    return tuple(found)


def _age(pack: Pack) -> tuple[bool, date, str]:
    return pack.kind is PackKind.OVERLAY, pack.effective.start, pack.id


def _weight(packs: Mapping[PackId, Pack], rule: Rule) -> tuple[bool, date, str]:
    return _age(packs[rule.line.pack])
