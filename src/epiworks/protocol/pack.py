"""Packs as files state them, and protocols as they hold once inheritance is worked out."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from epiworks.protocol.lines import Address, PackId, PackLine
from epiworks.protocol.rule import Rule


class PackKind(StrEnum):
    """What sort of text is this pack? Only overlays owe a reason for every rule they make stricter or milder."""

    EDITION = "edition"
    GUIDE = "guide"
    OVERLAY = "overlay"


class RuleMissing(Exception):
    """A decision needs a rule that no live pack has; the message names the address."""


@dataclass(frozen=True, slots=True)
class Title:
    """What is the pack called in each language of the interface?"""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Effective:
    """From which day to which day (inclusive) does the pack hold? `until` None: no end is known."""

    start: date
    until: date | None = None
    unconfirmed: str | None = None

    def holds_on(self, day: date) -> bool:
        """Does the pack hold on this day?"""
        return self.start <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack file: only what it says itself, nothing inherited."""

    id: PackId
    version: str
    kind: PackKind
    title: Title
    disease: str
    jurisdiction: str
    inherits: PackId | None
    effective: Effective
    instrument: PackLine
    removes: tuple[Address, ...]
    rules: Mapping[Address, Rule]


@dataclass(frozen=True, slots=True)
class Protocol:
    """The rules that hold: a pack with everything it inherits, or several packs laid over one another.

    `packs` runs from the outermost ancestor to the pack itself; a later pack wins. Each rule still names the pack that wrote it, so a
    decision can say that a clock of 2022 comes from the text of 2021.
    """

    packs: tuple[Pack, ...]
    rules: Mapping[Address, Rule]
    _sections: Mapping[str, tuple[Rule, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named: dict[str, list[Rule]] = {}
        for address, rule in sorted(self.rules.items()):
            named.setdefault(address.partition(".")[0], []).append(rule)
        object.__setattr__(self, "_sections", {section: tuple(rules) for section, rules in named.items()})

    @property
    def id(self) -> PackId:
        """Which pack gave this protocol its name? The last one."""
        return self.packs[-1].id

    def find(self, section: str, name: str) -> Rule | None:
        """What does the protocol say here, if anything?"""
        return self.rules.get(Address(f"{section}.{name}"))

    def get(self, section: str, name: str) -> Rule:
        """What does the protocol say here? Raises `RuleMissing` when it is silent."""
        rule = self.find(section, name)
        if rule is None:
            there = ", ".join(rule.name for rule in self.section(section))
            message = f"{self.id} has no rule '{section}.{name}'" + (f"; {section} has {there}" if there else "")
            raise RuleMissing(message)
        return rule

    def section(self, section: str) -> tuple[Rule, ...]:
        """Which rules stand in this section, in order of name?"""
        return self._sections.get(section, ())

    def absent(self, section: str, name: str) -> PackLine:
        """Which line says that there is no rule? A line of the named pack with the text `null`."""
        pack = self.packs[-1]
        return PackLine(pack.id, pack.version, Address(f"{section}.{name}"), "null", pack.instrument.source, pack.instrument.unconfirmed)

    def fingerprint(self) -> str:
        """Which rules exactly were in force? SHA-256 over every address, its text and the pack it comes from; stored with every result."""
        content = [[address, rule.line.pack, rule.line.version, rule.line.text] for address, rule in sorted(self.rules.items())]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
