"""Which first actions does the protocol of an area ask for, as tasks with the pack line each rests on?"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from epiworks.protocol import PackLine, Protocol, Trigger, first_actions
from outpace.casework import api as casework
from outpace.command.choices import Kind
from outpace.command.data import Draft, Why
from outpace.kernel.scope import AreaPath


def drafts(path: AreaPath, trigger: Trigger, at: datetime) -> tuple[Draft, ...]:
    """Which tasks does this event start in this area, by the packs in force there at that moment? None where no pack holds. One query."""
    return drafts_of([(path, trigger)], at)[path, trigger]


def drafts_of(asked: Iterable[tuple[AreaPath, Trigger]], at: datetime) -> dict[tuple[AreaPath, Trigger], tuple[Draft, ...]]:
    """Which tasks do these events start, each in its area? None where no pack holds on that day. One query."""
    wanted = set(asked)
    if not wanted:
        return {}
    # Where no pack holds nothing is asked for, and nobody's result is refused because of it.
    protocols = casework.protocols_for({path for path, _trigger in wanted}, at)
    held = {id(protocol): protocol for protocol in protocols.values()}
    drawn = {(number, trigger): _drafts(held[number], trigger, at) for number in held for trigger in {trigger for _path, trigger in wanted}}
    return {(path, trigger): drawn[id(protocols[path]), trigger] if path in protocols else () for path, trigger in wanted}


def _drafts(protocol: Protocol, trigger: Trigger, at: datetime) -> tuple[Draft, ...]:
    decision = first_actions(protocol, trigger, at)
    return tuple(
        Draft(Kind(action.task.value), action.owner.value, action.due_at, why_of(line), trigger.value)
        for action, line in zip(decision.value, decision.because, strict=False)
    )


@lru_cache(maxsize=512)
def why_of(line: PackLine) -> Why:
    """How is a pack line kept on a task?"""
    return Why(str(line.pack), line.version, str(line.address), line.text, line.source, line.unconfirmed or "")
