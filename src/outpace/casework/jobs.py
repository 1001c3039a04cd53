"""Background work of casework."""

from collections.abc import Mapping

from procrastinate.contrib.django import app

from outpace.casework import api
from outpace.kernel import jobs
from outpace.kernel.scope import system_actor

QUEUE = "housekeeping"


@jobs.handler(api.TRANSITION_JOB)
def apply_packs(run: jobs.Run) -> Mapping[str, object]:
    """Recompute everybody in follow-up under newly decided packs; taken up again it goes on with those not recomputed yet."""
    number = int(str(run.payload["decision"]))
    done = api.apply_packs(run.actor, number, progress=lambda seen, total: jobs.progress(run, seen, total))
    return {"changed": done.changed, "ended": done.ended, "stuck": done.stuck}


@app.periodic(cron="*/5 * * * *")
@app.task(name="outpace.escalate_deliverables", queue=QUEUE, queueing_lock="outpace.escalate_deliverables")
def escalate_deliverables(timestamp: int) -> None:
    """Tell those above about every deliverable of an investigation that became late since the last look."""
    api.escalate_late(system_actor("casework"))
