"""Background work of casework."""

from collections.abc import Mapping

from outpace.casework import api
from outpace.kernel import jobs


@jobs.handler(api.TRANSITION_JOB)
def apply_packs(run: jobs.Run) -> Mapping[str, object]:
    """Recompute everybody in follow-up under newly decided packs; taken up again it goes on with those not recomputed yet."""
    number = int(str(run.payload["decision"]))
    done = api.apply_packs(run.actor, number, progress=lambda seen, total: jobs.progress(run, seen, total))
    return {"changed": done.changed, "ended": done.ended, "stuck": done.stuck}
