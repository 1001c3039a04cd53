"""Which first actions does the protocol of an area ask for, as tasks with the pack line each rests on?"""

from datetime import datetime
from functools import lru_cache

from epiworks.protocol import PackLine, Trigger, first_actions
from outpace.casework import api as casework
from outpace.command.choices import Kind
from outpace.command.data import Draft, Why
from outpace.kernel.scope import AreaPath


def drafts(path: AreaPath, trigger: Trigger, at: datetime) -> tuple[Draft, ...]:
    """Which tasks does this event start in this area, by the packs in force there at that moment? None where no pack holds. One query."""
    try:
        protocol = casework.protocol_for(path, at)
    except ValueError:  # no pack holds on that day: nothing is asked for, and nobody's result is refused because of it
        return ()
    decision = first_actions(protocol, trigger, at)
    return tuple(
        Draft(Kind(action.task.value), action.owner.value, action.due_at, why_of(line), trigger.value)
        for action, line in zip(decision.value, decision.because, strict=False)
    )


@lru_cache(maxsize=512)
def why_of(line: PackLine) -> Why:
    """How is a pack line kept on a task?"""
    return Why(str(line.pack), line.version, str(line.address), line.text, line.source, line.unconfirmed or "")
