"""Which first actions does the protocol of an area ask for, as tasks with the pack line each rests on?"""

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone

from epiworks.protocol import PackLine, Protocol, Trigger, first_actions, shipped_library
from outpace.command.choices import Kind
from outpace.command.data import Draft, Why
from outpace.kernel.scope import AreaPath

DISEASE, JURISDICTION = "covid_19", "CN"
"""Which packs are asked until a human has decided otherwise: those that hold for this disease here on the day."""


def drafts(path: AreaPath, trigger: Trigger, at: datetime) -> tuple[Draft, ...]:
    """Which tasks does this event start in this area, by the packs in force at that moment? None where no pack holds."""
    protocol = _protocol(path, at)
    if protocol is None:
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


def _protocol(path: AreaPath, at: datetime) -> Protocol | None:
    return _live_on(timezone.localtime(at).date())


@lru_cache(maxsize=64)
def _live_on(day: date) -> Protocol | None:
    library = shipped_library()
    held = library.live_on(day, disease=DISEASE, jurisdiction=JURISDICTION)
    return library.protocol(*held) if held else None
