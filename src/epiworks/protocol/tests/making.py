"""Short ways to packs, protocols and test results for the tests of this package."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from epiworks.protocol import Outcome, Pack, Protocol, TestResult, shipped_library
from epiworks.protocol.load import pack_from
from epiworks.protocol.merge import resolve


@lru_cache(maxsize=64)
def packs(*names: str) -> Protocol:
    """The shipped packs of these names, laid over one another."""
    return shipped_library().protocol(*names)


def content(name: str = "mine", *, rules: Mapping[str, Any] | None = None, **header: Any) -> dict[str, Any]:
    """What a small pack file would hold."""
    return {
        "pack": name,
        "version": "2022-01",
        "kind": "edition",
        "title": {"en": "Mine", "zh": "本地"},
        "disease": "covid_19",
        "jurisdiction": "CN",
        "effective": {"from": "2022-01-01", "source": ["163-9"]},
        "instrument": {"name": "A text", "source": ["163-9"]},
        "rules": rules or {},
        **header,
    }


def made(name: str = "mine", *, rules: Mapping[str, Any] | None = None, **header: Any) -> Pack:
    """A small pack."""
    return pack_from(content(name, rules=rules, **header))


def holding(*members: Pack) -> Protocol:
    """The protocol that the last of these packs comes to."""
    return resolve({member.id: member for member in members}, members[-1].id)


def sampled(day: date, outcome: Outcome = Outcome.NEGATIVE, *ct: float, hour: int = 9) -> TestResult:
    """A sample taken on this day."""
    return TestResult(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), outcome, ct)


def negatives(days: Sequence[date]) -> list[TestResult]:
    """A negative sample on each of these days."""
    return [sampled(day) for day in days]


def after(day: date, days: int) -> date:
    """So many days after this one."""
    return day + timedelta(days=days)


def shipped_text(name: str) -> str:
    """The text of a shipped pack file."""
    return (Path(__file__).parent.parent / "packs" / f"{name}.yaml").read_text(encoding="utf-8")
