"""What isolation asks the packs in force: where a case belongs, by when, and which lines a follow-up's place rests on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from epiworks.protocol import PackLine, Place, RuleMissing, clock
from outpace.casework import api as casework
from outpace.isolation.rules.wanted import place_for_case
from outpace.kernel.scope import AreaPath

TRANSFER_CLOCK = "positive_transfer"


def case_place(path: AreaPath, case_class: str, found_at: datetime) -> tuple[Place, datetime | None, list[dict[str, Any]]]:
    """Where must a case be, by when, and which pack lines say so? Without a transfer clock in the pack: no deadline."""
    protocol = casework.protocol_for(path, found_at)
    place = place_for_case(protocol, case_class)
    try:
        transfer = clock(protocol, TRANSFER_CLOCK, found_at)
    except RuleMissing:
        return place.value, None, [line_of(line) for line in place.because]
    return place.value, transfer.value.due_at, [line_of(line) for line in (*place.because, *transfer.because)]


def regimen_lines(asked: Iterable[tuple[AreaPath, str]], at: datetime) -> dict[tuple[AreaPath, str], list[dict[str, Any]]]:
    """Which line of the packs in force says where these groups are kept there? None where a group was set by another rule. One query."""
    wanted = set(asked)
    protocols = casework.protocols_for({path for path, _group in wanted}, at)
    rules = {(path, group): protocols[path].find("regimen", group) for path, group in wanted if path in protocols}
    return {key: [line_of(rule.line)] for key, rule in rules.items() if rule is not None}


def line_of(line: PackLine) -> dict[str, Any]:
    """One pack line as it is kept beside the request that rests on it."""
    return {
        "pack": str(line.pack),
        "version": line.version,
        "address": str(line.address),
        "source": list(line.source),
        "unconfirmed": line.unconfirmed or "",
    }
