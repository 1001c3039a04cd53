"""Work out all figures of an area and window in the background; the pages find them kept."""

from collections.abc import Callable
from datetime import date

from epiworks.epi.curve import Basis
from outpace.analysis.data.answers import Ask
from outpace.analysis.rules.windows import asked_window
from outpace.analysis.selectors.snapshot import today
from outpace.analysis.services.runs import chains, curve, delays, reproduction
from outpace.kernel import jobs
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath

WORK_JOB = "analysis.work_out"

STEPS: tuple[Callable[[Actor, Ask], object], ...] = (
    lambda actor, ask: curve(actor, ask, basis=Basis.ONSET, at_once=True),
    lambda actor, ask: curve(actor, ask, basis=Basis.REPORT, at_once=True),
    lambda actor, ask: reproduction(actor, ask, at_once=True),
    lambda actor, ask: delays(actor, ask, at_once=True),
    lambda actor, ask: chains(actor, ask, at_once=True),
)
"""What is worked out, one after the other; between two of them the work can be stopped."""


def start_work(actor: Actor, ask: Ask, *, title: str) -> int:
    """Begin in the background and give the job's number: that of the actor's own where the same work waits or runs already.

    Raises `WindowRefused`, NotAllowed without ANALYSIS_READ over the area.
    """
    actor.require(Permission.ANALYSIS_READ, ask.path)
    wanted = asked_window(ask, today=today())
    days = {name: getattr(wanted, name).isoformat() for name in ("first", "last", "as_of")}
    return jobs.start_once(WORK_JOB, actor, title=title, payload={"path": wanted.path, **days})


def work_out(actor: Actor, payload: dict[str, str], *, progress: Callable[[int, int], None]) -> int:
    """Do it; gives how many figures. What was worked out stays when it is stopped, and is found again when it starts over."""
    first, last, as_of = (date.fromisoformat(payload[name]) for name in ("first", "last", "as_of"))
    ask = Ask(AreaPath(payload["path"]), first, last, as_of)
    for number, step in enumerate(STEPS):
        progress(number, len(STEPS))
        step(actor, ask)
    progress(len(STEPS), len(STEPS))
    return len(STEPS)
