"""Background work of the registry."""

from collections.abc import Mapping

from outpace.kernel.jobs import JobCancelled, JobProblem, Run, handler, progress
from outpace.registry import api


@handler(api.LOAD_JOB)
def load_people(run: Run) -> Mapping[str, object] | None:
    """Add the people of a checked file. Stopping it keeps what is in; starting over adds nobody twice."""
    load_id = run.payload["load"]
    if not isinstance(load_id, int):
        raise JobProblem("load")
    try:
        return api.run_load(run.actor, load_id, lambda done, total: progress(run, done, total))
    except JobCancelled:
        api.stop_load(load_id)
        raise
    except (api.LoadRefused, api.FileRefused) as refusal:
        api.stop_load(load_id)
        raise JobProblem(str(refusal)) from refusal
